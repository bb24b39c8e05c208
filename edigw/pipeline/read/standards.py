"""What the standards call the things that they all have: acknowledgements, headers, codes for who sent what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from edigw.pipeline.rules import fault
from edigw.tree import Finding


@dataclass(frozen=True, slots=True)
class Standard:
    """The words of one standard."""

    acknowledgement: str  # what answers where nobody says otherwise
    acknowledgements: tuple[str, ...]  # read from whoever trades with us, agreed or not
    acknowledging: tuple[str, ...]  # the functional groups, or in EDIFACT the messages, that they are
    by_group: bool  # whether each group has its answer; else the interchange has one
    release: str  # of an answer where nothing tells another
    header: str  # of an interchange
    group: str
    set: str
    code_list: str  # of faults of an interchange
    routing: Mapping[str, str]  # rule of routing.py -> code of that list
    duplicate: str  # the code of that list for a control number that came before
    unreadable: str  # the code for a value that its own format contradicts; "": no code of the standard says it
    not_traded: Finding  # a set that no agreement names
    unknown: Finding  # one that the dictionary has not
    no_release: Finding
    convention: Finding  # one that names a convention which its agreement does not


STANDARDS: Mapping[str, Standard] = {
    "x12": Standard(
        acknowledgement="997",
        acknowledgements=("997", "999"),
        acknowledging=("FA",),
        by_group=True,
        release="004010",
        header="ISA",
        group="GS",
        set="ST",
        code_list="TA105",
        routing={"UNKNOWN_PARTNER": "006", "NOT_CARRIED": "006", "UNKNOWN_RECEIVER": "009", "USAGE_MISMATCH": "020"},
        duplicate="025",
        unreadable="",
        not_traded=fault("SET_NOT_TRADED", code_type="AK502", code="1", segment="ST", position=1),
        unknown=fault("SET_NOT_TRADED", code_type="AK502", code="1", segment="ST", position=1),
        no_release=fault("RELEASE_NOT_SUPPORTED", code_type="AK905", code="2", segment="GS", element=8),
        convention=fault("CONVENTION_NOT_AGREED", code_type="AK502", code="19", segment="ST", position=1, element=3),
    ),
    "edifact": Standard(
        acknowledgement="CONTRL",
        acknowledgements=("CONTRL",),
        acknowledging=("CONTRL",),
        by_group=False,
        release="D96A",
        header="UNB",
        group="UNG",
        set="UNH",
        code_list="0085",
        routing={"UNKNOWN_PARTNER": "23", "NOT_CARRIED": "23", "UNKNOWN_RECEIVER": "7", "USAGE_MISMATCH": "25"},
        duplicate="26",
        unreadable="12",
        not_traded=fault("SET_NOT_TRADED", code_type="0085", code="17", segment="UNH", position=1, element=2),
        unknown=fault("SET_NOT_TRADED", code_type="0085", code="14", segment="UNH", position=1, element=2),
        no_release=fault(
            "RELEASE_NOT_SUPPORTED",
            "the directory in UNH is none that is traded with this partner, or there is no dictionary near it",
            code_type="0085",
            code="14",
            segment="UNH",
            position=1,
            element=2,
            hint="D:93A, D:96A and D:01B are known, and their neighbours by the agreement's `release`",
        ),
        convention=fault(
            "CONVENTION_NOT_AGREED", code_type="0085", code="17", segment="UNH", position=1, element=2, component=5
        ),
    ),
}
"""standard -> its words. Of 0085, 23 is an unknown sender, 7 a recipient that is not us, 25 a test not agreed."""

MEANING: Mapping[str, str] = {  # transaction set or message -> what it is, whatever its standard calls it
    "850": "order", "875": "order", "ORDERS": "order",
    "860": "change", "ORDCHG": "change",
    "855": "answer", "865": "answer", "ORDRSP": "answer",
    "856": "shipment", "DESADV": "shipment",
    "810": "invoice", "880": "invoice", "INVOIC": "invoice",
    "180": "return", "RETANN": "return", "RETINS": "return", "ORDERSRTV": "return",
    "997": "acknowledgement", "999": "acknowledgement", "CONTRL": "acknowledgement", "TA1": "acknowledgement",
    "824": "advice", "APERAK": "advice",
    "812": "adjustment", "861": "receiving", "RECADV": "receiving", "864": "text", "INVRPT": "inventory",
    "SLSRPT": "sales", "PRICAT": "prices",
}  # fmt: skip
