"""Fetching published models from a server on this machine: whole, cut off, changed, too large, or elsewhere."""

from __future__ import annotations

import hashlib
import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

import filelock
import pytest

from avala_edge.cli import main
from avala_edge.errors import Busy, ChecksumMismatch, EdgeError, InvalidInput, NotFound, ProviderFailed, TooLarge
from avala_edge.models.fetching import PUBLISHED, Fetched, Published, PublishedFile, download, fetch, published_model

DATA = {"encoder.onnx": bytes(range(256)) * 4000, "decoder.onnx": b"decoder" * 1000}


@dataclass
class Shop:
    """What the server has, and how it behaves; `asked` are the paths and ranges that came."""

    port: int = 0
    files: dict[str, bytes] = field(default_factory=dict)
    ranges: bool = True
    etag: str = '"one"'
    cut_after: list[int] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)
    location: str = ""
    chunked: bool = False
    asked: list[tuple[str, str | None, str | None]] = field(default_factory=list)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    shop: Shop

    def do_GET(self) -> None:
        shop = self.shop
        wanted, condition = self.headers.get("Range"), self.headers.get("If-Range")
        shop.asked.append((self.path, wanted, condition))
        self.close_connection = True
        if shop.statuses and (status := shop.statuses.pop(0)) != 200:
            return self._answer(status, b"", {"Location": shop.location})
        data = shop.files.get(self.path)
        if data is None:
            return self._answer(404, b"", {})
        start = 0
        if shop.ranges and wanted is not None and condition in (None, shop.etag):
            start = int(re.fullmatch(r"bytes=(\d+)-", wanted)[1])  # type: ignore[index]
            if start >= len(data):
                return self._answer(416, b"", {})
        headers = {"ETag": shop.etag} if shop.etag else {}
        if start:
            headers["Content-Range"] = f"bytes {start}-{len(data) - 1}/{len(data)}"
        return self._answer(206 if start else 200, data[start:], headers)

    def _answer(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Connection", "close")
        if self.shop.chunked:
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            for at in range(0, len(body), 100_000):
                piece = body[at : at + 100_000]
                self.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece))
            self.wfile.write(b"0\r\n\r\n")
            return
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body[: self.shop.cut_after.pop(0)] if self.shop.cut_after and body else body)

    def log_message(self, *arguments: object) -> None:
        pass


@pytest.fixture
def shop() -> Iterator[Shop]:
    found = Shop(files={f"/v1/{name}": data for name, data in DATA.items()})
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"shop": found}))
    found.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield found
    server.shutdown()
    server.server_close()
    thread.join(10)


def model(shop: Shop, *, sizes: bool = False) -> Published:
    files = tuple(
        PublishedFile(
            name,
            f"http://localhost:{shop.port}/v1/{name}",
            hashlib.sha256(data).hexdigest(),
            len(data) if sizes else None,
        )
        for name, data in DATA.items()
    )
    return Published("pair", "pair", files, "MIT", "here")


async def bring(shop: Shop, folder: Path, *, sizes: bool = False, **options: object) -> Fetched:
    return await fetch(model(shop, sizes=sizes), folder, pauses_s=(), idle_s=20, **options)  # type: ignore[arg-type]


def there(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()} if folder.exists() else {}


async def test_files_come_once(shop: Shop, tmp_path: Path) -> None:
    folder, told = tmp_path / "a" / "pair", []
    fetched = await bring(shop, folder, told=lambda file, size: told.append((file.path, size)))
    assert fetched == Fetched(folder, ("encoder.onnx", "decoder.onnx"))
    assert there(folder) == DATA
    assert told[-1] == ("decoder.onnx", len(DATA["decoder.onnx"]))
    assert [size for name, size in told if name == "encoder.onnx"][-1] == len(DATA["encoder.onnx"])
    again = await bring(shop, folder)
    assert (again.new, len(shop.asked)) == ((), 2)


@pytest.mark.parametrize("sizes", [False, True])
async def test_what_is_cut_in_the_middle_goes_on_from_there(sizes: bool, shop: Shop, tmp_path: Path) -> None:
    shop.cut_after = [300_000, 200_000]
    await bring(shop, tmp_path / "pair", sizes=sizes)
    assert there(tmp_path / "pair") == DATA
    starts = [int(wanted.removeprefix("bytes=")[:-1]) for _, wanted, _ in shop.asked if wanted]
    assert len(starts) == 2
    assert 0 < starts[0] <= 300_000 < starts[1] + 1 <= 500_001
    assert {condition for _, wanted, condition in shop.asked if wanted} == {'"one"'}


