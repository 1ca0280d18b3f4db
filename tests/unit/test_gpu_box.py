"""What is for a GPU box and cannot be run here is at least well formed, and refuses machines like this one."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from avala_edge.imaging import demo_photos
from avala_edge.settings import SETTINGS
from tests.e2e.conftest import Server, start, stop

ROOT = Path(__file__).parents[2]
BIN = Path(sys.executable).parent
CHECK = ROOT / "scripts" / "gpu_check.sh"
DEPLOY = ROOT / "deploy"


def test_the_script_is_sound() -> None:
    subprocess.run(["bash", "-n", CHECK], check=True)
    done = subprocess.run([BIN / "shellcheck", CHECK], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def check(*arguments: str, path: Path | None = None) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PATH": f"{path}:{os.environ['PATH']}" if path else os.environ["PATH"]}
    return subprocess.run([CHECK, *arguments], env=environment, capture_output=True, text=True, timeout=60)


def test_it_refuses_a_machine_without_a_gpu(tmp_path: Path) -> None:
    assert shutil.which("nvidia-smi") is None
    done = check("--out", str(tmp_path / "out"))
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "gpu_check: there is no nvidia-smi: this machine has no NVIDIA driver\n"
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("smi", "word"),
    [
        ("echo 'No devices were found'; exit 6", "finds no GPU"),
        ("exit 0", "finds no GPU"),
        ("echo 'H100, 580, 80 GB'", "TensorRT is not installed"),
    ],
)
def test_it_goes_no_further_than_the_machine(smi: str, word: str, tmp_path: Path) -> None:
    (tmp_path / "nvidia-smi").write_text(f"#!/bin/sh\n{smi}\n")
    (tmp_path / "nvidia-smi").chmod(0o755)
    done = check("--out", str(tmp_path / "out"), path=tmp_path)
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)
    assert word in done.stderr
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("arguments", [("--model",), ("--what",)])
def test_options_that_it_does_not_have(arguments: tuple[str, ...]) -> None:
    done = check(*arguments)
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)
    assert arguments[0] in done.stderr


def test_the_report_holds_what_the_steps_said(tmp_path: Path) -> None:
    logs = {
        "steps.tsv": "build\tok\t412\ntriton\tfailed\t300\n",
        "rows.txt": "gpu_warm_click 4.100 ms 200 4.100 6.000\n",
        "versions.log": "avala-edge 0.1.0\ntensorrt 10.13.3.9\nnoise\n",
        "build.log": "encoder: building with 9 of 99 nodes in fp32 (norms)\n"
        "encoder: /data/m.encoder.plan (fp16 with 9 of 99 nodes in fp32; cosine 0.99990, mean IoU 0.9980, 3 ms)\n",
        "trtexec-encoder.log": "[I] GPU Compute Time: min = 2.1 ms, max = 3 ms, mean = 2.2 ms, median = 2.15 ms, "
        "percentile(90%) = 2.3 ms, percentile(95%) = 2.4 ms, percentile(99%) = 2.9 ms\n",
        "perf-prompt.log": "Inferences/Second vs. Client p95 Batch Latency\n"
        "Concurrency: 1, throughput: 404.5 infer/sec, latency 2600 usec\n"
        "Concurrency: 6, throughput: 1200 infer/sec, latency 5100 usec\n",
    }
    for name, text in logs.items():
        (tmp_path / name).write_text(text)
    command = [sys.executable, ROOT / "scripts" / "gpu_report.py", tmp_path]
    subprocess.run([*command, "--gpus", "L4, 580.1, 24 GB", "--model", "m", "--image", "i"], check=True)
    report = json.loads((tmp_path / "report.json").read_text())
    assert report["steps"][1] == {"name": "triton", "state": "failed", "seconds": 300}
    assert report["plans"] == [
        {
            "part": "encoder",
            "plan": "m.encoder.plan",
            "figures": "fp16 with 9 of 99 nodes in fp32; cosine 0.99990, mean IoU 0.9980, 3 ms",
        }
    ]
    assert report["trtexec_ms"] == {"encoder": {"p50": 2.15, "p95": 2.4}}
    assert report["perf_analyzer"]["prompt"][1] == {"concurrency": 6, "per_second": 1200, "p95_ms": 5.1}
    written = (tmp_path / "report.md").read_text()
    for part in (
        "L4, 580.1",
        "tensorrt 10.13.3.9",
        "| triton | failed | 300 |",
        "mean IoU 0.9980",
        "| prompt | 6 |",
    ):
        assert part in written
    assert "noise" not in written


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    running = start(tmp_path_factory.mktemp("data"))
    yield running
    stop(running)


def test_clicks_are_measured_through_a_server(server: Server) -> None:
    """The bytes are those to the server itself here: any port will do to see that they are counted."""
    port = server.base.rpartition(":")[2].rstrip("/")
    done = subprocess.run(
        [sys.executable, ROOT / "scripts" / "gpu_clicks.py", demo_photos()[0].path, "--clicks", "5", "--triton", port],
        env={**os.environ, "AVALA_EDGE_URL": server.base, "AVALA_EDGE_KEY": server.key},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    rows = {line.split()[0]: line.split()[1:] for line in done.stdout.splitlines()}
    assert list(rows) == ["gpu_upload_encode_click", "gpu_warm_click", "gpu_click_bytes_to_triton"]
    assert rows["gpu_warm_click"][1:3] == ["ms", "5"]
    assert 100 < float(rows["gpu_click_bytes_to_triton"][0]) < 5000


def test_units_are_what_systemd_takes(tmp_path: Path) -> None:
    """Their programs and docker's own unit are not here, so others stand for those."""
    for unit in DEPLOY.glob("*.service"):
        text = re.sub("/usr/bin/docker|/opt/avala-edge/bin/avala-edge", "/bin/true", unit.read_text())
        (tmp_path / unit.name).write_text(text)
    (tmp_path / "docker.service").write_text("[Service]\nExecStart=/bin/true\n")
    units = sorted(tmp_path.glob("avala-edge*.service"))
    assert len(units) == 2
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *units],
        env={**os.environ, "SYSTEMD_UNIT_PATH": f"{tmp_path}:"},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert [line for line in done.stderr.splitlines() if "avala-edge" in line] == []
    assert done.returncode == 0, done.stderr


