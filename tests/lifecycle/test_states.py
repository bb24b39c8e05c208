"""States: derived, only by steps of the tables, drawn in the docs; and a machine that tries to break the ledger."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from decimal import Decimal as D
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from edigw.errors import Refused
from edigw.lifecycle import decide, ledger, states
from edigw.lifecycle.effects import Compose, Hold, Open, Revise, Update
from edigw.lifecycle.facts import LedgerLine
from edigw.lifecycle.requests import AnswerRequest, InvoiceRequest, ShipRequest
from edigw.lifecycle.states import CASCADE, LINE, LINE_STEPS, ORDER_STEPS, advance, line_state, order_state
from edigw.model.order import Order
from edigw.model.partner import Partner

DOCS = Path(__file__).parents[2] / "docs" / "lifecycle.md"
BLOCKS = {
    "order": lambda: f"```mermaid\n{states.mermaid(ORDER_STEPS)}\n```",
    "line": lambda: f"```mermaid\n{states.mermaid(LINE_STEPS)}\n```",
    "cascade": states.cascade_table,
}


def block(name: str) -> re.Pattern[str]:
    return re.compile(rf"(<!-- {name}: drawn from states.py -->\n)(.*?)(<!-- end -->)", re.DOTALL)


@pytest.mark.parametrize("name", BLOCKS)
def test_the_docs_show_the_tables(name: str, request: pytest.FixtureRequest) -> None:
    if request.config.getoption("--update"):
        text = block(name).sub(rf"\g<1>{BLOCKS[name]()}\n\g<3>", DOCS.read_text("utf-8"))
        DOCS.write_text(text, "utf-8")
    found = block(name).search(DOCS.read_text("utf-8"))
    assert found and found.group(2).strip() == BLOCKS[name](), "pytest --update draws it anew"


def account(**quantities: int) -> LedgerLine:
    return LedgerLine(no="1", **{name: D(qty) for name, qty in quantities.items()})


@pytest.mark.parametrize(
    ("quantities", "word"),
    [
        ({"open": 10}, "open"),
        ({"open": 4, "backordered": 6}, "open"),
        ({"confirmed": 6, "backordered": 4}, "confirmed"),
        ({"backordered": 6, "rejected": 4}, "backordered"),
        ({"confirmed": 10, "shipped": 4}, "part_shipped"),
        ({"confirmed": 6, "backordered": 4, "shipped": 6}, "part_shipped"),
        ({"confirmed": 10, "shipped": 10, "invoiced": 4}, "shipped"),
        ({"confirmed": 10, "shipped": 10, "invoiced": 10}, "invoiced"),
        ({"confirmed": 10, "invoiced": 10}, "confirmed"),
        ({"rejected": 10}, "rejected"),
        ({"rejected": 4, "cancelled": 6}, "cancelled"),
        ({}, "rejected"),
    ],
)
def test_a_lines_word_follows_from_its_account(quantities, word: str) -> None:
    assert line_state(account(**quantities)) == word


@pytest.mark.parametrize(
    ("lines", "word"),
    [
        (["shipped", "rejected"], "shipped"),
        (["invoiced", "cancelled"], "invoiced"),
        (["invoiced", "shipped"], "shipped"),
        (["invoiced", "confirmed"], "part_shipped"),
        (["rejected", "rejected"], "rejected"),
        (["rejected", "cancelled"], "cancelled"),
        (["backordered", "rejected"], "backordered"),
        (["backordered", "open"], "open"),
        (["confirmed", "backordered"], "confirmed"),
    ],
)
def test_an_orders_word_follows_from_its_lines(lines, word: str) -> None:
    made = {
        "open": account(open=1), "confirmed": account(confirmed=1), "backordered": account(backordered=1),
        "shipped": account(confirmed=1, shipped=1), "invoiced": account(confirmed=1, shipped=1, invoiced=1),
        "rejected": account(rejected=1), "cancelled": account(cancelled=1),
    }  # fmt: skip
    assert order_state(made[name] for name in lines) == word


def test_the_tables_are_whole() -> None:
    for table in (LINE_STEPS, ORDER_STEPS):
        assert len(set(table)) == len(table)
        assert {step.before for step in table} | {step.after for step in table} <= {"new", *LINE}
        assert {step.after for step in table} == set(LINE)  # every state can be reached
    assert {row.state for row in CASCADE} == set(LINE)


def test_a_step_that_no_table_has_is_refused(shop) -> None:
    state = shop.opened(shop.partner())
    row = state.ledger[0].model_copy(update={"confirmed": D(0), "backordered": D(100)})
    with pytest.raises(Refused, match="line 1 of order 4711 is confirmed: by `answer` it cannot become backordered"):
        advance(state, [row], "answer")


NOW = datetime(2026, 3, 2, tzinfo=UTC)
MESSAGE = re.compile(r"\d")


def test_rare_steps_that_are_allowed(shop) -> None:
    by_hand = shop.partner(answers={"mode": "manual"})
    state = shop.state(shop.answer(shop.opened(by_hand), {"lines": [{"no": "1", "backorder": 100}]}, by_hand))
    held = {"lines": [{"no": "1", "outcomes": [{"status": "on_hold"}]}]}
    assert state.state == "backordered" and shop.state(shop.answer(state, held, by_hand)).state == "open"
    loose = shop.partner(lifecycle={"tolerance": "0.1"})
    state = shop.state(shop.ship(shop.opened(loose), {}, loose))
    state = shop.state(shop.bill(state, {}, loose))
    more = {"lines": [{"no": "1", "qty": 10}]}
    assert state.state == "invoiced" and shop.state(shop.ship(state, more, loose)).state == "shipped"


class Life(RuleBasedStateMachine):
    """Random answers, shipments, invoices and revisions: the invariants hold, and each refusal shows numbers."""

    @initialize(
        quantities=st.lists(st.integers(-1, 60), min_size=1, max_size=3),
        mode=st.sampled_from(["automatic", "manual"]),
        tolerance=st.sampled_from(["0", "0.1"]),
        back_orders=st.booleans(),
        pack=st.sampled_from([None, "12"]),
        on=st.sampled_from(["shipment", "order"]),
    )
    def opens(self, quantities, mode, tolerance, back_orders, pack, on) -> None:
        rules = {"tolerance": tolerance, "back_orders": back_orders, "invoice_on": on}
        items = [{"sku": "A", "gtin": "036000291452", "unit": "each", "pack": pack}] if pack else []
        self.partner = Partner.model_validate(
            {"name": "buyer", "identity": {"key": "main"}, "answers": {"mode": mode}, "lifecycle": rules,
             "items": items, "duplicates": {"same_order": "replace_if_open"}}
        )  # fmt: skip
        self.rounds, self.state = 0, None
        self._receive(quantities)

    def _receive(self, quantities: list[int]) -> None:
        self.rounds += 1
        rows = [
            {"no": str(no), "qty": qty, "unit": "case", "price": "2.40", "ids": {"upc": "036000291452"}}
            for no, qty in enumerate(quantities, 1)
        ]
        order = Order.model_validate({"number": "1", "vendor": str(self.rounds), "lines": rows})
        self._take(
            lambda: decide.order_received(
                order, self.state, self.partner, now=NOW, document_id=f"d{self.rounds}", lifted=frozenset()
            )
        )

    def _take(self, step: Any) -> None:
        try:
            decision = step()
        except Refused as refusal:
            assert MESSAGE.search(refusal.message), refusal.message
            assert refusal.hint and "cannot become" not in refusal.message  # else a row lacks in states.py
            return
        made = [row.state for row in decision.effects if isinstance(row, Open | Revise | Update)]
        if not made:
            assert isinstance(decision.effects[0], Hold)
            return
        (self.state,) = made
        for row in decision.effects:
            if isinstance(row, Compose) and row.document == "answer":
                self._accounted(row.body)

    def _accounted(self, body: Any) -> None:
        for line in body.lines:
            said = sum((part.qty or 0 for part in line.outcomes), D(0))
            assert said <= max(line.qty or 0, 0)

    @rule(accepts=st.lists(st.one_of(st.none(), st.integers(-1, 70)), min_size=3, max_size=3), whole=st.booleans())
    def answers(self, accepts, whole) -> None:
        rows = [{"no": str(no), "accept": qty} for no, qty in enumerate(accepts, 1) if qty is not None]
        request = AnswerRequest.model_validate({"lines": rows, "accept": whole})
        self._take(lambda: decide.answer_order(self.state, request, self.partner, now=NOW, cause="c"))

    @rule(
        no=st.integers(1, 3),
        accept=st.integers(0, 30),
        other=st.integers(0, 30),
        word=st.sampled_from(["backorder", "reject", "cancel"]),
    )
    def splits(self, no, accept, other, word) -> None:
        request = AnswerRequest.model_validate({"lines": [{"no": str(no), "accept": accept, word: other}]})
        self._take(lambda: decide.answer_order(self.state, request, self.partner, now=NOW, cause="c"))

    @rule(no=st.integers(0, 3), qty=st.integers(0, 70), unit=st.sampled_from([None, "each", "case"]))
    def ships(self, no, qty, unit) -> None:
        rows = [{"no": str(no), "qty": qty, "unit": unit}] if no else []
        request = ShipRequest.model_validate({"lines": rows})
        self._take(lambda: decide.ship([self.state], request, self.partner, now=NOW, number="S", serials=(), cause="c"))

    @rule(no=st.integers(0, 3), qty=st.integers(0, 70))
    def bills(self, no, qty) -> None:
        request = InvoiceRequest.model_validate({"lines": [{"no": str(no), "qty": qty}] if no else []})
        self._take(lambda: decide.bill(self.state, request, self.partner, now=NOW, number="R", cause="c"))

    @rule(share=st.sampled_from([1, 2, 4]), word=st.sampled_from(["accept", "backorder", "reject", "cancel"]))
    def settles(self, share, word) -> None:
        """A share of what each line has undecided."""
        rows = [(row.no, (row.open + row.backordered) // row.factor // share) for row in self.state.ledger]
        lines = [{"no": no, word: qty} for no, qty in rows if qty > 0 and "@" not in no]
        request = AnswerRequest.model_validate({"lines": lines})
        self._take(lambda: decide.answer_order(self.state, request, self.partner, now=NOW, cause="c"))

    @rule(share=st.sampled_from([1, 2, 4]))
    def loads(self, share) -> None:
        """A share of what each line may still ship."""
        rows = [(row.no, (row.confirmed - row.shipped) // share) for row in self.state.ledger]
        lines = [{"no": no, "qty": qty, "unit": self.state.line(no).unit} for no, qty in rows if qty > 0]
        request = ShipRequest.model_validate({"lines": lines})
        self._take(lambda: decide.ship([self.state], request, self.partner, now=NOW, number="S", serials=(), cause="c"))

    @rule(quantities=st.lists(st.integers(0, 60), min_size=1, max_size=3))
    def revises(self, quantities) -> None:
        self._receive(quantities)

    @invariant()
    def the_ledger_holds(self) -> None:
        if getattr(self, "state", None) is None:
            return
        rules = self.partner.lifecycle
        for row in self.state.ledger:
            assert ledger.broken(row, rules.tolerance, rules.invoice_on) == ()
            assert row.state == line_state(row)
        assert self.state.state == order_state(self.state.ledger)
        shipped = sum(moved.qty for fact in self.state.shipments for moved in fact.items)
        billed = sum(moved.qty for fact in self.state.invoices for moved in fact.items)
        assert shipped == sum(row.shipped for row in self.state.ledger)
        assert billed == sum(row.invoiced for row in self.state.ledger)


def test_no_sequence_of_steps_breaks_the_ledger() -> None:
    Life.TestCase.settings = settings(
        max_examples=150, stateful_step_count=15, deadline=None, suppress_health_check=list(HealthCheck)
    )
    Life.TestCase("runTest").runTest()
