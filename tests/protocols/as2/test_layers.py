"""Each layer at most once, and sealed only outermost."""

import pytest
from openssl_peer import ENTITY, NOW, Peer, agreement, two_parts, us

from edigw.protocols.as2.enveloped import seal
from edigw.protocols.as2.layers import peel
from edigw.protocols.as2.mime import read_entity
from edigw.protocols.as2.refused import Refused


def test_29_layers_are_what_was_observed(peer: Peer) -> None:
    kind, body = two_parts(ENTITY, peer.signature(ENTITY))
    outer = read_entity(f"Content-Type: {kind}\r\n\r\n".encode() + body)
    seen = peel(outer, agreement(must_be_encrypted=False), NOW)
    assert (seen.covered, seen.cipher, seen.compressed) == (ENTITY, None, False)
    with pytest.raises(Refused, match="not encrypted"):
        peel(outer, agreement(), NOW)


def test_33_sealed_inside_of_sealed_is_refused() -> None:
    entity = ENTITY
    for _ in range(2):
        entity = b"Content-Type: application/pkcs7-mime\r\n\r\n" + seal(entity, us().pin, "aes256-gcm", False)
    with pytest.raises(Refused, match="inside of another"):
        peel(read_entity(entity), agreement(must_be_signed=False), NOW)
