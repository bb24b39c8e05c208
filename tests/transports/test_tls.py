"""TLS as a handshake shows it, without a socket: who is believed, and what is refused."""

from __future__ import annotations

import ssl
from contextlib import suppress
from pathlib import Path

import pytest
from certificates import certificate, curve, pem, private
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from edigw.config.certs import seal
from edigw.errors import UsageError
from edigw.model.tls import Tls
from edigw.transports.tls import client_context, renew, server_context

PASSPHRASE = "a long passphrase"
HOST = (x509.SubjectAlternativeName([x509.DNSName("as2.example")]),)
LONG = {"begins": -10_000, "ends": 20_000}  # OpenSSL looks at the clock on the wall


def shows(folder: Path, name: str, held: x509.Certificate, monkeypatch: pytest.MonkeyPatch) -> Tls:
    monkeypatch.setattr(seal, "ROUNDS", 1000)
    (folder / f"{name}.crt").write_bytes(pem(held))
    (folder / f"{name}.key").write_bytes(seal.sealed(private(name), PASSPHRASE))
    return Tls(str(folder / f"{name}.crt"), str(folder / f"{name}.key"), PASSPHRASE)


def believes(end: Tls, *held: x509.Certificate) -> Tls:
    return Tls(end.certificate, end.key, end.passphrase, tuple(pem(one).decode() for one in held))


def handshake(client: ssl.SSLContext, server: ssl.SSLContext, host: str = "as2.example") -> ssl.SSLObject:
    """The server's end after a whole handshake; raises what either end raises."""
    up, down = ssl.MemoryBIO(), ssl.MemoryBIO()
    far = server.wrap_bio(up, down, server_side=True)
    near = client.wrap_bio(down, up, server_hostname=host)
    waiting = [near, far]
    for _ in range(10):
        for end in list(waiting):
            try:
                end.do_handshake()
                waiting.remove(end)
            except ssl.SSLWantReadError:
                pass
    assert not waiting
    for end in (near, far):  # a refusal of TLS 1.3 comes after the handshake
        with suppress(ssl.SSLWantReadError):
            end.read(1)
    return far


@pytest.fixture
def us(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Tls:
    return shows(tmp_path, "us", certificate("us", "us", more=HOST, **LONG), monkeypatch)


@pytest.fixture
def them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Tls:
    return shows(tmp_path, "them", certificate("them", "them", **LONG), monkeypatch)


US, THEM = certificate("us", "us", more=HOST, **LONG), certificate("them", "them", **LONG)


def test_39_both_ends_show_what_was_agreed(us: Tls, them: Tls) -> None:
    end = handshake(client_context(believes(them, US)), server_context(believes(us, THEM), True))
    assert end.getpeercert(True) == THEM.public_bytes(Encoding.DER)
    assert end.version() == "TLSv1.3"


def test_39_a_wrong_host_is_refused(us: Tls) -> None:
    with pytest.raises(ssl.SSLCertVerificationError, match=r"[Hh]ostname mismatch"):
        handshake(client_context(believes(Tls(), US)), server_context(us), "as2.example.evil")


def test_39_another_certificate_of_the_same_name_is_refused(us: Tls, tmp_path: Path) -> None:
    forged = certificate("forger", "us", more=HOST, **LONG)
    with pytest.raises(ssl.SSLCertVerificationError, match=r"self.signed"):
        handshake(client_context(believes(Tls(), forged)), server_context(us))
    with pytest.raises(ssl.SSLCertVerificationError, match=r"self.signed"):
        handshake(client_context(Tls()), server_context(us))  # nor does the system know it


def test_39_an_old_version_is_refused_by_either_end(us: Tls) -> None:
    old = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    old.check_hostname, old.verify_mode = False, ssl.CERT_NONE
    with pytest.warns(DeprecationWarning, match="TLSv1"):
        old.minimum_version, old.maximum_version = ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1
    old.set_ciphers("ALL:@SECLEVEL=0")
    with pytest.raises(ssl.SSLError, match=r"(?i)version|protocol|internal"):
        handshake(old, server_context(us))
    assert client_context(Tls()).minimum_version == server_context(us).minimum_version == ssl.TLSVersion.TLSv1_2


def test_39_a_cipher_without_forward_secrecy_is_refused(us: Tls) -> None:
    weak = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    weak.check_hostname, weak.verify_mode, weak.maximum_version = False, ssl.CERT_NONE, ssl.TLSVersion.TLSv1_2
    weak.set_ciphers("AES256-GCM-SHA384")
    with pytest.raises(ssl.SSLError, match=r"(?i)no.shared.cipher|handshake"):
        handshake(weak, server_context(us))


def test_39_clients_without_or_with_a_strange_certificate(us: Tls, them: Tls, tmp_path: Path,
                                                          monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    bare = client_context(believes(Tls(), US))
    with pytest.raises(ssl.SSLError, match=r"(?i)peer did not return a certificate"):
        handshake(bare, server_context(believes(us, THEM), True))
    assert handshake(bare, server_context(believes(us, THEM))).getpeercert(True) is None
    strange = shows(tmp_path, "strange", certificate("strange", "them", **LONG), monkeypatch)
    for must in (False, True):
        with pytest.raises(ssl.SSLError, match=r"(?i)verify failed"):
            handshake(client_context(believes(strange, US)), server_context(believes(us, THEM), must))


def test_a_leaf_that_is_pinned_needs_no_authority(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    issued = certificate("leaf", "as2.example", issuer="root", more=HOST, **LONG)
    server = server_context(shows(tmp_path, "leaf", issued, monkeypatch))
    handshake(client_context(believes(Tls(), issued)), server)
    authority = certificate("root", "root", more=(x509.BasicConstraints(True, None),), **LONG)
    handshake(client_context(believes(Tls(), authority)), server)


def test_36_a_running_server_shows_its_next_certificate(
    us: Tls, them: Tls, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    context = server_context(us)
    after = certificate("next", "us", more=HOST, **LONG)
    renew(context, believes(shows(tmp_path, "next", after, monkeypatch), THEM))
    client = client_context(believes(them, after))
    assert handshake(client, context).getpeercert(True) == THEM.public_bytes(Encoding.DER)
    with pytest.raises(ssl.SSLCertVerificationError):
        handshake(client_context(believes(Tls(), US)), context)
    with pytest.raises(UsageError):
        renew(context, Tls(us.certificate, us.key, "another"))
    assert handshake(client, context).version() == "TLSv1.3"  # as it was


def test_a_key_that_does_not_open_is_told_and_nobody_is_asked(us: Tls, tmp_path: Path) -> None:
    for broken in (
        Tls(us.certificate, us.key, "another"),
        Tls(us.certificate, us.key),
        Tls(us.certificate, str(tmp_path / "none")),
    ):
        with pytest.raises(UsageError, match=r"cannot be used") as caught:
            server_context(broken)
        assert "edigw doctor" in caught.value.hint
    other = curve().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (tmp_path / "other.key").write_bytes(other)
    with pytest.raises(UsageError, match=r"cannot be used"):
        client_context(Tls(us.certificate, str(tmp_path / "other.key")))
    with pytest.raises(UsageError, match=r"without a certificate"):
        server_context(Tls())


def test_a_passphrase_is_never_shown(us: Tls) -> None:
    assert PASSPHRASE not in repr(us)
