"""`avala-edge providers`: a model is connected, listed, tried and forgotten from the command line."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from tests.clients.receiver import receiving
from tests.tls.process import COMMAND, environment, run

DIRECTORY = "--data-dir"


@pytest.fixture
def data(tmp_path: Path) -> str:
    return str(tmp_path / "data")


def test_a_model_lives_and_goes(data: str, tmp_path: Path) -> None:
    with receiving() as model:
        model.answer = b'{"out": [{"bbox": [1, 1, 4, 4], "label": "car"}, {"bbox": [90, 90, 4, 4]}]}'
        (tmp_path / "token").write_text("hush-1\n")
        url = f"http://127.0.0.1:{model.port}/predict"
        made = run(
            *("providers", "create", "cars", "--url", url, "--auth-type", "bearer", DIRECTORY, data),
            *("--auth-file", str(tmp_path / "token"), "--config", '{"response_key": "out", "timeout": 30}'),
        )
        assert made.returncode == 0, made.stderr
        uid = made.stdout.strip()
        listed = run("providers", "list", DIRECTORY, data)
        assert [uid in listed.stdout, url in listed.stdout, "hush" in listed.stdout] == [True, True, False]
        refused = run("providers", "test", "cars", DIRECTORY, data)
        assert (refused.returncode, "AVALA_EDGE_PROVIDER_TARGETS" in refused.stderr) == (1, True)
        tried = run("providers", "test", uid, DIRECTORY, data, AVALA_EDGE_PROVIDER_TARGETS="127.0.0.1")
        assert (tried.returncode, tried.stderr) == (0, "")
        assert tried.stdout == "The endpoint answered with 2 predictions. Left out: 1 outside the image.\n"
        assert model.calls[-1].headers["Authorization"] == "Bearer hush-1"
        assert json.loads(model.calls[-1].body)["test"] is True
        assert " well" in run("providers", "list", DIRECTORY, data).stdout
        gone = run("providers", "remove", "cars", DIRECTORY, data)
        assert (gone.returncode, gone.stdout) == (0, "cars is forgotten.\n")
        assert uid not in run("providers", "list", DIRECTORY, data).stdout


def test_a_secret_from_standard_input(data: str) -> None:
    words = [COMMAND, "providers", "create", "cars", "--url", "http://a/", "--auth-file", "-", DIRECTORY, data]
    done = subprocess.run(words, input="avk_hush", env=environment({}), capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("create", "x", "--url", "ftp://a/"), "config.endpoint_url must be an http or https address"),
        (("create", "", "--url", "http://a/"), "name"),
        (("create", "x", "--url", "http://a/", "--config", "[]"), "--config: that is no JSON object"),
        (("create", "x", "--url", "http://a/", "--config", '{"max_side": 1}'), "config.max_side"),
        (("create", "x", "--url", "http://a/", "--auth-type", "digest"), "config.auth_type"),
        (("create", "x", "--url", "http://a/", "--auth-file", "absent"), "--auth-file: absent cannot be read"),
        (("create", "x", "--url", "http://a/", "--auth-file", os.devnull, "--project", "no"), "project"),
        (("test", "nothing"), "no connected model 'nothing'"),
        (("remove", "nothing"), "no connected model 'nothing'"),
    ],
)
def test_bad_input_is_one_line(data: str, arguments: tuple[str, ...], words: str) -> None:
    done = run("providers", *arguments, DIRECTORY, data)
    assert done.returncode == 2
    assert words in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_one_of_two_of_a_name_is_said_by_its_uid(data: str) -> None:
    uids = [run("providers", "create", "cars", "--url", "http://a/", DIRECTORY, data).stdout.strip() for _ in range(2)]
    done = run("providers", "remove", "cars", DIRECTORY, data)
    assert (done.returncode, "say the uid" in done.stderr) == (2, True)
    assert run("providers", "remove", uids[0], DIRECTORY, data).returncode == 0
    assert run("providers", "remove", "cars", DIRECTORY, data).returncode == 0
