"""Files that wait for a dataset of their name: Avala's manual upload, one file a row."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, delete, func, insert, select, update

from avala_edge.errors import Busy, NotFound, QuotaExceeded
from avala_edge.store.database import Database
from avala_edge.store.principal import Principal
from avala_edge.store.rows import read_as
from avala_edge.store.tables import manual_uploads, new_uid, now

TTL = timedelta(days=1)
MOST_WAITING = 10_000  # files of one user


@dataclass(frozen=True)
class ManualUpload:
    """A file on its way; `image_uid` once its bytes are here."""

    uid: str
    user_id: int
    dataset_name: str
    key: str
    length: int
    image_uid: str | None
    expires_at: datetime


class ManualUploads:
    """Everybody's own."""

    def __init__(self, database: Database) -> None:
        """Use `database`."""
        self._database = database

    async def create(self, who: Principal, dataset_name: str, key: str, length: int, *, limit: int) -> ManualUpload:
        """Expect a file; one of the same name is forgotten.

        Raises:
            Busy: too many files wait.
            QuotaExceeded: they would be more than `limit` bytes.
        """
        mine = manual_uploads.c.user_id == who.user_id
        async with self._database.write() as tx:
            same = mine & (manual_uploads.c.dataset_name == dataset_name) & (manual_uploads.c.key == key)
            await tx.execute(delete(manual_uploads).where(same | (manual_uploads.c.expires_at <= now())))
            total = select(func.count(), func.coalesce(func.sum(manual_uploads.c.length), 0)).where(mine)
            count, used = (await tx.execute(total)).one()
            if count >= MOST_WAITING:
                raise Busy("as many files of yours wait for their dataset as may; make it first", retry_after_s=60)
            if used + length > limit:
                raise QuotaExceeded(
                    "Your files that wait for a dataset take all your room.", used=int(used), limit=limit
                )
            row = {
                "uid": new_uid(),
                "user_id": who.user_id,
                "dataset_name": dataset_name,
                "key": key,
                "length": length,
                "expires_at": now() + TTL,
            }
            await tx.execute(insert(manual_uploads).values(row))
            return read_as(ManualUpload, (await tx.execute(_UPLOADS.where(manual_uploads.c.uid == row["uid"]))).one())

    async def find(self, uid: str) -> ManualUpload:
        """Return what is expected under an address that this server signed; raise `NotFound`."""
        query = _UPLOADS.where(manual_uploads.c.uid == uid, manual_uploads.c.expires_at > now())
        async with self._database.read() as tx:
            row = (await tx.execute(query)).one_or_none()
        if row is None:
            raise NotFound("nothing is expected here any more")
        return read_as(ManualUpload, row)

    async def received(self, uid: str, image_uid: str) -> None:
        """Write that the bytes are here."""
        async with self._database.write() as tx:
            await tx.execute(update(manual_uploads).where(manual_uploads.c.uid == uid).values(image_uid=image_uid))

    async def waiting(self, who: Principal, dataset_name: str) -> list[ManualUpload]:
        """Return the files that a user has sent for a dataset of that name, in their order."""
        query = _UPLOADS.where(
            manual_uploads.c.user_id == who.user_id,
            manual_uploads.c.dataset_name == dataset_name,
            manual_uploads.c.image_uid.is_not(None),
        )
        async with self._database.read() as tx:
            return [read_as(ManualUpload, row) for row in await tx.execute(query.order_by(manual_uploads.c.id))]

    async def used(self, who: Principal) -> int:
        """Return how many bytes a user has waiting or announced."""
        total = select(func.coalesce(func.sum(manual_uploads.c.length), 0)).where(
            manual_uploads.c.user_id == who.user_id, manual_uploads.c.expires_at > now()
        )
        async with self._database.read() as tx:
            return int((await tx.execute(total)).scalar_one())

    async def forget(self, who: Principal, dataset_name: str) -> None:
        """Expect no more files for a dataset of that name."""
        mine = (manual_uploads.c.user_id == who.user_id) & (manual_uploads.c.dataset_name == dataset_name)
        async with self._database.write() as tx:
            await tx.execute(delete(manual_uploads).where(mine))


_UPLOADS: Select[Any] = select(*(manual_uploads.c[name] for name in ManualUpload.__annotations__))
