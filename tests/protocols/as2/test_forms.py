"""The many forms that one message may have: streamed CMS, other keys and paddings, encodings, attachments, files."""

from __future__ import annotations

import base64
import io
import zlib
from dataclasses import replace
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openssl_peer import (
    EDI,
    ENTITY,
    NOW,
    Peer,
    agreement,
    compressed_data,
    entity,
    headers,
    key,
    packed,
    parts,
    smime,
    them,
    two_parts,
    us,
)  # fmt: skip

from edigw.protocols.as2.agreement import Agreement, Key, Limits, Pin
from edigw.protocols.as2.content import held
from edigw.protocols.as2.mime import parameters, value
from edigw.protocols.as2.payload import Payload
from edigw.protocols.as2.receipts import original_message_id
from edigw.protocols.as2.receive import Decision, receive
from edigw.protocols.as2.refused import Refused
from edigw.protocols.as2.send import send

BIG = b"Content-Type: application/edi-x12\r\n\r\n" + EDI * 20_000
SEALED = "application/pkcs7-mime; smime-type=enveloped-data"


def taken(body: bytes, kind: str, agreed: Agreement, more: tuple[tuple[str, str], ...] = ()) -> list[Decision]:
    """The same message in memory, and as a file."""
    both = [receive(headers(kind, *more), body, agreed, NOW)]
    both.append(receive(headers(kind, *more), io.BytesIO(body), agreed, NOW, None, io.BytesIO))
    assert both[0].mic == both[1].mic and both[0].disposition == both[1].disposition
    return both


def accepted(body: bytes, kind: str, agreed: Agreement, content: bytes = BIG, more: Any = ()) -> None:
    for got in taken(body, kind, agreed, more):
        assert got.outcome == "accepted", got.detail
        assert [row.content for row in got.payloads] == [content.partition(b"\r\n\r\n")[2]]


@pytest.mark.parametrize("cipher", ["aes-256-cbc", "aes-128-cbc", "aes-256-gcm"])
@pytest.mark.parametrize("stream", [(), ("-stream",)])
def test_3_16_what_the_peer_writes_in_pieces(peer: Peer, cipher: str, stream: tuple[str, ...]) -> None:
    kind, body = two_parts(BIG, peer.signature(BIG))
    der = peer.sealed(f"Content-Type: {kind}\r\n\r\n".encode() + body, *stream, cipher=cipher)
    assert (der[1] == 0x80) == bool(stream)
    accepted(der, SEALED, agreement())
    coded = base64.encodebytes(der)
    accepted(coded, SEALED, agreement(), more=(("Content-Transfer-Encoding", "base64"),))
    accepted(coded, SEALED, agreement())  # also where it is not told


@pytest.mark.parametrize("cipher", ["aes-256-cbc", "aes-256-gcm"])
def test_16_the_peers_own_mime(peer: Peer, cipher: str) -> None:
    signing = ("-sign", "-signer", "them.crt", "-inkey", "them.key", "-md", "sha256", "-stream")
    signed = peer.cms(BIG, *signing)  # an entity, its signature in base64
    sealed = entity(peer.cms(signed, "-encrypt", f"-{cipher}", "-stream", "us.crt"))
    assert value(sealed.headers, "Content-Transfer-Encoding") == "base64"
    rows = tuple(row for row in sealed.headers if row[0] == "Content-Transfer-Encoding")
    accepted(sealed.body.whole(), value(sealed.headers, "Content-Type"), agreement(), more=rows)


def in_pieces(stream: bytes, size: int) -> bytes:
    """CompressedData of no length, its content in pieces."""
    whole = compressed_data(b"")
    assert whole.endswith(b"\xa0\x02\x04\x00")
    oids = (bytes.fromhex("060b2a864886f70d0109100109"), bytes.fromhex("020100300d060b2a864886f70d0109100308"))
    pieces = b"".join(b"\x04\x82" + len(each).to_bytes(2, "big") + each
                      for each in (stream[at : at + size] for at in range(0, len(stream), size)))  # fmt: skip
    data = bytes.fromhex("06092a864886f70d010701") + b"\xa0\x80\x24\x80" + pieces + bytes(4)
    return b"\x30\x80" + oids[0] + b"\xa0\x80\x30\x80" + oids[1] + b"\x30\x80" + data + bytes(2 * 4)


