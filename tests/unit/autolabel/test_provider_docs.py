"""The examples of `docs/providers.md` are read as it says."""

from __future__ import annotations

import json
import re
from pathlib import Path

from avala_edge.autolabel.answer_form import AnswerForm, Picture
from avala_edge.autolabel.connection import read_connection
from avala_edge.autolabel.predictions import read_predictions
from avala_edge.autolabel.provider import Ask

PAGE = (Path(__file__).parents[3] / "docs" / "providers.md").read_text()
PICTURE = Picture.whole(60, 40)


def example(mark: str) -> str:
    found = re.search(rf"<!-- {mark} -->\n```json\n(.*?)```", PAGE, re.DOTALL)
    assert found is not None, mark
    return found[1]


def test_the_answer() -> None:
    read = read_predictions(example("answer").encode(), AnswerForm(), PICTURE, Ask())
    assert [(each.label, each.score) for each in read.detections] == [("car", 0.91), ("bus", 0.82), ("road", 0.7)]
    assert read.detections[0].box == (12, 20.5, 30, 18)
    assert read.detections[1].box == (40, 10, 18, 14)
    assert read.detections[2].box == (0, 38, 2, 2)


def test_its_relatives() -> None:
    lines = [json.loads(line) for line in example("each").splitlines()]
    read = read_predictions(json.dumps(lines).encode(), AnswerForm(class_names=("a", "b", "car")), PICTURE, Ask())
    assert read.left_out == {}
    assert len(read.detections) == len(lines) == 7
    for each in read.detections:
        assert each.label == "car"
        assert each.box == (12, 20, 30, 18)


def test_a_model_of_triton() -> None:
    served = read_connection(json.loads(example("triton"))).served
    assert served is not None
    assert (served.path, served.tensors.labels[2]) == ("/v2/models/yolov8n", "car")


def test_the_fields_are_those_that_are_read() -> None:
    rows = re.findall(r"^\| (`[a-z_`, ]+) \|", PAGE, re.MULTILINE)
    named = {name for row in rows for name in re.findall(r"`([a-z_]+)`", row)} - {"config"}
    source = (Path(__file__).parents[3] / "avala_edge" / "autolabel" / "connection.py").read_text()
    assert {name for name in named if f'"{name}"' not in source} == set()
    assert {"endpoint_url", "max_side", "parameters", "protocol"} <= named
    read_connection({"endpoint_url": "http://localhost:9000/predict"})
