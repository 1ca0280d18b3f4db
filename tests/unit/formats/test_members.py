"""Files from outside stay within their bounds, whatever they say of themselves."""

from __future__ import annotations

import io
import struct
import zipfile

import pytest

from avala_edge.errors import EdgeError, InvalidInput, TooLarge
from avala_edge.formats import members
from avala_edge.formats.members import Members
from avala_edge.formats.registry import READERS, guess_format
from avala_edge.formats.xml import parse_xml
from tests.unit.formats.drawing import HEIGHT, WIDTH


def zipped(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in files.items():
            file.writestr(name, data)
    return out.getvalue()


def opened(data: bytes) -> Members:
    return Members(io.BytesIO(data), "given")


def test_a_bomb(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(members, "MEMBER_BYTES", 1000)
    with pytest.raises(TooLarge):
        opened(zipped({"a.json": b" " * 1001})).read("a.json")
    monkeypatch.setattr(members, "TOTAL_BYTES", 1500)
    many = opened(zipped({"a": b"1" * 900, "b": b"1" * 900}))
    many.read("a")
    with pytest.raises(TooLarge):
        many.read("b")


def test_a_list_of_members_that_would_fill_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(members, "DIRECTORY_BYTES", 1000)
    with pytest.raises(TooLarge):
        opened(zipped({f"{number:050}": b"" for number in range(20)}))
    data = bytearray(zipped({f"{number:050}": b"" for number in range(20)}))
    at = data.rfind(b"PK\x05\x06")
    size = struct.unpack_from("<L", data, at + 12)[0]
    record = struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, 20, 20, size, 0)
    data[at:at] = record + struct.pack("<4sLQL", b"PK\x06\x07", 0, at, 1)
    struct.pack_into("<L", data, len(data) - 10, 0)  # only the other record tells
    with pytest.raises(TooLarge):
        opened(bytes(data))


@pytest.mark.parametrize("name", ["../out.json", "/etc/out.json", "a\\..\\..\\b.json"])
def test_names_that_lead_out(name: str) -> None:
    with pytest.raises(InvalidInput, match="leads out"):
        opened(zipped({name: b"{}"}))


@pytest.mark.parametrize("cut", [1, 10, 30, 100, -30, -5])
def test_damaged_zips(cut: int) -> None:
    data = zipped({"annotations/a.json": b'{"images":[],"annotations":[]}' * 9})
    with pytest.raises(EdgeError):
        guess_format(opened(b"PK\x03\x04" + data[4:cut]))


@pytest.mark.parametrize(
    "text",
    [
        b'<!DOCTYPE a [<!ENTITY b "c">]><annotations>&b;</annotations>',
        b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><annotations>&b;</annotations>',
        b"<annotations>",
        b"\xff\xfe",
        b"",
    ],
)
def test_hostile_xml(text: bytes) -> None:
    with pytest.raises(InvalidInput):
        parse_xml(text, "a.xml")


HOSTILE = {
    "coco": b'{"images":[{"id":1,"file_name":"a"}],"categories":[{"id":1,"name":"c"}],"annotations":[%s]}',
    "avala-json-external": b'{"items":[{"key":"a","annotations":[%s]}]}',
}
BAD = [
    b'{"image_id":1,"category_id":1,"bbox":[0,0,1e999,1],"type":"bounding_box","x":1}',
    b'{"image_id":1,"category_id":2,"bbox":[0,0,1,1],"type":"x"}',
    b'{"image_id":1,"category_id":1,"segmentation":[[1,2,3]],"type":"polygon","vertices":[[1,2],[3]]}',
    b'{"image_id":1,"category_id":1,"segmentation":{"size":[48,64],"counts":[5]},"type":"segmentation_mask",'
    b'"mask":{"size":[48,64],"counts":[5]}}',
    b'{"image_id":1,"category_id":1,"segmentation":{"size":[4,6],"counts":"~"},"type":"segmentation_mask",'
    b'"mask":{"size":[4,6],"counts":["a"]}}',
    b'{"image_id":1,"category_id":[],"bbox":"abcd","type":[]}',
]


@pytest.mark.parametrize("kind", HOSTILE)
@pytest.mark.parametrize("bad", BAD)
def test_an_annotation_that_is_none_is_told_of_and_stops_nothing(kind: str, bad: bytes) -> None:
    data = HOSTILE[kind].replace(b"%s", bad)
    (found,) = READERS[kind](opened(data), lambda name: (WIDTH, HEIGHT)).photos
    assert (len(found.shapes), len(found.notes)) == (0, 1)
    assert found.notes[0].startswith("annotations.0")


@pytest.mark.parametrize(
    "line",
    [
        "9 .5 .5 .1 .1",
        "-1 .5 .5 .1 .1",
        "0 .5 .5 0 0",
        "0 .5 .5 nan .1",
        "0 1 2",
        "x",
        "0 .1 .2 .3 .4 .5 .6 .7",
        "0 1e9 1 1 1",
    ],
)
def test_lines_of_yolo_that_are_none(line: str) -> None:
    data = zipped({"labels/train/a.txt": line.encode() + b"\n0 .5 .5 .5 .5", "data.yaml": b"names: [car]"})
    (found,) = READERS["yolo-detect"](opened(data), lambda name: (WIDTH, HEIGHT)).photos
    assert (len(found.shapes), len(found.notes)) == (1, 1)
    assert found.notes[0].startswith("line 1")
