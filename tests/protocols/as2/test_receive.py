"""What comes from a partner that is the `openssl` command: accepted and answered, or refused by the right word."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import replace
from datetime import timedelta

import pytest
from asn1crypto import cms, core
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.ciphers import Cipher, modes
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openssl_peer import (
    EDI,
    ENTITY,
    NOW,
    SIGNED_WISH,
    Peer,
    agreement,
    built,
    headers,
    key,
    packed,
    smime,
    them,
    two_parts,
    us,
)  # fmt: skip

from edigw.protocols.as2.agreement import Limits
from edigw.protocols.as2.mime import value
from edigw.protocols.as2.receive import Earlier, allowed, receive

SEALED = "application/pkcs7-mime; smime-type=enveloped-data"


@pytest.mark.parametrize("md", ["sha1", "sha384", "sha512"])
def test_7_the_mic_is_of_the_signatures_digest_and_sha1_only_by_name(peer: Peer, md: str) -> None:
    kind, body = two_parts(ENTITY, peer.signature(ENTITY, md=md))
    agreed = agreement(must_be_encrypted=False)
    got = receive(headers(kind), body, agreed, NOW)
    if md == "sha1":
        assert got.disposition.endswith("insufficient-message-security")
        got = receive(headers(kind), body, replace(agreed, digests=("sha1",)), NOW)
    assert got.mic == base64.b64encode(hashlib.new(md, ENTITY).digest()).decode() + ", " + md.replace(
        "sha", "sha-", md != "sha1"
    )


def test_9_11_a_refusal_has_a_signed_receipt_only_where_one_was_asked_for() -> None:
    got = receive(headers("text/plain", *SIGNED_WISH), EDI, agreement(), NOW)
    assert value(got.mdn.headers, "Content-Type").startswith("multipart/signed")
    assert b"processed/error: insufficient-message-security" in got.mdn.body
    assert receive(headers("text/plain"), EDI, agreement(), NOW).mdn is None


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("signed-receipt-protocol=required, pgp; signed-receipt-micalg=optional, sha1",
         "failed/failure: unsupported format"),
        ("signed-receipt-protocol=optional, pkcs7-signature; signed-receipt-micalg=required, md2",
         "failed/failure: unsupported MIC-algorithms"),
        ("signed-receipt-protocol=optional, pkcs7-signature; signed-receipt-micalg=optional, sha1",
         "failed/failure: unsupported MIC-algorithms"),
    ],
)  # fmt: skip
def test_10_what_cannot_be_signed_as_asked(asked: str, told: str) -> None:
    wish = (SIGNED_WISH[0], ("Disposition-Notification-Options", asked))
    got = receive(headers("text/plain", *wish), EDI, agreement(must_be_signed=False, must_be_encrypted=False), NOW)
    assert got.disposition.endswith(told)


def test_7_10_a_receipt_is_signed_by_an_agreed_digest_alone() -> None:
    agreed = agreement(must_be_signed=False, must_be_encrypted=False)
    options = "signed-receipt-protocol=optional, pkcs7-signature; signed-receipt-micalg=optional, {}"
    for asked, by in (("sha1, sha384", "sha-384"), ("sha1", "sha-256"), ("sha512", "sha-512")):
        wish = (SIGNED_WISH[0], ("Disposition-Notification-Options", options.format(asked)))
        got = receive(headers("text/plain", *wish), EDI, agreed, NOW)
        assert f"micalg={by};" in value(got.mdn.headers, "Content-Type"), asked
        assert not got.mic or got.mic.endswith(by)


def test_17_an_unknown_partner_gets_a_receipt_and_no_error() -> None:
    got = receive(headers("text/plain", *SIGNED_WISH), EDI, None, NOW)
    assert (got.status, got.disposition.rpartition(" ")[2]) == (200, "unknown-trading-relationship")
    assert got.mdn is not None


def test_18_the_same_again_gets_the_stored_receipt_and_other_content_an_alarm() -> None:
    agreed = agreement(must_be_signed=False, must_be_encrypted=False)
    first = receive(headers("text/plain", *SIGNED_WISH), EDI, agreed, NOW)
    stored = Earlier(first.body_sha256, first.mic, first.mdn)
    again = receive(headers("text/plain", *SIGNED_WISH), EDI, agreed, NOW, stored)
    assert (again.outcome, again.mdn) == ("repeated", first.mdn)
    other = receive(headers("text/plain", *SIGNED_WISH), EDI + b"x", agreed, NOW, stored)
    assert (other.outcome, bool(other.alarm), other.payloads) == ("refused", True, ())


def test_18_a_refusal_is_kept_as_well_and_poisons_nothing(peer: Peer) -> None:
    kind, body = two_parts(ENTITY, peer.signature(ENTITY))
    agreed = agreement(must_be_encrypted=False)
    forged = receive(headers(kind, *SIGNED_WISH), body.replace(b"850", b"860"), agreed, NOW)
    assert forged.outcome == "refused" and forged.mdn is not None
    stored = Earlier(forged.body_sha256, forged.mic, forged.mdn, forged.url, accepted=False)
    later = NOW + timedelta(days=30)
    again = receive(headers(kind, *SIGNED_WISH), body.replace(b"850", b"860"), agreed, later, stored)
    assert (again.outcome, again.mdn) == ("repeated", forged.mdn)
    good = receive(headers(kind, *SIGNED_WISH), body, agreed, NOW, stored)
    assert (good.outcome, good.alarm) == ("accepted", "")
    kept = Earlier(good.body_sha256, good.mic, good.mdn)
    third = receive(headers(kind, *SIGNED_WISH), body.replace(b"850", b"860"), agreed, NOW, kept)
    assert (third.outcome, third.alarm, third.mdn == good.mdn) == ("refused", "", False)


def test_18_the_same_content_sealed_anew_gets_the_same_receipt(peer: Peer) -> None:
    kind, body = two_parts(ENTITY, peer.signature(ENTITY))
    entity = f"Content-Type: {kind}\r\n\r\n".encode() + body
    first = receive(headers(SEALED, *SIGNED_WISH), peer.sealed(entity), agreement(), NOW)
    stored = Earlier(first.body_sha256, first.mic, first.mdn)
    again = receive(headers(SEALED, *SIGNED_WISH), peer.sealed(entity), agreement(), NOW, stored)
    assert (again.outcome, again.mdn, again.payloads) == ("repeated", first.mdn, ())


def test_17_18_even_a_stranger_gets_the_same_again() -> None:
    got = receive(headers("text/plain", *SIGNED_WISH), EDI, None, NOW)
    assert got.body_sha256 == hashlib.sha256(EDI).digest() and got.mdn is not None
    stored = Earlier(got.body_sha256, got.mic, got.mdn, accepted=False)
    again = receive(headers("text/plain", *SIGNED_WISH), EDI, None, NOW + timedelta(days=1), stored)
    assert (again.outcome, again.mdn, again.url) == ("repeated", got.mdn, "")


def refusal(body: bytes, kind: str, **changes: object) -> str:
    got = receive(headers(kind), body, agreement(**changes), NOW)
    assert (got.outcome, got.payloads) == ("refused", ())
    return got.disposition.rpartition(" ")[2]


def test_25_a_signature_wrapped_around_other_content(peer: Peer) -> None:
    kind, body = two_parts(ENTITY, peer.signature(ENTITY))
    evil = b"--==b (1)\r\nContent-Type: text/plain\r\n\r\nevil\r\n"
    assert refusal(evil + body, kind, must_be_encrypted=False) == "authentication-failed"
    with_content = peer.signature(ENTITY, "-nodetach")
    kind, body = two_parts(ENTITY.replace(b"850", b"860"), with_content)
    assert refusal(body, kind, must_be_encrypted=False) == "authentication-failed"
    kind, body = two_parts(ENTITY.replace(b"850", b"860"), peer.signature(ENTITY))
    assert refusal(body, kind, must_be_encrypted=False) == "integrity-check-failed"
    kind, body = two_parts(ENTITY, peer.signature(ENTITY, "-noattr"))
    assert refusal(body, kind, must_be_encrypted=False) == "authentication-failed"


def test_26_27_zero_and_two_signers(peer: Peer) -> None:
    info = cms.ContentInfo.load(peer.signature(ENTITY))
    info["content"]["signer_infos"] = []
    kind, body = two_parts(ENTITY, info.dump(force=True))
    assert refusal(body, kind, must_be_encrypted=False) == "authentication-failed"
    peer.keep("other", key("other", "other"))
    two = peer.signature(ENTITY, "-signer", "other.crt", "-inkey", "other.key")
    kind, body = two_parts(ENTITY, two)
    assert refusal(body, kind, must_be_encrypted=False) == "authentication-failed"


def test_28_the_same_common_name_in_another_certificate(peer: Peer) -> None:
    peer.keep("twin", key("twin", "them"))
    kind, body = two_parts(ENTITY, peer.signature(ENTITY, by="twin"))
    assert refusal(body, kind, must_be_encrypted=False) == "authentication-failed"


@pytest.mark.parametrize(("sign", "compress"), [(False, ""), (True, ""), (False, "first"), (True, "last")])
def test_29_what_says_that_it_is_sealed_and_is_not(peer: Peer, sign: bool, compress: str) -> None:
    kind, body, _ = built(peer, sign, False, compress)
    kind = kind.replace("compressed-data", "enveloped-data")
    assert refusal(body, kind, must_be_signed=False) == "insufficient-message-security"


def test_30_no_way_to_break_a_sealed_message_is_told_from_another(peer: Peer) -> None:
    kind, signed, _ = built(peer, True, False, "")
    der = peer.sealed(f"Content-Type: {kind}\r\n\r\n".encode() + signed)
    told = {refusal(der[:-1] + bytes([der[-1] ^ flip]), SEALED) for flip in range(1, 256)}
    told |= {refusal(_longer(der, bytes(15) + bytes([n])), SEALED) for n in range(256)}
    for at in range(2, 900, 17):  # certificates and headers beside the signature are in nobody's hash
        got = receive(headers(SEALED), der[:-at] + bytes([der[-at] ^ 1]) + der[-at + 1 :], agreement(), NOW)
        assert [row.content for row in got.payloads] in ([], [EDI])
        told |= {got.disposition.rpartition(" ")[2]} - {"processed"}
    told |= {refusal(peer.sealed(ENTITY), SEALED), refusal(peer.sealed(ENTITY, to="them.crt"), SEALED)}
    assert told == {"decryption-failed"}


def test_30_the_receipts_of_all_failures_are_the_same_to_the_byte(peer: Peer) -> None:
    kind, signed, _ = built(peer, True, False, "")
    der, wish = peer.sealed(f"Content-Type: {kind}\r\n\r\n".encode() + signed), (*SIGNED_WISH[:1],)
    broken = [der[:-1] + bytes([der[-1] ^ 1]), peer.sealed(ENTITY, to="them.crt"), peer.sealed(ENTITY), der[:-16]]
    broken += [_longer(der, bytes(15) + bytes([n])) for n in range(256)]
    broken += [peer.sealed(f"Content-Type: {kind}\r\n\r\n".encode() + signed.replace(b"850", b"860")), der[:50]]
    got = [receive(headers(SEALED, *wish), each, agreement(), NOW) for each in broken]
    assert len({(one.mdn.headers, one.mdn.body, one.mic, one.status) for one in got if one.mdn}) == 1


def test_30_not_even_a_signature_that_holds_tells_of_padding_that_does_not(peer: Peer) -> None:
    kind, signed, _ = built(peer, True, False, "")
    clear = f"Content-Type: {kind}\r\n\r\n".encode() + signed
    clear += b"\n" * ((8 - len(clear)) % 16)
    key, iv, public = bytes(32), bytes(16), us().private.public_key()
    for fill, outcome in ((b"\x08" * 8, "accepted"), (b" " * 8, "refused")):
        machine = Cipher(AES(key), modes.CBC(iv)).encryptor()
        info = cms.ContentInfo.load(peer.sealed(ENTITY))
        info["content"]["recipient_infos"][0].chosen["encrypted_key"] = public.encrypt(key, PKCS1v15())
        sealed = info["content"]["encrypted_content_info"]
        sealed["content_encryption_algorithm"]["parameters"] = core.OctetString(iv)
        sealed["encrypted_content"] = machine.update(clear + fill) + machine.finalize()
        got = receive(headers(SEALED, *SIGNED_WISH), info.dump(force=True), agreement(), NOW)
        assert (got.outcome, bool(got.mic)) == (outcome, outcome == "accepted"), got.detail


def _longer(der: bytes, blocks: bytes) -> bytes:
    """The envelope with blocks behind its ciphertext: a random one, and the last one again (a probe for padding)."""
    info = cms.ContentInfo.load(der)
    sealed = info["content"]["encrypted_content_info"]
    text = sealed["encrypted_content"].native
    sealed["encrypted_content"] = text + blocks[:16] + text[-16:]
    return info.dump(force=True)


@pytest.mark.parametrize(
    ("cipher", "more"),
    [("aes-128-gcm", ()), ("aes-256-gcm", ("-keyopt", "rsa_padding_mode:oaep")), ("aes-192-cbc", ()),
     ("aes-256-cbc", ("-keyopt", "rsa_padding_mode:oaep", "-keyopt", "rsa_oaep_md:sha256"))],
)  # fmt: skip
def test_30_ciphers_and_key_transports(peer: Peer, cipher: str, more: tuple[str, ...]) -> None:
    der = peer.cms(ENTITY, "-encrypt", f"-{cipher}", "-outform", "DER", "-recip", "us.crt", *more)
    assert receive(headers(SEALED), der, agreement(must_be_signed=False), NOW).outcome == "accepted"
    assert refusal(peer.sealed(ENTITY, cipher="des3"), SEALED, must_be_signed=False) == "insufficient-message-security"
    flagged = agreement(must_be_signed=False, ciphers=("3des-cbc",))
    assert receive(headers(SEALED), peer.sealed(ENTITY, cipher="des3"), flagged, NOW).outcome == "accepted"


def test_32_34_message_ids_and_headers() -> None:
    agreed = agreement(must_be_signed=False, must_be_encrypted=False)
    odd = '<../../etc/"x"\\' + "y" * 1000 + "@z>"
    rows = tuple((name, odd if name == "Message-ID" else held) for name, held in headers("text/plain", *SIGNED_WISH))
    assert f"Original-Message-ID: {odd}\r\n".encode() in receive(rows, EDI, agreed, NOW).mdn.body
    rows = tuple((name, "<a>\r\nX: y" if name == "Message-ID" else held) for name, held in rows)
    assert receive(rows, EDI, agreed, NOW).status == 400
    assert receive((), EDI, agreed, NOW).status == 400


def test_33_bombs_are_stopped() -> None:
    plain = {"must_be_signed": False, "must_be_encrypted": False}
    kind = "application/pkcs7-mime"
    bomb = packed(b"a: b\r\n\r\n" + bytes(50_000_000))
    assert refusal(bomb, kind, limits=Limits(size=10_000_000), **plain) == "decompression-failed"
    assert refusal(bomb, kind, **plain) == "decompression-failed"  # the ratio
    assert refusal(packed(smime(packed(ENTITY))), kind, **plain) == "decompression-failed"
    assert refusal(b"\x30\x80" * 5000, kind, **plain) == "unexpected-processing-error"
    assert refusal(b"\x30\x88\x7f" + b"\xff" * 7, kind, **plain) == "unexpected-processing-error"


@pytest.mark.parametrize(
    "url",
    ["http://evil.example/", "http://as2.example@evil.example/", "file://as2.example/x", "http://as2.example\\@x/",
     "//as2.example"],
)  # fmt: skip
def test_35_a_receipt_goes_to_agreed_hosts_only(url: str) -> None:
    agreed = agreement(must_be_signed=False, must_be_encrypted=False)
    got = receive(headers("text/plain", *SIGNED_WISH, ("Receipt-Delivery-Option", url)), EDI, agreed, NOW)
    assert (got.outcome, got.url) == ("refused", "")
    assert not allowed(url, agreed)


def test_36_certificates_overlap_and_end(peer: Peer) -> None:
    old, new = key("old", "them", -300, 10), them()
    peer.keep("old", old)
    for by in ("old", "them"):
        kind, body = two_parts(ENTITY, peer.signature(ENTITY, by=by))
        got = receive(headers(kind), body, agreement(must_be_encrypted=False, their_pins=(old.pin, new.pin)), NOW)
        assert got.outcome == "accepted"
        assert len(got.warnings) == 1
    over = key("over", "them", -300, -1)
    peer.keep("over", over)
    kind, body = two_parts(ENTITY, peer.signature(ENTITY, by="over"))
    assert refusal(body, kind, must_be_encrypted=False, their_pins=(over.pin, new.pin)) == "authentication-failed"


def test_37_an_envelope_for_several(peer: Peer) -> None:
    der = peer.sealed(ENTITY, "them.crt")
    assert receive(headers(SEALED), der, agreement(must_be_signed=False), NOW).outcome == "accepted"


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=300), st.binary(max_size=2000))
def test_4_any_bytes_never_end_in_an_error(odd: bytes, body: bytes) -> None:
    agreed = agreement(must_be_signed=False, must_be_encrypted=False)
    got = receive(headers("application/octet-stream"), body, agreed, NOW)
    assert got.payloads[0].content == body
    for kind in (
        "application/pkcs7-mime",
        "multipart/signed; boundary=x",
        "multipart/mixed; boundary=x",
        odd.decode("latin-1"),
    ):
        assert receive(headers(kind, *SIGNED_WISH), body, agreed, NOW).outcome in ("accepted", "refused")
