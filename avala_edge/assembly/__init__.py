"""Configuration → the site's objects. The one place that builds anything, for server, worker, CLI and tests alike."""

from __future__ import annotations

from avala_edge.assembly.active_model import activate
from avala_edge.assembly.demo import make_demo_project
from avala_edge.assembly.kept import open_store, site_parts
from avala_edge.assembly.opening import open_detectors, open_site
from avala_edge.assembly.parts import connected_models
from avala_edge.assembly.site import DemoEntry, Site
from avala_edge.inference import Lane

__all__ = [
    "DemoEntry",
    "Lane",
    "Site",
    "activate",
    "connected_models",
    "make_demo_project",
    "open_detectors",
    "open_site",
    "open_store",
    "site_parts",
]
