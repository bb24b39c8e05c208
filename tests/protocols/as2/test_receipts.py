"""What receipts prove, and what forged ones do not."""

from __future__ import annotations

import base64
import hashlib

from asn1crypto import cms
from openssl_peer import EDI, NOW, Peer, agreement, entity, key, two_parts

from edigw.protocols.as2.mime import value
from edigw.protocols.as2.receipts import Receipt, read_receipt
from edigw.protocols.as2.send import Sent, send

ID = "<1@us>"


def report(sent: Sent, mic: str = "", told: str = "processed", original: str = ID) -> bytes:
    fields = f"Original-Message-ID: {original}\r\nDisposition: automatic-action/MDN-sent-automatically; {told}\r\n"
    fields += f"Received-content-MIC: {mic or sent.mic}\r\n"
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
    assert judged(good, peer.signature(good), sent).outcome == "delivered"
    assert judged(good, peer.signature(good), sent, delivered=True).outcome == "repeated"
    assert judged(good, peer.signature(good), None).outcome == "unknown"
    assert judged(other, peer.signature(other), sent).outcome == "unknown"
    failed = report(sent, told="processed/error: decryption-failed")
    assert judged(failed, peer.signature(failed), sent).outcome == "not delivered"


def test_23_another_mic_is_an_alarm_and_its_rewriting_is_named(peer: Peer) -> None:
    sent = send(EDI, agreement(), ID, NOW)
    lf = base64.b64encode(hashlib.sha256(sent.covered.whole().replace(b"\r\n", b"\n")).digest()).decode()
    for mic, named in ((lf, "line breaks made LF"), (base64.b64encode(bytes(32)).decode(), "")):
        wrong = report(sent, f"{mic}, sha-256")
        got = judged(wrong, peer.signature(wrong), sent)
        assert (got.outcome, got.diagnosis) == ("integrity alarm", named)


def test_24_to_28_forged_receipts(peer: Peer) -> None:
    sent = send(EDI, agreement(), ID, NOW)
    good = report(sent)
    signature = peer.signature(good)
    empty = cms.ContentInfo.load(signature)
    empty["content"]["signer_infos"] = []
    peer.keep("twin", key("twin", "them"))
    two = peer.signature(good, "-signer", "twin.crt", "-inkey", "twin.key")
    forged = [None, peer.signature(report(sent, told="failed")), empty.dump(force=True), two]
    forged += [peer.signature(good, by="twin"), peer.signature(good, "-nodetach")]
    assert {judged(good, each, sent).outcome for each in forged} == {"not delivered"}
