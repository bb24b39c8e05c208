"""An answer as EDIFACT's ORDRSP tells it: dates, items and reasons are said of the line, its parts have quantities."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import TypeVar

from edigw.lifecycle.ledger import plain
from edigw.model.answer import AnswerLine, OrderAnswer, Outcome
from edigw.model.base import Moment, Note, Ref

A = TypeVar("A", bound=OrderAnswer)

SAID: Mapping[str, str] = {  # what no code, quantity, price, date or item number of the message says
    "partial_backordered": "the rest is on back order",
    "date_pending": "the date is pending",
    "price_pending": "the price is pending",
    "on_hold": "on hold",
    "on_hold_incomplete": "on hold, the description is incomplete",
    "on_hold_waiver": "on hold, a waiver is required",
    "forwarded": "forwarded to another of our locations",
    "rejected_not_in_contract": "not in the contract",
    "rejected_bad_item": "no such item",
    "rejected_bad_unit": "not sold by this unit",
    "rejected_contract_item": "in the contract, but not available",
}
TEXTS = 5  # that one note holds


def by_line(answer: A) -> A:
    """The answer with all that its outcomes say beside their quantities moved to their lines.

    An outcome without a quantity is said by the line's `action` alone. What is held back of a first answer's line has
    an outcome of its own.
    """
    first = answer.purpose == "original"
    return answer.model_copy(update={"lines": tuple(_line(line, first) for line in answer.lines)})


def _line(line: AnswerLine, first: bool) -> AnswerLine:
    outcomes = tuple(part for one in line.outcomes for part in _parts(one, line, first))
    dated = {(one.date_kind, one.on) for one in outcomes}
    told = [text for one in outcomes for text in _texts(one, len(outcomes) > 1, len(dated) > 1)]
    notes = [Note(kind="response", text=tuple(told[at : at + TEXTS])) for at in range(0, len(told), TEXTS)]
    items = [(one.status == "substituted", word, ids) for one in outcomes for word, ids in one.ids.items()]
    counted = tuple(Outcome(status=one.status, qty=one.qty, unit=one.unit) for one in outcomes if one.qty is not None)
    return line.model_copy(
        update={
            "outcomes": counted,
            "ids": _joined(line.ids, [(word, ids) for instead, word, ids in items if not instead]),
            "substitute": _joined(line.substitute, [(word, ids) for instead, word, ids in items if instead]),
            "dates": _joined(line.dates, [found for one in outcomes for found in _dates(one)]),
            "refs": _joined(line.refs, [
                ("customer_reference", (Ref(value=one.reference),)) for one in outcomes if one.reference
            ]),
            "notes": (*line.notes, *notes),
        }
    )  # fmt: skip


def _parts(one: Outcome, line: AnswerLine, first: bool) -> tuple[Outcome, ...]:
    """A part shipment of a first answer as its two parts: a later one does not know what the first left of the line."""
    if one.status != "partial_backordered" or not first or one.qty is None or line.qty is None:
        return (one,)
    rest = line.qty - sum((other.qty or Decimal(0) for other in line.outcomes), Decimal(0))
    if rest <= 0:
        return (one,)
    return one.model_copy(update={"status": "accepted"}), Outcome(status="backordered", qty=rest, unit=one.unit)


def _dates(one: Outcome) -> Iterator[tuple[str, tuple[Moment, ...]]]:
    if one.date_kind and one.on:
        yield one.date_kind, (Moment(on=one.on),)
    yield from one.dates.items()


def _texts(one: Outcome, several: bool, dates_differ: bool) -> Iterator[str]:
    """What is left to words; where the line has several parts, with the part's quantity."""
    said = [SAID[one.status]] if one.status in SAID else []
    if one.on and (dates_differ or not one.date_kind):
        said.append(f"{_words(one.date_kind or 'date')} {one.on.isoformat()}")
    if one.reason:
        said.append(f"reason {one.reason}" + (f" of {one.reason_list}" if one.reason_list else ""))
    part = f"{plain(one.qty)} {_words(one.unit or '')}".strip() if several and one.qty is not None else ""
    yield from (f"{part}: {text}" if part else text for text in said)


def _words(word: str) -> str:
    """A word of the model for people; of a foreign code that was kept, the code."""
    return word.rpartition(":")[2].replace("_", " ")


V = TypeVar("V")


def _joined(bag: Mapping[str, tuple[V, ...]], more: Sequence[tuple[str, tuple[V, ...]]]) -> dict[str, tuple[V, ...]]:
    """The bag with further entries, none of them twice."""
    made = dict(bag)
    for word, values in more:
        made[word] = tuple(dict.fromkeys((*made.get(word, ()), *values)))
    return made
