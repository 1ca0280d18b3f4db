"""The parity gate in front of Triton servers: one serves only after it answered the probes as the reference does."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from avala_edge.inference import Engine
from avala_edge.inference.embedded import EmbeddedRuntime
from avala_edge.models.choice import Measured
from avala_edge.models.parity import Parity, answer_probes, compare, cosine, encode_probes
from avala_edge.models.promptable import PromptableModel
from avala_edge.models.promptables.reference import Reference, read_reference

if TYPE_CHECKING:
    from avala_edge.inference.triton.endpoint import Admission, Endpoint


class TritonGate:
    """Of one model; it knows what every server was found to be."""

    def __init__(self, model: PromptableModel, engine: Engine) -> None:
        """Hold servers to the answers that were kept at import, else to those of the reference `engine` here."""
        self._model, self._engine = model, engine
        self._reference: Reference | None = None
        self._finding = asyncio.Lock()
        self._found: dict[str, tuple[Measured, Measured]] = {}

    async def check(self, endpoint: Endpoint) -> Admission:
        """Ask a server what the probes are answered; it must not serve before."""
        from avala_edge.inference.triton.endpoint import Admission

        async with self._finding:
            if self._reference is None:
                self._reference = await self._refer()
        self._found.pop(endpoint.address, None)
        model = self._model.on(endpoint)
        embeddings, encoding = await encode_probes(model)
        # Under names that nobody used, so that the server answers on these embeddings and no others.
        named = [replace(embedding, key=secrets.token_hex(32)) for embedding in embeddings]
        answers, decoding = await answer_probes(model, named)
        likeness = cosine(self._reference.embeddings, embeddings)
        parity = compare(self._reference.answers, answers, cosine=likeness)
        encode_s, decode_s = min(encoding), min(decoding)
        self._found[endpoint.address] = (
            _row("encoder", endpoint, 1000 * encode_s, parity),
            _row("decoder", endpoint, 1000 * decode_s, parity),
        )
        return Admission(parity.refusal(), encode_s, decode_s)

    async def _refer(self) -> Reference:
        kept = await asyncio.to_thread(read_reference, self._model.folder)
        if kept is not None:
            return kept
        runtime = EmbeddedRuntime(threads=1, bound=1)
        try:
            model = self._model.on(runtime)
            await model.load_encoder(self._engine)
            await model.load_decoder(self._engine)
            embeddings, _ = await encode_probes(model)
            answers, _ = await answer_probes(model, embeddings)
        finally:
            await runtime.close()
        return Reference(tuple(embeddings), answers)

    def rows(self, endpoints: Mapping[str, Endpoint]) -> tuple[Measured, ...]:
        """Return what is known of each server, and why one does not serve."""
        rows: list[Measured] = []
        for address, endpoint in endpoints.items():
            refused = None if endpoint.state == "serves" else endpoint.reason
            found = self._found.get(address)
            if found is None:
                found = (_row("encoder", endpoint, None, None), _row("decoder", endpoint, None, None))
            rows += (row.model_copy(update={"refused": refused}) for row in found)
        return tuple(rows)


def _row(part: Literal["encoder", "decoder"], endpoint: Endpoint, ms: float | None, parity: Parity | None) -> Measured:
    refused = None if parity is None else parity.refusal()
    rounded = None if ms is None else round(ms, 3)
    return Measured(part=part, engine=f"triton {endpoint.address}", ms=rounded, parity=parity, refused=refused)
