"""An EDIFACT interchange is answered as a whole: when, with what, and what becomes of repeats."""

from __future__ import annotations

import pytest
from edifact_wire import interchange
from edifact_yard import OURS, contrl, order, orders, trading
from yard import Yard


def answers(yard: Yard) -> list[str]:
    """What our CONTRLs say, oldest first."""
    texts = [text.replace("\n", "") for name, text in yard.files("rewe").items() if name.startswith("CONTRL")]
    return ["'".join(row for row in text.split("'") if row[:2] == "UC") for text in texts]


def test_a_clean_one_is_accepted_as_a_whole_and_each_order_answered(yard: Yard) -> None:
    trading(yard).take(orders("4711", "4712"), partner="rewe")
    (said,) = answers(yard)
    assert said == "UCI+REF1+5400000000024:14+5412345000013:14+7"
    assert [state for kind, _, state, _ in yard.states(type="ORDERS")] == ["DONE", "DONE"]
    (contrl_,) = yard.docs(type="CONTRL")
    assert contrl_["answers"] == [one["id"] for one in yard.docs(type="ORDERS")]
    assert len(yard.docs(type="ORDRSP")) == 2


def test_only_the_bad_message_is_rejected(yard: Yard) -> None:
    bad = order("4712", control="2").replace("QTY+21:24", "QTY+21:2X4")
    trading(yard).take(interchange(order("4711"), bad), partner="rewe")
    assert answers(yard) == [
        "UCI+REF1+5400000000024:14+5412345000013:14+7'UCM+2+ORDERS:D:96A:UN:EAN008+4'UCS+8'UCD+37+2:2"
    ]
    assert [(one["state"], one["code_type"], one["code"]) for one in yard.docs(type="ORDERS")] == [
        ("DONE", None, None), ("REJECTED", "0085", "37"),
    ]  # fmt: skip
    assert [one["po_number"] for one in yard.docs(type="ORDRSP")] == ["4711"]


@pytest.mark.parametrize(("ours", "kind"), [("3", "CONTRL:2:1:UN"), ("4", "CONTRL:4:1:UN")])
def test_it_is_the_contrl_of_the_syntax_that_it_is_written_in(yard: Yard, ours: str, kind: str) -> None:
    trading(yard).tell(f"envelope:\n  syntax_version: {ours}\n", "rewe")
    for theirs, control in (("3", "REF1"), ("4", "REF2")):
        data = orders(f"471{theirs}", control=control).replace(b"UNOC:3", f"UNOC:{theirs}".encode())
        yard.take(data, f"{control}.edi", "rewe")
    told = [text for name, text in yard.files("rewe").items() if name.startswith("CONTRL")]
    assert len(told) == 2 and all(f"UNB+UNOC:{ours}+" in text and f"+{kind}'" in text for text in told)


def test_one_that_is_refused_has_no_effect(yard: Yard) -> None:
    trading(yard, leniency="strict").take(interchange(order("4711"), claimed=9), partner="rewe")
    assert answers(yard) == ["UCI+REF1+5400000000024:14+5412345000013:14+4+29+UNZ+2"]
    (came,) = yard.docs(type="ORDERS")
    assert (came["state"], came["code"]) == ("REJECTED", "29") and yard.app.orders_list() == []


def test_what_no_message_holds_is_told_by_the_interchange_as_none_of_them_is_taken(yard: Yard) -> None:
    stray = "FTX+AAI+++between'"
    data = interchange(order("4711"), stray, order("4712", control="2"), claimed=2)
    trading(yard).take(data, partner="rewe")
    assert answers(yard) == ["UCI+REF1+5400000000024:14+5412345000013:14+4+33"]
    assert [one["state"] for one in yard.docs(type="ORDERS")] == ["REJECTED", "REJECTED"]
    (yard.base / "a.edi").write_bytes(data)
    (told,) = yard.app.check(yard.base / "a.edi", partner="rewe")["acknowledgements"]
    assert "+4+33'" in told


