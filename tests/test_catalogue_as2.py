"""Rows of the catalogue of bad inputs about AS2 that the core decides alone, by what a partner's openssl made.

What needs a socket, a clock that runs or a store stands where those are tested.
"""

from __future__ import annotations

import re
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from catalogue import THERE, listed

sys.path.insert(0, str(Path(__file__).parent / "protocols" / "as2"))
from openssl_peer import (
    EDI,
    ENTITY,
    NOW,
    SIGNED_WISH,
    Peer,
    agreement,
    bomb,
    headers,
    key,
    packed,
    smime,
    them,
    two_parts,
    us,
)  # fmt: skip

from edigw.protocols.as2.agreement import Agreement, expiring
from edigw.protocols.as2.receipts import Receipt, read_receipt
from edigw.protocols.as2.receive import Decision, Earlier, receive
from edigw.protocols.as2.refused import Refused
from edigw.protocols.as2.send import send

PLAIN = agreement(must_be_signed=False, must_be_encrypted=False)
SIGNED = agreement(must_be_encrypted=False)
SEALED = agreement(must_be_signed=False)
MIME = "application/pkcs7-mime"
ELSEWHERE = {"015", "017", "019", "020", "028", "029", "035", "036", "040"}
ROWS = {row["id"]: row for row in listed("as2")}


@pytest.fixture
def peer(tmp_path: Path) -> Peer:
    return Peer(tmp_path)


def told(body: bytes, kind: str, agreed: Agreement | None, *more: tuple[str, str]) -> str:
    """The modifier of a refusal that has a signed receipt, no payload and the hash of what came."""
    got = receive(headers(kind, *SIGNED_WISH, *more), body, agreed, NOW)
    assert (got.outcome, got.payloads, got.status) == ("refused", (), 200) and got.mdn and got.body_sha256
    assert agreed is None or b"pkcs7-signature" in got.mdn.body
    return got.disposition.rpartition(" ")[2]


def named(number: str, modifier: str) -> bool:
    """Whether the catalogue's row names this modifier."""
    row = ROWS.get(f"AS2-{number}")
    return row is None or modifier in re.findall(r"[a-z]+(?:-[a-z]+)+", row["standard_code"])


def test_as2_001_no_headers_of_as2() -> None:
    got = receive((("Content-Type", "text/plain"),), EDI, PLAIN, NOW)
    assert (got.status, got.payloads, got.mdn) == (400, (), None)


def test_as2_002_unknown_pair() -> None:
    word = told(EDI, "text/plain", None)
    assert word == "unknown-trading-relationship" and named("002", word)
    got = receive(headers("text/plain"), EDI, replace(PLAIN, their_name="them"), NOW)
    assert got.disposition.endswith(word)  # names differ in case


def test_as2_004_signature_invalid(peer: Peer) -> None:
    signature = peer.signature(ENTITY)
    kind, body = two_parts(ENTITY + b" ", signature)
    assert named("004", told(body, kind, SIGNED))
    kind, body = two_parts(ENTITY, signature[:-1] + bytes([signature[-1] ^ 1]))
    assert named("004", told(body, kind, SIGNED))


def test_as2_005_by_another_partner(peer: Peer) -> None:
    peer.keep("other", key("other", "other"))
    kind, body = two_parts(ENTITY, peer.signature(ENTITY, by="other"))
    assert named("005", told(body, kind, SIGNED))


def test_as2_006_for_another_key(peer: Peer) -> None:
    assert named("006", told(peer.sealed(ENTITY, to="them.crt"), MIME, SEALED))


def test_as2_007_less_than_agreed(peer: Peer) -> None:
    kind, body = two_parts(ENTITY, peer.signature(ENTITY))
    for content, sort in ((EDI, "text/plain"), (body, kind), (packed(ENTITY), MIME)):
        assert named("007", told(content, sort, agreement()))
    assert named("007", told(EDI, "text/plain", SIGNED))


def test_as2_008_a_thousandfold_bomb() -> None:
    assert named("008", told(bomb(10_000), MIME, PLAIN))  # its memory: tests/test_as2_core_size.py


def test_as2_010_compressed_ten_times() -> None:
    nested = ENTITY
    for _ in range(10):
        nested = smime(packed(nested))
    assert named("010", told(nested.partition(b"\r\n\r\n")[2], MIME, PLAIN))


@pytest.mark.parametrize(
    ("number", "name"),
    [("011", "../../../etc/cron.d/x"), ("012", "a\0b"), ("012", "CON"), ("012", "x" * 300), ("011", "..\\x")],
)
def test_as2_011_012_names_that_harm(number: str, name: str) -> None:
    coded = "".join(f"%{octet:02x}" for octet in name.encode())
    said = ("Content-Disposition", f"attachment; filename*=utf-8''{coded}")
    assert named(number, told(EDI, "text/plain", replace(PLAIN, keep_file_names=True), said))
    got = receive(headers("text/plain", said), EDI, PLAIN, NOW)
    assert [(row.file_name, row.content) for row in got.payloads] == [("", EDI)]


