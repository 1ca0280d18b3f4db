"""What is known of resumable uploads: whose they are, what they will be, what became of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import Row, Select, delete, func, insert, select, update

from avala_edge.errors import Busy, NotFound, Throttled
from avala_edge.store.database import Database
from avala_edge.store.datasets import find_dataset
from avala_edge.store.principal import Principal
from avala_edge.store.tables import datasets, new_uid, now, uploads

UploadStatus = Literal["uploading", "done", "refused"]
MOST_UNFINISHED = 10_000  # of one user
RETRY_S = 60
_AT_ONCE = 1000


@dataclass(frozen=True)
class Upload:
    """A resumable upload.

    Attributes:
        uid: of the upload.
        dataset: uid of the dataset that the photo will be in.
        key: the item's name there.
        length: bytes of the whole file.
        metadata: the item's.
        every: of a video, each so-manieth frame is taken.
        declared: the Upload-Metadata header, as it came.
        status: uploading, done, or refused.
        item: uid of the item, once done.
        sequence: uid of the sequence that a video became, once done.
        detail: why it was refused.
        offset: bytes that are there; not of the row.
    """

    uid: str
    dataset: str
    key: str
    length: int
    metadata: dict[str, Any]
    every: int
    declared: str
    status: UploadStatus
    item: str | None
    sequence: str | None
    detail: str | None
    created_at: datetime
    expires_at: datetime
    offset: int = field(default=0)


@dataclass(frozen=True)
class UploadBounds:
    """What unfinished uploads may take, in bytes of what they will be, and how long they are remembered."""

    in_all: int
    per_user: int
    ttl_s: float


class UploadRows:
    """The uploads of who asks; anybody else's are not found."""

    def __init__(self, database: Database, bounds: UploadBounds) -> None:
        """Use `database`."""
        self._database, self._bounds = database, bounds

    async def create(
        self,
        who: Principal,
        dataset: str,
        key: str,
        length: int,
        metadata: Mapping[str, Any],
        declared: str,
        *,
        every: int = 1,
    ) -> Upload:
        """Make an upload.

        Raises:
            NotFound: no such dataset.
            Throttled: the user has begun as much as one may.
            Busy: all users together have.
        """
        async with self._database.write() as tx:
            dataset_id = (await find_dataset(tx, who, uid=dataset)).id
            unfinished = (uploads.c.status == "uploading") & (uploads.c.expires_at > now())
            total = select(func.coalesce(func.sum(uploads.c.length), 0), func.count()).where(unfinished)
            own_bytes, own_count = (await tx.execute(total.where(uploads.c.user_id == who.user_id))).one()
            if own_bytes + length > self._bounds.per_user or own_count >= MOST_UNFINISHED:
                raise Throttled("You have begun as many uploads as one may; finish some.", retry_after_s=RETRY_S)
            if (await tx.execute(total)).one()[0] + length > self._bounds.in_all:
                raise Busy("The server has as many unfinished uploads as it takes.", retry_after_s=RETRY_S)
            row = {
                "uid": new_uid(),
                "user_id": who.user_id,
                "dataset_id": dataset_id,
                "key": key,
                "length": length,
                "metadata": dict(metadata),
                "every": every,
                "declared": declared,
                "status": "uploading",
                "expires_at": now() + timedelta(seconds=self._bounds.ttl_s),
            }
            await tx.execute(insert(uploads).values(row))
            return _upload((await tx.execute(_UPLOADS.where(uploads.c.uid == row["uid"]))).one())

    async def get(self, who: Principal, uid: str) -> Upload:
        """Return an upload; raise `NotFound`, also for one that has expired."""
        query = _UPLOADS.where(uploads.c.uid == uid, uploads.c.user_id == who.user_id, uploads.c.expires_at > now())
        async with self._database.read() as tx:
            row = (await tx.execute(query)).one_or_none()
        if row is None:
            raise NotFound("there is no such upload of yours; it may have expired", field="uid")
        return _upload(row)

    async def end(
        self,
        uid: str,
        status: UploadStatus,
        *,
        item: str | None = None,
        sequence: str | None = None,
        detail: str | None = None,
    ) -> None:
        """Write what became of an upload."""
        values = {"status": status, "item_uid": item, "sequence_uid": sequence, "detail": detail}
        async with self._database.write() as tx:
            await tx.execute(update(uploads).where(uploads.c.uid == uid).values(values))

    async def expired(self) -> list[str]:
        """Return some uploads whose time is over."""
        query = select(uploads.c.uid).where(uploads.c.expires_at <= now()).limit(_AT_ONCE)
        async with self._database.read() as tx:
            return list((await tx.execute(query)).scalars())

    async def delete(self, *uids: str) -> None:
        """Forget uploads."""
        async with self._database.write() as tx:
            await tx.execute(delete(uploads).where(uploads.c.uid.in_(uids)))


_OWN = ("uid", "key", "length", "metadata", "every", "declared", "status", "detail", "created_at", "expires_at")
_UPLOADS: Select[Any] = select(
    *(uploads.c[name] for name in _OWN),
    uploads.c.item_uid.label("item"),
    uploads.c.sequence_uid.label("sequence"),
    datasets.c.uid.label("dataset"),
).join(datasets)


def _upload(row: Row[Any]) -> Upload:
    return Upload(**{name: getattr(row, name) for name in (*_OWN, "item", "sequence", "dataset")})
