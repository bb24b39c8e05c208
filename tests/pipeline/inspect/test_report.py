"""`check`: verdicts, findings, and the exact acknowledgements."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from edifact_wire import interchange, message
from edifact_yard import orders as edifact_orders
from edifact_yard import trading
from yard import Yard, group, isa, order, orders, transaction

from edigw.app import App
from edigw.errors import NotFound


def check(base: Path, text: str | bytes, **how: Any) -> dict[str, Any]:
    file = base / "checked.edi"
    file.write_bytes(text if isinstance(text, bytes) else text.encode("latin-1"))
    return App(base).check(file, **how)


def test_a_clean_file_is_accepted_and_nothing_is_stored(yard: Yard) -> None:
    told = check(yard.base, orders("1"), partner="acme")
    assert told["verdict"] == "accepted"
    assert told["residue_bytes"] == 0 and told["bytes"] == len(orders("1"))
    one = told["interchanges"][0]
    assert (one["sender"], one["control"], one["groups"][0]["sets"][0]["type"]) == ("08:6123830000", "000000001", "850")
    assert len(told["acknowledgements"]) == 1
    text = told["acknowledgements"][0]
    assert text.startswith("ISA*") and "*000000001*0*P*" in text and "AK9*A*1*1*1~" in text
    assert yard.docs() == []


def test_the_acknowledgement_is_the_one_that_the_pipeline_sends(yard: Yard) -> None:
    text = isa([group([transaction("850", order("1")), transaction("850", "BEG*QQ~\n", "0002")])], ask="1")
    told = check(yard.base, text, partner="acme")["acknowledgements"]
    yard.take(text)
    sent = [yard.text("TA1"), yard.text("997")]
    assert [rows(one) for one in told] == [rows(one) for one in sent]


def rows(text: str) -> list[str]:
    """The segments without envelope and control numbers."""
    return [row for row in text.split("~\n") if row[:3] not in ("ISA", "GS*", "ST*", "SE*", "GE*", "IEA")]


@pytest.mark.parametrize(("leniency", "verdict"), [("business", "accepted_with_errors"), ("strict", "rejected")])
def test_leniency_may_be_tried(yard: Yard, leniency: str, verdict: str) -> None:
    text = orders("1").replace("SE*7*", "SE*9*")
    assert check(yard.base, text, partner="acme", leniency=leniency)["verdict"] == verdict


def test_the_outermost_verdict_is_the_worst(yard: Yard) -> None:
    bad = isa([group([transaction("850", order("1")), transaction("850", "BEG*QQ~\n", "0002")])])
    told = check(yard.base, bad)
    assert (told["verdict"], told["interchanges"][0]["groups"][0]["verdict"]) == ("rejected", "rejected")
    assert [one["verdict"] for one in told["interchanges"][0]["groups"][0]["sets"]] == ["accepted", "rejected"]
    assert check(yard.base, orders("1") + "rubbish")["verdict"] == "quarantined"


def test_without_a_partner_or_a_workspace_the_dictionary_alone_judges(tmp_path: Path) -> None:
    told = check(tmp_path, orders("1"))
    assert told["verdict"] == "accepted" and len(told["acknowledgements"]) == 1
    assert check(tmp_path, orders("1").replace("BEG*00", "BEG*QQ"))["verdict"] == "rejected"


def test_the_senders_of_a_file_need_not_be_the_partner_and_that_is_noted(yard: Yard) -> None:
    told = check(yard.base, orders("1", sender="08:777"), partner="acme")
    assert told["verdict"] == "accepted"
    assert [(f["rule"], f["severity"]) for f in told["interchanges"][0]["findings"]] == [("UNKNOWN_PARTNER", "note")]


def test_what_is_no_edi_is_quarantined(yard: Yard) -> None:
    told = check(yard.base, b"hello")
    assert (told["verdict"], told["residue_bytes"], told["interchanges"]) == ("quarantined", 5, [])
    assert [f["rule"] for f in told["findings"]] == ["NOT_EDI"]


def test_a_second_opinion_may_be_asked(yard: Yard) -> None:
    file = yard.base / "a.edi"
    file.write_text(orders("1"))
    told = App(yard.base).check(file, second_opinion=True)
    assert told["second_opinion"] and "accepted" in told["second_opinion"][0]


def test_a_missing_file_or_partner_is_said(yard: Yard) -> None:
    with pytest.raises(NotFound):
        App(yard.base).check(yard.base / "nowhere")
    with pytest.raises(NotFound):
        check(yard.base, orders("1"), partner="nobody")


def test_the_acknowledgement_is_the_one_that_is_sent_however_many_faults_there_are(yard: Yard) -> None:
    many = "".join(f"PO1*{n}*x*EA*1.25**BP*1~\n" for n in range(1, 400))
    text = isa([group([transaction("850", f"BEG*00*SA*1**20261101~\n{many}")])])
    (yard.base / "it.edi").write_text(text)
    told = yard.app.check(yard.base / "it.edi", partner="acme")
    yard.take(text)
    answer, sent = told["acknowledgements"][0], yard.text("997")
    assert answer[answer.index("ST*997") : answer.index("SE*")] == sent[sent.index("ST*997") : sent.index("SE*")]
    assert len(told["interchanges"][0]["groups"][0]["sets"][0]["findings"]) == 399
    assert yard.docs(type="850")[0]["state"] == "REJECTED"


def test_a_release_that_nobody_publishes_is_told_in_the_words_of_its_standard(tmp_path: Path) -> None:
    found = []
    other = isa([group([transaction("850", order("1"))]).replace("*004010", "*4010")])
    for text in (interchange(message(kind="ORDERS:0:96A:UN")), other):
        (one,) = check(tmp_path, text)["interchanges"][0]["groups"]
        found += [*one["findings"], *(each for held in one["sets"] for each in held["findings"])]
    told = [(one["rule"], one["message"][:20], one["hint"][:6]) for one in found]
    assert told == [("RELEASE_NOT_SUPPORTED", "the directory in UNH", "D:93A,"),
                    ("RELEASE_NOT_SUPPORTED", "the release in GS08 ", "004010")]  # fmt: skip


def test_in_place_of_an_answer_that_the_partners_character_set_cannot_say_stands_what_is_wrong(yard: Yard) -> None:
    file = trading(yard).base / "partners/rewe/partner.yaml"
    file.write_text(file.read_text("utf-8") + "envelope:\n  syntax: UNOA\n", "utf-8")
    (one,) = (told := check(yard.base, edifact_orders("1", control="ref1"), partner="rewe"))["interchanges"]
    assert [found["rule"] for found in one["findings"]] == ["CANNOT_WRITE"] and told["acknowledgements"] == []
