"""Orders that this process has read and not yet acted upon: boundary C need not read them from their rows again.

Only a saving: what is not here is read from its row, as after a kill, or where another process read the file.
"""

from __future__ import annotations

import threading

from edigw.model.order import Order

MOST = 2_097_152  # bytes of rows; their orders take about ten times as much


class Remembered:
    """Orders by the bytes of their row; the oldest are forgotten first. Safe over threads."""

    def __init__(self) -> None:
        self._held: dict[tuple[type[Order], bytes], Order] = {}
        self._size = 0
        self._lock = threading.Lock()

    def keep(self, body: bytes, order: Order) -> None:
        """An order whose row holds this body."""
        with self._lock:
            self._forget((type(order), body))
            self._held[type(order), body] = order
            self._size += len(body)
            while self._size > MOST:
                self._forget(next(iter(self._held)))

    def take(self, model: type[Order], body: bytes) -> Order:
        """The order of a row's body, which is then forgotten here."""
        with self._lock:
            held = self._forget((model, body))
        return model.model_validate_json(body) if held is None else held

    def _forget(self, key: tuple[type[Order], bytes]) -> Order | None:
        held = self._held.pop(key, None)
        if held is not None:
            self._size -= len(key[1])
        return held
