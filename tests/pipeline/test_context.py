"""What every step works with."""

from __future__ import annotations

from datetime import UTC

from yard import Yard, orders

from edigw.app.workspace import Workspace
from edigw.pipeline.context import Done, never, utc_now


def test_time_comes_from_the_one_clock(yard: Yard) -> None:
    workspace = Workspace(yard.base, yard.clock)
    with workspace.opened() as context:
        assert context.now() < context.now() < yard.now.replace(year=2027)
        assert context.run_folder == yard.base / "data" / "run"
        assert context.crash_folder == yard.base / "data" / "crash"
        assert not context.stopping()
    assert utc_now().tzinfo is UTC and not never()


def test_a_pass_that_did_nothing_has_not_moved() -> None:
    assert not Done().moved
    assert Done(sent=1).moved and Done(received=1).moved


def test_a_stop_is_heeded_between_steps(yard: Yard) -> None:
    from edigw.pipeline.line import run_line

    yard.drop(orders("1"))
    workspace = Workspace(yard.base, yard.clock)
    workspace.stop_when(lambda: True)
    with workspace.opened() as context:
        assert not run_line(context).moved
    assert yard.once()["received"] == 1
