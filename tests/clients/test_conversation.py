"""What our own client makes of a socket's messages that no server of ours sends today."""

from __future__ import annotations

import json
from concurrent.futures import Future

import pytest

from avala_edge.client import Busy, EdgeError, Prompt, SegmentAnswer, Superseded, UnexpectedAnswer, Unreachable
from avala_edge.client.conversation import Conversation

PROMPT = Prompt(image="sha256:0", points=[(1.0, 2.0)])


def asked() -> tuple[Conversation[Future[SegmentAnswer]], Future[SegmentAnswer], Future[SegmentAnswer]]:
    conversation: Conversation[Future[SegmentAnswer]] = Conversation(Future)
    (first, one), (second, two) = conversation.ask(PROMPT, None), conversation.ask(PROMPT, "hover")
    assert [json.loads(text)["id"] for text in (first, second)] == [1, 2]
    assert json.loads(second)["stream"] == "hover"
    return conversation, one, two


def test_answers_go_to_who_asked() -> None:
    conversation, one, two = asked()
    conversation.hear('{"id": 2, "superseded": true}')
    conversation.hear('{"id": 1, "error": {"status": 503, "detail": "Later.", "code": "busy", "retry_after_s": 7}}')
    assert isinstance(two.exception(0), Superseded)
    busy = one.exception(0)
    assert isinstance(busy, Busy)
    assert busy.retry_after_s == 7


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("damaged", UnexpectedAnswer),
        ("[1]", UnexpectedAnswer),
        ('{"id": 3, "superseded": true}', Superseded),
        ('{"id": 3, "masks": []}', UnexpectedAnswer),
        ('{"id": [1]}', UnexpectedAnswer),
        ('{"id": 1, "error": {"status": "x", "detail": "?"}}', UnexpectedAnswer),
        ('{"id": null, "error": {"status": 400, "detail": "No JSON.", "code": "bad_request"}}', EdgeError),
    ],
)
def test_what_answers_nothing_ends_it(text: str, kind: type[EdgeError]) -> None:
    conversation, one, two = asked()
    conversation.hear(text)
    for future in (one, two):
        assert isinstance(future.exception(0), kind)
    with pytest.raises(kind):
        conversation.ask(PROMPT, None)


def test_an_answer_that_cannot_be_read_is_one_message_s() -> None:
    conversation, one, two = asked()
    conversation.hear('{"id": 1, "masks": 7}')
    assert isinstance(one.exception(0), UnexpectedAnswer)
    assert not two.done()
    conversation.end(Unreachable())
    conversation.end(Busy())
    assert isinstance(two.exception(0), Unreachable)
