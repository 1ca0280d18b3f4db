from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import URL, select, update

from avala_edge.errors import Conflict, InvalidInput, KeyExpired, NotFound
from avala_edge.store import Accounts, Activity, Database, Keys, PageOf, Principal
from avala_edge.store import keys as keys_module
from avala_edge.store.tables import METADATA, now, users

ADMIN = Principal("", "", "owner")


@pytest.fixture
async def keys(database: Database) -> AsyncIterator[Keys]:
    await Accounts(database).open()
    opened = Keys(database)
    await opened.open()
    yield opened
    await opened.close()


@pytest.fixture
async def another(url: URL, keys: Keys, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Keys]:
    """The keys as another process knows them, one that looks ten times as often."""
    monkeypatch.setattr(keys_module, "REFRESH_S", keys_module.REFRESH_S / 10)
    database = Database(url)
    opened = Keys(database)
    await opened.open()
    yield opened
    await opened.close()
    await database.close()


async def everything(database: Database) -> str:
    """All rows of all tables, as text."""
    async with database.read() as tx:
        return "\n".join([str((await tx.execute(select(table))).all()) for table in METADATA.sorted_tables])


async def until(condition: Callable[[], object]) -> None:
    for _ in range(1000):
        if condition():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("it did not come to that in ten seconds")


async def test_a_key_is_known_after_a_restart(keys: Keys, url: URL) -> None:
    assert keys.is_empty
    made, secret = await keys.create("Ann", "reviewer", username="ann", scopes=("reviews.write",))
    assert re.fullmatch(r"avk_[A-Za-z0-9_-]{43}", secret)
    database = Database(url)
    again = Keys(database)
    await again.refresh()
    assert not again.is_empty
    found = again.check(secret)
    assert found is not None
    assert found == again.find(made.uid) == keys.check(secret)
    assert (found.uid, found.name, found.role) == (made.uid, "Ann", "reviewer")
    assert (found.username, found.scopes) == ("ann", ("reviews.write",))
    assert await again.list() == [made]
    await database.close()


async def test_no_secret_is_kept(keys: Keys, database: Database, url: URL) -> None:
    secrets = [(await keys.create(name))[1] for name in ("Ann", "Ben")]
    await keys.revoke((await keys.list())[0].uid)
    text = await everything(database)
    for secret in secrets:
        assert secret not in text
        assert secret.removeprefix("avk_") not in text
    if database.is_sqlite:
        path = Path(str(url.database))
        for file in path.parent.glob(f"{path.name}*"):  # the log too
            assert not any(secret[4:].encode() in file.read_bytes() for secret in secrets)


@pytest.mark.parametrize("secret", ["", "avk_", "avk_" + "x" * 43, "\udcff"])
async def test_a_wrong_secret_is_nobody(keys: Keys, secret: str) -> None:
    await keys.create("Ann")
    assert keys.check(secret) is None
    assert keys.find("key_none") is None


async def test_a_key_expires(keys: Keys, monkeypatch: pytest.MonkeyPatch) -> None:
    made, secret = await keys.create("Ann", "annotator", expires_at=now() + timedelta(hours=1))
    assert keys.check(secret) is not None
    later = now() + timedelta(hours=1)
    monkeypatch.setattr(keys_module, "now", lambda: later)
    for ask, word in ((keys.check, secret), (keys.find, made.uid)):
        with pytest.raises(KeyExpired):
            ask(word)
    assert [key.state for key in await keys.list()] == ["expired"]


async def test_a_key_cannot_expire_before_it_is_made(keys: Keys) -> None:
    with pytest.raises(InvalidInput) as refusal:
        await keys.create("Ann", expires_at=now() - timedelta(seconds=1))
    assert refusal.value.field == "expires_at"


async def test_a_revoked_key_is_nobody_and_stays_in_the_list(keys: Keys) -> None:
    await keys.create("Olga")
    made, secret = await keys.create("Ann", "annotator")
    revoked = await keys.revoke(made.uid)
    assert keys.check(secret) is None
    assert keys.find(made.uid) is None
    assert [key.state for key in await keys.list()] == ["active", "revoked"]
    assert await keys.revoke(made.uid) == revoked  # once is for ever
    with pytest.raises(NotFound):
        await keys.revoke("key_none")


async def test_other_processes_notice_within_seconds(keys: Keys, another: Keys) -> None:
    await keys.create("Olga")
    made, secret = await keys.create("Ann", "annotator")
    await until(lambda: another.check(secret))
    await keys.revoke(made.uid)
    assert keys.check(secret) is None
    await until(lambda: another.check(secret) is None)
    assert keys_module.REFRESH_S * 10 <= 5


