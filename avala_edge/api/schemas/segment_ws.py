"""Messages of the segment socket."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from avala_edge.api.schemas.errors import ErrorAnswer
from avala_edge.api.schemas.images import EXAMPLE_UID
from avala_edge.api.schemas.segment import SegmentAnswer, SegmentPrompt
from avala_edge.api.schemas.strict import Strict

EXACT = 2**53 - 1  # larger integers change on their way through a browser
MessageId = Annotated[int, Field(ge=-EXACT, le=EXACT)] | Annotated[str, Field(max_length=64)]
_ID = Field(description="Of the client's choice; the answer has it.", examples=[7])


class SegmentMessage(SegmentPrompt):
    """A prompt over the WebSocket."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"id": 7, "stream": "hover", "image": EXAMPLE_UID, "points": [{"x": 300.5, "y": 200.5}]}]
        }
    )

    id: MessageId = _ID
    stream: str | None = Field(
        default=None, max_length=64, description="A newer message of a stream takes the place of one that still waits."
    )


class MessageAnswer(SegmentAnswer):
    """The masks, best first."""

    id: MessageId = _ID


class MessageSuperseded(Strict):
    """A newer message of the stream took this one's place."""

    id: MessageId = _ID
    superseded: Literal[True]


class MessageProblem(ErrorAnswer):
    """An error as every call answers it."""

    status: int = Field(description="What `POST segment/` would answer.", examples=[422])
    retry_after_s: int | None = Field(default=None, description="When trying again makes sense: after so many seconds.")


class MessageRefused(Strict):
    """A message that gets no masks; the socket stays open."""

    id: MessageId | None = Field(description="null when the message's own cannot be read.", examples=[7])
    error: MessageProblem
