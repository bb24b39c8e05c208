"""Whether a certificate may do what it is wanted for: its dates, its key, its own limits of use."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TypeVar

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID

LEAST, MOST = 2048, 8192  # bits of RSA
T = TypeVar("T", bound=x509.ExtensionType)

_TLS = {ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH, ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE}


def unfit(certificate: x509.Certificate, uses: Sequence[str], now: datetime) -> Iterator[tuple[str, str]]:
    """What speaks against it: message, and what to do."""
    if certificate.not_valid_after_utc < now:
        yield f"it ended {certificate.not_valid_after_utc:%Y-%m-%d}", "ask for the one that came after it"
    public = certificate.public_key()
    if isinstance(public, rsa.RSAPublicKey):
        if not LEAST <= public.key_size <= MOST:
            yield f"its RSA key has {public.key_size} bits", f"ask for one of {LEAST} to {MOST} bits"
    elif not isinstance(public, ec.EllipticCurvePublicKey):
        yield "its key is neither RSA nor of an elliptic curve", "ask for an RSA certificate"
    elif wanted := [use for use in uses if use not in ("tls", "verify")]:
        hint = "ask for an RSA certificate, or say --use verify,tls"
        yield f"its key is of an elliptic curve, which cannot {' and '.join(wanted)} in AS2", hint
    yield from _limits(certificate, uses)


def _limits(certificate: x509.Certificate, uses: Sequence[str]) -> Iterator[tuple[str, str]]:
    for use in uses:
        if not _allowed(certificate, use):
            yield f"its key usage does not allow to {use}", "say --use what it is for, or ask for another"
    purposes = _extension(certificate, x509.ExtendedKeyUsage)
    if purposes is not None and "tls" in uses and not _TLS & set(purposes):
        yield "it is not for TLS, says its extended key usage", "say --use without tls, or ask for another"


def _allowed(certificate: x509.Certificate, use: str) -> bool:
    usage = _extension(certificate, x509.KeyUsage)
    if usage is None:
        return True
    if use in ("sign", "verify"):
        return usage.digital_signature or usage.content_commitment
    if use in ("encrypt", "decrypt"):
        return usage.key_encipherment
    return usage.digital_signature or usage.key_encipherment or usage.key_cert_sign


def _extension(certificate: x509.Certificate, kind: type[T]) -> T | None:
    try:
        return certificate.extensions.get_extension_for_class(kind).value
    except x509.ExtensionNotFound:
        return None
