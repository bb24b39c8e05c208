"""An AS2 mailbox looked at: certificates, the way there, and a test message whose receipt openssl signs."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from as2_partner import trading

STEPS = ["certificates", "DNS", "TCP", "round trip"]


def told(yard: Any, **asked: bool) -> list[tuple[str, bool | None, str, str]]:
    boxes = yard.app.partners_test("acme", **asked)["mailboxes"]
    (box,) = (box for box in boxes if box["transport"] == "as2")
    return [(one["step"], one["ok"], one["said"], one["hint"] or "") for one in box["steps"]]


def test_the_way_there_and_a_message_that_comes_back(tmp_path: Path) -> None:
    with trading(tmp_path / "shop") as (yard, them):
        assert [one[:2] for one in told(yard)] == [(name, True) for name in STEPS[:3]] and them.taken == []
        assert [one[0] for one in told(yard, loopback=True)] == ["certificates"]
        steps = told(yard, round_trip=True)
        assert [one[:2] for one in steps] == [(name, True) for name in STEPS] and "processed" in steps[-1][2]
        assert b"edigw asks" in them.taken[0].payload and yard.docs() == []


@pytest.mark.parametrize(
    ("behaves", "said"), [("unsigned", "not delivered"), ("wrong mic", "integrity alarm"), ("503", "503"), ("cut", "")]
)
def test_what_is_wrong_with_the_answer_is_told(tmp_path: Path, behaves: str, said: str) -> None:
    with trading(tmp_path / "shop") as (yard, them):
        them.behaves = [behaves]
        *before, (name, ok, found, hint) = told(yard, round_trip=True)
        assert all(one[1] for one in before) and (name, ok) == ("round trip", False) and said in found and hint


def test_nobody_there_and_a_certificate_that_is_over(tmp_path: Path) -> None:
    with trading(tmp_path / "shop") as (yard, _):
        pass
    assert [one[:2] for one in told(yard, round_trip=True)] == [
        ("certificates", True), ("DNS", True), ("TCP", False), ("round trip", None),
    ]  # fmt: skip
    yard.now += timedelta(days=36_500)
    first, *rest = told(yard)
    assert first[1] is False and "edigw certs list" in first[3] and {one[1] for one in rest} == {None}
