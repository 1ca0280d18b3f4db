"""Plans where Triton looks for them: in a model repository that was rendered of the same model."""

from __future__ import annotations

from pathlib import Path

from avala_edge.errors import InvalidInput
from avala_edge.inference.triton import DECODER, ENCODER
from avala_edge.models.engine_build.plans import Part
from avala_edge.models.manifest import Manifest
from avala_edge.models.triton_repository import MARK, PLAN
from avala_edge.store import writing_to, written_atomically

PLACES: dict[Part, str] = {"encoder": ENCODER, "decoder": DECODER}
_CHUNK = 4 * 1024 * 1024


def check_repository(repository: Path, manifest: Manifest) -> None:
    """Refuse a folder that `triton render --target gpu` did not make of this model: before minutes are spent.

    Raises:
        InvalidInput: with what to run.
    """
    try:
        made_of = (repository / MARK).read_text().strip()
    except OSError:
        made_of = ""
    if made_of != manifest.digest:
        what = "of another model" if made_of else "no model repository"
        raise InvalidInput(
            f"{repository} is {what}; run: avala-edge triton render --target gpu --model {manifest.name} "
            f"--out {repository}",
            field="--repository",
        )


def put_plan(plan: Path, repository: Path, part: Part) -> Path:
    """Copy a plan into a repository, whole or not at all; return where it is.

    Raises:
        InvalidInput: it cannot be written.
    """
    target = repository / PLACES[part] / "1" / PLAN
    with (
        writing_to(target, field="--repository"),
        plan.open("rb") as source,
        written_atomically(target) as stream,
    ):
        while chunk := source.read(_CHUNK):
            stream.write(chunk)
    return target
