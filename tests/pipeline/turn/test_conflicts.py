"""What came under a number that was used before waits, with its difference from what came then."""

from __future__ import annotations

import pytest
from yard import Yard, group, isa, order, transaction

from edigw.pipeline.turn import conflicts


def sets(*quantities: str) -> str:
    made = [transaction("850", order(f"{n}", [("1", qty)]), f"{n:04d}") for n, qty in enumerate(quantities, 1)]
    return isa([group(made)])


@pytest.mark.parametrize("compared", [1, 10])
def test_each_that_waits_is_held_against_its_place(
    yard: Yard, few_at_a_time: None, monkeypatch: pytest.MonkeyPatch, compared: int
) -> None:
    monkeypatch.setattr(conflicts, "COMPARED", compared)
    yard.take(sets("1", "2", "3", "4"))
    assert yard.take(sets("1", "7", "3", "9"), "other.edi")["attention"] == 4
    held = [yard.app.docs_show(row["id"]) for row in yard.docs(state="WAITING")]
    assert {row["reason"] for row in held} == {"CONFLICT"}
    told = [row["differs"]["changes"] if row["differs"] else None for row in held]
    changed = [one and [(c["before"], c["after"]) for c in one] for one in told]
    assert changed == ([[], [("2", "7")], [], [("4", "9")]] if compared == 10 else [[], None, None, None])
    first = [row["id"] for row in yard.docs(state="DONE")]
    assert [row["differs"]["document_id"] for row in held if row["differs"]] == first[: 4 if compared == 10 else 1]
