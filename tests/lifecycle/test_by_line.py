"""An answer told line by line: dates, items, reasons and texts leave their outcomes, quantities stay."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from edigw.lifecycle.answer import MOVES
from edigw.lifecycle.by_line import SAID, by_line
from edigw.model.answer import AnswerLine, OrderAnswer
from edigw.model.base import Moment
from edigw.model.change import ChangeAnswer


def told(*outcomes: dict[str, Any], purpose: str = "original", **line: Any) -> AnswerLine:
    said = {"no": "1", "qty": "100", "unit": "each", "ids": {"ean": "4012345000016"}, **line, "outcomes": outcomes}
    body = {"order_number": "4711", "purpose": purpose, "lines": [said]}
    return by_line(OrderAnswer.model_validate(body)).lines[0]


def parts(line: AnswerLine) -> list[tuple[str, str]]:
    return [(one.status, str(one.qty)) for one in line.outcomes]


def texts(line: AnswerLine) -> list[str]:
    assert {note.kind for note in line.notes} <= {"response"}
    return [text for note in line.notes for text in note.text]


def test_a_date_becomes_the_lines_and_a_substitute_too() -> None:
    line = told({"status": "substituted", "qty": "100", "unit": "each", "ids": {"ean": "4012345000023"},
                 "date_kind": "ship_scheduled", "on": "2026-03-10", "reference": "A-1"})  # fmt: skip
    assert line.dates == {"ship_scheduled": (Moment(on=date(2026, 3, 10)),)}
    assert (line.ids, line.substitute) == ({"ean": ("4012345000016",)}, {"ean": ("4012345000023",)})
    assert [ref.value for ref in line.refs["customer_reference"]] == ["A-1"]
    (left,) = line.outcomes
    assert (left.date_kind, left.on, left.ids, left.reference) == (None, None, {}, None)
    assert texts(line) == []


def test_numbers_of_the_same_item_join_its_own() -> None:
    line = told({"status": "accepted", "qty": "1", "ids": {"ean": ["4012345000016"], "vendor_part": ["BK-1"]}})
    assert (line.ids, line.substitute) == ({"ean": ("4012345000016",), "vendor_part": ("BK-1",)}, {})


def test_parts_with_dates_of_their_own_say_whose_each_is() -> None:
    line = told(
        {"status": "accepted", "qty": "60", "unit": "each", "date_kind": "ship_scheduled", "on": "2026-03-10"},
        {"status": "backordered", "qty": "40", "unit": "edifact:6411:XBX", "date_kind": "ship_scheduled",
         "on": "2026-04-01"},
    )  # fmt: skip
    assert parts(line) == [("accepted", "60"), ("backordered", "40")]
    assert [one.on for one in line.dates["ship_scheduled"]] == [date(2026, 3, 10), date(2026, 4, 1)]
    assert texts(line) == ["60 each: ship scheduled 2026-03-10", "40 XBX: ship scheduled 2026-04-01"]
    same = told(*({"status": "accepted", "qty": "50", "date_kind": "ship_scheduled", "on": "2026-03-10"},) * 2)
    assert (len(same.dates["ship_scheduled"]), texts(same)) == (1, [])


@pytest.mark.parametrize("word", sorted(SAID.keys() - {"partial_backordered"}))
def test_a_word_that_shares_a_code_is_told_as_text(word: str) -> None:
    assert word in MOVES
    assert texts(told({"status": word, "qty": "100"})) == [SAID[word]]
    both = told({"status": word, "qty": "70", "unit": "each"}, {"status": "accepted", "qty": "30"})
    assert texts(both) == [f"70 each: {SAID[word]}"]


def test_what_is_held_back_of_a_first_answer_has_a_quantity() -> None:
    assert parts(told({"status": "partial_backordered", "qty": "60"})) == [("accepted", "60"), ("backordered", "40")]
    whole = told({"status": "partial_backordered", "qty": "100"})
    assert (parts(whole), texts(whole)) == ([("partial_backordered", "100")], ["the rest is on back order"])
    later = told({"status": "partial_backordered", "qty": "10"}, purpose="change")
    assert (parts(later), texts(later)) == ([("partial_backordered", "10")], ["the rest is on back order"])


def test_an_outcome_without_a_quantity_is_said_by_the_line_alone() -> None:
    line = told({"status": "rejected_bad_item"}, action="rejected")
    assert (line.action, line.outcomes, texts(line)) == ("rejected", (), ["no such item"])


def test_reasons_and_many_texts() -> None:
    reason = {"reason": "OUT", "reason_list": "ZZ"}
    line = told(*({"status": "rejected_bad_unit", "qty": "1", "unit": "each", **reason},) * 3)
    assert [len(note.text) for note in line.notes] == [5, 1]
    assert texts(line)[:2] == ["1 each: not sold by this unit", "1 each: reason OUT of ZZ"]
    assert texts(told({"status": "rejected", "qty": "1", "reason": "OUT"})) == ["reason OUT"]
    assert texts(told({"status": "date_changed", "qty": "1", "on": "2026-03-10"})) == ["date 2026-03-10"]


def test_an_answer_to_a_change_stays_one() -> None:
    said = {"order_number": "1", "purpose": "change", "sequence": "2",
            "lines": [{"no": "1", "left": "4", "outcomes": [{"status": "date_pending", "qty": "4"}]}]}  # fmt: skip
    made = by_line(ChangeAnswer.model_validate(said))
    assert isinstance(made, ChangeAnswer) and (made.sequence, made.lines[0].left) == ("2", 4)
    assert texts(made.lines[0]) == ["the date is pending"]
