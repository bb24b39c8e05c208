"""How often an address was refused within a minute: whoever is refused all the time is not looked at for a while."""

from __future__ import annotations

from collections import OrderedDict, deque

WITHIN_S = 60.0
ADDRESSES = 10_000  # that are remembered


class Refusals:
    """Counted by address; the least recent ones are forgotten."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._at: OrderedDict[str, deque[float]] = OrderedDict()

    def too_many(self, address: str, now: float) -> bool:
        """`now` in seconds of any steady clock."""
        times = self._at.get(address)
        if times is None:
            return False
        while times and now - times[0] > WITHIN_S:
            times.popleft()
        return len(times) >= self._most

    def note(self, address: str, now: float) -> None:
        times = self._at.setdefault(address, deque(maxlen=self._most))
        times.append(now)
        self._at.move_to_end(address)
        while len(self._at) > ADDRESSES:
            self._at.popitem(last=False)
