"""Evidence holds against `openssl` alone, by the commands of its README, and falls with any altered byte."""

from __future__ import annotations

import re
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from evidence_reader import commands, unpack, wrong
from openssl_peer import EDI, ENTITY, NOW, SIGNED_WISH, Peer, agreement, headers, them, two_parts, us

from edigw.protocols.as2.agreement import Agreement
from edigw.protocols.as2.content import one
from edigw.protocols.as2.evidence import Exchange, Kept, bundle
from edigw.protocols.as2.layers import Peeled, peel
from edigw.protocols.as2.mime import Entity
from edigw.protocols.as2.receive import receive
from edigw.protocols.as2.send import send


def peeled(held: Any, body: bytes, agreed: Agreement) -> Peeled:
    content = one(body, None)
    lenient = replace(agreed, must_be_signed=False, must_be_encrypted=False)
    return peel(Entity(held, content, content), lenient, NOW)


def kept(held: Any, body: bytes, agreed: Agreement, signer: Any) -> Kept:
    seen = peeled(held, body, agreed)
    pem = signer.pin.certificate.public_bytes(Encoding.PEM).decode()
    if seen.covered is None or seen.signature is None:
        return Kept(held, body)
    return Kept(held, body, seen.covered.whole(), seen.signature.whole(), pem)


def sent(**changes: Any) -> Exchange:
    """We send, the partner (our own code, with its keys) answers."""
    agreed = agreement(**changes)
    theirs = replace(agreed, our_name="THEM", their_name="US", our_keys=(them(),), their_pins=(us().pin,))
    message = send(EDI, agreed, "<1@us>", NOW)
    answer = receive(message.headers, message.body, theirs, NOW)
    assert answer.outcome == "accepted" and message.covered is not None
    receipt = kept(answer.mdn.headers, answer.mdn.body, agreed, them()) if answer.mdn else None
    return Exchange(
        "out", "<1@us>", "US", "THEM", NOW, "DELIVERED", Kept(message.headers, message.body), message.mic,
        message.covered.whole(), (EDI,), receipt, NOW, us().pin.certificate.public_bytes(Encoding.PEM).decode(),
    )  # fmt: skip


def received(peer: Peer) -> Exchange:
    """The openssl command sends, we answer."""
    kind, body = two_parts(ENTITY, peer.signature(ENTITY))
    sealed = peer.sealed(f"Content-Type: {kind}\r\n\r\n".encode() + body)
    held = headers("application/pkcs7-mime; smime-type=enveloped-data", *SIGNED_WISH)
    answer = receive(held, sealed, agreement(), NOW)
    assert answer.outcome == "accepted" and answer.mdn
    ours = replace(agreement(), their_pins=(us().pin,))
    return Exchange(
        "in", "<a/1@them>", "THEM", "US", NOW, "ACCEPTED", kept(held, sealed, agreement(), them()), answer.mic, ENTITY,
        (EDI,), kept(answer.mdn.headers, answer.mdn.body, ours, us()), NOW,
    )  # fmt: skip


@pytest.mark.parametrize(
    "changes",
    [
        {}, {"digest": "sha512", "pss": True}, {"compress": "compress then sign"}, {"compress": "sign then compress"},
        {"encrypt": False, "must_be_encrypted": False}, {"digest": "sha1", "digests": ("sha1",)},
    ],
    ids=["plain", "sha512 pss", "compressed, signed", "signed, compressed", "not encrypted", "sha1"],
)  # fmt: skip
def test_what_we_sent_and_its_receipt(tmp_path: Path, changes: dict[str, Any]) -> None:
    folder = unpack(bundle(sent(**changes)), tmp_path / "x")
    assert wrong(folder) == []
    assert [command.split()[1] for command, _ in commands(folder)] == ["dgst", "dgst", "cms", "x509"]
    readme = (folder / "README.txt").read_text("utf-8")
    assert "Original-Message-ID: <1@us>" in readme and "THE MIC IS ANOTHER" not in readme
    if not changes.get("compress"):
        assert "payload-1.edi stands in it from byte" in readme


