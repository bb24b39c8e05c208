"""The 24 permutations, with and without compression, in both directions, against the `openssl` command."""

from __future__ import annotations

import base64
import hashlib
import itertools
import zlib
from typing import Any

import pytest
from asn1crypto import cms
from openssl_peer import EDI, NOW, SIGNED_WISH, Peer, agreement, built, entity, headers, parts, two_parts

from edigw.protocols.as2.mime import parameters, value
from edigw.protocols.as2.receipts import original_message_id, read_receipt
from edigw.protocols.as2.receive import receive
from edigw.protocols.as2.send import Sent, send

LAYERS = list(itertools.product((False, True), (False, True), ("", "first", "last")))
RECEIPTS = list(itertools.product(("none", "unsigned", "signed"), (False, True)))
ORDERS = {"": None, "first": "compress then sign", "last": "sign then compress"}
ID = "<1@us>"


@pytest.mark.parametrize(("sign", "seal", "compress"), LAYERS)
def test_1_to_6_every_wrapping_comes_with_every_receipt(peer: Peer, sign: bool, seal: bool, compress: str) -> None:
    kind, body, mic = built(peer, sign, seal, compress)
    agreed = agreement(must_be_signed=sign, must_be_encrypted=seal)
    for receipt, later in RECEIPTS:
        wish = SIGNED_WISH[: {"none": 0, "unsigned": 1, "signed": 2}[receipt]]
        wish += (("Receipt-Delivery-Option", "https://as2.example/mdn"),) if later else ()
        got = receive(headers(kind, *wish), body, agreed, NOW)
        assert got.outcome == "accepted", got.detail
        assert [row.content for row in got.payloads] == [EDI]
        assert got.mic == f"{mic}, sha-256"
        assert got.url == ("https://as2.example/mdn" if later and receipt != "none" else "")
        assert (got.mdn is None) == (receipt == "none")
        if got.mdn:
            assert b"Original-Message-ID: <a/1@them>\r\n" in got.mdn.body
            assert f"Received-content-MIC: {mic}, sha-256\r\n".encode() in got.mdn.body
            assert value(got.mdn.headers, "AS2-From") == "US"
            assert original_message_id(got.mdn.headers, got.mdn.body) == "<a/1@them>"
        if receipt == "signed":
            report, signature = parts(got.mdn.body, parameters(value(got.mdn.headers, "Content-Type"))[1]["boundary"])
            assert peer.verified(report, signature.partition(b"\r\n\r\n")[2]) == report


def unwrapped(peer: Peer, sent: Sent) -> tuple[bytes, str]:
    """The payload, and the MIC as RFC 4130 7.3.1 and RFC 5402 4 have it, both as `openssl` finds them."""
    kind, body, covered = value(sent.headers, "Content-Type"), sent.body, b""
    while not kind.startswith("application/edi-x12"):
        if "enveloped-data" in kind.lower():
            inner = peer.opened(body)
        elif kind.startswith("multipart/signed"):
            inner, signature = parts(body, parameters(kind)[1]["boundary"])
            assert peer.verified(inner, entity(signature).body.whole()) == inner
            covered = inner
        else:
            inner = zlib.decompress(cms.ContentInfo.load(body)["content"]["encap_content_info"]["content"].native)
        last, read = inner, entity(inner)
        kind, body = value(read.headers, "Content-Type"), read.body.whole()
    covered = covered or (last if body is not sent.body and body != sent.body else body)
    return body, base64.b64encode(hashlib.sha256(covered).digest()).decode() + ", sha-256"


def answered(peer: Peer, mic: str, signed: bool) -> tuple[tuple[tuple[str, str], ...], bytes]:
    """Headers and body of a receipt that `openssl` signs."""
    fields = f"Original-Message-ID: {ID}\r\nDisposition: automatic-action/MDN-sent-automatically; processed\r\n"
    report = b"--r\r\n\r\nok\r\n--r\r\nContent-Type: message/disposition-notification\r\n\r\n"
    report += f"{fields}Received-content-MIC: {mic}\r\n\r\n--r--\r\n".encode()
    kind, body = "multipart/report; report-type=disposition-notification; boundary=r", report
    if signed:
        whole = f"Content-Type: {kind}\r\n\r\n".encode() + report
        kind, body = two_parts(whole, peer.signature(whole))
    return headers(kind), body


