"""The decimal mark in what we write: numbers have the partner's, and nothing else is touched."""

from __future__ import annotations

import pytest
from bench import chart, dictionary
from edifact_wire import interchange
from edifact_yard import order, trading
from yard import Yard

from edigw.formats.edifact.envelope import read
from edigw.mapping import cells
from edigw.mapping.draw import draw
from edigw.mapping.laws import Dice
from edigw.model.partner import EnvelopeRules
from edigw.pipeline.outbound.compose import compose
from edigw.pipeline.outbound.numbers import marked
from edigw.tree import COMPONENT, REPEAT, Message

ROWS = [
    ["QTY", "21\x1f2.5\x1fKGM"],
    ["PRI", "AAA\x1f-9.25"],
    ["MEA", "WT", "AAD", "KGM\x1f1.75\x1f0.5"],
    ["FTX", "AAI", "", "", "at 2.5 a piece\x1f1.5"],
    ["RFF", "CT\x1f1.5"],
    ["QQQ", "1.5"],
    ["CNT", "2\x1f2"],
]


@pytest.mark.parametrize("release", ["D93A", "D96A", "D01B"])
def test_numbers_alone_get_the_mark(release: str) -> None:
    said = [list(row) for row in marked(ROWS, dictionary(release), ",")]
    assert said == [
        ["QTY", "21\x1f2,5\x1fKGM"], ["PRI", "AAA\x1f-9,25"], ["MEA", "WT", "AAD", "KGM\x1f1,75\x1f0,5"], *ROWS[3:],
    ]  # fmt: skip
    assert marked(ROWS, dictionary(release), ".") is ROWS


def test_each_repetition_and_what_is_no_number_is_looked_at_alone() -> None:
    rows = [["QTY", f"21{COMPONENT}1.5{REPEAT}12{COMPONENT}2.5"], ["QTY", f"21{COMPONENT}1.5.2"], ["QTY", "1.5"]]
    said = [list(row) for row in marked(rows, dictionary("D01B"), ",")]
    assert said == [["QTY", f"21{COMPONENT}1,5{REPEAT}12{COMPONENT}2,5"], *rows[1:]]


@pytest.mark.parametrize("kind", ["ORDERS", "INVOIC", "DESADV"])
@pytest.mark.parametrize("release", ["D96A", "D01B"])
def test_what_is_written_with_a_comma_stands_and_says_the_same(kind: str, release: str) -> None:
    made, rules = chart(kind, release=release), EnvelopeRules(syntax="UNOC", element="+", segment="'", component=":")
    points = commas = 0
    for seed in range(12):
        document = draw(made, Dice(seed))
        plain = compose(made, document, dictionary(release), rules)
        other = compose(made, document, dictionary(release), rules.model_copy(update={"decimal": ","}))
        assert plain.reason is None and other.reason is None, other.findings
        numbers = sum(value.count(".") for row in cells.cells(made, document) for value in row)
        points, commas = points + numbers, commas + sum(a != b for a, b in zip(plain.text, other.text, strict=True))
        assert {(a, b) for a, b in zip(plain.text, other.text, strict=True) if a != b} <= {(".", ",")}
    assert points >= commas > 10


def test_a_partner_with_a_comma_gets_it_and_is_read_with_it(yard: Yard) -> None:
    trading(yard).tell("envelope: {decimal: ','}\nlifecycle: {ships: at once, invoices: at once}\n", "rewe")
    bought = order("4711", [("1", "2,5")]).replace("AAA:1.25", "AAA:1,25")
    yard.take(interchange(bought, una="UNA:+,? '"), partner="rewe")
    assert [state for _, _, state, _ in yard.states(type="ORDERS")] == ["DONE"]
    bill = yard.text("INVOIC", "rewe")
    assert bill.startswith("UNA:+,? '") and "PRI+AAA:1,25'" in bill and "QTY+47:2,5:" in bill and "MOA+77:3,13'" in bill
    path = yard.base / "bill.edi"
    path.write_text(bill, "latin-1")
    (told,) = yard.app.explain(str(path))["sets"]
    assert told["document"]["total"] == "3.13" and told["findings"] == []
    assert [one for row in told["segments"] for one in row["findings"]] == []
    (sent,) = [one for one in read(bill.encode("latin-1")) if isinstance(one, Message)]
    assert sent.findings == ()


@pytest.mark.parametrize(("una", "leniency", "state"), [
    ("", "strict", "DONE"), ("UNA:+,? '", "strict", "DONE"), ("UNA:+.? '", "business", "REJECTED"),
    ("UNA:+.? '", "lenient", "ACCEPTED_WITH_ERRORS"),
])  # fmt: skip
def test_a_comma_is_read_where_the_standard_or_the_leniency_lets_it(
    yard: Yard, una: str, leniency: str, state: str
) -> None:
    bought = order("4711", [("1", "2,5")]).replace("AAA:1.25", "AAA:1,25")
    trading(yard, leniency=leniency).take(interchange(bought, una=una), partner="rewe")
    (came,) = yard.docs(type="ORDERS")
    assert came["state"] == state, yard.app.docs_show(came["id"])["findings"]
    if state != "REJECTED":
        (line,) = yard.app.orders_show("4711")["lines"]
        assert line["ordered"] == "2.5"
