"""Training of avala-mini: backbone, network, samples, clicks, export. Needs torch; the server never imports this."""

from __future__ import annotations
