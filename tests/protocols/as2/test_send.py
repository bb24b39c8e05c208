"""What we send, opened by the `openssl` command; what its receipts, and forged ones, prove."""

from __future__ import annotations

import itertools
import zlib
from dataclasses import replace
from datetime import timedelta

import pytest
from asn1crypto import cms
from hypothesis import given, settings
from hypothesis import strategies as st
from openssl_peer import EDI, NOW, Peer, agreement, key, them, two_parts, us

from edigw.protocols.as2.agreement import Agreement
from edigw.protocols.as2.mime import read_entity, split_parts, value
from edigw.protocols.as2.receive import receive
from edigw.protocols.as2.refused import Refused
from edigw.protocols.as2.send import Receipt, Sent, read_receipt, send

ID = "<1@us>"


def theirs(agreed: Agreement) -> Agreement:
    """The same agreement from the other side."""
    return replace(agreed, our_name="THEM", their_name="US", our_keys=(them(),), their_pins=(us().pin,))


@pytest.mark.parametrize(
    ("sign", "seal", "compress"),
    list(itertools.product((False, True), (False, True), (None, "compress then sign", "sign then compress"))),
)
@pytest.mark.parametrize("cipher", ["aes256-cbc", "3des-cbc"])
def test_1_to_3_the_peer_opens_what_we_wrap(
    peer: Peer, sign: bool, seal: bool, compress: str | None, cipher: str
) -> None:
    agreed = agreement(sign=sign, encrypt=seal, compress=compress, cipher=cipher)
    sent = send(EDI, agreed, ID, NOW)
    kind, body = value(sent.headers, "Content-Type"), sent.body
    if seal:
        opened = read_entity(peer.opened(body))
        kind, body = value(opened.headers, "Content-Type"), opened.body
    while not kind.startswith("application/edi-x12"):
        if kind.startswith("multipart/signed"):
            part, signature = split_parts(body, kind.rpartition("boundary=")[2].strip('"'))
            assert peer.verified(part, read_entity(signature).body) == part
            inner = read_entity(part)
        else:
            packed = cms.ContentInfo.load(body)["content"]["encap_content_info"]["content"].native
            inner = read_entity(zlib.decompress(packed))
        kind, body = value(inner.headers, "Content-Type"), inner.body
    assert body == EDI


@pytest.mark.parametrize("pss", [False, True])
@pytest.mark.parametrize("oaep", [False, True])
@pytest.mark.parametrize("digest", ["sha256", "sha384", "sha512"])
def test_7_digests_and_paddings(peer: Peer, pss: bool, oaep: bool, digest: str) -> None:
    agreed = agreement(pss=pss, oaep=oaep, digest=digest)
    sent = send(EDI, agreed, ID, NOW)
    opened = read_entity(peer.opened(sent.body))
    boundary = value(opened.headers, "Content-Type").rpartition("boundary=")[2].strip('"')
    part, signature = split_parts(opened.body, boundary)
    assert peer.verified(part, read_entity(signature).body) == part


@settings(max_examples=80, deadline=None)
@given(
    st.binary(max_size=500),
    st.sampled_from(["", "a b.edi", "Ä€.txt", "q'%.x"]),
    st.sampled_from([None, "compress then sign", "sign then compress"]),
    st.sampled_from(["aes128-gcm", "aes256-gcm", "aes192-cbc"]),
    st.sampled_from(["none", "unsigned", "signed"]),
)
def test_4_5_13_any_payload_comes_through_and_its_receipt_proves_it(
    payload: bytes, name: str, compress: str | None, cipher: str, ask: str
) -> None:
    agreed = agreement(compress=compress, cipher=cipher, ask=ask, keep_file_names=True)
    sent = send(payload, agreed, ID, NOW, file_name=name)
    got = receive(sent.headers, sent.body, theirs(agreed), NOW)
    assert [(row.content, row.file_name) for row in got.payloads] == [(payload, name)]
    assert got.mic == sent.mic
    assert (got.mdn is None) == (ask == "none")
    if got.mdn:
        assert read_receipt(got.mdn.headers, got.mdn.body, agreed, sent, NOW).outcome == "delivered"


def report(sent: Sent, mic: str = "", told: str = "processed", original: str = ID) -> bytes:
    fields = f"Original-Message-ID: {original}\r\nDisposition: automatic-action/MDN-sent-automatically; {told}\r\n"
    fields += f"Received-content-MIC: {mic or sent.mic}\r\n"
    head = b"Content-Type: multipart/report; report-type=disposition-notification; boundary=r\r\n\r\n"
    parts = (
        b"--r\r\nContent-Type: text/plain\r\n\r\nok\r\n--r\r\nContent-Type: message/disposition-notification\r\n\r\n"
    )
    return head + parts + fields.encode() + b"\r\n--r--\r\n"


def judged(entity: bytes, signature: bytes | None, sent: Sent | None, delivered: bool = False) -> Receipt:
    if signature is None:
        part = read_entity(entity)
        kind, body = value(part.headers, "Content-Type"), part.body
    else:
        kind, body = two_parts(entity, signature)
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
    import base64
    import hashlib

    sent = send(EDI, agreement(), ID, NOW)
    lf = base64.b64encode(hashlib.sha256(sent.covered.replace(b"\r\n", b"\n")).digest()).decode()
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


def test_36_nothing_goes_under_a_certificate_that_ended() -> None:
    for later in (NOW + timedelta(days=400), NOW - timedelta(days=400)):
        with pytest.raises(Refused):
            send(EDI, agreement(), ID, later)


def test_34_no_header_can_be_brought_in() -> None:
    for identity, media in (("<1@us>\r\nX: y", "text/plain"), (ID, "text/plain\r\nX: y")):
        with pytest.raises(Refused):
            send(EDI, agreement(), identity, NOW, media)
    sent = send(EDI, agreement(sign=False, encrypt=False), ID, NOW, file_name='a"\r\nX: y')
    assert not value(sent.headers, "X")
