"""A real object store for tests, SeaweedFS: its own process on free loopback ports, with nothing kept or shared."""

from __future__ import annotations

import json
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from fsspec import AbstractFileSystem
from s3fs import S3FileSystem

from avala_edge.store import BucketSettings

BUCKET = "photos"  # a bucket takes much room here, a prefix none
_START_S = 120.0
_WEED = Path(sys.executable).parent / "weed"


def free_ports(number: int) -> list[int]:
    sockets = [socket.socket() for _ in range(number)]
    try:
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [int(each.getsockname()[1]) for each in sockets]
    finally:
        for each in sockets:
            each.close()


class S3Server:
    """Started and stopped as the test likes; port, keys and data stay until `remove`."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="avala-s3-"))
        self.key_id, self.secret_key = f"AKIA{secrets.token_hex(8).upper()}", secrets.token_hex(20)
        self.port, *self._others = free_ports(8)
        self._places = 0
        self._process: subprocess.Popen[bytes] | None = None
        identity = {
            "name": "tests",
            "credentials": [{"accessKey": self.key_id, "secretKey": self.secret_key}],
            "actions": ["Admin", "Read", "List", "Tagging", "Write"],
        }
        (self.folder / "s3.json").write_text(json.dumps({"identities": [identity]}))
        (self.folder / "data").mkdir()

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def _log(self) -> Path:
        return self.folder / "server.log"

    def _command(self) -> Sequence[str]:
        names = ["s3.port.grpc"]
        names += [f"{part}.port{kind}" for part in ("master", "volume", "filer") for kind in ("", ".grpc")]
        ports = dict(zip(names, self._others, strict=True))
        settings = {
            "dir": self.folder / "data",
            "ip": "127.0.0.1",
            "ip.bind": "127.0.0.1",
            "s3.port": self.port,
            "s3.config": self.folder / "s3.json",
            "s3.port.iceberg": 0,
            "s3.port.lance": 0,
            "s3.iam": "false",
            "s3.autoCreateBucket": "false",
            "master.telemetry": "false",
            "master.volumeSizeLimitMB": 64,
            "volume.max": 20,
            **ports,
        }
        flags = [f"-{name}={value}" for name, value in settings.items()]
        return ["setpriv", "--pdeathsig", "KILL", str(_WEED), "-logtostderr=true", "server", "-filer", "-s3", *flags]

    def start(self) -> None:
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(self._command(), cwd=self.folder, stdout=log, stderr=log)
        deadline = time.monotonic() + _START_S
        while True:
            try:
                self.files().makedirs(BUCKET, exist_ok=True)
                return
            except Exception:
                assert self._process.poll() is None, self._log.read_text()
                assert time.monotonic() < deadline, self._log.read_text()
                time.sleep(0.1)

    def pause(self) -> None:
        """Take connections and answer nothing, until `go_on`."""
        assert self._process is not None
        self._process.send_signal(signal.SIGSTOP)

    def go_on(self) -> None:
        assert self._process is not None
        self._process.send_signal(signal.SIGCONT)

    def stop(self) -> None:
        if self._process is not None:
            self._process.send_signal(signal.SIGKILL)
            self._process.wait(timeout=20)
            self._process = None

    def remove(self) -> None:
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def files(self) -> AbstractFileSystem:
        """What is in all buckets, as an administrator sees it."""
        return S3FileSystem(
            key=self.key_id,
            secret=self.secret_key,
            endpoint_url=self.endpoint,
            use_listings_cache=False,
            skip_instance_cache=True,
            client_kwargs={"region_name": "us-east-1"},
            config_kwargs={"connect_timeout": 2, "read_timeout": 10, "retries": {"max_attempts": 1}},
        )

    def settings(self, url: str) -> BucketSettings:
        """How avala-edge gets at a bucket here."""
        return BucketSettings(url, self.endpoint, "us-east-1", self.key_id, self.secret_key)

    def environment(self, url: str) -> dict[str, str]:
        """The same as settings of a command."""
        return {
            "AVALA_EDGE_BLOBS_URL": url,
            "AVALA_EDGE_S3_ENDPOINT": self.endpoint,
            "AVALA_EDGE_S3_KEY_ID": self.key_id,
            "AVALA_EDGE_S3_SECRET_KEY": self.secret_key,
        }

    def new_place(self) -> str:
        """Return the address of a prefix with nothing below it, in the one bucket that there is."""
        self._places += 1
        return f"s3://{BUCKET}/tests/site-{self._places}"
