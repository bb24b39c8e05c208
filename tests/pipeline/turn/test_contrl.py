"""CONTRLs that come in: answers on interchanges, groups and messages of ours, walked home."""

from __future__ import annotations

from typing import Any

import pytest
from edifact_yard import contrl, orders, trading
from yard import Yard


@pytest.fixture
def sent(yard: Yard) -> tuple[Yard, dict[str, Any]]:
    """A yard that has sent an ORDRSP."""
    trading(yard).take(orders("4711"), partner="rewe")
    (row,) = yard.docs(type="ORDRSP")
    assert (row["state"], row["answer"]) == ("SENT", "expected")
    return yard, row


def back(yard: Yard, data: bytes) -> dict[str, Any]:
    yard.take(data, "ack.edi", "rewe")
    return yard.docs(type="CONTRL")[-1]


@pytest.mark.parametrize(
    ("action", "word"),
    [("7", "accepted"), ("1", "accepted"), ("2", "accepted_with_errors"), ("4", "rejected"), ("8", "expected")],
)
def test_the_action_of_the_interchange_answers_what_is_in_it(
    sent: tuple[Yard, dict[str, Any]], action: str, word: str
) -> None:
    yard, row = sent
    ack = back(yard, contrl(row["interchange_control"], action))
    (now,) = yard.docs(type="ORDRSP")
    assert now["answer"] == word and ack["answers"] == [row["id"]] and ack["state"] == "DONE"
    assert (now["code_type"], now["code"]) == (("UCI", "4") if action == "4" else (None, None))
    assert yard.states(type="CONTRL").count(("out", "CONTRL", "SENT", None)) == 1  # nothing answers a CONTRL


def test_a_message_is_rejected_in_an_interchange_that_is_not(sent: tuple[Yard, dict[str, Any]]) -> None:
    yard, row = sent
    ucm = f"UCM+{row['set_control']}+ORDRSP:D:96A:UN+4"
    back(yard, contrl(row["interchange_control"], "7", ucm, "UCS+2", "UCD+12+3"))
    shown = yard.app.docs_show(row["id"])
    assert (shown["answer"], shown["code_type"], shown["code"]) == ("rejected", "UCM", "4")
    (said,) = shown["said"]
    (place,) = said["places"]
    assert (place["segment"], place["position"], place["designator"]) == ("BGM", 2, "BGM.1004")
    assert place["fault"] == "invalid_value" and place["row"].startswith("maps/edifact/D96A/ORDRSP.yaml:")
    assert shown["repair"][0]["command"].startswith("edigw docs reissue")


def test_a_segment_that_they_miss_is_told_by_its_place(sent: tuple[Yard, dict[str, Any]]) -> None:
    yard, row = sent
    ucm = f"UCM+{row['set_control']}+ORDRSP:D:96A:UN+4"
    back(yard, contrl(row["interchange_control"], "7", ucm, "UCS+3+13"))
    (said,) = yard.app.docs_show(row["id"])["said"]
    assert said["places"][0]["note"] == "a segment is missing behind segment 3, DTM"


def test_of_an_interchange_that_we_never_sent_it_is_an_orphan(yard: Yard) -> None:
    ack = back(trading(yard), contrl("999", "4"))
    assert (ack["state"], ack["reason"], ack["answer"]) == ("ACCEPTED_WITH_ERRORS", "ORPHAN_ACK", "orphan")
    assert yard.files("rewe") == {}


def test_a_message_that_the_interchange_never_held_is_strange(sent: tuple[Yard, dict[str, Any]]) -> None:
    yard, row = sent
    ack = back(yard, contrl(row["interchange_control"], "7", "UCM+77+ORDRSP:D:96A:UN+4"))
    assert ack["reason"] == "ACK_STRANGE_SET" and yard.docs(type="ORDRSP")[0]["answer"] == "accepted"


def test_another_word_later_is_a_conflict_and_the_worse_stands(sent: tuple[Yard, dict[str, Any]]) -> None:
    yard, row = sent
    back(yard, contrl(row["interchange_control"], "7"))
    ack = back(yard, contrl(row["interchange_control"], "4", own="REF51"))
    assert ack["reason"] == "ACK_CONFLICT" and yard.docs(type="ORDRSP")[0]["answer"] == "rejected"