def test_as2_013_one_name_twice() -> None:
    part = b"--b\r\nContent-Disposition: attachment; filename=a.edi\r\n\r\nx\r\n"
    body, kind = part + part.replace(b"a.edi", b"A.EDI") + b"--b--\r\n", "multipart/related; boundary=b"
    assert named("013", told(body, kind, replace(PLAIN, keep_file_names=True)))


def first() -> tuple[Decision, Earlier]:
    got = receive(headers("text/plain", *SIGNED_WISH), EDI, PLAIN, NOW)
    return got, Earlier(got.body_sha256, got.mic, got.mdn)


def test_as2_014_the_same_again() -> None:
    got, stored = first()
    again = receive(headers("text/plain", *SIGNED_WISH), EDI, PLAIN, NOW + timedelta(days=3), stored)
    assert (again.outcome, again.payloads, again.mdn) == ("repeated", (), got.mdn)


def test_as2_016_the_same_id_with_another_content() -> None:
    _, stored = first()
    other = receive(headers("text/plain", *SIGNED_WISH), EDI + b"x", PLAIN, NOW, stored)
    assert other.alarm and other.payloads == () and named("016", other.disposition.rpartition(" ")[2])


def answered(peer: Peer, changed: str = "", signed: bool = True, delivered: bool = False) -> Receipt:
    sent = send(EDI, agreement(), "<1@us>", NOW)
    report = "Content-Type: multipart/report; boundary=r\r\n\r\n--r\r\n\r\nok\r\n--r\r\n"
    report += "Content-Type: message/disposition-notification\r\n\r\nOriginal-Message-ID: <1@us>\r\n"
    report += f"Disposition: a/b; processed\r\nReceived-content-MIC: {changed or sent.mic}\r\n\r\n--r--\r\n"
    kind, body = "multipart/report; boundary=r", report.encode().partition(b"\r\n\r\n")[2]
    if signed:
        kind, body = two_parts(report.encode(), peer.signature(report.encode()))
    return read_receipt(headers(kind), body, agreement(), sent, NOW, delivered)


def test_as2_021_another_mic(peer: Peer) -> None:
    assert answered(peer).outcome == "delivered"
    assert answered(peer, "AAAA, sha-256").outcome == "integrity alarm"


def test_as2_023_unsigned_though_signed_was_asked_for(peer: Peer) -> None:
    got = answered(peer, signed=False)
    assert (got.outcome, got.reason) == ("not delivered", "unsigned")


def test_as2_026_two_receipts(peer: Peer) -> None:
    assert answered(peer, delivered=True).outcome == "repeated"


def test_as2_032_signed_by_what_expired(peer: Peer) -> None:
    over = key("over", "them", -300, -1)
    peer.keep("over", over)
    kind, body = two_parts(ENTITY, peer.signature(ENTITY, by="over"))
    assert named("032", told(body, kind, replace(SIGNED, their_pins=(over.pin, them().pin))))


def test_as2_033_ours_expires() -> None:
    ends = us().pin.ends()
    for days in (30, 7, 1):
        assert any(row.startswith("our ") for row in expiring(agreement(), ends - timedelta(days=days)))
    with pytest.raises(Refused):
        send(EDI, agreement(), "<1@us>", ends + timedelta(seconds=1))


def test_as2_034_only_weak_ones(peer: Peer) -> None:
    kind, body = two_parts(ENTITY, peer.signature(ENTITY, md="sha1"))
    sealed = peer.sealed(ENTITY, cipher="des3")
    assert named("034", told(body, kind, SIGNED)) and named("034", told(sealed, MIME, SEALED))
    assert receive(headers(kind), body, replace(SIGNED, digests=("sha1",)), NOW).outcome == "accepted"
    assert receive(headers(MIME), sealed, replace(SEALED, ciphers=("3des-cbc",)), NOW).outcome == "accepted"


def test_as2_038_a_thousand_levels() -> None:
    deep = b"Content-Type: text/plain\r\n\r\nx"
    for level in range(1000):
        deep = f"Content-Type: multipart/mixed; boundary=b{level}\r\n\r\n--b{level}\r\n".encode() + deep
        deep += f"\r\n--b{level}--\r\n".encode()
    assert told(deep.partition(b"\r\n\r\n")[2], "multipart/mixed; boundary=b999", PLAIN)


@pytest.mark.skipif(not THERE, reason="the catalogue is not at hand")
def test_every_row_has_its_place() -> None:
    titles = re.findall(r"^def test_as2((?:_\d{3})+)", Path(__file__).read_text("utf-8"), re.M)
    here = {number for title in titles for number in title[1:].split("_")}
    assert {row.removeprefix("AS2-") for row in ROWS} == here | ELSEWHERE and not here & ELSEWHERE
