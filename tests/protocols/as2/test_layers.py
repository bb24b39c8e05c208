"""Each layer at most once, and sealed only outermost."""

from openssl_peer import ENTITY, NOW, Peer, agreement, two_parts, us
from openssl_peer import entity as read

from edigw.protocols.as2.content import held
from edigw.protocols.as2.layers import peel
from edigw.protocols.as2.sealing import seal


def test_29_layers_are_what_was_observed(peer: Peer) -> None:
    kind, body = two_parts(ENTITY, peer.signature(ENTITY))
    outer = read(f"Content-Type: {kind}\r\n\r\n".encode() + body)
    seen = peel(outer, agreement(must_be_encrypted=False), NOW)
    assert (seen.covered.whole(), seen.cipher, seen.compressed) == (ENTITY, None, False)
    refused = peel(outer, agreement(), NOW)
    assert "not encrypted" in str(refused.refused) and not refused.stopped


def test_33_sealed_inside_of_sealed_is_refused() -> None:
    entity = ENTITY
    for _ in range(2):
        entity = (
            b"Content-Type: application/pkcs7-mime\r\n\r\n" + seal(held(entity), us().pin, "aes256-gcm", False).whole()
        )
    seen = peel(read(entity), agreement(must_be_signed=False), NOW)
    assert "inside of another" in str(seen.refused) and seen.stopped
