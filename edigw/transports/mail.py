"""Mail by SMTP (RFC 5321), in the clear, by STARTTLS or by TLS from the first byte."""

from __future__ import annotations

import smtplib
import ssl
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from edigw.errors import TemporaryError
from edigw.model.alerts import Mail
from edigw.transports.patience import WHOLE, cut_after

HINTS = {
    "connect": "check `alerts.mail.host` and `port`, and that a firewall lets us out",
    "protect": "check `alerts.mail.tls`, and the server's certificate",
    "log in": "check `alerts.mail.user` and `password`",
    "send": "check `alerts.mail.from` and `to` with whoever runs the server",
}


def letter(mail: Mail, message_id: str, at: datetime, subject: str, text: str) -> EmailMessage:
    """The same facts make the same mail; Message-ID and X-Edigw-Id tell a repeat."""
    made = EmailMessage(policy=SMTP)
    made["From"] = mail.sender
    made["To"] = ", ".join(mail.to)
    made["Subject"] = subject
    made["Date"] = format_datetime(at.astimezone(UTC))
    made["Message-ID"] = f"<{message_id}@{mail.sender.rpartition('@')[2]}>"
    made["X-Edigw-Id"] = message_id
    made["Auto-Submitted"] = "auto-generated"
    made.set_content(text)
    return made


def send(
    mail: Mail, password: str, message: EmailMessage, done: list[str], trust: ssl.SSLContext | None = None
) -> None:
    """Hands it over; `done` gets a line for each step that worked. Raises TemporaryError, naming the one that did not.

    `trust`: whose certificates are believed, the system's where it is None.
    """
    step, server = "connect", _Server(mail, trust)
    try:
        with cut_after(WHOLE * mail.timeout_s, lambda: server.wire.sock if server.wire else None):
            client = server.open()
            done.append(f"connected to {mail.host}:{mail.port}" + (" by TLS" if mail.tls == "tls" else ""))
            if mail.tls == "starttls":
                step = "protect"
                client.starttls(context=server.trust)
                client.ehlo()
                done.append("protected by STARTTLS")
            if mail.user:
                step = "log in"
                client.login(mail.user, password)
                done.append(f"logged in as {mail.user}")
            step = "send"
            refused = client.send_message(message, mail.sender, list(mail.to))
            taken = [one for one in mail.to if one not in refused]
            done.append(f"taken for {', '.join(taken)}" + (f", refused for {', '.join(refused)}" if refused else ""))
    except (smtplib.SMTPException, OSError, ValueError) as error:
        raise TemporaryError(f"mail: cannot {step}: {_why(error)}", HINTS[step]) from None
    finally:
        server.leave()


class _Server:
    """The connection while it is made: `wire` is there before the server has greeted."""

    def __init__(self, mail: Mail, trust: ssl.SSLContext | None) -> None:
        self.mail = mail
        self.trust = trust or (ssl.create_default_context() if mail.tls != "none" else None)
        self.wire: smtplib.SMTP | None = None

    def open(self) -> smtplib.SMTP:
        mail = self.mail
        if mail.tls == "tls":
            self.wire = smtplib.SMTP_SSL(timeout=mail.timeout_s, context=self.trust)
        else:
            self.wire = smtplib.SMTP(timeout=mail.timeout_s)
        # A connect by the constructor would hide the socket until the greeting is over, and connect() alone leaves out
        # whose certificate is wanted: smtplib has no public way to say it.
        self.wire._host = mail.host  # type: ignore[attr-defined]
        code, text = self.wire.connect(mail.host, mail.port)
        if code != 220:
            raise smtplib.SMTPConnectError(code, text)
        self.wire.ehlo()
        return self.wire

    def leave(self) -> None:
        if self.wire is not None:
            self.wire.close()


def _why(error: Exception) -> str:
    """One line; what a server said is cut."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        told = "; ".join(f"{who}: {code} {_text(text)}" for who, (code, text) in error.recipients.items())
    elif isinstance(error, smtplib.SMTPResponseException):
        told = f"{error.smtp_code} {_text(error.smtp_error)}"
    elif isinstance(error, TimeoutError):
        told = "no answer in time"
    elif isinstance(error, ssl.SSLError):
        told = str(getattr(error, "verify_message", "") or error.reason or error)
    else:
        told = getattr(error, "strerror", None) or str(error) or type(error).__name__
    return " ".join(told.split())[:200]


def _text(said: bytes | str) -> str:
    return said.decode("utf-8", "replace") if isinstance(said, bytes) else said
