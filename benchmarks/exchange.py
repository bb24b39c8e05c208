"""Line 12: an AS2 request is opened, verified and answered by a signed receipt, beside the RSA operations alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.x509.oid import NameOID

from benchmarks import orders
from benchmarks.measure import Line, interleaved, spent
from edigw.protocols.as2.agreement import Agreement, Key, Pin
from edigw.protocols.as2.receive import receive
from edigw.protocols.as2.send import Sent, send

NOW = datetime(2026, 6, 1, tzinfo=UTC)
MESSAGES = 100  # at a time, so that both sides meet the same weather
TURNS = 10  # in each run
SIZES = (2048, 3072)  # bits of a key


def lines(runs: int, size: float) -> list[Line]:
    return [_line(bits, runs, max(5, int(MESSAGES * size))) for bits in SIZES]


def _line(bits: int, runs: int, messages: int) -> Line:
    ours, theirs = _key(bits), _key(bits)
    agreed = Agreement("US", "THEM", our_keys=(ours,), their_pins=(theirs.pin,))
    theirs_of_it = replace(agreed, our_name="THEM", their_name="US", our_keys=(theirs,), their_pins=(ours.pin,))
    sets = (orders.one_set(number).encode("ascii") for number in range(messages))
    sent = [send(order, theirs_of_it, f"<{number}@them>", NOW) for number, order in enumerate(sets)]
    requests = [(each, each.body) for each in sent]
    bound, took = interleaved(TURNS * runs, lambda: spent(lambda: _bound(ours.private, messages)),
                              lambda: spent(lambda: _received(requests, agreed)))  # fmt: skip
    work = f"AS2 receive: decrypt, verify, sign the MDN; RSA {bits}, AES-256-CBC, SHA-256"
    measured = f"{messages / took:,.0f}/s / {messages / bound:,.0f}/s of RSA alone"
    return Line(12, work, measured, bound / took, 0.85, "at_least")


def _key(bits: int) -> Key:
    private = rsa.generate_private_key(65537, bits)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "benchmark")])
    built = x509.CertificateBuilder(name, name, private.public_key(), x509.random_serial_number())
    built = built.not_valid_before(NOW - timedelta(days=1)).not_valid_after(NOW + timedelta(days=365))
    return Key(private, Pin(built.sign(private, hashes.SHA256())))


def _bound(private: rsa.RSAPrivateKey, messages: int) -> None:
    public, pad, sha256 = private.public_key(), padding.PKCS1v15(), hashes.SHA256()
    sealed, signature = public.encrypt(bytes(32), pad), private.sign(b"", pad, sha256)
    for _ in range(messages):
        private.decrypt(sealed, pad)
        public.verify(signature, b"", pad, sha256)
        private.sign(b"", pad, sha256)


def _received(requests: list[tuple[Sent, bytes]], agreed: Agreement) -> None:
    for sent, body in requests:
        got = receive(sent.headers, body, agreed, NOW)
        if got.outcome != "accepted" or got.mdn is None or got.mic != sent.mic:
            raise SystemExit(f"refused: {got.detail}")