@pytest.mark.parametrize(("asked", "told"), [(False, 0), (True, 1)])
def test_on_request_a_clean_one_is_answered_where_it_asks(yard: Yard, asked: bool, told: int) -> None:
    trading(yard).tell("acknowledge:\n  when: requested\n", "rewe")
    yard.take(orders("4711", ask=asked), partner="rewe")
    assert len(answers(yard)) == told


def test_on_request_what_is_rejected_is_told_all_the_same(yard: Yard) -> None:
    trading(yard).tell("acknowledge:\n  when: requested\n", "rewe")
    yard.take(orders("4711").replace(b"QTY+21:24", b"QTY+21:2X4"), partner="rewe")
    assert len(answers(yard)) == 1


def test_none_is_none(yard: Yard) -> None:
    trading(yard).tell("acknowledge:\n  send: none\n", "rewe")
    yard.take(orders("4711").replace(b"QTY+21:24", b"QTY+21:2X4"), partner="rewe")
    assert answers(yard) == []


def test_a_repeat_is_answered_with_the_stored_bytes(yard: Yard) -> None:
    trading(yard).take(orders("4711"), partner="rewe")
    first = yard.pick_up("rewe")
    yard.take(orders("4711"), "again.edi", "rewe")
    again = yard.files("rewe")
    assert list(again.items()) == [(name, text) for name, text in first.items() if name.startswith("CONTRL")]
    repeat = yard.docs(type="ORDERS")[-1]
    assert (repeat["state"], repeat["code_type"], repeat["code"]) == ("DUPLICATE", "0085", "26")


@pytest.mark.parametrize(("second", "state"), [("4711", "DUPLICATE"), ("4712", "REJECTED")])
def test_or_refused_where_the_partner_file_says_so(yard: Yard, second: str, state: str) -> None:
    trading(yard, duplicates="refuse").take(orders("4711"), partner="rewe")
    yard.pick_up("rewe")
    yard.take(orders(second), "again.edi", "rewe")
    assert answers(yard) == ["UCI+REF1+5400000000024:14+5412345000013:14+4+26+UNB+6"]
    assert yard.docs(type="ORDERS")[-1]["state"] == state


def test_the_reference_of_another_one_waits_for_a_person(yard: Yard) -> None:
    trading(yard).take(orders("4711"), partner="rewe")
    yard.take(orders("4712"), "other.edi", "rewe")
    held = yard.docs(type="ORDERS")[-1]
    assert (held["state"], held["reason"], held["code"]) == ("WAITING", "CONFLICT", "26")


def test_an_unknown_sender_is_quarantined_and_gets_nothing(yard: Yard) -> None:
    trading(yard).take(orders("4711").replace(b"5400000000024:14", b"999:14"), partner="rewe")
    (came,) = yard.docs()
    assert (came["state"], came["reason"], came["code"]) == ("QUARANTINED", "UNKNOWN_PARTNER", "23")
    assert yard.files("rewe") == {}


def test_a_recipient_that_is_not_us_is_told_so(yard: Yard) -> None:
    wrong = orders("4711").replace(OURS.partition(":")[2].encode() + b":14", b"5499999999999:14", 1)
    trading(yard).take(wrong, partner="rewe")
    assert answers(yard)[0].partition(":14+4")[2] == "+7+UNB"


def test_nothing_answers_a_contrl_whatever_it_holds(yard: Yard) -> None:
    trading(yard).take(contrl("1", "7", "UCX+1"), partner="rewe")
    assert yard.files("rewe") == {} and yard.docs()[0]["state"] == "REJECTED"


def test_an_agreement_for_one_application_takes_no_other(yard: Yard) -> None:
    trading(yard)
    path = yard.base / "partners" / "rewe" / "partner.yaml"
    path.write_text(path.read_text("utf-8").replace("ORDERS in:", "ORDERS in:\n    application: SHOP"), "utf-8")
    yard.take(orders("4711"), partner="rewe")
    shop = interchange(order("4712"), _5="REF2", _7="SHOP")
    yard.take(shop, "shop.edi", "rewe")
    assert [(one["state"], one["code"]) for one in yard.docs(type="ORDERS")] == [("REJECTED", "17"), ("DONE", None)]