async def test_a_user_who_is_not_active_any_more_is_nobody(keys: Keys, another: Keys, database: Database) -> None:
    _, secret = await keys.create("Ann", "annotator")
    await until(lambda: another.check(secret))
    async with database.write() as tx:
        await tx.execute(update(users).values(is_active=False))
    await until(lambda: another.check(secret) is None)


async def test_noticing_goes_on_after_the_database_was_away(
    keys: Keys, another: Keys, monkeypatch: pytest.MonkeyPatch
) -> None:
    await keys.create("Olga")
    made, secret = await keys.create("Ann", "annotator")
    await until(lambda: another.check(secret))
    asked = asyncio.Event()

    async def away(self: Keys) -> None:
        asked.set()
        raise ConnectionResetError

    with monkeypatch.context() as patch:
        patch.setattr(Keys, "refresh", away)
        await asyncio.wait_for(asked.wait(), 10)
    await keys.revoke(made.uid)
    await until(lambda: another.check(secret) is None)


async def test_the_last_key_of_an_owner_stays(keys: Keys) -> None:
    first, _ = await keys.create("Olga")
    await keys.create("Ada", "admin")
    with pytest.raises(Conflict, match="last"):
        await keys.revoke(first.uid)
    second, _ = await keys.create("Otto")
    await keys.revoke(first.uid)
    with pytest.raises(Conflict, match="last"):
        await keys.revoke(second.uid)


async def test_of_two_owners_who_revoke_each_other_one_stays(keys: Keys, another: Keys) -> None:
    for _ in range(10):
        owners = [(await keys.create(name))[0] for name in ("Olga", "Otto")]
        await asyncio.gather(keys.revoke(owners[0].uid), another.revoke(owners[1].uid), return_exceptions=True)
        active = [key for key in await keys.list() if key.state == "active"]
        assert active
        for key in active[1:]:
            await keys.revoke(key.uid)


async def test_an_expired_owner_is_not_the_last(keys: Keys, monkeypatch: pytest.MonkeyPatch) -> None:
    await keys.create("Olga", expires_at=now() + timedelta(hours=1))
    second, _ = await keys.create("Otto")
    later = now() + timedelta(hours=2)
    monkeypatch.setattr(keys_module, "now", lambda: later)
    with pytest.raises(Conflict, match="last"):
        await keys.revoke(second.uid)


async def test_the_first_to_sign_in_is_the_oldest_owner(keys: Keys) -> None:
    ann, _ = await keys.create("Ann", "annotator")
    assert keys.first().uid == ann.uid
    olga, _ = await keys.create("Olga")
    await keys.create("Otto")
    assert keys.first().uid == olga.uid


@pytest.mark.parametrize(
    ("name", "values", "field"),
    [
        ("Ann", {"role": "king"}, "role"),
        (" ", {}, "name"),
        ("a" * 256, {}, "name"),
        ("Ann", {"username": "Ann Ä"}, "user"),
        ("Ann", {"username": "olga", "role": "annotator"}, "role"),
    ],
)
async def test_a_value_that_is_none_is_named(keys: Keys, name: str, values: dict[str, str], field: str) -> None:
    await keys.create("Olga", username="olga")
    with pytest.raises(InvalidInput) as refusal:
        await keys.create(name, **values)  # type: ignore[arg-type]
    assert refusal.value.field == field
    assert len(await keys.list()) == 1


async def test_a_user_may_have_several_keys_and_a_name_several_users(keys: Keys) -> None:
    one, _ = await keys.create("laptop", username="ann", role="annotator")
    two, _ = await keys.create("phone", username="ann", role="annotator")
    assert one.username == two.username == "ann"
    names = [(await keys.create("Bénédicte & Co"))[0].username for _ in range(3)]
    assert names == ["b-n-dicte-co", "b-n-dicte-co-2", "b-n-dicte-co-3"]
    assert (await keys.create("日本"))[0].username == "user"


async def test_many_keys_at_once_are_all_good(keys: Keys, another: Keys) -> None:
    made = await asyncio.gather(*((keys, another)[n % 2].create("Ann", "annotator") for n in range(20)))
    await keys.refresh()
    assert all(keys.check(secret) for _, secret in made)
    assert len({key.username for key, _ in made}) == 20


async def test_keys_are_in_the_log_without_their_secrets(keys: Keys, database: Database) -> None:
    olga, _ = await keys.create("Olga")
    by = keys.find(olga.uid)
    made, _ = await keys.create("Ann", "annotator", by=by)
    await keys.revoke(made.uid, by=by)
    log = (await Activity(database).page(ADMIN, PageOf())).items
    assert [(event.action, event.subject_uid, event.user) for event in log] == [
        ("key.revoked", made.uid, "olga"),
        ("key.created", made.uid, "olga"),
        ("key.created", olga.uid, "olga"),
    ]
    assert log[0].before is not None
    assert log[0].after is not None
    assert (log[0].before["state"], log[0].after["state"]) == ("active", "revoked")