@pytest.mark.parametrize("size", [1, 300, 50_000])
def test_3_compressed_in_pieces(size: int) -> None:
    der = in_pieces(zlib.compress(BIG), size)
    plain = agreement(must_be_signed=False, must_be_encrypted=False)
    accepted(der, "application/pkcs7-mime; smime-type=compressed-data", plain)
    for got in taken(der + b"x", "application/pkcs7-mime", plain) + taken(der[:-1], "application/pkcs7-mime", plain):
        assert got.disposition.endswith("decompression-failed")


@pytest.mark.parametrize(
    "more",
    [("-keyid",), ("-nocerts",), ("-nosmimecap",), ("-keyopt", "rsa_padding_mode:pss"),
     ("-keyopt", "rsa_padding_mode:pss", "-keyopt", "rsa_pss_saltlen:20")],
)  # fmt: skip
@pytest.mark.parametrize("md", ["sha256", "sha512"])
def test_7_signatures_of_every_kind(peer: Peer, more: tuple[str, ...], md: str) -> None:
    kind, body = two_parts(ENTITY, peer.signature(ENTITY, *more, md=md))
    accepted(body, kind, agreement(must_be_encrypted=False), ENTITY)
    evil, body = two_parts(ENTITY.replace(b"850", b"860"), peer.signature(ENTITY, *more, md=md))
    assert taken(body, evil, agreement(must_be_encrypted=False))[0].disposition.endswith("integrity-check-failed")


@pytest.mark.parametrize("curve", [ec.SECP256R1(), ec.SECP384R1()])
def test_28_a_signature_by_a_key_on_a_curve(peer: Peer, curve: ec.EllipticCurve) -> None:
    private = ec.generate_private_key(curve)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "them")])
    own = us().pin.certificate
    built = x509.CertificateBuilder(name, name, private.public_key(), 77).not_valid_before(own.not_valid_before_utc)
    pin = Pin(built.not_valid_after(own.not_valid_after_utc).sign(private, hashes.SHA256()))
    peer.keep("curve", Key(private, pin))
    agreed = agreement(must_be_encrypted=False, their_pins=(them().pin, pin))
    kind, body = two_parts(ENTITY, peer.signature(ENTITY, by="curve"))
    accepted(body, kind, agreed, ENTITY)
    kind, body = two_parts(ENTITY + b"x", peer.signature(ENTITY, by="curve"))
    assert taken(body, kind, agreed)[0].disposition.endswith("integrity-check-failed")
    got = taken(body, kind, replace(agreed, their_pins=(them().pin,)))[0]
    assert got.disposition.endswith("authentication-failed")


def test_37_by_key_identifier_and_for_the_second_of_our_keys(peer: Peer) -> None:
    new = key("new", "us", -1, 300)
    peer.keep("new", new)
    der = peer.cms(ENTITY, "-encrypt", "-aes-256-cbc", "-outform", "DER", "-keyid", "them.crt", "new.crt")
    accepted(der, SEALED, agreement(must_be_signed=False, our_keys=(us(), new)), ENTITY)
    assert taken(der, SEALED, agreement(must_be_signed=False))[0].disposition.endswith("decryption-failed")


def theirs(agreed: Agreement) -> Agreement:
    return replace(agreed, our_name="THEM", their_name="US", our_keys=(them(),), their_pins=(us().pin,))


