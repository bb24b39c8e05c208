"""What receipts prove, and what forged ones do not."""

from __future__ import annotations

import io

import pytest
from asn1crypto import cms
from openssl_peer import EDI, ENTITY, NOW, Peer, agreement, entity, headers, key, them, two_parts

from edigw.protocols.as2.digests import mic
from edigw.protocols.as2.mime import value
from edigw.protocols.as2.receipts import Receipt, original_message_id, read_receipt
from edigw.protocols.as2.send import Sent, send

ID = "<1@us>"


def report(sent: Sent, coded: str = "", told: str = "processed", original: str = ID) -> bytes:
    fields = f"Original-Message-ID: {original}\r\nDisposition: automatic-action/MDN-sent-automatically; {told}\r\n"
    fields += f"Received-content-MIC: {coded or sent.mic}\r\n"
    head = b"Content-Type: multipart/report; report-type=disposition-notification; boundary=r\r\n\r\n"
    parts = (
        b"--r\r\nContent-Type: text/plain\r\n\r\nok\r\n--r\r\nContent-Type: message/disposition-notification\r\n\r\n"
    )
    return head + parts + fields.encode() + b"\r\n--r--\r\n"


def judged(raw: bytes, signature: bytes | None, sent: Sent | None, delivered: bool = False) -> Receipt:
    if signature is None:
        part = entity(raw)
        kind, body = value(part.headers, "Content-Type"), part.body.whole()
    else:
        kind, body = two_parts(raw, signature)
    rows = (("AS2-From", "THEM"), ("AS2-To", "US"), ("Message-ID", "<m@them>"), ("Content-Type", kind))
    return read_receipt(rows, body, agreement(), sent, NOW, delivered)


def test_22_late_double_and_unknown_receipts(peer: Peer) -> None:
    sent = send(EDI, agreement(), ID, NOW)
    good, other = report(sent), report(sent, original="<2@us>")
    first = judged(good, peer.signature(good), sent)
    assert (first.outcome, first.signer, first.message_id) == ("delivered", them().pin.certificate, ID)
    assert judged(good, peer.signature(good), sent, delivered=True).outcome == "repeated"
    assert judged(good, peer.signature(good), None).outcome == "unknown"
    assert judged(other, peer.signature(other), sent).message_id == "<2@us>"
    assert judged(other, peer.signature(other), sent).outcome == "unknown"


@pytest.mark.parametrize(
    ("told", "outcome"),
    [
        ("processed/error: decryption-failed", "not delivered"),
        ("failed/failure: unsupported format", "not delivered"),
        ("Processed / Error: x", "not delivered"),
        ("", "not delivered"),
        ("processed/warning: duplicate-document", "delivered"),
        ("PROCESSED", "delivered"),
    ],
)
def test_22_what_the_partner_says_of_the_message(peer: Peer, told: str, outcome: str) -> None:
    sent = send(EDI, agreement(), ID, NOW)
    said = report(sent, told=told)
    got = judged(said, peer.signature(said), sent)
    assert (got.outcome, got.reason) == (outcome, "" if outcome == "delivered" else "refused")
    assert got.disposition.endswith(told)


@pytest.mark.parametrize("sign", ["\0", "\x1b[2J", "\r"])
def test_22_what_no_database_and_no_terminal_takes_is_malformed(peer: Peer, sign: str) -> None:
    sent = send(EDI, agreement(), ID, NOW)
    said = report(sent, told=f"processed/error: a{sign}b")
    got = judged(said, peer.signature(said), sent)
    assert (got.outcome, got.reason, got.disposition) == ("not delivered", "malformed", "")


def test_22_a_receipt_after_a_restart_needs_no_content(peer: Peer) -> None:
    sent = send(EDI, agreement(), ID, NOW)
    stored = Sent(ID, sent.headers, sent.held, sent.mic)
    good, wrong = report(sent), report(sent, mic(b"x", "sha256"))
    assert judged(good, peer.signature(good), stored).outcome == "delivered"
    got = judged(wrong, peer.signature(wrong), stored)
    assert (got.outcome, got.diagnosis) == ("integrity alarm", "")


