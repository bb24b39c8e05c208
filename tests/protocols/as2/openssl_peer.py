"""An AS2 partner that is nothing but the `openssl` command: signs, seals, verifies, opens; beside it, our agreement."""

from __future__ import annotations

import base64
import hashlib
import subprocess
import zlib
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

from asn1crypto import cms
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from edigw.protocols.as2.agreement import Agreement, Key, Pin
from edigw.protocols.as2.content import Content
from edigw.protocols.as2.mime import Entity, read_entity, split_parts

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
EDI = b"ISA*00*          ~\r\nGS*PO~\nST*850*0001~\r\n"


@lru_cache
def key(name: str, common: str, begins: int = -100, ends: int = 300) -> Key:
    """A key of its own for each `name`; the certificate says `common`, and counts for days around NOW."""
    private = rsa.generate_private_key(65537, 2048)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])
    built = x509.CertificateBuilder().subject_name(subject).issuer_name(subject).public_key(private.public_key())
    built = built.serial_number(x509.random_serial_number())
    built = built.add_extension(x509.SubjectKeyIdentifier.from_public_key(private.public_key()), False)
    built = built.not_valid_before(NOW + timedelta(days=begins)).not_valid_after(NOW + timedelta(days=ends))
    return Key(private, Pin(built.sign(private, hashes.SHA256())))


def us() -> Key:
    return key("us", "us")


def them() -> Key:
    return key("them", "them")


def agreement(**changes: Any) -> Agreement:
    settled: dict[str, Any] = {"our_keys": (us(),), "their_pins": (them().pin,), "receipt_hosts": ("as2.example",)}
    return Agreement("US", "THEM", **(settled | changes))


def compressed_data(stream: bytes) -> bytes:
    """CompressedData around a stream of zlib, as asn1crypto writes it."""
    inner = {"content_type": "data", "content": stream}
    whole = {"version": "v0", "compression_algorithm": {"algorithm": "zlib"}, "encap_content_info": inner}
    return cms.ContentInfo({"content_type": "compressed_data", "content": cms.CompressedData(whole)}).dump()


class Peer:
    """The other side, in a folder of its own."""

    def __init__(self, folder: object) -> None:
        self.folder = folder
        for name, held in (("us", us()), ("them", them())):
            self.keep(name, held)

    def keep(self, name: str, held: Key) -> None:
        (self.folder / f"{name}.crt").write_bytes(held.pin.certificate.public_bytes(Encoding.PEM))
        coded = held.private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        (self.folder / f"{name}.key").write_bytes(coded)

    def cms(self, given: bytes, *arguments: str) -> bytes:
        (self.folder / "in").write_bytes(given)
        command = ["openssl", "cms", "-in", "in", "-out", "out", "-binary", *arguments]
        done = subprocess.run(command, cwd=self.folder, capture_output=True, check=False)
        assert done.returncode == 0, done.stderr
        return (self.folder / "out").read_bytes()

    def signature(self, entity: bytes, *more: str, by: str = "them", md: str = "sha256") -> bytes:
        arguments = ("-sign", "-signer", f"{by}.crt", "-inkey", f"{by}.key", "-md", md, "-outform", "DER", *more)
        return self.cms(entity, *arguments)

    def sealed(self, entity: bytes, *more: str, cipher: str = "aes-256-cbc", to: str = "us.crt") -> bytes:
        return self.cms(entity, "-encrypt", f"-{cipher}", "-outform", "DER", *more, to)

    def opened(self, der: bytes) -> bytes:
        return self.cms(der, "-decrypt", "-inform", "DER", "-recip", "them.crt", "-inkey", "them.key")

    def verified(self, entity: bytes, signature: bytes, by: str = "us") -> bytes:
        (self.folder / "content").write_bytes(entity)
        arguments = ("-verify", "-inform", "DER", "-content", "content", "-certfile", f"{by}.crt", "-nointern")
        return self.cms(signature, *arguments, "-noverify")


def two_parts(entity: bytes, signature: bytes) -> tuple[str, bytes]:
    kind = 'multipart/signed; protocol="application/pkcs7-signature"; micalg=sha-256; boundary="==b (1)"'
    tail = b"\r\n--==b (1)\r\nContent-Type: application/pkcs7-signature\r\n\r\n" + signature + b"\r\n--==b (1)--\r\n"
    return kind, b"--==b (1)\r\n" + entity + tail


def headers(kind: str, *more: tuple[str, str]) -> tuple[tuple[str, str], ...]:
    rows = (("AS2-From", "THEM"), ("AS2-To", "US"), ("Message-ID", "<a/1@them>"), ("Content-Type", kind))
    return (*rows, *more)


def entity(raw: bytes) -> Entity:
    return read_entity(Content(raw, 0, len(raw)))


def parts(body: bytes, boundary: str) -> list[bytes]:
    return [part.whole() for part in split_parts(Content(body, 0, len(body)), boundary)]


SIGNED_WISH = (
    ("Disposition-Notification-To", "x"),
    ("Disposition-Notification-Options",
     "signed-receipt-protocol=optional, pkcs7-signature; signed-receipt-micalg=optional, SHA-256, sha1"),
)  # fmt: skip
ENTITY = b"Content-Type: application/edi-x12\r\nX-Odd:   kept \r\n\r\n" + EDI


def sha(data: bytes) -> str:
    return base64.b64encode(hashlib.sha256(data).digest()).decode()


def packed(data: bytes) -> bytes:
    return compressed_data(zlib.compress(data))


def smime(der: bytes, kind: str = "compressed-data") -> bytes:
    return f"Content-Type: application/pkcs7-mime; smime-type={kind}\r\n\r\n".encode() + der


def built(peer: Peer, sign: bool, seal: bool, compress: str) -> tuple[str, bytes, str]:
    """Content-Type, body, and the MIC's digest, for each way to wrap ENTITY."""
    entity, covered = ENTITY, ENTITY if (sign or seal or compress) else EDI
    if compress == "first":
        entity = smime(packed(entity))
        covered = entity if sign else covered
    if sign:
        kind, body = two_parts(entity, peer.signature(entity))
        entity = f"Content-Type: {kind}\r\n\r\n".encode() + body
    if compress == "last":
        entity = smime(packed(entity))
    if seal:
        entity = smime(peer.sealed(entity), "enveloped-data")
    head, _, body = entity.partition(b"\r\n\r\n")
    return head.split(b": ", 1)[1].split(b"\r\n")[0].decode(), body, sha(covered)


def bomb(blocks: int) -> bytes:
    """CompressedData of about a kilobyte a block, each of which unfolds to a megabyte."""
    machine = zlib.compressobj(9, wbits=-15)
    block = machine.compress(bytes(1_000_000)) + machine.flush(zlib.Z_FULL_FLUSH)
    return compressed_data(b"\x78\xda" + block * blocks)
