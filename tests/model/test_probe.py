"""A step says what was tried and how it ended."""

from __future__ import annotations

from edigw.model.probe import Step


def test_a_step_that_worked_needs_no_hint() -> None:
    assert Step("DNS", True, "192.0.2.1") == Step("DNS", True, "192.0.2.1", "", 0.0)
