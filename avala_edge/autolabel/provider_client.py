"""Asks a connected model over HTTP, in the avala-edge prediction format v1, within bounds of time and bytes."""

from __future__ import annotations

import asyncio
import base64
import binascii
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from avala_edge.errors import EdgeError, InvalidInput
from avala_edge.outbound import NoAnswer, Outbound

MOST_ANSWER_BYTES = 8 * 1024 * 1024
DEFAULT_TIMEOUT_S, MOST_TIMEOUT_S = 30.0, 60.0
TEST_TIMEOUT_S = 10.0  # who presses the button waits for it
MILLISECONDS_FROM = 1000.0  # a larger timeout can only be meant so
RESULT_KEYS = ("predictions", "results", "detections", "outputs")
# 8 x 8 grey pixels
TEST_PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAAAAADhZOFXAAAAEElEQVR42mNsYIAAJgaKGAAmCACQtTEKkQAAAABJRU5ErkJggg=="
)


@dataclass(frozen=True)
class Tried:
    """How a test of a connection went."""

    success: bool
    message: str


class ProviderClient:
    """Asks the endpoints that `outbound` may call."""

    def __init__(self, outbound: Outbound) -> None:
        """Ask by way of `outbound`."""
        self._outbound = outbound

    async def test(self, provider_type: str, config: Mapping[str, Any]) -> Tried:
        """Send a tiny picture and say whether a list of predictions came back."""
        if provider_type != "http":
            return Tried(False, f"This server calls providers of type http; it cannot call {provider_type}.")
        try:
            found = await self.predict(config, TEST_PNG, most_s=TEST_TIMEOUT_S, test=True)
        except EdgeError as error:
            return Tried(False, error.message)
        return Tried(True, f"The endpoint answered with {len(found)} predictions.")

    async def predict(
        self, config: Mapping[str, Any], image: bytes, *, most_s: float = MOST_TIMEOUT_S, test: bool = False
    ) -> list[Any]:
        """Return the predictions for an image, as the endpoint says them.

        Raises:
            Forbidden: the operator did not allow the host.
            InvalidInput: no answer, an error, or not a list where the list should be; the message says which.
        """
        body = {"image": base64.b64encode(image).decode("ascii"), "labels": [], **({"test": True} if test else {})}
        try:
            answer = await self._outbound.post(
                str(config.get("endpoint_url", "")),
                await asyncio.to_thread(_to_json, body),
                {**_headers(config), "Content-Type": "application/json"},
                timeout_s=min(_timeout_s(config), most_s),
                most_bytes=MOST_ANSWER_BYTES,
            )
        except NoAnswer as error:
            raise InvalidInput(f"The endpoint {error}.") from error
        if not 200 <= answer.status < 300:
            raise InvalidInput(f"The endpoint answered with status {answer.status}.")
        if not answer.whole:
            raise InvalidInput(f"The endpoint's answer is larger than {MOST_ANSWER_BYTES // 1024 // 1024} MiB.")
        return await asyncio.to_thread(_predictions, answer.data, config.get("response_key"))


def _to_json(body: Mapping[str, Any]) -> bytes:
    return json.dumps(body).encode()


def _predictions(data: bytes, key: object) -> list[Any]:
    try:
        found: Any = json.loads(data)
    except (ValueError, RecursionError):
        raise InvalidInput("The endpoint's answer is not JSON.") from None
    if isinstance(key, str) and key:
        for part in key.split("."):
            found = found.get(part) if isinstance(found, dict) else None
    elif isinstance(found, dict):
        found = next((found[name] for name in RESULT_KEYS if name in found), None)
    if not isinstance(found, list):
        place = f"under {key}" if key else f"at the top, nor under {', '.join(RESULT_KEYS)}"
        raise InvalidInput(f"The endpoint's answer has no list {place}.")
    return found


def _timeout_s(config: Mapping[str, Any]) -> float:
    given = config.get("timeout")
    if not isinstance(given, (int, float)) or isinstance(given, bool) or not given > 0:
        return DEFAULT_TIMEOUT_S
    return min(given / 1000 if given > MILLISECONDS_FROM else float(given), MOST_TIMEOUT_S)


def _headers(config: Mapping[str, Any]) -> dict[str, str]:
    """`auth_header` is a token (auth_type bearer), `user:password` (basic), or a whole header `Name: value`."""
    headers = {str(name): str(value) for name, value in (config.get("headers") or {}).items()}
    given, kind = str(config.get("auth_header") or ""), str(config.get("auth_type") or "").lower()
    if not given:
        return headers
    if kind == "bearer":
        return {**headers, "Authorization": f"Bearer {given.removeprefix('Bearer ')}"}
    if kind == "basic":
        return {**headers, "Authorization": f"Basic {_basic(given.removeprefix('Basic '))}"}
    name, separator, value = given.partition(": ")
    return {**headers, name: value} if separator else {**headers, "Authorization": given}


def _basic(given: str) -> str:
    try:
        if b":" in base64.b64decode(given, validate=True):
            return given
    except (ValueError, binascii.Error):
        pass
    return base64.b64encode(given.encode()).decode("ascii")
