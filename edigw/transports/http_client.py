"""One POST to a partner over HTTP/1.1: verified TLS, no redirects, no proxies, a deadline; the answer as it came."""

from __future__ import annotations

import contextlib
import http.client
import socket
import ssl
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from edigw.errors import Denied, Refused, Unreachable
from edigw.transports.patience import WHOLE, cut_after

SLOWEST = 50_000  # bytes a second below which even a large body is given up
MOST = 4_194_304  # bytes of an answer
CHECK = "check the address, and that a firewall lets us out; it is tried again"
NONE = ("the address to post to is none", "write it as https://host/path")
Pairs = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Answered:
    """What the other side said."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes


def post(
    url: str, headers: Pairs, body: Iterable[bytes], size: int, timeout_s: float, tls: ssl.SSLContext | None = None
) -> Answered:  # fmt: skip
    """`timeout_s` is for each silence; the whole may last three times that, and longer as the body is large.

    Raises Unreachable where no whole answer comes, Denied where TLS shows that it is the wrong server or we the wrong
    client, Refused for a URL that is none.
    """
    parts = split(url)
    where = _where(parts)
    wire = _wire(parts, timeout_s, tls)
    step = "connect to"
    try:
        with cut_after(WHOLE * timeout_s + size / SLOWEST, lambda: wire.sock):
            wire.connect()
            step = "send to"
            _send(wire, parts, headers, body, size)
            step = "get an answer from"
            answer = wire.getresponse()
            told = answer.read(MOST + 1)
            if answer.length and len(told) <= MOST:  # http.client itself says nothing of it
                raise http.client.IncompleteRead(told, answer.length)
            if len(told) > MOST:
                raise Unreachable(f"{where} answers with more than {MOST} bytes", "ask the partner")
            return Answered(answer.status, tuple(answer.getheaders()), told)
    except ssl.SSLCertVerificationError as error:
        hint = "nothing was sent; trust another certificate only after the partner has confirmed it"
        raise Denied(f"{where} shows a certificate that is not trusted: {error.verify_message}", hint) from None
    except ssl.SSLError as error:
        raise Denied(f"cannot agree with {where} on TLS: {error.reason or error}", "ask the partner") from None
    except (http.client.HTTPException, OSError, ValueError) as error:
        raise Unreachable(f"cannot {step} {where}: {_why(error)}", CHECK) from None
    finally:
        wire.close()


def split(url: str) -> SplitResult:
    """Raises Refused for a URL that is none."""
    try:
        return urlsplit(url)
    except ValueError:
        raise Refused(*NONE) from None


def _where(parts: SplitResult) -> str:
    try:
        if parts.scheme in ("http", "https") and parts.hostname and "@" not in parts.netloc:
            return f"{parts.hostname}:{parts.port or (443 if parts.scheme == 'https' else 80)}"
    except ValueError:
        pass
    raise Refused(*NONE)


def _wire(parts: SplitResult, timeout_s: float, tls: ssl.SSLContext | None) -> http.client.HTTPConnection:
    if parts.scheme == "http":
        return http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=timeout_s)
    context = tls or ssl.create_default_context()
    context.minimum_version = max(context.minimum_version, ssl.TLSVersion.TLSv1_2)
    return http.client.HTTPSConnection(parts.hostname or "", parts.port, timeout=timeout_s, context=context)


def _send(
    wire: http.client.HTTPConnection, parts: SplitResult, headers: Pairs, body: Iterable[bytes], size: int
) -> None:  # fmt: skip
    """An answer may come before the body is through: then it is the answer that counts."""
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    wire.putrequest("POST", path, skip_accept_encoding=True)
    for name, held in (*headers, ("Content-Length", str(size)), ("User-Agent", "edigw"), ("Connection", "close")):
        wire.putheader(name, held.encode("latin-1"))
    wire.endheaders()
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):
        for piece in body:
            wire.send(piece)


def _why(error: Exception) -> str:
    if isinstance(error, TimeoutError):
        return "nothing comes in time"
    if isinstance(error, socket.gaierror):
        return "no such host"
    if isinstance(error, http.client.InvalidURL):  # which tells all of it, and it may be a secret
        return "the address holds a blank or a control character"
    if isinstance(error, http.client.RemoteDisconnected | http.client.IncompleteRead):
        return "it closed before its answer was whole"
    told = getattr(error, "strerror", None) or str(error) or type(error).__name__
    return " ".join(told.split())[:200]