@pytest.mark.parametrize("cipher", ["aes256-cbc", "aes256-gcm"])
@pytest.mark.parametrize("compress", [None, "compress then sign", "sign then compress"])
def test_31_38_several_attachments_go_and_come_as_files(peer: Peer, cipher: str, compress: Any) -> None:
    agreed = agreement(cipher=cipher, compress=compress, keep_file_names=True, limits=Limits(parts=3))
    invoice = Payload(held(io.BytesIO(b"%PDF" + bytes(range(256)) * 3000)), "application/pdf", "Rechnung Ä.pdf")
    note = Payload(held(b""), "text/plain", "")
    sent = send(io.BytesIO(EDI * 9000), agreed, "<1@us>", NOW, "application/edi-x12", "a.edi", (invoice, note),
                io.BytesIO)  # fmt: skip
    opened = receive(sent.headers, io.BytesIO(sent.body), theirs(agreed), NOW, None, io.BytesIO)
    assert opened.outcome == "accepted" and opened.mic == sent.mic
    assert [(row.media_type, row.file_name, row.content) for row in opened.payloads] == [
        ("application/edi-x12", "a.edi", EDI * 9000),
        ("application/pdf", "Rechnung Ä.pdf", invoice.content),
        ("text/plain", "", b""),
    ]
    few = receive(sent.headers, sent.body, replace(theirs(agreed), limits=Limits(parts=2)), NOW)
    assert few.disposition.endswith("unexpected-processing-error")
    der = peer.opened(sent.body)
    assert der.count(b"multipart/related") == (compress is None)


def test_31_every_way_to_write_a_file_name() -> None:
    plain = agreement(must_be_signed=False, must_be_encrypted=False, keep_file_names=True)
    for said, name in (
        ('attachment; filename="a b.edi"', "a b.edi"),
        ("attachment; filename=a.edi", "a.edi"),
        ("attachment; FILENAME*=iso-8859-1'de'%C4.edi", "Ä.edi"),
        ("attachment; filename*0=a; filename*1=b.edi", "ab.edi"),
        ("attachment; filename*=utf-8''..%2Fx", None),
        ("attachment; filename*=utf-8''a%00b", None),
        ("attachment; filename*=utf-8''a%E2%80%AEb", None),
        ('attachment; filename="/etc/x"', None),
        (f"attachment; filename={'x' * 300}", None),
    ):
        got = receive(headers("text/plain", ("Content-Disposition", said)), EDI, plain, NOW)
        if name is None:
            assert got.disposition.endswith("illegal-filename"), said
            loose = replace(plain, keep_file_names=False)
            got = receive(headers("text/plain", ("Content-Disposition", said)), EDI, loose, NOW)
            assert got.payloads[0].file_name == ""
        else:
            assert [row.file_name for row in got.payloads] == [name]


def test_16_a_part_in_base64_is_covered_as_it_stands_and_read_as_it_was(peer: Peer) -> None:
    coded = b"content-transfer-encoding: BASE64\r\nContent-Type:\r\n application/edi-x12\r\n\r\n"
    coded += base64.encodebytes(EDI)
    kind, body = two_parts(coded, peer.signature(coded))
    for got in taken(body, kind, agreement(must_be_encrypted=False)):
        assert (got.payloads[0].content, got.payloads[0].media_type) == (EDI, "application/edi-x12")
        assert got.seen is not None and got.seen.covered is not None and got.seen.covered.whole() == coded


def test_25_nothing_is_taken_from_beside_the_signed_part(peer: Peer) -> None:
    mixed = b"Content-Type: multipart/mixed; boundary=m\r\n\r\n--m\r\n\r\nevil\r\n--m\r\n"
    kind, body = two_parts(ENTITY, peer.signature(ENTITY))
    whole = mixed + f"Content-Type: {kind}\r\n\r\n".encode() + body + b"\r\n--m--\r\n"
    got = taken(whole.partition(b"\r\n\r\n")[2], "multipart/mixed; boundary=m", agreement(must_be_encrypted=False))
    assert {one.disposition.rpartition(" ")[2] for one in got} == {"insufficient-message-security"}
    twice = f"Content-Type: {kind}\r\n\r\n".encode() + body
    outer, wrapped = two_parts(twice, peer.signature(twice))
    got = taken(wrapped, outer, agreement(must_be_encrypted=False))
    assert {one.disposition.rpartition(" ")[2] for one in got} == {"unexpected-processing-error"}
    assert parts(body, parameters(kind)[1]["boundary"])[0] == ENTITY
    deep = b"Content-Type: text/plain\r\n\r\nx"
    for level in range(1000):
        deep = f"Content-Type: multipart/mixed; boundary=b{level}\r\n\r\n--b{level}\r\n".encode() + deep
        deep += f"\r\n--b{level}--\r\n".encode()
    body, plain = deep.partition(b"\r\n\r\n")[2], agreement(must_be_signed=False, must_be_encrypted=False)
    got = taken(body, "multipart/mixed; boundary=b999", plain)
    assert {one.outcome for one in got} == {"refused"}


