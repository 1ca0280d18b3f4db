"""What goes over `/api/v1`, in Avala's words."""

from __future__ import annotations
