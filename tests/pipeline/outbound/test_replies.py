"""Acknowledgements as they leave."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

from edigw.config.configuration import shipped_only
from edigw.model.acknowledgement import Acknowledgement
from edigw.model.partner import EnvelopeRules
from edigw.pipeline.outbound import replies
from edigw.tree import Group, Interchange

ORIGINAL = Interchange("x12", "08:THEM", "01:US", "000000007", "00401", "T", date="261101", time="0800")
NOW = datetime(2026, 11, 1, 9, 30, tzinfo=UTC)


def test_addresses_are_turned_round() -> None:
    head = replies.header(ORIGINAL, Group("PO", "THEIRAPP", "OURAPP", "1", "004010"), EnvelopeRules(), NOW)
    assert (head.sender, head.receiver, head.our_group, head.their_group, head.usage) == (
        "01:US", "08:THEM", "OURAPP", "THEIRAPP", "T",
    )  # fmt: skip


def test_a_ta1_stands_alone() -> None:
    head = replies.header(ORIGINAL, None, EnvelopeRules(), NOW)
    text = replies.ta1_text(head, ORIGINAL, "R", "023").decode()
    assert "TA1*000000007*261101*0800*R*023~" in text and "IEA*0*000000001~" in text and "GS*" not in text


def test_a_997_in_its_own_interchange(tmp_path: Path) -> None:
    ack = Acknowledgement(functional_id="PO", group_control="7", verdict="rejected", claimed=Decimal(0),
                          received=Decimal(0), accepted=Decimal(0))  # fmt: skip
    configuration = shipped_only(tmp_path)
    written = replies.composed(ack, configuration.base_map("997"), configuration.dictionary("004010"), EnvelopeRules())
    head = replies.header(ORIGINAL, Group("PO", "A1", "B1", "7", "004010"), EnvelopeRules(), NOW)
    text = replies.text(head, written, "997", "004010VICS", 12).decode()
    assert "AK1*PO*7~" in text and "AK9*R*0*0*0~" in text and "ST*997*0012~" in text
    assert "GS*FA*B1*A1*" in text and "*X*004010VICS~" in text


def test_names_that_our_envelope_cannot_hold_are_made_to_fit() -> None:
    came = Interchange("x12", "01:A*B~" + "X" * 20, "ZZ:WE", "1", "00401", "?")
    head = replies.header(came, Group("PO", "G*S", "US", "1", "004010"), EnvelopeRules(), datetime.now(UTC))
    assert (head.receiver, head.their_group, head.our_group, head.usage) == ("01:A B XXXXXXXXXXX", "G S", "US", "P")
    assert replies.ta1_text(head, came, "R", "022").startswith(b"ISA*00*")