def test_23_another_mic_is_an_alarm_and_its_rewriting_is_named(peer: Peer) -> None:
    sent = send(EDI, agreement(), ID, NOW)
    lf = mic(sent.covered.whole().replace(b"\r\n", b"\n"), "sha256")
    for told, named in ((lf, "line breaks made LF"), (mic(b"", "sha256"), "")):
        wrong = report(sent, told)
        got = judged(wrong, peer.signature(wrong), sent)
        assert (got.outcome, got.diagnosis) == ("integrity alarm", named)
    for told, outcome in (("nothing", "not delivered"), (" , ", "not delivered")):
        wrong = report(sent, told)
        assert judged(wrong, peer.signature(wrong), sent).reason == "no mic", outcome


def test_7_23_a_mic_by_another_digest_counts_where_that_is_agreed_on(peer: Peer) -> None:
    sent = send(EDI, agreement(), ID, NOW)
    for algorithm, outcome, named in (
        ("sha512", "delivered", ""), ("sha1", "integrity alarm", "the content as it was sent")
    ):  # fmt: skip
        told = report(sent, mic(sent.covered, algorithm))
        got = judged(told, peer.signature(told), sent)
        assert (got.outcome, got.diagnosis) == (outcome, named)


def test_24_to_28_forged_receipts(peer: Peer) -> None:
    sent = send(EDI, agreement(), ID, NOW)
    good = report(sent)
    signature = peer.signature(good)
    empty = cms.ContentInfo.load(signature)
    empty["content"]["signer_infos"] = []
    peer.keep("twin", key("twin", "them"))
    two = peer.signature(good, "-signer", "twin.crt", "-inkey", "twin.key")
    forged = [peer.signature(report(sent, told="failed")), empty.dump(force=True), two, b"", b"\x30\x80" * 4000]
    forged += [peer.signature(good, by="twin"), peer.signature(good, "-nodetach"), peer.signature(good, md="sha1")]
    judgements = [judged(good, each, sent) for each in forged]
    assert {(got.outcome, got.reason) for got in judgements} == {("not delivered", "forged")}
    got = judged(good, None, sent)
    assert (got.outcome, got.reason) == ("not delivered", "unsigned")


def test_24_unsigned_is_enough_only_where_no_more_was_asked_for() -> None:
    agreed = agreement(ask="unsigned")
    sent = send(EDI, agreed, ID, NOW)
    part = entity(report(sent))
    rows = headers(value(part.headers, "Content-Type"))
    assert read_receipt(rows, part.body, agreed, sent, NOW).outcome == "delivered"
    assert read_receipt(rows, part.body, agreed, None, NOW).outcome == "unknown"
    foreign = tuple((name, "OTHER" if name == "AS2-From" else held) for name, held in rows)
    assert read_receipt(foreign, part.body, agreed, sent, NOW).reason == "other partner"
    assert read_receipt(rows[1:], part.body, agreed, sent, NOW).reason == "malformed"
    assert read_receipt(headers("text/plain"), part.body, agreed, sent, NOW).reason == "malformed"


def test_2_22_the_id_that_a_receipt_is_about_is_told_before_it_is_verified(peer: Peer) -> None:
    sent = send(EDI, agreement(), ID, NOW)
    odd = "<../../x\"'\\ " + "y" * 900 + "@z>"
    for identity in (ID, odd):
        good = report(sent, original=identity)
        kind, body = two_parts(good, peer.signature(good))
        plain = entity(good)
        for sort, content in (
            (kind, body), (kind, io.BytesIO(body)), (value(plain.headers, "Content-Type"), plain.body),
            (kind.replace("multipart/signed", "Multipart/Signed"), body.replace(b"report;", b"REPORT;")),
        ):  # fmt: skip
            assert original_message_id(headers(sort), content) == identity
    kind, body = two_parts(ENTITY, peer.signature(ENTITY))
    for sort, content in ((kind, body), ("text/plain", EDI), (kind, b""), ("multipart/signed", body),
                          ("multipart/report; boundary=r", EDI), ("multipart/signed; boundary=\x01", b"")):  # fmt: skip
        assert original_message_id(headers(sort), content) == ""
