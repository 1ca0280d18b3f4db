"""Two more graphs of a SAM 2 → which tensor plays which role in its memory, where they are in our own dialect.

It is that of `avala-edge models export` (docs/sam.md). What others export of SAM 2's memory differs in what is inside
of the graphs, not by names alone, so it is said in a `manifest.json` or not taken.
"""

from __future__ import annotations

from typing import NoReturn

from avala_edge.errors import InvalidInput
from avala_edge.inference import Graph
from avala_edge.models.wiring import MemoryWiring, Wiring

DIALECT = MemoryWiring(
    features="image_embed",
    memories="memories",
    memory_ages="memory_ages",
    pointers="pointers",
    pointer_ages="pointer_ages",
    conditioned="conditioned",
    mask_logits="mask_logits",
    object_score="object_score",
    mask="mask",
    has_mask="has_mask",
    memory="memory",
    plain_features="plain_features",
    mask_prompt="mask_prompt",
    object_pointers="obj_pointers",
    object_scores="obj_score",
)


def with_memory(wiring: Wiring, decoder: Graph, attention: Graph, encoder: Graph) -> Wiring:
    """Add a memory to what is known of a pair.

    Raises:
        InvalidInput: with the graph and the tensor that is missing or not understood.
    """
    ours = DIALECT
    if not any(spec.name == ours.pointer_ages for spec in attention.inputs):
        ours = ours.model_copy(update={"pointer_ages": None})  # as of SAM 2; 2.1 has it
    if wiring.mask is None or wiring.queries or ours.features not in {link.decoder for link in wiring.embedding}:
        _refuse(f"the decoder takes no {ours.features} beside a mask")
    check_memory(ours, decoder, attention, encoder)
    return wiring.model_copy(update={"memory": ours})


def check_memory(memory: MemoryWiring, decoder: Graph, attention: Graph, encoder: Graph) -> None:
    """Compare what a memory's graphs take and answer with what is said of them.

    Raises:
        InvalidInput: with the graph and the tensor that is missing or not understood.
    """
    asked = {memory.features, memory.memories, memory.memory_ages, memory.pointers}
    asked |= set() if memory.pointer_ages is None else {memory.pointer_ages}
    shown = {memory.features, memory.mask_logits, memory.object_score, memory.mask, memory.has_mask}
    for what, graph, takes, gives in (
        ("memory_attention", attention, asked, {memory.conditioned}),
        ("memory_encoder", encoder, shown, {memory.memory, memory.plain_features, memory.mask_prompt}),
        ("decoder", decoder, None, {memory.object_pointers, memory.object_scores}),
    ):
        inputs, outputs = ({spec.name for spec in specs} for specs in (graph.inputs, graph.outputs))
        if takes is not None and inputs != takes:
            lacking, strange = sorted(takes - inputs), sorted(inputs - takes)
            _refuse(
                f"the {what} takes no {', '.join(lacking)}" if lacking else f"the {what} takes {', '.join(strange)}"
            )
        if lacking := sorted(gives - outputs):
            _refuse(f"the {what} does not answer with {', '.join(lacking)}")


def _refuse(what: str) -> NoReturn:
    raise InvalidInput(
        f"{what}, so the memory is not understood; a manifest.json beside the files can say it, and without the "
        "memory's files the pair alone is imported (docs/sam.md)",
        field="FILE",
    )
