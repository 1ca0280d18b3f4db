"""`python -m avala_edge` is `avala-edge`."""

from __future__ import annotations

from avala_edge.cli import main

if __name__ == "__main__":
    main()