def test_settings_of_the_units_and_the_compose_file_exist() -> None:
    known = {setting.env for setting in SETTINGS} | {"AVALA_EDGE_TRITON"}  # which the server's Triton client brings
    lines = (DEPLOY / "avala-edge.env.example").read_text().splitlines()
    named = {line.partition("=")[0].removeprefix("# ") for line in lines if "=" in line and "AVALA_EDGE_" in line}
    compose = yaml.safe_load((DEPLOY / "compose.gpu.yaml").read_text())
    named |= set(compose["services"]["server"]["environment"])
    assert {"AVALA_EDGE_DATA_DIR", "AVALA_EDGE_HOST"} <= named <= known


def test_the_compose_file_is_careful() -> None:
    compose = yaml.safe_load((DEPLOY / "compose.gpu.yaml").read_text())
    services = compose["services"]
    assert set(services) == {"triton", "server"}
    for service in services.values():
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
        assert service["healthcheck"]["test"][0] == "CMD"
        assert all(port.startswith("127.0.0.1:") for port in service["ports"])
    (device,) = services["triton"]["deploy"]["resources"]["reservations"]["devices"]
    assert device == {"driver": "nvidia", "count": 1, "capabilities": ["gpu"]}
    (models,) = services["triton"]["volumes"]
    assert (models["target"], models["read_only"]) == ("/models", True)
    assert services["server"]["depends_on"] == {"triton": {"condition": "service_healthy"}}
    build = services["server"]["build"]
    assert (DEPLOY / build["context"] / build["dockerfile"]).is_file()