def test_what_came_and_our_receipt(tmp_path: Path, peer: Peer) -> None:
    folder = unpack(bundle(received(peer)), tmp_path / "x")
    assert wrong(folder) == []
    kinds = [command.split()[1] for command, _ in commands(folder)]
    assert kinds == ["dgst", "dgst", "cms", "x509", "cms", "x509"]


def test_every_place_that_is_told_is_the_place(tmp_path: Path, peer: Peer) -> None:
    exchange = received(peer)
    folder = unpack(bundle(exchange), tmp_path / "x")
    readme = (folder / "README.txt").read_text("utf-8")
    told = re.findall(r"(\S+) stands in (\S+) from byte (\d+) on, (\d+) bytes", readme)
    assert {name for name, *_ in told} == {"payload-1.edi", "receipt-signed.bin"}
    for name, inside, at, size in told:
        whole = folder / ("content.bin" if inside == "it" else inside)
        assert whole.read_bytes()[int(at) : int(at) + int(size)] == (folder / name).read_bytes()


@pytest.mark.parametrize(
    ("name", "fails"),
    [
        ("content.bin", ["dgst", "dgst"]), ("receipt-signed.bin", ["dgst", "cms"]),
        ("receipt-signature.p7s", ["dgst", "cms"]), ("request-body.bin", ["dgst"]), ("payload-1.edi", ["dgst"]),
    ],
)  # fmt: skip
def test_an_altered_byte_is_found(tmp_path: Path, name: str, fails: list[str]) -> None:
    folder = unpack(bundle(sent()), tmp_path / "x")
    data = bytearray((folder / name).read_bytes())
    data[-20] ^= 1  # of a signature: in its value
    (folder / name).write_bytes(data)
    assert [command.split()[1] for command in wrong(folder)] == fails


def test_another_certificate_proves_nothing(tmp_path: Path) -> None:
    folder = unpack(bundle(sent()), tmp_path / "x")
    (folder / "receipt-signer.pem").write_bytes(us().pin.certificate.public_bytes(Encoding.PEM))
    assert [command.split()[1] for command in wrong(folder)] == ["dgst", "cms", "x509"]


def test_what_lacks_is_said(tmp_path: Path) -> None:
    whole = sent()
    bare = replace(whole, receipt=None, covered=None, payloads=(), recipient_certificate="")
    folder = unpack(bundle(bare), tmp_path / "x")
    readme = (folder / "README.txt").read_text("utf-8")
    assert "No receipt was kept" in readme and "could not be made again" in readme and wrong(folder) == []
    assert not (folder / "content.bin").exists() and not (folder / "request-recipient.pem").exists()
    unsigned = sent(ask="unsigned")
    assert "The receipt is not signed" in bundle(unsigned)["README.txt"].decode()


def test_a_mic_that_is_another_is_said() -> None:
    exchange = sent()
    other = replace(exchange, mic="AAAA, sha-256")
    assert "THE MIC IS ANOTHER ONE" in bundle(other)["README.txt"].decode()


def test_no_private_key_is_in_it(tmp_path: Path, peer: Peer) -> None:
    for exchange in (sent(), received(peer)):
        assert not any(b"PRIVATE KEY" in data for data in bundle(exchange).values())


def test_openssl_sees_the_request_as_the_partner_does(tmp_path: Path, peer: Peer) -> None:
    """Who has the partner's key opens what was sent, and finds content.bin in it."""
    folder = unpack(bundle(sent()), tmp_path / "x")
    opened = peer.opened((folder / "request-body.bin").read_bytes())
    assert (folder / "content.bin").read_bytes() in opened
    command = ["openssl", "x509", "-in", "request-recipient.pem", "-noout", "-subject"]
    assert subprocess.run(command, cwd=folder, capture_output=True, check=True).stdout
