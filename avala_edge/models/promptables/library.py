"""The promptable models that are installed, the one that ships, and which of them serves clicks.

Which one is a file, `models/active`, in the data directory: a name, and nothing else.
"""

from __future__ import annotations

from pathlib import Path

from avala_edge.errors import Conflict, InvalidInput, NotFound
from avala_edge.models.manifest import Manifest, read_manifest
from avala_edge.models.shelf import Installed, Shelf
from avala_edge.store import open_folder, write_atomically, writing_to

SHIPPED = "avala-mini"
WEIGHTS = Path(__file__).parents[1] / "weights"
ACTIVE = "active"
_MOST_NAME_BYTES = 1024


class Promptables(Shelf[Manifest]):
    """Every method blocks."""

    kind = "promptable"

    def __init__(self, data_dir: Path) -> None:
        """Look in `data_dir/models`, which need not exist."""
        super().__init__(data_dir)
        self._active = data_dir / "models" / ACTIVE

    def read(self, folder: Path) -> Manifest:
        """See `Shelf.read`."""
        return read_manifest(folder)

    def list(self) -> list[Installed[Manifest]]:
        """Return the one that ships, then those installed, by name."""
        return [_shipped(), *(each for each in super().list() if each.name != SHIPPED)]

    def holds(self, name: str) -> bool:
        """See `Shelf.holds`; the one that ships is always there."""
        return name == SHIPPED or super().holds(name)

    def get(self, name: str) -> Installed[Manifest]:
        """Return one; raise `NotFound`."""
        return _shipped() if name == SHIPPED else super().get(name)

    def refuse_taken(self, name: str) -> None:
        """Raise `Conflict` also for the name of the one that ships."""
        if name == SHIPPED:
            raise Conflict(f"{SHIPPED!r} is the model that comes with avala-edge; give another name", field="--name")
        super().refuse_taken(name)

    def remove(self, name: str) -> None:
        """Take a model away.

        Raises:
            NotFound: there is none.
            Conflict: it serves clicks, or came with avala-edge.
        """
        if name == SHIPPED:
            raise Conflict(f"{SHIPPED} comes with avala-edge and stays")
        if name == self.active():
            raise Conflict(f"{name} serves clicks; activate another model first")
        super().remove(name)

    def active(self) -> str:
        """Return the name of the model that serves clicks, as the operator chose; the one that ships if nobody did."""
        try:
            with self._active.open("rb") as stream:
                return stream.read(_MOST_NAME_BYTES).decode().strip() or SHIPPED
        except FileNotFoundError:
            return SHIPPED
        except (OSError, UnicodeDecodeError) as error:
            raise InvalidInput(f"{self._active} cannot be read: {error}", field="data_dir") from error

    def activate(self, name: str) -> None:
        """Choose the model that serves clicks, durably; a running server takes it up. Raises `NotFound`."""
        found = self.get(name)
        if found.manifest is None:
            raise NotFound(f"{name} is damaged: {found.damage}")
        open_folder(self._active.parent)
        with writing_to(self._active):
            write_atomically(self._active, f"{name}\n".encode())


def _shipped() -> Installed[Manifest]:
    return Installed(SHIPPED, WEIGHTS / SHIPPED, read_manifest(WEIGHTS / SHIPPED))
