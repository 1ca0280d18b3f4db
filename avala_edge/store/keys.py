"""Who may call: API keys, kept as hashes in the database and known by heart here, for every request asks."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import logging
import re
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from avala_edge.errors import Conflict, InvalidInput, KeyExpired, NotFound
from avala_edge.store.accounts import organization_number
from avala_edge.store.audit import Change, record
from avala_edge.store.choices import check_choices
from avala_edge.store.database import Database
from avala_edge.store.principal import ROLES, Principal
from avala_edge.store.tables import api_keys, new_uid, now, users

REFRESH_S = 2.0  # so soon does a key that another process made or revoked count here
PREFIX = "avk_"
_USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,99}")
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class KeyRecord:
    """A key without its secret."""

    uid: str
    name: str
    username: str
    role: str
    scopes: tuple[str, ...]
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None

    @property
    def state(self) -> str:
        """What it is good for: active, expired or revoked."""
        if self.revoked_at is not None:
            return "revoked"
        return "expired" if self.expires_at is not None and self.expires_at <= now() else "active"


@dataclass(frozen=True)
class _Known:
    principal: Principal
    sha256: str
    expires_at: datetime | None


class Keys:
    """All keys of the site. `check` and `find` answer from memory; the rest asks the database."""

    def __init__(self, database: Database) -> None:
        """Use `database`; nothing is known before `open`."""
        self._database = database
        self._known: tuple[_Known, ...] = ()
        self._mark: tuple[object, ...] = ()
        self._follower: asyncio.Task[None] | None = None
        self._reading = asyncio.Lock()  # so that what was read last is what is known last

    async def open(self) -> None:
        """Read all keys, and from now on notice what other processes change."""
        await self.refresh()
        self._follower = asyncio.create_task(self._follow(), name="keys")

    async def close(self) -> None:
        """Stop noticing."""
        if self._follower is not None:
            self._follower.cancel()
            await asyncio.gather(self._follower, return_exceptions=True)

    @property
    def is_empty(self) -> bool:
        """True while nobody could sign in."""
        return not self._known

    def first(self) -> Principal:
        """Return whom the start-up URL signs in: the oldest owner's key, else the oldest key."""
        return next((known for known in self._known if known.principal.role == "owner"), self._known[0]).principal

    def check(self, secret: str) -> Principal | None:
        """Return whose secret this is; every hash is compared, in constant time.

        Raises:
            KeyExpired: it was good once.
        """
        digest, found = digest_of(secret), None
        for known in self._known:
            if hmac.compare_digest(known.sha256, digest):
                found = known
        return None if found is None else _unexpired(found)

    def find(self, uid: str) -> Principal | None:
        """Return the principal of a key's uid, None when there is no such key any more; raises `KeyExpired`."""
        known = next((known for known in self._known if known.principal.uid == uid), None)
        return None if known is None else _unexpired(known)

    async def create(
        self,
        name: str,
        role: str = "owner",
        *,
        username: str | None = None,
        scopes: tuple[str, ...] = (),
        expires_at: datetime | None = None,
        by: Principal | None = None,
    ) -> tuple[KeyRecord, str]:
        """Make a key, and its user when there is none of that `username` (default: made from `name`) yet.

        Returns the key and its secret (`avk_` and 43 characters), which is returned here and never again.

        Raises:
            InvalidInput: no such role, a name that is none, or a user who has another role.
        """
        check_choices({"role": role}, {"role": ROLES})
        if not name.strip() or len(name) > 255:
            raise InvalidInput("a key's name has 1 to 255 characters", field="name")
        if expires_at is not None and expires_at <= now():
            raise InvalidInput("a key cannot expire before it is made", field="expires_at")
        secret = PREFIX + secrets.token_urlsafe(32)
        async with self._database.write() as tx:
            user = await _user(tx, username, name, role)
            row = {
                "uid": f"key_{secrets.token_hex(8)}",
                "user_id": user.id,
                "name": name,
                "sha256": digest_of(secret),
                "scopes": list(scopes),
                "created_at": now(),
                "expires_at": expires_at,
            }
            await tx.execute(insert(api_keys).values(row))
            made = await _one(tx, str(row["uid"]))
            actor = by or Principal(made.uid, name, role, user_id=user.id)
            await record(tx, actor, Change("key.created", "key", made.uid, after=_to_log(made)))
        await self.refresh()
        return made, secret

    async def revoke(self, uid: str, *, by: Principal | None = None) -> KeyRecord:
        """End a key for ever; one that is revoked stays so.

        Raises:
            NotFound: no such key.
            Conflict: it is the last active key of an owner, without which nobody could make another.
        """
        async with self._database.write() as tx:
            before = await _one(tx, uid)
            if before.state == "active" and before.role == "owner":
                owners = [key for key in await _all(tx) if key.state == "active" and key.role == "owner"]
                if len(owners) == 1:
                    raise Conflict("this is the last active key of an owner; make another first")
            if before.revoked_at is None:
                await tx.execute(update(api_keys).where(api_keys.c.uid == uid).values(revoked_at=now()))
                changed = await _one(tx, uid)
                change = Change("key.revoked", "key", uid, before=_to_log(before), after=_to_log(changed))
                await record(tx, by or Principal("", "", "owner"), change)
        await self.refresh()
        return await self.get(uid)

    async def get(self, uid: str) -> KeyRecord:
        """Return a key; raises `NotFound`."""
        async with self._database.read() as tx:
            return await _one(tx, uid)

    async def list(self) -> list[KeyRecord]:
        """Return all keys, the oldest first."""
        async with self._database.read() as tx:
            return await _all(tx)

    async def refresh(self) -> None:
        """Read what has changed."""
        async with self._reading:
            async with self._database.read() as tx:
                mark = tuple((await tx.execute(_MARK)).one())
                if mark == self._mark:
                    return
                rows = (await tx.execute(_ACTIVE)).all()
            self._known = tuple(
                _Known(
                    Principal(
                        row.uid,
                        row.name,
                        row.role,
                        user_id=row.user_id,
                        user=row.user_uid,
                        username=row.username,
                        scopes=tuple(row.scopes),
                    ),
                    row.sha256,
                    row.expires_at,
                )
                for row in rows
            )
            self._mark = mark

    async def _follow(self) -> None:
        while True:
            await asyncio.sleep(REFRESH_S)
            try:
                await self.refresh()
            except Exception as error:  # whatever it was, a key revoked later must still be noticed
                _log.warning("keys could not be read again: %s", type(error).__name__)


