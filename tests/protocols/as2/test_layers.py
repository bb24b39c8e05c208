"""Each layer at most once, and sealed only outermost."""

import pytest
from asn1crypto import cms
from openssl_peer import ENTITY, NOW, Peer, agreement, entity, two_parts, us

from edigw.protocols.as2 import layers
from edigw.protocols.as2.content import held
from edigw.protocols.as2.layers import peel
from edigw.protocols.as2.sealing import seal


def test_29_layers_are_what_was_observed(peer: Peer) -> None:
    kind, body = two_parts(ENTITY, peer.signature(ENTITY))
    outer = entity(f"Content-Type: {kind}\r\n\r\n".encode() + body)
    seen = peel(outer, agreement(must_be_encrypted=False), NOW)
    assert (seen.covered.whole(), seen.cipher, seen.compressed) == (ENTITY, None, False)
    refused = peel(outer, agreement(), NOW)
    assert "not encrypted" in str(refused.refused) and not refused.stopped


def test_33_sealed_inside_of_sealed_is_refused() -> None:
    nested = ENTITY
    for _ in range(2):
        sealed = seal(held(nested), us().pin, "aes256-gcm", False)
        nested = b"Content-Type: application/pkcs7-mime\r\n\r\n" + sealed.whole()
    seen = peel(entity(nested), agreement(must_be_signed=False), NOW)
    assert "inside of another" in str(seen.refused) and seen.stopped


def test_30_bad_padding_takes_the_same_way_as_good(peer: Peer, monkeypatch: pytest.MonkeyPatch) -> None:
    kind, signed = two_parts(ENTITY, peer.signature(ENTITY))
    info = cms.ContentInfo.load(peer.sealed(f"Content-Type: {kind}\r\n\r\n".encode() + signed))
    sealed = info["content"]["encrypted_content_info"]
    text, ways, paddings = sealed["encrypted_content"].native, set(), set()
    called: list[str] = []
    for name in ("read_entity", "split_parts", "verify"):
        real = getattr(layers, name)
        monkeypatch.setattr(layers, name, lambda *given, name=name, real=real: (called.append(name), real(*given))[1])
    for probe in range(256):
        sealed["encrypted_content"] = text + bytes(15) + bytes([probe]) + text[-16:]
        outer = entity(b"Content-Type: application/pkcs7-mime\r\n\r\n" + info.dump(force=True))
        called.clear()
        seen = peel(outer, agreement(), NOW)
        assert seen.refused is not None and seen.refused.modifier == "decryption-failed"
        ways.add(tuple(called))
        paddings.add(seen.sound)
    assert (len(ways), paddings) == (1, {True, False})
