"""What we issue ourselves says what it is for, and `openssl` takes it for that."""

from __future__ import annotations

import subprocess
from pathlib import Path

from certificates import DAY, NOW
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from edigw.config.certs.fit import unfit
from edigw.config.certs.issue import Wanted, issue


def test_a_certificate_is_for_what_was_wanted(tmp_path: Path) -> None:
    uses = ("sign", "decrypt", "tls")
    wanted = Wanted("US", "Ours Inc.", uses, NOW - DAY, NOW + DAY, 2048, ("as2.example", "127.0.0.1"))
    key, certificate = issue(wanted)
    assert certificate.public_key() == key.public_key() and key.key_size == 2048
    assert certificate.subject.rfc4514_string() == "O=Ours Inc.,CN=US" and certificate.issuer == certificate.subject
    assert not list(unfit(certificate, uses, NOW))
    names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.DNSName) == ["as2.example"]
    (tmp_path / "c.pem").write_bytes(certificate.public_bytes(Encoding.PEM))
    for purpose in ("smimesign", "smimeencrypt", "sslserver", "sslclient"):
        moment = str(int(NOW.timestamp()))
        command = ["openssl", "verify", "-CAfile", "c.pem", "-purpose", purpose, "-attime", moment, "c.pem"]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, check=False)
        assert done.returncode == 0, (purpose, done.stdout, done.stderr)


def test_what_only_signs_cannot_decrypt() -> None:
    _, certificate = issue(Wanted("US", "", ("sign",), NOW - DAY, NOW + DAY, 2048))
    assert [message for message, _ in unfit(certificate, ("decrypt",), NOW)] == [
        "its key usage does not allow to decrypt"
    ]
    assert [message for message, _ in unfit(certificate, ("tls",), NOW)] == [
        "it is not for TLS, says its extended key usage"
    ]
