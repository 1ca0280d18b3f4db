from __future__ import annotations

import stat
import subprocess
import sys
from pathlib import Path

from avala_edge.store import OneTimeToken, Principal, SessionSigner
from avala_edge.store.sessions import SESSION_SECONDS

ANN = Principal("key_1", "Ann", "owner")
SIGN = """
import sys
from pathlib import Path
from avala_edge.store import Principal, SessionSigner
print("ready", flush=True)
sys.stdin.readline()
print(SessionSigner(Path(sys.argv[1])).sign(Principal("key_1", "Ann", "owner")))
"""


def test_a_session_outlives_a_restart_and_ends_after_30_days(tmp_path: Path) -> None:
    now = 1_000_000.0
    cookie = SessionSigner(tmp_path, clock=lambda: now).sign(ANN)
    signer = SessionSigner(tmp_path, clock=lambda: now)
    assert signer.verify(cookie) == ANN.uid
    assert stat.S_IMODE((tmp_path / "session.secret").stat().st_mode) == 0o600
    now += SESSION_SECONDS
    assert signer.verify(cookie) is None


def test_a_forged_session_is_nobody(tmp_path: Path) -> None:
    signer = SessionSigner(tmp_path / "a")
    cookie = signer.sign(ANN)
    body, _, mac = cookie.rpartition(".")
    for forged in ("", ".", "..", body, f"{body}.", f"{body}9.{mac}", f"key_2{body[5:]}.{mac}", f"{cookie}é"):
        assert signer.verify(forged) is None
    assert SessionSigner(tmp_path / "b").verify(cookie) is None


def test_a_damaged_secret_ends_all_sessions(tmp_path: Path) -> None:
    cookie = SessionSigner(tmp_path).sign(ANN)
    (tmp_path / "session.secret").write_bytes(b"short")
    signer = SessionSigner(tmp_path)
    assert signer.verify(cookie) is None
    assert SessionSigner(tmp_path).verify(signer.sign(ANN)) == ANN.uid


def test_servers_that_start_at_once_on_one_folder_accept_each_others_sessions(tmp_path: Path) -> None:
    pipe = subprocess.PIPE
    command = [sys.executable, "-c", SIGN, str(tmp_path)]
    started = [subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) for _ in range(4)]
    for process in started:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in started:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    cookies = [process.communicate(timeout=60)[0].strip() for process in started]
    assert [SessionSigner(tmp_path).verify(cookie) for cookie in cookies] == [ANN.uid] * 4


def test_a_one_time_token_works_once_and_old_ones_go() -> None:
    tokens = OneTimeToken(bound=2)
    first, second, third = tokens.issue(), tokens.issue(), tokens.issue()
    taken = [tokens.take(token) for token in (first, second, second, third, "", "é")]
    assert taken == [False, True, False, True, False, False]
