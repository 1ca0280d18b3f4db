"""Prints the API's OpenAPI document, from which the web client's types are generated."""

from __future__ import annotations

import json
import sys

from avala_edge.api.openapi import document
from avala_edge.api.routes import OPERATIONS

if __name__ == "__main__":
    json.dump(document(OPERATIONS), sys.stdout, indent=1, sort_keys=True)
