"""Up after several good signs in a row, down after several bad ones: a single one changes nothing."""

from __future__ import annotations


class Hysteresis:
    """Down at first."""

    def __init__(self, *, rise: int, fall: int) -> None:
        """Need `rise` good signs to be up, `fall` bad ones to be down."""
        self._rise, self._fall = rise, fall
        self._in_a_row = 0  # signs against the present state
        self.up = False

    def note(self, *, good: bool) -> bool:
        """Take a sign; return whether it is up now."""
        if good == self.up:
            self._in_a_row = 0
            return self.up
        self._in_a_row += 1
        if self._in_a_row >= (self._rise if good else self._fall):
            self.up, self._in_a_row = good, 0
        return self.up
