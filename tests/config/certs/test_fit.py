"""A certificate that cannot do what it is wanted for is told before a message fails by it."""

from __future__ import annotations

import pytest
from certificates import NOW, certificate, usage
from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID

from edigw.config.certs.fit import unfit

BOTH = ("encrypt", "verify")
MAIL = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION])
ANY = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE])


@pytest.mark.parametrize(
    ("held", "uses", "told"),
    [
        (certificate("them"), BOTH, []),
        (certificate("them", begins=5), BOTH, []),
        (certificate("them", ends=-1), BOTH, ["it ended 2026-05-31"]),
        (certificate("small"), BOTH, ["its RSA key has 1024 bits"]),
        (certificate("ec", kind="ec"), ("verify", "tls"), []),
        (certificate("ec", kind="ec"), BOTH, ["of an elliptic curve, which cannot encrypt in AS2"]),
        (certificate("ec", kind="ec"), ("sign",), ["of an elliptic curve, which cannot sign in AS2"]),
        (certificate("them", more=(usage("key_encipherment"),)), BOTH, ["does not allow to verify"]),
        (certificate("them", more=(usage("digital_signature"),)), BOTH, ["does not allow to encrypt"]),
        (certificate("them", more=(usage("content_commitment", "key_encipherment"),)), BOTH, []),
        (certificate("them", more=(usage("key_cert_sign"),)), ("tls",), []),
        (certificate("them", more=(usage("crl_sign"),)), ("tls",), ["does not allow to tls"]),
        (certificate("them", more=(MAIL,)), (*BOTH, "tls"), ["it is not for TLS"]),
        (certificate("them", more=(ANY,)), (*BOTH, "tls"), []),
    ],
)
def test_what_speaks_against_it_is_told(held: x509.Certificate, uses: tuple[str, ...], told: list[str]) -> None:
    found = list(unfit(held, uses, NOW))
    assert [part in message for part, (message, _) in zip(told, found, strict=True)] == [True] * len(told)
    assert all(fix for _, fix in found)
