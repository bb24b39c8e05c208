"""What a mailbox needs certificates for, and the first day on which nothing will meet it: told thirty days before."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from certificates import DAY, NOW

from edigw.config.certs.entries import Entry
from edigw.config.certs.needs import ailing, needs, urgency
from edigw.model.partner import As2, Mailbox

from .test_entries import ENTRY

OURS = replace(ENTRY, name="main-1", ours=True, whose="main", uses=("sign", "decrypt"), passphrase="env:P")


def box(name: str = "acme", **fields: Any) -> Mailbox:
    as2 = As2(**{"owner": "acme", "their_name": "A", "our_name": "US", "url": "https://x.example", **fields})
    return Mailbox(name=name, transport="as2", as2=as2)


def told(entries: tuple[Entry, ...], day: float = 0, *boxes: Mailbox) -> list[tuple[str, str]]:
    found = ailing(needs(boxes or (box(),), entries), NOW + timedelta(days=day))
    return [(need.use, one.code) for need, one in found]


@pytest.mark.parametrize(
    ("fields", "uses"),
    [
        ({}, ["sign", "decrypt", "encrypt", "verify"]),
        ({"url": ""}, ["sign", "decrypt", "verify"]),
        ({"sign": "none", "encrypt": "none", "must_be_encrypted": False, "must_be_signed": False}, ["verify"]),
        ({"sign": "none", "encrypt": "none", "must_be_encrypted": False, "must_be_signed": False, "mdn": "none"}, []),
        ({"client_certificate": True, "url": ""}, ["sign", "decrypt", "verify", "tls"]),
    ],
)
def test_each_agreement_needs_what_it_says(fields: dict[str, Any], uses: list[str]) -> None:
    assert told((), 0, box(**fields)) == [(use, "CERTIFICATE_MISSING") for use in uses]


def test_a_partner_with_two_mailboxes_is_told_once_and_other_mailboxes_need_nothing() -> None:
    assert len(told((), 0, box(), box("second"), Mailbox(name="folder"))) == 4


def test_36_the_warning_begins_thirty_days_before_and_ends_with_a_successor() -> None:
    rows = (ENTRY, OURS)  # both end on the 100th day
    assert told(rows) == told(rows, 69.99) == []
    ends = [(use, "CERTIFICATE_ENDS") for use in ("sign", "decrypt", "encrypt", "verify")]
    assert told(rows, 70) == told(rows, 100) == ends
    assert told(rows, 100.01) == [(use, "CERTIFICATE_ENDED") for use, _ in ends]
    after = replace(ENTRY, name="acme-2", sha256=64 * "b", since=NOW + 100 * DAY, ends=NOW + 400 * DAY)
    assert told((*rows, after), 70) == ends[:2]
    late = replace(after, since=NOW + 101 * DAY)  # a day on which nothing can be encrypted
    assert told((*rows, late), 70) == ends
    assert told((*rows, late), 100.5)[2:] == [("encrypt", "CERTIFICATE_ENDED"), ("verify", "CERTIFICATE_ENDED")]
    assert told((*rows, late), 101)[2:] == []


def test_what_is_told_says_how_to_mend_it() -> None:
    missing = {need.use: one.hint for need, one in ailing(needs([box(client_certificate=True)], ()), NOW)}
    assert "edigw certs create --as main --passphrase env:NAME" in missing["sign"]
    assert "edigw certs import FILE --partner acme`" in missing["encrypt"]
    assert "--use tls" in missing["tls"]
    over = {need.use: one for need, one in ailing(needs([box()], (ENTRY, OURS)), NOW + 101 * DAY)}
    assert "edigw certs rotate main-1" in over["sign"].hint and "ask acme for the next one" in over["verify"].hint
    assert "acme-1 ended 2026-09-09" in over["verify"].message
    (soon,) = (one for need, one in ailing(needs([box()], (ENTRY, OURS)), NOW + 80 * DAY) if need.use == "encrypt")
    assert soon.message == "nothing can be encrypted for acme after 2026-09-09: acme-1 ends"
    early = replace(ENTRY, since=NOW + DAY)
    (waits,) = (one for need, one in ailing(needs([box()], (early, OURS)), NOW) if need.use == "encrypt")
    assert "acme-1 begins 2026-06-02" in waits.message


def test_names_narrow_what_meets_a_need() -> None:
    assert told((ENTRY, OURS), 0, box(certificates=("acme-2",))) == [
        ("encrypt", "CERTIFICATE_MISSING"), ("verify", "CERTIFICATE_MISSING"),
    ]  # fmt: skip


def test_our_own_server_needs_a_certificate_too() -> None:
    (lack,) = ailing(needs((), (ENTRY, OURS), "main"), NOW)
    assert (lack[0].of, lack[0].use, lack[1].code) == ("", "tls", "CERTIFICATE_MISSING")
    assert lack[1].message == "our server on [http] cannot be reached by TLS: there is no certificate"
    assert "`edigw certs create --as main --use tls --host NAME --passphrase env:NAME`" in lack[1].hint
    row = replace(OURS, name="main-9", uses=("tls",))
    assert not list(ailing(needs((), (row,), "main"), NOW))
    (soon,) = ailing(needs((), (row,), "main"), NOW + 80 * DAY)
    assert soon[1].message == "our server on [http] cannot be reached by TLS after 2026-09-09: main-9 ends"
    assert soon[1].hint == "`edigw certs rotate main-9`, then `edigw certs export` the new one for each partner"


@pytest.mark.parametrize(
    ("day", "word"), [(69, ""), (70, "30 d"), (92, "30 d"), (93, "7 d"), (99, "1 d"), (101, "1 d")]
)
def test_as2_033_it_is_told_again_as_the_end_comes_near(day: int, word: str) -> None:
    need = next(one for one in needs([box()], (ENTRY, OURS)) if one.use == "verify")
    assert urgency(need, NOW + day * DAY) == word
