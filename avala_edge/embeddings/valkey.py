"""The shared tier in a Valkey or Redis server: values under its own memory budget, claims as expiring lock keys."""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Awaitable, Callable
from typing import TypeVar, cast
from urllib.parse import urlsplit

from redis.asyncio import BlockingConnectionPool, Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import ResponseError

from avala_edge.breaker import Breaker
from avala_edge.embeddings.packing import FORMAT, Damaged, EmbeddingKey, unpack
from avala_edge.models import Embedding

ASK_S = 0.25  # what a click may lose to a slow store before it goes on without
PUT_S = 2.0
REST_S = 5.0  # the breaker's
LEASE_S = 5.0  # how long a dead node's claim keeps the others waiting
LARGEST_VALUE = 64 * 1024 * 1024
CONNECTIONS = 16
PUTS = 4  # at once: bulky writes leave connections to those who ask

_THEIRS, _OURS, _THERE = 0, 1, 2
# Atomic: is the value there; else take the lock, unless somebody has it.
_CLAIM = f"""
if redis.call('STRLEN', KEYS[1]) > 0 then return {_THERE} end
if redis.call('SET', KEYS[2], ARGV[1], 'NX', 'PX', ARGV[2]) then return {_OURS} end
return {_THEIRS}
"""
_RENEW = "if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('PEXPIRE', KEYS[1], ARGV[2]) end return 0"
_RELEASE = "if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('UNLINK', KEYS[1]) end return 0"

_log = logging.getLogger(__name__)
_Result = TypeVar("_Result")


class ValkeyTier:
    """A client of one server. Belongs to one event loop; connects when first used."""

    def __init__(self, url: str) -> None:
        """`url` as the setting has it; its password is never logged."""
        pool = BlockingConnectionPool.from_url(
            url,
            max_connections=CONNECTIONS,
            timeout=PUT_S,
            socket_connect_timeout=PUT_S,
            socket_timeout=PUT_S,
            retry=Retry(NoBackoff(), 0),
            protocol=2,
        )
        self._client = Redis(connection_pool=pool)
        self._where = _masked(url)
        self._breaker = Breaker(REST_S)
        self._putting = asyncio.Semaphore(PUTS)
        self._refusals: set[str] = set()
        self.corrupt = self.unreachable = 0

    async def ask(self, key: EmbeddingKey) -> Embedding | _Claim | None:
        """See `SharedTier`. A damaged value is removed, and to be asked for again."""
        token = secrets.token_hex(16)
        answer = await self._attempt(ASK_S, lambda: self._find_or_claim(key, token))
        if answer is None:
            return _Claim(self, key, None)
        if not isinstance(answer, bytes):
            return _Claim(self, key, token) if answer == _OURS else None
        try:
            if len(answer) > LARGEST_VALUE:
                raise Damaged("too large")
            return await asyncio.to_thread(unpack, key, answer)
        except Damaged as error:
            self.corrupt += 1
            _log.warning("shared embedding %s is damaged (%s) and is computed again", key.name, error)
            removed = await self._attempt(ASK_S, lambda: self._client.unlink(_value(key)))
            return _Claim(self, key, None) if removed is None else None

    async def _find_or_claim(self, key: EmbeddingKey, token: str) -> bytes | int:
        for _ in range(2):
            # A range, since the value is from outside and may be of any size; a missing one is empty.
            data = cast(bytes, await self._client.getrange(_value(key), 0, LARGEST_VALUE))
            if data:
                return data
            turn = cast(int, await self._run(_CLAIM, [_value(key), lock_of(key)], token, _lease()))
            if turn != _THERE:
                return turn
        return _THEIRS  # came and was evicted again: the next time it asks

    async def put(self, key: EmbeddingKey, data: bytes) -> None:
        """See `SharedTier`."""
        if len(data) <= LARGEST_VALUE:
            async with self._putting:
                await self._attempt(PUT_S, lambda: self._client.set(_value(key), data))

    async def _attempt(self, seconds: float, call: Callable[[], Awaitable[_Result]]) -> _Result | None:
        """Return what the server answers; None when it does not, refuses, or failed so lately that it is not asked."""
        if not self._breaker.may_try():
            return None
        try:
            async with asyncio.timeout(seconds):
                result = await call()
        except Exception as error:  # whatever a client library raises, clicks go on
            self._failed(error)
            return None
        if self._breaker.worked():
            _log.info("shared embeddings are reachable again: %s", self._where)
        return result

    def _failed(self, error: Exception) -> None:
        self.unreachable += 1
        kind = type(error).__name__
        if isinstance(error, ResponseError):  # a server that answers needs no rest, and says the same every time
            if kind in self._refusals:
                return
            self._refusals.add(kind)
        elif not self._breaker.failed():
            return
        _log.warning("shared embeddings are not used now: %s: %s %s", self._where, kind, error)

    async def renew(self, lock: str, token: str) -> bool:
        """Keep a lock that is the token's; False when it is not any more."""
        return await self._attempt(ASK_S, lambda: self._run(_RENEW, [lock], token, _lease())) != 0

    async def release(self, lock: str, token: str) -> None:
        """Give a lock back that is the token's."""
        await self._attempt(ASK_S, lambda: self._run(_RELEASE, [lock], token))

    async def _run(self, script: str, keys: list[str], *arguments: str) -> object:
        return await cast("Awaitable[object]", self._client.eval(script, len(keys), *keys, *arguments))

    async def close(self) -> None:
        """Close connections."""
        await self._client.aclose()


class _Claim:
    """A lock key with its owner's token, renewed until released; without a token there is nothing to release."""

    def __init__(self, tier: ValkeyTier, key: EmbeddingKey, token: str | None) -> None:
        self._tier, self._lock, self._token = tier, lock_of(key), token
        self._renewing = None if token is None else asyncio.create_task(self._renew(token))

    async def _renew(self, token: str) -> None:
        held = True
        while held:
            await asyncio.sleep(LEASE_S / 3)
            held = await self._tier.renew(self._lock, token)

    async def release(self) -> None:
        """Give the lock back, if it is still ours."""
        token, self._token = self._token, None
        if token is None or self._renewing is None:
            return
        self._renewing.cancel()
        await self._tier.release(self._lock, token)


def _value(key: EmbeddingKey) -> str:
    return f"avala-edge:embedding:{FORMAT}:{key.name}"


def lock_of(key: EmbeddingKey) -> str:
    """Name the key whose holder encodes."""
    return f"{_value(key)}:lock"


def _lease() -> str:
    return str(int(LEASE_S * 1000))


def _masked(url: str) -> str:
    parts = urlsplit(url)
    user = f"{parts.username or ''}:***@" if parts.password else ""
    return f"{parts.scheme}://{user}{parts.netloc.rpartition('@')[2]}{parts.path}"
