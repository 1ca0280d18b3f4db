"""Our own client and the commands: exports asked for, waited for and saved; annotations brought in again."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from avala_edge.client import AnnotationImport, Conflict, Export, InvalidInput, Label, NotFound
from tests.clients.conftest import PHOTOS, Stage, fill
from tests.clients.driven import driven
from tests.tls.process import run, serving


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    data_dir = tmp_path_factory.mktemp("exports") / "data"
    filled = fill(data_dir)
    with serving(data_dir) as server:
        yield Stage(server=server, authority=None, data_dir=data_dir, **filled)


def test_out_and_in(place: Stage, kind: str, tmp_path: Path) -> None:
    seen: list[Export] = []
    with driven(kind, place.server.base, place.key, ca=None) as client:
        made = client.exports.create(project=place.project, format="coco", splits={"train": 0.5, "val": 0.5})
        done = client.exports.wait(made.uid, progress=seen.append)
        assert (done.status, done.total_task_count, seen[-1]) == ("exported", PHOTOS, done)
        assert done.uid in [each.uid for each in client.exports.list()]
        saved = client.exports.download(made.uid, tmp_path / "out.zip")
        assert zipfile.ZipFile(saved).testzip() is None
        assert [each.name for each in tmp_path.iterdir()] == ["out.zip"]
        for path, error in ((tmp_path / "none" / "out.zip", InvalidInput), (tmp_path, InvalidInput)):
            with pytest.raises(error):
                client.exports.download(made.uid, path)
        with pytest.raises(NotFound):
            client.exports.download("none", tmp_path / "none.zip")
        assert [each.name for each in tmp_path.iterdir()] == ["out.zip"]
        other = client.projects.create(f"again {kind}", datasets=[place.dataset], labels=[Label("vehicle")])
        brought = client.exports.import_annotations(other.uid, saved, as_="accepted", label_map={"car": "vehicle"})
        assert brought == AnnotationImport("coco", PHOTOS, 2, 0, (), (), 0)
        assert client.exports.import_annotations(other.uid, saved, label_map={"car": "vehicle"}).known == 2
        with pytest.raises(InvalidInput, match="car"):
            client.exports.import_annotations(other.uid, saved)


def test_one_that_fails(place: Stage, tmp_path: Path) -> None:
    """A class that the format cannot name: said in the record, and no file is left."""
    with driven("blocking", place.server.base, place.key, ca=None) as client:
        made = client.exports.create(project=place.project, format="voc", label_map={"car": "a:b"})
        done = client.exports.wait(made.uid)
        assert (done.status, done.download_url) == ("failed", None)
        assert "a:b" in str(done.error_message)
        with pytest.raises(Conflict, match="a:b"):
            client.exports.download(made.uid, tmp_path / "out.zip")
        [job] = [each for each in client.jobs.list(kind="export") if each.errors and each.errors[0].item == made.uid]
        assert (job.status, job.project, job.progress.failed) == ("completed", place.project, 1)
    assert not [each for each in (place.data_dir / "exports").iterdir() if made.uid in each.name]


def command(place: Stage, *arguments: str) -> Any:
    return run(*arguments, AVALA_EDGE_KEY=place.key, AVALA_EDGE_URL=place.server.base)


def test_the_commands(place: Stage, tmp_path: Path) -> None:
    out = tmp_path / "out.json"
    done = command(place, "export", str(out), "--project", place.project, "--state", "accepted", "--state", "draft")
    assert done.returncode == 0, done.stderr
    assert sum(len(item["annotations"]) for item in json.loads(out.read_text())["items"]) == 3
    brought = command(place, "import-annotations", place.project, str(out))
    assert (brought.returncode, "3 annotations made" in brought.stdout) == (0, True), brought.stderr
    whole = json.loads(out.read_text())
    whole["items"][0]["key"] = "elsewhere.png"
    out.write_text(json.dumps(whole))
    partly = command(place, "import-annotations", place.project, str(out), "--as", "accepted")
    assert (partly.returncode, "elsewhere.png" in partly.stderr) == (1, True)
    for wrong, word in (
        (("export", str(out), "--project", "none"), "project"),
        (("export", str(out), "--project", place.project, "--format", "kitti"), "kitti"),
        (("export", str(out), "--project", place.project, "--splits", "1"), "--splits"),
        (("import-annotations", place.project, str(tmp_path / "absent.zip")), "absent.zip"),
        (("import-annotations", place.project, str(out), "--as", "truth"), "--as"),
    ):
        refused = command(place, *wrong)
        assert (refused.returncode, refused.stdout, len(refused.stderr.splitlines())) == (2, "", 1), refused.stderr
        assert word in refused.stderr