@pytest.mark.parametrize(("sign", "seal", "compress"), LAYERS)
def test_1_to_6_every_wrapping_goes_and_every_receipt_is_read(
    peer: Peer, sign: bool, seal: bool, compress: str
) -> None:
    for ask, later in RECEIPTS:
        url = "https://as2.example/ours" if later else ""
        agreed = agreement(sign=sign, encrypt=seal, compress=ORDERS[compress], ask=ask, receipt_url=url)
        sent = send(EDI, agreed, ID, NOW)
        assert bool(value(sent.headers, "Disposition-Notification-To")) == (ask != "none")
        assert bool(value(sent.headers, "Disposition-Notification-Options")) == (ask == "signed")
        assert value(sent.headers, "Receipt-Delivery-Option") == (url if ask != "none" else "")
        if ask == "none":
            assert unwrapped(peer, sent) == (EDI, sent.mic)
            continue
        rows, body = answered(peer, sent.mic, ask == "signed")
        assert original_message_id(rows, body) == ID
        got = read_receipt(rows, body, agreed, sent, NOW)
        assert (got.outcome, got.message_id) == ("delivered", ID), got.detail


@pytest.mark.parametrize("cipher", ["3des-cbc", "aes128-cbc", "aes192-cbc", "aes128-gcm", "aes192-gcm", "aes256-gcm"])
def test_1_the_peer_opens_every_cipher(peer: Peer, cipher: str) -> None:
    for oaep in (False, True):
        sent = send(EDI * 5000, agreement(cipher=cipher, oaep=oaep, compress="sign then compress"), ID, NOW)
        assert unwrapped(peer, sent) == (EDI * 5000, sent.mic)


def refusal(got: Any) -> str:
    return got.disposition.rpartition(" ")[2]


def test_9_every_refusal_has_its_hash_and_a_signed_receipt_and_a_mic_where_the_content_was_reached(peer: Peer) -> None:
    signed, body, mic = built(peer, True, False, "")
    named = signed, body.replace(b"X-Odd:   kept ", b"Content-Disposition: attachment; filename=../x")
    illegal = b'Content-Type: text/plain; name="../x"\r\n\r\nx'
    kind, whole = two_parts(illegal, peer.signature(illegal))
    for (sort, content), changes, word, told in (
        ((signed, body), {}, "insufficient-message-security", f"{mic}, sha-256"),
        (named, {"must_be_encrypted": False}, "integrity-check-failed", None),
        ((kind, whole), {"must_be_encrypted": False, "keep_file_names": True}, "illegal-filename", None),
        (("text/plain", EDI), {}, "insufficient-message-security", None),
        (("application/pkcs7-mime", peer.sealed(illegal)), {}, "decryption-failed", ""),
        (("application/pkcs7-mime", peer.sealed(illegal, cipher="des3")), {}, "insufficient-message-security", ""),
        ((signed, body), {"their_pins": ()}, "authentication-failed", ""),
        (("application/pkcs7-mime", b"0"), {}, "unexpected-processing-error", ""),
        ((signed, body[:-20]), {}, "unexpected-processing-error", ""),
    ):
        got = receive(headers(sort, *SIGNED_WISH), content, agreement(**changes), NOW)
        assert (got.outcome, refusal(got)) == ("refused", word), got.detail
        assert got.body_sha256 == hashlib.sha256(content).digest()
        assert (got.mic == told) if told is not None else got.mic.endswith(", sha-256")
        assert value(got.mdn.headers, "Content-Type").startswith("multipart/signed")
        assert (f"Received-content-MIC: {got.mic}\r\n".encode() in got.mdn.body) == bool(got.mic)
        report, signature = parts(got.mdn.body, parameters(value(got.mdn.headers, "Content-Type"))[1]["boundary"])
        assert peer.verified(report, signature.partition(b"\r\n\r\n")[2]) == report
