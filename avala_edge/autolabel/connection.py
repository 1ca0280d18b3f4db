"""What an operator configured of a connected model, checked: where it is, how it is asked, how its answers are read."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeVar, get_args

from avala_edge.autolabel.answer_form import MOST_LABEL, AnswerForm, BoxOrder, Coordinates
from avala_edge.autolabel.served_model import ServedModel, read_served_model
from avala_edge.errors import InvalidInput

Protocol = Literal["predict", "sagemaker", "kserve-v2"]
NEEDED = {"http": "endpoint_url", "sagemaker": "endpoint_name"}
DEFAULT_TIMEOUT_S, MOST_TIMEOUT_S = 30.0, 60.0
MILLISECONDS_FROM = 1000.0  # a larger timeout can only be meant so
MOST_CLASSES = 10_000
FIELDS = frozenset({"image", "labels", "confidence_threshold", "item_uid", "project_uid", "test"})
LEAST_SIDE, MOST_SIDE = 32, 16_384

_TOKEN = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
_OURS = frozenset(
    {"host", "content-length", "content-type", "transfer-encoding", "connection", "accept-encoding", "expect", "te"}
)
_AUTH = ("", "none", "bearer", "basic", "header", "api_key")

T = TypeVar("T")


@dataclass(frozen=True)
class Connection:
    """A model behind HTTP.

    Attributes:
        url: where it is asked.
        headers: of every request; they hold its secrets.
        timeout_s: for a whole answer.
        protocol: what is sent: the prediction format v1, a SageMaker container's raw picture, or a model's own tensors.
        parameters: fields of every question, beside those of the format.
        max_side: longer side (px) of the picture that is sent; None: as it is.
        form: how its answers are written.
        served: the model that is asked for, where tensors are sent.
    """

    url: str
    headers: Mapping[str, str] = field(repr=False)
    timeout_s: float
    protocol: Protocol
    parameters: Mapping[str, Any] = field(repr=False)
    max_side: int | None
    form: AnswerForm
    served: ServedModel | None


def check_config(provider_type: str, config: Mapping[str, Any]) -> None:
    """Raise `InvalidInput`, naming the field, for a configuration that could never be used."""
    needed = NEEDED[provider_type]
    if not config.get(needed):
        raise InvalidInput(f"a provider of type {provider_type} needs config.{needed}", field=f"config.{needed}")
    read_connection(config)


def read_connection(config: Mapping[str, Any]) -> Connection:
    """Read the configuration of a provider of type `http`; fields that nobody knows are left alone.

    Raises:
        InvalidInput: a field that is not what it should be.
    """
    protocol: Protocol = _one_of(config, "protocol", get_args(Protocol))
    return Connection(
        url=str(config.get("endpoint_url") or ""),
        headers=_headers(config),
        timeout_s=_timeout_s(config.get("timeout")),
        protocol=protocol,
        parameters=_parameters(config.get("parameters")),
        max_side=_max_side(config.get("max_side")),
        form=AnswerForm(
            key=_line(config.get("response_key"), "response_key"),
            box_order=_one_of(config, "box_order", get_args(BoxOrder)),
            coordinates=_one_of(config, "coordinates", get_args(Coordinates)),
            class_names=_names(config.get("class_names")),
        ),
        served=read_served_model(config) if protocol == "kserve-v2" else None,
    )


def _timeout_s(given: object) -> float:
    if given is None:
        return DEFAULT_TIMEOUT_S
    if not isinstance(given, int | float) or isinstance(given, bool) or not given > 0:
        raise InvalidInput("timeout must be a number above 0, in seconds", field="config.timeout")
    return min(given / 1000 if given > MILLISECONDS_FROM else float(given), MOST_TIMEOUT_S)


def _headers(config: Mapping[str, Any]) -> dict[str, str]:
    given = config.get("headers") or {}
    if not isinstance(given, Mapping):
        raise InvalidInput("headers must be an object of strings", field="config.headers")
    for name, value in given.items():
        if not _TOKEN.fullmatch(name) or name.lower() in _OURS:
            raise InvalidInput(f"{name[:80]!r} is no header that can be set", field="config.headers")
        _line(value, "headers")
    return {**given, **_authorization(config)}


def _authorization(config: Mapping[str, Any]) -> dict[str, str]:
    """`auth_header` is a token (`bearer`, `api_key`), `user:password` (`basic`), or a whole header `Name: value`."""
    given, kind = _line(config.get("auth_header"), "auth_header"), str(config.get("auth_type") or "").lower()
    if kind not in _AUTH:
        raise InvalidInput(f"auth_type must be one of {', '.join(_AUTH[1:])}", field="config.auth_type")
    if not given or kind == "none":
        return {}
    if kind == "bearer":
        return {"Authorization": f"Bearer {given.removeprefix('Bearer ')}"}
    if kind == "basic":
        return {"Authorization": f"Basic {_basic(given.removeprefix('Basic '))}"}
    name, separator, value = given.partition(": ")
    if separator and _TOKEN.fullmatch(name) and name.lower() not in _OURS:
        return {name: value}
    return {"X-API-Key" if kind == "api_key" else "Authorization": given}


def _basic(given: str) -> str:
    try:
        if b":" in base64.b64decode(given, validate=True):
            return given
    except (ValueError, binascii.Error):
        pass
    return base64.b64encode(given.encode()).decode("ascii")


def _parameters(given: object) -> Mapping[str, Any]:
    if not isinstance(given, Mapping | None):
        raise InvalidInput("parameters must be an object", field="config.parameters")
    taken = sorted(FIELDS & set(given or ()))
    if taken:
        raise InvalidInput(f"{taken[0]} is a field of the format itself", field="config.parameters")
    return given or {}


def _max_side(given: object) -> int | None:
    if given is None:
        return None
    if not isinstance(given, int) or isinstance(given, bool) or not LEAST_SIDE <= given <= MOST_SIDE:
        raise InvalidInput(f"max_side must be a whole number, {LEAST_SIDE} to {MOST_SIDE}", field="config.max_side")
    return given


def _names(given: object) -> tuple[str, ...]:
    if given is None:
        return ()
    if not isinstance(given, list) or len(given) > MOST_CLASSES:
        raise InvalidInput(f"class_names must be a list of at most {MOST_CLASSES}", field="config.class_names")
    for name in given:
        if not _line(name, "class_names").strip() or len(name) > MOST_LABEL:
            raise InvalidInput(f"class_names must have 1 to {MOST_LABEL} characters each", field="config.class_names")
    return tuple(given)


def _line(given: object, name: str) -> str:
    if not isinstance(given, str | None) or not (given or "").isprintable():
        raise InvalidInput(f"{name} must be text on one line", field=f"config.{name}")
    return given or ""


def _one_of(config: Mapping[str, Any], name: str, choices: tuple[T, ...]) -> T:
    """The first choice is the default."""
    given = config.get(name) or choices[0]
    if given not in choices:
        raise InvalidInput(f"{name} must be one of {', '.join(map(str, choices))}", field=f"config.{name}")
    return given
