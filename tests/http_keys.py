"""Certificates of servers and clients that sign themselves, as PEM files."""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from edigw.model.tls import Tls
from edigw.transports.tls import server_context


@dataclass(frozen=True)
class Pair:
    certificate: str
    key: str

    def server(self, *trusted: str, must: bool = False) -> ssl.SSLContext:
        believed = tuple(Path(path).read_text("ascii") for path in trusted)
        return server_context(Tls(self.certificate, self.key, "", believed), must)


def certified(folder: Path, name: str, host: str) -> Pair:
    private = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    built = x509.CertificateBuilder().subject_name(subject).issuer_name(subject).public_key(private.public_key())
    built = built.serial_number(x509.random_serial_number())
    built = built.not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
    built = built.add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), False)
    built = built.add_extension(x509.BasicConstraints(True, None), True)
    certificate, key = folder / f"{name}.crt", folder / f"{name}.pem"
    certificate.write_bytes(built.sign(private, hashes.SHA256()).public_bytes(Encoding.PEM))
    key.write_bytes(private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return Pair(str(certificate), str(key))