def digest_of(secret: str) -> str:
    """Return what is kept of a secret; it is random and long, so one SHA-256 is enough."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


def _unexpired(known: _Known) -> Principal:
    if known.expires_at is not None and known.expires_at <= now():
        raise KeyExpired
    return known.principal


_ACTIVE = (
    select(
        api_keys.c.uid,
        api_keys.c.name,
        api_keys.c.sha256,
        api_keys.c.scopes,
        api_keys.c.expires_at,
        users.c.id.label("user_id"),
        users.c.uid.label("user_uid"),
        users.c.username,
        users.c.role,
    )
    .join(users)
    .where(api_keys.c.revoked_at.is_(None), users.c.is_active.is_(True))
    .order_by(api_keys.c.id)
)
_MARK = select(
    select(func.max(api_keys.c.id)).scalar_subquery(),
    select(func.count(api_keys.c.revoked_at)).scalar_subquery(),
    select(func.max(users.c.updated_at)).scalar_subquery(),
    select(func.count(users.c.id)).scalar_subquery(),
)


async def _user(tx: AsyncConnection, username: str | None, name: str, role: str) -> Any:
    if username is not None:
        if not _USERNAME.fullmatch(username):
            raise InvalidInput("a username is a-z, 0-9, dot, dash and underscore, at most 100", field="user")
        there = (await tx.execute(select(users.c.id, users.c.role).where(users.c.username == username))).one_or_none()
        if there is not None:
            if there.role != role:
                raise InvalidInput(f"{username} is {there.role}, not {role}", field="role")
            return there
    wanted = username or _free_form(name)
    taken = set((await tx.execute(select(users.c.username).where(users.c.username.startswith(wanted)))).scalars())
    free = next(each for each in (wanted, *(f"{wanted}-{i}" for i in range(2, len(taken) + 3))) if each not in taken)
    row = {"uid": new_uid(), "organization_id": await organization_number(tx), "username": free, "role": role}
    return (await tx.execute(insert(users).values(row).returning(users.c.id, users.c.role))).one()


def _free_form(name: str) -> str:
    return re.sub(r"[^a-z0-9._]+", "-", name.lower()).strip("-._")[:80] or "user"


async def _all(tx: AsyncConnection) -> list[KeyRecord]:
    return [_record(row) for row in await tx.execute(_RECORDS.order_by(api_keys.c.id))]


async def _one(tx: AsyncConnection, uid: str) -> KeyRecord:
    row = (await tx.execute(_RECORDS.where(api_keys.c.uid == uid))).one_or_none()
    if row is None:
        raise NotFound("there is no key of this uid", field="uid")
    return _record(row)


_RECORDS = select(
    *(api_keys.c[name] for name in ("uid", "name", "scopes", "created_at", "expires_at", "revoked_at")),
    users.c.username,
    users.c.role,
).join(users)


def _record(row: Any) -> KeyRecord:
    return KeyRecord(
        row.uid, row.name, row.username, row.role, tuple(row.scopes), row.created_at, row.expires_at, row.revoked_at
    )


def _to_log(key: KeyRecord) -> dict[str, object]:
    return {
        "name": key.name,
        "username": key.username,
        "role": key.role,
        "scopes": list(key.scopes),
        "state": key.state,
        "expires_at": None if key.expires_at is None else key.expires_at.isoformat(),
    }
