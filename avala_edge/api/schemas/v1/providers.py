"""Inference providers in Avala's words."""

from __future__ import annotations

import json
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field

from avala_edge.api.schemas.addresses import check_address
from avala_edge.api.schemas.moments import Moment
from avala_edge.api.schemas.projects import Name
from avala_edge.api.schemas.strict import Strict

MOST_CONFIG = 16 * 1024


def _check_config(config: dict[str, Any]) -> dict[str, Any]:
    if len(json.dumps(config)) > MOST_CONFIG:
        raise ValueError(f"config is larger than {MOST_CONFIG} bytes.")
    for name in ("endpoint_name", "region"):
        if not isinstance(config.get(name, ""), str | None):
            raise ValueError(f"config.{name} must be a string.")
    if "endpoint_url" in config:
        check_address(config["endpoint_url"], "config.endpoint_url", instead="config.auth_header")
    return config


ProviderConfig = Annotated[
    dict[str, Any],
    Field(
        description="http: endpoint_url, auth_type (none, bearer, basic, header, api_key), auth_header, headers, "
        "timeout, response_key, protocol (predict, sagemaker, kserve-v2), box_order (xywh, xyxy, cxcywh), coordinates "
        "(pixels, normalized), class_names, max_side, parameters; of kserve-v2 model, model_version, detector, binary. "
        "sagemaker: endpoint_name, region. "
        "Secrets are answered as ********; sent back so, they stay what they were."
    ),
    AfterValidator(_check_config),
]
ProviderType = Literal["http", "sagemaker"]
ProjectUid = Annotated[str | int | None, Field(description="uid of the only project that may use it; null: all may.")]


class NewProvider(Strict):
    """A provider to connect."""

    name: Name
    provider_type: ProviderType
    config: ProviderConfig
    description: str = Field(default="", max_length=10_000)
    is_active: bool = True
    project: ProjectUid = None


class ProviderChange(Strict):
    """What to change; fields that are not there stay."""

    name: Name | None = None
    provider_type: ProviderType | None = None
    config: ProviderConfig | None = None
    description: str | None = Field(default=None, max_length=10_000)
    is_active: bool | None = None
    project: ProjectUid = None


class ProviderAnswer(Strict):
    """A provider; its secrets are hidden."""

    uid: str
    name: str
    description: str
    provider_type: str
    config: dict[str, Any]
    is_active: bool
    project: str | None
    last_test_at: Moment | None
    last_test_success: bool | None
    created_at: Moment
    updated_at: Moment


class ProviderTestAnswer(Strict):
    """How a test of the connection went."""

    success: bool
    message: str
    tested_at: Moment
