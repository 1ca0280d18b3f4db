from __future__ import annotations

import re
import stat
from pathlib import Path

import pytest

from avala_edge.errors import InvalidInput
from avala_edge.store import Keys, OneTimeToken, Principal, SessionSigner
from avala_edge.store.keys import SESSION_SECONDS

ANN = Principal("key_1", "Ann", "owner")


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_key_is_checked_after_a_restart_and_its_secret_is_not_kept(tmp_path: Path) -> None:
    keys = Keys(tmp_path)
    assert keys.is_empty
    record, secret = keys.create("Ann", role="reviewer")
    assert re.fullmatch(r"avk_[A-Za-z0-9_-]{43}", secret)
    again = Keys(tmp_path)
    assert again.check(secret) == Principal(record.uid, "Ann", "reviewer") == again.find(record.uid)
    assert again.list() == (record,)
    assert not again.is_empty
    assert secret not in (tmp_path / "keys.json").read_text()
    assert mode(tmp_path / "keys.json") == 0o600


@pytest.mark.parametrize("secret", ["", "avk_", "avk_" + "x" * 43, "\udcff"])
def test_a_wrong_secret_is_nobody(tmp_path: Path, secret: str) -> None:
    keys = Keys(tmp_path)
    keys.create("Ann")
    assert keys.check(secret) is None
    assert keys.find("key_none") is None


@pytest.mark.parametrize("damage", ["", "{", "[]", '{"keys": [{"uid": 1}]}', '{"keys": 3}'])
def test_damaged_keys_stop_the_start(tmp_path: Path, damage: str) -> None:
    (tmp_path / "keys.json").write_text(damage)
    with pytest.raises(InvalidInput, match=r"keys\.json"):
        Keys(tmp_path)


def test_a_session_outlives_a_restart_and_ends_after_30_days(tmp_path: Path) -> None:
    now = 1_000_000.0
    cookie = SessionSigner(tmp_path, clock=lambda: now).sign(ANN)
    signer = SessionSigner(tmp_path, clock=lambda: now)
    assert signer.verify(cookie) == ANN.uid
    assert mode(tmp_path / "session.secret") == 0o600
    now += SESSION_SECONDS
    assert signer.verify(cookie) is None


def test_a_forged_session_is_nobody(tmp_path: Path) -> None:
    signer = SessionSigner(tmp_path / "a")
    cookie = signer.sign(ANN)
    body, _, mac = cookie.rpartition(".")
    for forged in ("", ".", "..", body, f"{body}.", f"{body}9.{mac}", f"key_2{body[5:]}.{mac}", f"{cookie}é"):
        assert signer.verify(forged) is None
    assert SessionSigner(tmp_path / "b").verify(cookie) is None


def test_a_one_time_token_works_once_and_old_ones_go() -> None:
    tokens = OneTimeToken(bound=2)
    first, second, third = tokens.issue(), tokens.issue(), tokens.issue()
    assert [tokens.take(token) for token in (first, second, second, third, "", "é")] == [
        False,
        True,
        False,
        True,
        False,
        False,
    ]
