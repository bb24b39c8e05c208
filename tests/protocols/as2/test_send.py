"""What we send, opened by the `openssl` command."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openssl_peer import EDI, NOW, Peer, agreement, entity, parts, them, us

from edigw.protocols.as2.agreement import Agreement
from edigw.protocols.as2.mime import value
from edigw.protocols.as2.receipts import read_receipt
from edigw.protocols.as2.receive import receive
from edigw.protocols.as2.refused import Refused
from edigw.protocols.as2.send import send

ID = "<1@us>"


def theirs(agreed: Agreement) -> Agreement:
    """The same agreement from the other side."""
    return replace(agreed, our_name="THEM", their_name="US", our_keys=(them(),), their_pins=(us().pin,))


@pytest.mark.parametrize("pss", [False, True])
@pytest.mark.parametrize("oaep", [False, True])
@pytest.mark.parametrize("digest", ["sha256", "sha384", "sha512"])
def test_7_digests_and_paddings(peer: Peer, pss: bool, oaep: bool, digest: str) -> None:
    agreed = agreement(pss=pss, oaep=oaep, digest=digest)
    sent = send(EDI, agreed, ID, NOW)
    opened = entity(peer.opened(sent.body))
    boundary = value(opened.headers, "Content-Type").rpartition("boundary=")[2].strip('"')
    part, signature = parts(opened.body.whole(), boundary)
    assert peer.verified(part, entity(signature).body.whole()) == part


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
