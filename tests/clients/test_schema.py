"""schemathesis against a real server: no 5xx, no answer that `/openapi.json` does not describe."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.clients.conftest import Stage

TOOL = Path(sys.executable).parent / "schemathesis"
CHECKS = (
    "not_a_server_error,status_code_conformance,content_type_conformance,response_headers_conformance,"
    "response_schema_conformance,unsupported_method"
)
# What schemathesis cannot speak: streams of events, WebSockets, tus bodies. They have tests of their own.
NOT_ITS_WORDS = r"/events$|/segment/ws$|/uploads/"


def test_every_call_answers_as_described(busy_stage: Stage, tmp_path: Path) -> None:
    command = [
        *(str(TOOL), "run", f"{busy_stage.server.base}/openapi.json", "-u", busy_stage.server.base),
        *("-H", f"X-Avala-Api-Key: {busy_stage.key}", "--phases", "examples,coverage,fuzzing"),
        *("--checks", CHECKS, "--exclude-path-regex", NOT_ITS_WORDS),
        *("-n", "5", "--seed", "1", "--max-time", "60", "--continue-on-failure", "--warnings", "off"),
    ]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=180)
    said = "\n".join(line[:300] for line in done.stdout.splitlines())
    assert done.returncode == 0, said[-6000:] + done.stderr[-2000:]
