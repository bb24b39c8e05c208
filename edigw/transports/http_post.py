"""HTTP as a mailbox: each file that leaves is one POST to the partner's address; nothing comes in this way."""

from __future__ import annotations

import ssl
from base64 import b64encode
from collections.abc import Iterator, Sequence
from hashlib import sha256
from typing import Any
from urllib.parse import quote, urlsplit

from edigw.errors import Denied, EdigwError, Refused, TemporaryError, Undeliverable, Unreachable
from edigw.model.partner import HERE, Http
from edigw.model.probe import Step
from edigw.model.tls import Tls
from edigw.transports.folder import deliverable
from edigw.transports.http_client import post, split
from edigw.transports.port import File, Outcome
from edigw.transports.sending_only import SendingOnly
from edigw.transports.sftp_far import Reveal
from edigw.transports.tls import client_context
from edigw.transports.trying import addresses, tried, until_one_fails

MEDIA = {b"ISA": "application/edi-x12", b"UNA": "application/edifact", b"UNB": "application/edifact"}
AGAIN = (408, 425, 429)  # that ask for the same once more, beside all of 500 and more
PIECE = 1_048_576  # bytes
PERSON = "check `http.user`, `http.password` or `http.token`, and what the partner has of them"


class HttpMailbox(SendingOnly):
    """One address; the same file again bears the same Idempotency-Key, so that a partner can tell."""

    def __init__(self, name: str, remote: Http, reveal: Reveal) -> None:
        super().__init__(name)
        self.remote = remote
        self.reveal = reveal

    def send_all(self, files: Sequence[File]) -> Sequence[Outcome]:
        """A status from 200 to 299 is that the partner has it. Once nobody answers, no further file is tried."""
        outcomes: list[Outcome] = []
        for name, data, *_ in files:
            last = outcomes[-1] if outcomes else None
            outcomes.append(last if isinstance(last, Unreachable) else self._sent(name, data))
        return outcomes

    def _sent(self, name: str, data: Any) -> EdigwError | None:
        try:
            url = self.reveal(self.remote.url)
            headers = (*_head(deliverable(name), data), *authorization(self.remote, self.reveal))
            _closed(self.remote, url)
            answer = post(url, headers, _pieces(data), len(data), self.remote.timeout_s, _tls(url))
        except (Refused, TemporaryError) as error:
            return error
        return judged(self.name, answer.status)


def judged(mailbox: str, status: int) -> EdigwError | None:
    """What an answer makes of a delivery."""
    told = f"mailbox {mailbox}: the partner's server answers {status}"
    if 200 <= status < 300:
        return None
    if status in (401, 403, 407):
        return Denied(told, PERSON)
    if status in AGAIN or status >= 500:
        return TemporaryError(told, "the same file is posted again")
    return Undeliverable(told, "ask the partner; `edigw docs redeliver` posts it again")


def authorization(remote: Http, reveal: Reveal) -> tuple[tuple[str, str], ...]:
    """The header that says who we are. Raises TemporaryError where a secret stands for nothing."""
    if remote.token:
        return (("Authorization", f"Bearer {_line(reveal(remote.token))}"),)
    if remote.user:
        both = f"{remote.user}:{reveal(remote.password)}".encode()
        return (("Authorization", f"Basic {b64encode(both).decode('ascii')}"),)
    return ()


def _closed(remote: Http, url: str) -> None:
    """What a reference to an address stands for is seen here alone. Raises Denied."""
    parts = split(url)
    if parts.scheme == "http" and (remote.token or remote.password) and parts.hostname not in HERE:
        raise Denied(
            "our secret would travel where anybody can read it", "let `http.url` stand for an https:// address"
        )


def _line(secret: str) -> str:
    if not secret.isascii() or not secret.isprintable():
        raise Denied("`http.token` stands for more than one line of ASCII", PERSON)
    return secret


def _head(name: str, data: Any) -> tuple[tuple[str, str], ...]:
    digest = sha256(name.encode("utf-8", "surrogatepass"))
    for piece in _pieces(data):
        digest.update(piece)
    return (
        ("Content-Type", MEDIA.get(bytes(data[:3]), "application/octet-stream")),
        ("Content-Disposition", f"attachment; filename*=utf-8''{quote(name, safe='', errors='surrogatepass')}"),
        ("Idempotency-Key", digest.hexdigest()),
    )


def _pieces(data: Any) -> Iterator[bytes]:
    for at in range(0, len(data), PIECE):
        yield data[at : at + PIECE]


def _tls(url: str) -> ssl.SSLContext | None:
    return client_context(Tls()) if url.startswith("https:") else None


def steps(remote: Http, reveal: Reveal) -> Iterator[Step]:
    """Secrets and the way to the server, looked at step by step; nothing is posted."""
    names = ("secrets", "DNS")
    yield from until_one_fails(_all(remote, reveal), names)


def _all(remote: Http, reveal: Reveal) -> Iterator[Step]:
    yield tried("secrets", lambda: ", ".join(name for name, _ in authorization(remote, reveal)) or "none")
    yield tried("DNS", lambda: _found(reveal(remote.url)), "check `http.url`, and our name servers")


def _found(url: str) -> str:
    parts = urlsplit(url)
    return addresses(parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80))
