"""Differences as plain data: by path, by account, by segment."""

from __future__ import annotations

import json
from typing import Any

from edigw.formats.packed import pack
from edigw.lifecycle.facts import LedgerLine
from edigw.pipeline.inspect import compare
from edigw.tree import Segment


def bodies(before: Any, after: Any) -> list[tuple[str, Any, Any]]:
    told = compare.bodies(*(json.dumps(one).encode() for one in (before, after)))
    return [(one["path"], one["before"], one["after"]) for one in told]


def test_bodies_differ_by_path() -> None:
    before = {"number": "1", "lines": [{"qty": "1.25"}, {"qty": "2"}], "gone": "x"}
    after = {"number": "1", "lines": [{"qty": "24"}], "new": {"deep": "y"}}
    assert bodies(before, after) == [
        ("lines[0].qty", "1.25", "24"), ("lines[1]", {"qty": "2"}, None), ("gone", "x", None),
        ("new", None, {"deep": "y"}),
    ]  # fmt: skip
    assert bodies(before, before) == []
    assert compare.bodies(None, b'{"a": "1"}') == [{"path": "a", "before": None, "after": "1"}]


def test_no_more_than_so_many_are_listed() -> None:
    assert len(bodies({}, {str(n): n for n in range(500)})) == compare.LISTED


class Held:
    def __init__(self, *ledger: LedgerLine) -> None:
        self.ledger = ledger


def test_accounts_differ_by_line() -> None:
    old, new = LedgerLine(no="1", ordered=2, confirmed=2), LedgerLine(no="1", ordered=24, confirmed=24)
    told = compare.accounts(Held(old), Held(new, LedgerLine(no="2", ordered=5, open=5)))  # type: ignore[arg-type]
    assert [(one["line"], one["account"], one["before"], one["after"]) for one in told] == [
        ("1", "ordered", "2", "24"), ("1", "confirmed", "2", "24"), ("2", "ordered", None, "5"),
        ("2", "open", None, "5"),
    ]  # fmt: skip
    assert compare.accounts(Held(new), Held(new)) == []  # type: ignore[arg-type]


def test_sets_differ_by_segment() -> None:
    one, other = Segment("BAK", ("00", "AD")), Segment("BAK", ("04", "AC"))
    same = Segment("PO1", ("1", "24", "EA"))
    assert compare.sets(pack((one, same)), pack((other, same))) == ["- BAK*00*AD", "+ BAK*04*AC"]
    assert compare.sets(pack((same,)), pack((same,))) == []


def test_what_leaves_is_counted_by_partner_and_type() -> None:
    sends = [{"partner": "b", "type": "855"}, {"partner": "a", "type": "855"}, {"partner": "b", "type": "855"}]
    assert compare.counted(sends) == [
        {"partner": "a", "type": "855", "count": 1}, {"partner": "b", "type": "855", "count": 2},
    ]  # fmt: skip
