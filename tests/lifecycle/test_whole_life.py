"""Any sequence of answers, changes, shipments, invoices, returns and credits keeps the ledger's invariants."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from decimal import Decimal as D
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from edigw.errors import Refused
from edigw.lifecycle import change, decide, ledger, return_steps, returns
from edigw.lifecycle.change_lines import TOUCHES
from edigw.lifecycle.effects import Decision, Duplicate, Event, Hold, Open, Reject, Revise, Update
from edigw.lifecycle.facts import OrderState
from edigw.lifecycle.requests import AnswerRequest, CreditRequest, InvoiceRequest, ReturnRequest, ShipRequest
from edigw.lifecycle.states import line_state, order_state
from edigw.model.change import OrderChange
from edigw.model.order import Order
from edigw.model.partner import Partner
from edigw.model.returns import Return

NOW = datetime(2026, 3, 2, tzinfo=UTC)
ITEM = {"upc": "036000291452"}
NUMBERS = st.sampled_from(["1", "2", "3", "4"])
QUANTITIES = st.integers(-3, 70)
MET: set[str] = set()  # what came to pass at least once in a run


class WholeLife(RuleBasedStateMachine):
    """One order of one partner; what is refused shows numbers, what is done balances."""

    state: OrderState

    @initialize(
        quantities=st.lists(st.integers(1, 60), min_size=1, max_size=3),
        mode=st.sampled_from(["automatic", "manual"]),
        tolerance=st.sampled_from(["0", "0.1"]),
        on=st.sampled_from(["shipment", "order"]),
        pack=st.sampled_from([None, "12"]),
        poc03=st.sampled_from(["new_total", "old_total", "delta"]),
        poc04=st.sampled_from(["left_to_receive", "new_total", "delta"]),
        price=st.sampled_from(["accept", "list"]),
        decides=st.sampled_from(["person", "automatic"]),
        goods=st.sampled_from(["return", "keep"]),
    )
    def opens(self, quantities, mode, tolerance, on, pack, poc03, poc04, price, decides, goods) -> None:
        item = {"sku": "A", "gtin": ITEM["upc"], "unit": "each", "pack": pack, "price": "2.00"}
        self.partner = Partner.model_validate(
            {"name": "buyer", "identity": {"key": "main"}, "answers": {"mode": mode}, "items": [item],
             "lifecycle": {"tolerance": tolerance, "invoice_on": on, "price": price},
             "changes": {"poc03": poc03, "poc04": poc04}, "returns": {"decides": decides, "goods": goods}}
        )  # fmt: skip
        rows = [
            {"no": str(no), "qty": qty, "unit": "case" if pack else "each", "price": "2.00", "ids": ITEM}
            for no, qty in enumerate(quantities, 1)
        ]
        order = Order.model_validate({"number": "1", "lines": rows})
        self.count = 0
        self._take(lambda: decide.order_received(order, None, self.partner, now=NOW, document_id="d0"))

    def _take(self, step: Any) -> None:
        self.count += 1
        try:
            decision: Decision = step()
        except Refused as refusal:
            assert re.search(r"\d", refusal.message), refusal.message
            assert refusal.hint and "cannot become" not in refusal.message, refusal.message  # a row lacks in states.py
            return
        made = [row.state for row in decision.effects if isinstance(row, Open | Revise | Update)]
        MET.update(row.kind for row in decision.effects if isinstance(row, Event))
        if not made:
            assert isinstance(decision.effects[0], Hold | Reject | Duplicate | Event), decision.effects
            return
        before = getattr(self, "state", made[-1])
        self.state = made[-1]
        self._nothing_is_lost(before)
        if any(isinstance(row, Revise) for row in decision.effects):
            assert self.state.revision == before.revision + 1

    def _nothing_is_lost(self, before: OrderState) -> None:
        """`ordered` and what left, was billed, returned and credited only grow, over all lines and for each."""
        for name in ("ordered", "shipped", "invoiced", "returned", "credited"):
            for row in before.ledger:
                after = self.state.line(row.no)
                assert after is None or after.no != row.no or f"{row.no}@" in str(self.state.ledger) or (
                    getattr(after, name) >= getattr(row, name)
                )  # fmt: skip
            assert sum(getattr(row, name) for row in self.state.ledger) >= sum(
                getattr(row, name) for row in before.ledger
            )

    @rule(accept=st.one_of(st.none(), st.integers(0, 70)), no=NUMBERS, other=st.sampled_from(["reject", "backorder"]))
    def answers(self, accept, no, other) -> None:
        lines = [] if accept is None else [{"no": no, "accept": accept, other: 1}]
        request = AnswerRequest.model_validate({"lines": lines})
        self._take(lambda: decide.answer_order(self.state, request, self.partner, now=NOW, cause="c"))

    @rule(
        lines=st.lists(
            st.tuples(NUMBERS, st.sampled_from(sorted(TOUCHES)), QUANTITIES, QUANTITIES, st.integers(1, 3)),
            min_size=1, max_size=3,
        ),
        purpose=st.sampled_from(["change"] * 8 + ["replace", "cancel"]),
        lifted=st.sampled_from([frozenset(), frozenset(("QUANTITY", "PRICE"))]),
    )  # fmt: skip
    def changes(self, lines, purpose, lifted) -> None:
        rows = [
            {"no": no, "change": word, "qty": qty, "left": left, "price": price, "ids": ITEM}
            for no, word, qty, left, price in lines
        ]
        said = OrderChange.model_validate(
            {"number": "1", "purpose": purpose, "lines": rows, "request_reference": str(self.count)}
        )
        self._take(
            lambda: change.order_changed(
                said, self.state, self.partner, now=NOW, document_id=f"c{self.count}", lifted=lifted
            )
        )

    @rule(share=st.sampled_from([1, 2, 4]))
    def ships(self, share) -> None:
        rows = [(row.no, (row.confirmed - row.shipped) // share) for _, row in self.state.pairs()]
        lines = [{"no": no, "qty": qty, "unit": self.state.line(no).unit} for no, qty in rows if qty > 0]
        request = ShipRequest.model_validate({"lines": lines})
        self._take(lambda: decide.ship([self.state], request, self.partner, now=NOW, number="S", serials=(), cause="c"))

    @rule(no=NUMBERS, qty=st.one_of(st.none(), QUANTITIES))
    def bills(self, no, qty) -> None:
        request = InvoiceRequest.model_validate({"lines": [] if qty is None else [{"no": no, "qty": qty}]})
        self._take(lambda: decide.bill(self.state, request, self.partner, now=NOW, number="R", cause="c"))

    @rule(no=NUMBERS, qty=QUANTITIES, unit=st.sampled_from(["each", "case"]), again=st.booleans())
    def asks_back(self, no, qty, unit, again) -> None:
        line = {"no": no, "qty": qty, "unit": unit, "id_type": "upc", "id": ITEM["upc"]}
        number = "RT" if again else f"RT{self.count}"
        came = Return.model_validate({"number": number, "order_number": "1", "lines": [line]})
        self._take(
            lambda: returns.return_received(
                came, {"1": self.state}, self.partner, now=NOW, document_id=f"r{self.count}", number=f"A{self.count}"
            )
        )

    @rule(share=st.sampled_from([1, 2]))
    def asks_a_share_back(self, share) -> None:
        rows = [(row, returns.returnable(self.state, row) // share) for _, row in self.state.pairs()]
        lines = [{"no": row.no, "qty": qty, "unit": row.unit, "id_type": "upc", "id": ITEM["upc"]}
                 for row, qty in rows if qty > 0]  # fmt: skip
        came = Return.model_validate({"number": f"RS{self.count}", "order_number": "1", "lines": lines})
        self._take(
            lambda: returns.return_received(
                came, {"1": self.state}, self.partner, now=NOW, document_id=f"r{self.count}", number=f"A{self.count}"
            )
        )

    @rule(step=st.sampled_from(["authorise", "receive", "refuse"]), no=NUMBERS, qty=st.one_of(st.none(), QUANTITIES),
          which=st.integers(0, 3))  # fmt: skip
    def decides(self, step, no, qty, which) -> None:
        lines = [] if qty is None else [{"no": no, "qty": qty}]
        wanted = "authorised" if step == "receive" else "requested"
        open_ = [fact.number for fact in self.state.returns if fact.state == wanted]
        said = {"step": step, "lines": lines, "number": open_[which % len(open_)] if open_ else None}
        request = ReturnRequest.model_validate(said)
        self._take(
            lambda: return_steps.decide_return(
                self.state, request, self.partner, now=NOW, cause=f"p{self.count}", number=f"A{self.count}"
            )
        )

    @rule()
    def the_next_step_of_a_return(self) -> None:
        """Without a return: ship, bill, ask; else allow, receive and credit it whole."""
        steps = {"requested": "authorise", "authorised": "receive"}
        fact = next((one for one in self.state.returns if one.state in steps and not one.keeps), None)
        if fact is None:
            self.ships(1)
            self.bills("1", None)
            self.asks_a_share_back(2)
            return
        request = ReturnRequest.model_validate({"step": steps[fact.state], "number": fact.number})
        self._take(
            lambda: return_steps.decide_return(
                self.state, request, self.partner, now=NOW, cause=f"p{self.count}", number=f"A{self.count}"
            )
        )

    @rule(no=NUMBERS, qty=st.one_of(st.none(), QUANTITIES))
    def credits(self, no, qty) -> None:
        request = CreditRequest.model_validate({"lines": [] if qty is None else [{"no": no, "qty": qty}]})
        self._take(
            lambda: return_steps.credit(self.state, request, self.partner, now=NOW, number=f"M{self.count}", cause="c")
        )

    @invariant()
    def the_ledger_holds(self) -> None:
        if getattr(self, "state", None) is None:
            return
        rules = self.partner.lifecycle
        for row in self.state.ledger:
            assert ledger.broken(row, rules.tolerance, rules.invoice_on) == ()
            assert row.state == line_state(row)
        assert self.state.state == order_state(self.state.ledger)
        assert len({row.no for row in self.state.ledger}) == len(self.state.ledger)
        assert [row.no.partition("#")[0] for _, row in self.state.pairs()] == [
            line.no for line in self.state.order.lines
        ]

    @invariant()
    def documents_and_ledger_agree(self) -> None:
        if getattr(self, "state", None) is None:
            return
        pairs = (("shipped", self.state.shipments), ("invoiced", self.state.invoices), ("credited", self.state.credits))
        for name, facts in pairs:
            moved = sum((item.qty for fact in facts for item in fact.items), D(0))
            assert moved == sum((getattr(row, name) for row in self.state.ledger), D(0)), name
        received = sum((item.received for fact in self.state.returns for item in fact.items), D(0))
        assert received == sum((row.returned for row in self.state.ledger), D(0))
        for fact in self.state.returns:
            assert all(item.received <= item.authorised for item in fact.items)


def test_no_sequence_of_documents_and_decisions_breaks_the_ledger() -> None:
    MET.clear()
    WholeLife.TestCase.settings = settings(
        max_examples=120, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck)
    )
    WholeLife.TestCase("runTest").runTest()
    assert {
        "order.answered", "order.changed", "order.change_refused", "order.shipped", "order.invoiced",
        "order.return_authorised", "order.return_refused", "order.returned", "order.credited",
    } <= MET  # fmt: skip