async def test_another_process_goes_on_where_one_gave_up(
    shop: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(download, "TRIES", 1)
    shop.cut_after = [400_000]
    with pytest.raises(ProviderFailed, match=r"localhost:\d+ broke off .*; \d+ bytes of encoder\.onnx are kept"):
        await bring(shop, tmp_path / "pair")
    (kept,) = (path.stat().st_size for path in (tmp_path / "pair").glob("*.part"))
    assert 0 < kept <= 400_000
    shop.asked.clear()
    await bring(shop, tmp_path / "pair")
    assert shop.asked[0][1:] == (f"bytes={kept}-", '"one"')
    assert there(tmp_path / "pair") == DATA


async def test_a_file_that_changed_meanwhile_is_begun_anew(shop: Shop, tmp_path: Path) -> None:
    right, wrong = DATA["encoder.onnx"], b"\0" * len(DATA["encoder.onnx"])
    folder = tmp_path / "pair"
    folder.mkdir()
    (folder / "encoder.onnx.part").write_bytes(wrong[:500_000])
    (folder / "encoder.onnx.etag").write_text('"zero"')
    await bring(shop, folder)
    assert shop.asked[0][1:] == ("bytes=500000-", '"zero"')
    assert there(folder)["encoder.onnx"] == right


@pytest.mark.parametrize("etag", ["", 'W/"one"'])
async def test_the_digest_decides_where_there_is_no_etag(etag: str, shop: Shop, tmp_path: Path) -> None:
    shop.etag = etag
    shop.cut_after = [300_000]
    await bring(shop, tmp_path / "pair")
    assert shop.asked[1][1:] == (f"bytes={shop.asked[1][1].removeprefix('bytes=')[:-1]}-", None)  # type: ignore[union-attr]
    assert there(tmp_path / "pair") == DATA


@pytest.mark.parametrize("chunked", [False, True])
async def test_a_server_without_ranges(chunked: bool, shop: Shop, tmp_path: Path) -> None:
    shop.ranges, shop.cut_after = False, [300_000]
    folder = tmp_path / "pair"
    await bring(shop, folder)
    assert [wanted is not None for _, wanted, _ in shop.asked] == [False, True, False]
    assert there(folder) == DATA
    (folder / "encoder.onnx").unlink()
    shop.chunked = chunked
    assert (await bring(shop, folder)).new == ("encoder.onnx",)


async def test_a_part_that_is_all_there_is_not_asked_for_again(shop: Shop, tmp_path: Path) -> None:
    folder = tmp_path / "pair"
    folder.mkdir()
    (folder / "encoder.onnx.part").write_bytes(DATA["encoder.onnx"])
    await bring(shop, folder)
    assert there(folder) == DATA


@pytest.mark.parametrize("resumed", [False, True])
async def test_a_wrong_checksum_leaves_nothing(resumed: bool, shop: Shop, tmp_path: Path) -> None:
    folder = tmp_path / "pair"
    if resumed:
        folder.mkdir()
        (folder / "encoder.onnx.part").write_bytes(b"x" * 1000)
    else:
        shop.files["/v1/encoder.onnx"] = b"x" + DATA["encoder.onnx"][1:]
    with pytest.raises(ChecksumMismatch, match=r"encoder\.onnx is not the file that was published"):
        await bring(shop, folder)
    assert not folder.exists()


@pytest.mark.parametrize("chunked", [False, True])
async def test_what_is_too_large_leaves_nothing(chunked: bool, shop: Shop, tmp_path: Path) -> None:
    shop.files["/v1/encoder.onnx"] = DATA["encoder.onnx"] + b"x"
    shop.chunked = chunked
    with pytest.raises(TooLarge, match=r"encoder\.onnx is larger than the 1024000 bytes"):
        await bring(shop, tmp_path / "pair", sizes=True)
    assert not (tmp_path / "pair").exists()


async def test_a_file_of_no_known_size_has_a_bound_too(
    shop: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(download, "MOST_BYTES", 1000)
    with pytest.raises(TooLarge, match="1000 bytes"):
        await bring(shop, tmp_path / "pair")


async def test_a_server_that_is_busy_is_asked_again(shop: Shop, tmp_path: Path) -> None:
    shop.statuses = [503, 429, 500]
    await bring(shop, tmp_path / "pair")
    assert there(tmp_path / "pair") == DATA


@pytest.mark.parametrize(
    ("status", "kind", "word"),
    [
        (404, NotFound, "does not have /v1/encoder.onnx"),
        (403, ProviderFailed, "answered 403"),
        (503, ProviderFailed, "503"),
    ],
)
async def test_refusals(status: int, kind: type[EdgeError], word: str, shop: Shop, tmp_path: Path) -> None:
    shop.statuses = [status] * 10
    with pytest.raises(kind, match=word):
        await bring(shop, tmp_path / "pair")
    assert not (tmp_path / "pair").exists()


async def test_nobody_there(shop: Shop, tmp_path: Path) -> None:
    lost = model(shop)
    lost = replace(lost, files=tuple(replace(file, url="http://localhost:1/x") for file in lost.files))
    with pytest.raises(ProviderFailed, match="localhost:1 cannot be reached"):
        await fetch(lost, tmp_path / "pair", pauses_s=())


async def test_one_may_be_sent_to_hosts_of_the_row_only(shop: Shop, tmp_path: Path) -> None:
    shop.statuses, shop.location = [302], f"http://127.0.0.1:{shop.port}/v1/encoder.onnx"
    allowed = replace(model(shop), redirects=(f"127.0.0.1:{shop.port}",))
    await fetch(allowed, tmp_path / "pair", pauses_s=())
    assert there(tmp_path / "pair") == DATA
    shop.statuses, shop.location = [302], "http://evil.example/v1/encoder.onnx"
    with pytest.raises(ProviderFailed, match=r"sends to evil\.example, where this model is not published"):
        await bring(shop, tmp_path / "other")
    shop.statuses, shop.location = [301] * 9, "/v1/encoder.onnx"
    with pytest.raises(ProviderFailed, match="without end"):
        await bring(shop, tmp_path / "other")
    assert not (tmp_path / "other").exists()


async def test_a_mirror_replaces_the_published_address(shop: Shop, tmp_path: Path) -> None:
    shop.files = {f"/models/pair/{name}": data for name, data in DATA.items()}
    elsewhere = model(shop)
    files = tuple(replace(file, url="https://published.invalid/x") for file in elsewhere.files)
    mirror = f"http://localhost:{shop.port}/models"
    await fetch(replace(elsewhere, files=files), tmp_path / "pair", mirror=mirror, pauses_s=())
    assert there(tmp_path / "pair") == DATA
    assert [path for path, _, _ in shop.asked] == ["/models/pair/encoder.onnx", "/models/pair/decoder.onnx"]


async def test_two_do_not_fetch_at_once(shop: Shop, tmp_path: Path) -> None:
    with filelock.FileLock(tmp_path / ".pair.lock"), pytest.raises(Busy, match="another process fetches"):
        await bring(shop, tmp_path / "pair")
    assert shop.asked == []


async def test_a_folder_that_cannot_be_written(shop: Shop, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(InvalidInput, match="file"):
        await bring(shop, tmp_path / "file")


def test_the_table() -> None:
    assert len({each.name for each in PUBLISHED}) == len(PUBLISHED)
    digests = [file.sha256 for each in PUBLISHED for file in each.files]
    assert len(set(digests)) == len(digests)
    for each in PUBLISHED:
        assert re.fullmatch(r"[a-z0-9][a-z0-9._-]{0,63}", each.name)  # as a model's
        assert each.license
        assert [file.path for file in each.files] == ["encoder.onnx", "decoder.onnx"] or each.kind == "checkpoint"
        for file in each.files:
            assert re.fullmatch("[0-9a-f]{64}", file.sha256)
            assert re.fullmatch(r"[A-Za-z0-9_.-]+", file.path)
            assert urlsplit(file.url).scheme == "https"
            assert urlsplit(file.url).netloc in each.hosts
    with pytest.raises(NotFound, match="there are sam-vit-b, sam-vit-l"):
        published_model("absent")


def test_the_command(
    shop: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("AVALA_EDGE_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("AVALA_EDGE_MODEL_MIRROR", f"http://localhost:{shop.port}/")
    monkeypatch.setattr("avala_edge.models.fetching.published.PUBLISHED", (model(shop),))
    shop.files = {f"/pair/{name}": data for name, data in DATA.items()}
    for _ in range(2):
        with pytest.raises(SystemExit) as ended:
            main(["models", "fetch", "pair"])
        said = capsys.readouterr()
        assert ended.value.code == 0
        assert said.out == f"avala-edge models import {tmp_path}/downloads/pair --name pair --license MIT\n"
    assert there(tmp_path / "downloads" / "pair") == DATA
    assert "encoder.onnx: was there" in said.err
    shop.files = {}
    for arguments, word in ((["absent"], "absent"), ([], "--list"), (["pair", "--out", str(tmp_path / "o")], "404")):
        with pytest.raises(SystemExit) as ended:
            main(["models", "fetch", *arguments])
        said = capsys.readouterr()
        assert (ended.value.code, said.out) == (2, "")
        assert word in said.err.splitlines()[-1]


def test_the_list_names_every_address(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["models", "fetch", "--list"])
    said = capsys.readouterr().out
    assert all(file.url in said and file.sha256 in said for each in PUBLISHED for file in each.files)
