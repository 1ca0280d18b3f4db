"""Models over HTTP: what there is, bringing one along, letting it serve clicks, taking it away."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from aiohttp import BodyPartReader, web

from avala_edge.api.limits import MULTIPART_OVERHEAD_BYTES, check_declared_size, read_parts, read_query
from avala_edge.api.messages import json_answer, page
from avala_edge.api.multipart import file_parts
from avala_edge.api.schemas.models import ImportQuery
from avala_edge.api.site_key import SITE
from avala_edge.errors import Busy, InvalidInput, NotFound, TooLarge
from avala_edge.models.detectors.manifest import MODEL
from avala_edge.models.manifest import MANIFEST, MOST_MANIFEST_BYTES, MOST_WEIGHTS
from avala_edge.models.promptables.importing import DECODER, ENCODER, MEMORY_ATTENTION, MEMORY_ENCODER
from avala_edge.models.shelf import MOST_MODEL_BYTES, MOST_WEIGHTS_BYTES

FILES = {
    "encoder": ENCODER,
    "decoder": DECODER,
    "memory_attention": MEMORY_ATTENTION,
    "memory_encoder": MEMORY_ENCODER,
    "file": MODEL,
    "manifest": MANIFEST,
}
MOST_BYTES = {
    **dict.fromkeys(("encoder", "decoder", "memory_attention", "memory_encoder", "file"), MOST_MODEL_BYTES),
    **dict.fromkeys(("manifest", "labels"), MOST_MANIFEST_BYTES),
    "weights": MOST_WEIGHTS_BYTES,
}
MOST_BODY_BYTES = 2 * MOST_WEIGHTS_BYTES


async def list_models(request: web.Request) -> web.Response:
    """Answer with the models: the one that serves clicks, what else could, then the installed detectors."""
    return json_answer(page(await request.app[SITE].models()))


async def get_model(request: web.Request) -> web.Response:
    """Answer with the card of one model."""
    return json_answer(await _card(request, request.match_info["name"]))


async def _card(request: web.Request, name: str) -> dict[str, Any]:
    for card in await request.app[SITE].models():
        if card["name"] == name:
            return card
    raise NotFound(f"no model is named {name!r}")


async def remove_model(request: web.Request) -> web.Response:
    """Take a model away; 409 for the one that serves clicks and for the one that ships."""
    site, card = request.app[SITE], await _card(request, request.match_info["name"])
    shelf = site.promptables if card["kind"] == "promptable" else site.detectors.library
    await asyncio.to_thread(shelf.remove, card["name"])
    return web.Response(status=204)


async def activate_model(request: web.Request) -> web.Response:
    """Begin to let a model serve clicks; its card says how that goes."""
    card = await _card(request, request.match_info["name"])
    if card["kind"] != "promptable":
        raise InvalidInput(f"{card['name']} is a detector; auto-label jobs ask it by name", field="name")
    if not card["active"]:
        request.app[SITE].model_errands.activate(card["name"])
    return json_answer(await _card(request, card["name"]), status=202)


async def import_model(request: web.Request) -> web.Response:
    """Take a model's files in, try them, and answer with its card."""
    site, query = request.app[SITE], read_query(request, ImportQuery)
    check_declared_size(request, MOST_BODY_BYTES + MULTIPART_OVERHEAD_BYTES)
    if request.content_type != "multipart/form-data":
        raise web.HTTPUnsupportedMediaType(text="Send the files as multipart/form-data.")
    async with _received(request) as (folder, parts):
        options = [word for pair in query.options() for word in pair]
        if "labels" in parts:
            options += ["--labels", str(folder / "labels")]
        source = folder / FILES["file"] if "file" in parts and "manifest" not in parts else folder
        name = await site.model_errands.add(source, options)
    return json_answer(await _card(request, name), status=201)


@asynccontextmanager
async def _received(request: web.Request) -> AsyncIterator[tuple[Path, set[str]]]:
    """Give a folder with the files of the body, and the names of their parts; it is gone afterwards."""
    with request.app[SITE].promptables.staged() as staged:
        parts, weights = set[str](), 0
        async for part in file_parts(request, *FILES, "weights", "labels"):
            called = part.name or ""
            weights += called == "weights"
            if weights > MOST_WEIGHTS or (called in parts and called != "weights"):
                raise InvalidInput("There are more such files than a model has.", field=called)
            await _write(part, staged.folder / _file_name(part), MOST_BYTES[called])
            parts.add(called)
        if "file" not in parts and not {"encoder", "decoder"} <= parts:
            raise InvalidInput("Send encoder and decoder, or, for a detector, file.", field="encoder")
        yield staged.folder, parts


def _file_name(part: BodyPartReader) -> str:
    """Return what a part is called here; only weights keep their name, since graphs know them by it."""
    if part.name != "weights":
        return FILES.get(part.name or "", "labels")
    name = part.filename or ""
    if name != Path(name).name or name.startswith(".") or name in FILES.values() or not name.isprintable():
        raise InvalidInput("Weights have the file name that the graph knows them by.", field="weights")
    return name


async def _write(part: BodyPartReader, path: Path, most: int) -> None:
    length = 0
    try:
        with await asyncio.to_thread(path.open, "xb") as file:
            async for chunk in read_parts(part):
                length += len(chunk)
                if length > most:
                    raise TooLarge(f"Such a file may have {most // 1024**2} MiB.", field=part.name)
                await asyncio.to_thread(file.write, chunk)
    except FileExistsError:
        raise InvalidInput("Two files have that name.", field=part.name) from None
    except OSError as error:
        raise Busy(f"The files cannot be kept for reading: {error.strerror}.", retry_after_s=60) from error
