"""A webhook: JSON by one POST over HTTP/1.1, signed by HMAC-SHA256 (RFC 2104); no redirects, no proxies."""

from __future__ import annotations

import hashlib
import hmac
import http.client
import ssl
from collections.abc import Mapping
from datetime import datetime
from urllib.parse import urlsplit

from edigw.errors import TemporaryError
from edigw.model.alerts import Webhook
from edigw.transports.patience import WHOLE, cut_after


def headers(message_id: str, at: datetime, body: bytes, secret: str) -> Mapping[str, str]:
    """The signature is over the timestamp, a dot and the body: an old message cannot be sent again as a new one."""
    timestamp = str(int(at.timestamp()))
    said = {"Content-Type": "application/json", "User-Agent": "edigw", "X-Edigw-Id": message_id,
            "X-Edigw-Timestamp": timestamp}  # fmt: skip
    if secret:
        said["X-Edigw-Signature"] = f"sha256={signature(secret, timestamp, body)}"
    return said


def signature(secret: str, timestamp: str, body: bytes) -> str:
    return hmac.new(secret.encode("utf-8"), timestamp.encode("ascii") + b"." + body, hashlib.sha256).hexdigest()


def send(
    hook: Webhook, url: str, body: bytes, said: Mapping[str, str], done: list[str], trust: ssl.SSLContext | None = None
) -> None:
    """`url` is what the hook's stands for. Raises TemporaryError, naming the step that failed: never the URL's path."""
    parts = urlsplit(url)
    where = f"{parts.hostname}:{parts.port or (443 if parts.scheme == 'https' else 80)}"
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    wire: http.client.HTTPConnection
    if parts.scheme == "https":
        wire = http.client.HTTPSConnection(
            parts.hostname or "", parts.port, timeout=hook.timeout_s, context=trust or ssl.create_default_context()
        )
    else:
        wire = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=hook.timeout_s)
    step, hint = "connect", "check `alerts.webhook.url`, and that a firewall lets us out"
    try:
        with cut_after(WHOLE * hook.timeout_s, lambda: wire.sock):
            wire.connect()
            done.append(f"connected to {where}" + (" by TLS" if parts.scheme == "https" else ""))
            step, hint = "send", "ask whoever runs the server"
            wire.request("POST", path, body, dict(said))
            status = wire.getresponse().status
    except (http.client.HTTPException, OSError, ValueError) as error:
        raise TemporaryError(f"webhook: cannot {step}: {_why(error)}", hint) from None
    finally:
        wire.close()
    if not 200 <= status < 300:
        raise TemporaryError(f"webhook: {where} answers {status}, and only 200 to 299 is a yes", hint)
    done.append(f"taken: {status}" + (", signed" if "X-Edigw-Signature" in said else ", not signed: no secret"))


def _why(error: Exception) -> str:
    if isinstance(error, TimeoutError):
        return "no answer in time"
    if isinstance(error, http.client.InvalidURL):  # which tells all of it, and it may be a secret
        return "the address holds a blank or a control character"
    if isinstance(error, ssl.SSLError):
        return str(getattr(error, "verify_message", "") or error.reason or error)[:200]
    told = getattr(error, "strerror", None) or str(error) or type(error).__name__
    return " ".join(told.split())[:200]
