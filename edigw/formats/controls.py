"""Control numbers and references that were seen, so that a second one is told from a first."""

from __future__ import annotations

from edigw.formats.text import whole


class Controls:
    """Control numbers that were seen: runs of consecutive ones cost nothing, however many there are."""

    def __init__(self) -> None:
        self._low = self._high = -1
        self._others: set[int | str] = set()
        self._runs: list[tuple[int, int]] = []

    def repeated(self, control: str) -> bool:
        """Whether this one was seen before; from now on it was."""
        number = whole("1" + control)  # so that 0001 and 00001 differ
        if number is None:
            seen = control in self._others
            self._others.add(control)
            return seen
        if self._low <= number <= self._high or number in self._others:
            return True
        if any(low <= number <= high for low, high in self._runs):
            return True
        if number == self._high + 1:
            self._high = number
            return False
        self._keep()
        self._low = self._high = number
        return False

    def follows(self, control: str) -> bool:
        """Whether these digits are the next after all that were seen; then they count as seen."""
        number = int("1" + control)
        if self._others or self._runs or (number != self._high + 1 and self._high >= 0):
            return False
        if self._high < 0:
            self._low = number
        self._high = number
        return True

    def _keep(self) -> None:
        if self._high - self._low > 100 and len(self._runs) < 100:
            self._runs.append((self._low, self._high))
        elif self._high >= 0:
            self._others.update(range(self._low, self._high + 1))