def test_15_16_headers_in_odd_forms() -> None:
    plain = agreement(must_be_signed=False, must_be_encrypted=False)
    rows = (("as2-from", '"THEM"'), ("AS2-TO", " US "), ("MESSAGE-id", "no-brackets"), ("as2-version", "1.9"))
    got = receive(rows, EDI, plain, NOW)
    assert got.outcome == "accepted" and got.address is not None and got.address.message_id == "no-brackets"
    assert got.payloads[0].media_type == "application/octet-stream"
    assert receive((*rows[:2], ("Message-ID", "<x>"), ("AS2-To", "us")), EDI, plain, NOW).status == 400
    assert receive((*rows[:1], ("AS2-To", "us"), rows[2]), EDI, plain, NOW).disposition.endswith("trading-relationship")
    assert value(rows, "Message-Id") == "no-brackets" and smime(b"").endswith(b"\r\n\r\n")


def test_8_15_version_1_3_is_told_and_has_nothing_weak(peer: Peer) -> None:
    weak = agreement(digests=("sha1", "sha256"), ciphers=("3des-cbc", "aes128-cbc"), version="1.3")
    sent = send(EDI, replace(weak, cipher="aes256-gcm"), "<1@us>", NOW)
    assert value(sent.headers, "AS2-Version") == "1.3"
    assert "multiple-attachments" in value(sent.headers, "EDIINT-Features")
    for changes in ({"digest": "sha1"}, {"cipher": "3des-cbc"}):
        with pytest.raises(Refused, match=r"1\.3"):
            send(EDI, replace(weak, **changes), "<1@us>", NOW)
    for version, word in (("1.3", "insufficient-message-security"), ("1.2", "processed")):
        kind, body = two_parts(ENTITY, peer.signature(ENTITY, md="sha1"))
        asked = (("Disposition-Notification-To", "x"),)
        loose = replace(weak, version=version, must_be_encrypted=False, must_be_signed=False)
        got = receive(headers(kind, *asked), body, loose, NOW)
        assert got.mdn is not None and value(got.mdn.headers, "AS2-Version") == version
        assert got.disposition.endswith(word)
        assert receive(headers(SEALED), peer.sealed(ENTITY, cipher="des3"), loose, NOW).disposition.endswith(word)


ODD = [b"", b"\x30\x80", b"\x00\x00", b"\x24\x80", b"\x84\xff\xff\xff\xff", b"\r\n--==b (1)\r\n"]


def seeds(peer: Peer) -> list[tuple[str, bytes]]:
    kind, body = two_parts(ENTITY, peer.signature(ENTITY, "-keyid"))
    signed = f"Content-Type: {kind}\r\n\r\n".encode() + body
    sealed = [peer.sealed(signed), peer.sealed(ENTITY, "-stream"), peer.sealed(signed, "-stream", cipher="aes-128-gcm")]
    return [(kind, body), (SEALED, packed(signed)), *((SEALED, each) for each in sealed)]


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_30_33_whatever_is_altered_ends_in_one_decision_in_memory_and_in_a_file(
    kept: list[tuple[str, bytes]], data: st.DataObject
) -> None:
    kind, body = data.draw(st.sampled_from(kept))
    for _ in range(data.draw(st.integers(1, 3))):
        at, gone = data.draw(st.integers(0, len(body))), data.draw(st.sampled_from([0, 0, 1, 1, 30, 10_000]))
        odd = st.sampled_from(
            [b"", b"\x30\x80", b"\x00\x00", b"\x24\x80", b"\x84\xff\xff\xff\xff", b"\r\n--==b (1)\r\n"]
        )
        body = body[:at] + data.draw(odd | st.binary(max_size=9)) + body[at + gone :]
    agreed = agreement(must_be_signed=False, must_be_encrypted=False)
    assert len({(got.disposition, got.mic, len(got.payloads)) for got in taken(body, kind, agreed)}) == 1
    assert original_message_id(headers(kind), body) == ""


@pytest.fixture
def kept(peer: Peer) -> list[tuple[str, bytes]]:
    return seeds(peer)
