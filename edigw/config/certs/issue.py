"""A key and a certificate of our own (RFC 5280), signed by itself: what AS2 partners exchange by hand."""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

SIZES = (2048, 3072, 4096)  # bits of a key


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a new certificate says."""

    common_name: str
    organisation: str
    uses: tuple[str, ...]  # sign, decrypt, tls
    begins: datetime
    ends: datetime
    bits: int = 3072
    hosts: tuple[str, ...] = ()  # with tls: the names and addresses that our server has


def issue(wanted: Wanted) -> tuple[rsa.RSAPrivateKey, x509.Certificate]:
    """A new key, and its certificate."""
    key = rsa.generate_private_key(65537, wanted.bits)
    rows = [(NameOID.COMMON_NAME, wanted.common_name), (NameOID.ORGANIZATION_NAME, wanted.organisation)]
    subject = x509.Name([x509.NameAttribute(kind, text[:64]) for kind, text in rows if text])
    identifier = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
    built = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(wanted.begins)
        .not_valid_after(wanted.ends)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_key_usage(wanted.uses), critical=True)
        .add_extension(x509.ExtendedKeyUsage(_purposes(wanted.uses)), critical=False)
        .add_extension(identifier, critical=False)
    )
    if wanted.hosts:
        built = built.add_extension(x509.SubjectAlternativeName([_host(host) for host in wanted.hosts]), critical=False)
    return key, built.sign(key, hashes.SHA256())


def _key_usage(uses: Sequence[str]) -> x509.KeyUsage:
    signs, opens = bool({"sign", "tls"} & set(uses)), bool({"decrypt", "tls"} & set(uses))
    return x509.KeyUsage(
        digital_signature=signs, content_commitment=False, key_encipherment=opens, data_encipherment=False,
        key_agreement=False, key_cert_sign=False, crl_sign=False, encipher_only=False, decipher_only=False,
    )  # fmt: skip


def _purposes(uses: Sequence[str]) -> list[x509.ObjectIdentifier]:
    """Of S/MIME and of TLS: `openssl cms -verify` looks for the first, a TLS peer for the others."""
    mail = [ExtendedKeyUsageOID.EMAIL_PROTECTION] if {"sign", "decrypt"} & set(uses) else []
    tls = [ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH] if "tls" in uses else []
    return [*mail, *tls]


def _host(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        return x509.DNSName(host)
