"""The port's three verbs are what the embedded engine offers."""

from __future__ import annotations

from datetime import UTC, datetime

from edigw.work.loop import Loop
from edigw.work.port import Engine


def test_the_loop_stands_behind_the_port() -> None:
    done: list[str] = []
    engine: Engine = Loop(lambda: datetime.now(UTC), lambda: done.append("woken"))
    engine.every(1000, lambda: done.append("every"))
    engine.at(datetime.now(UTC), lambda: done.append("at"))
    engine.wake("in:acme:P")
    loop = engine
    assert isinstance(loop, Loop)
    loop.every(1000, loop.stop)
    loop.run()
    assert done == ["every"]
