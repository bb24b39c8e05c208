"""What edigw.toml says under `[alerts]`: who is told of what needs a person, and by which servers."""

from __future__ import annotations

from typing import Any

from edigw.config.said import Said, default
from edigw.config.workspace_rows import WORKSPACE_ROWS
from edigw.errors import Fault
from edigw.model.alerts import KINDS, Alerts, Mail, Webhook

PORTS = {"none": 25, "starttls": 587, "tls": 465}
HERE = ("localhost", "127.0.0.1", "::1")
LONGEST_S = 120.0

_DEFAULTS = {row.path: default(row) for row in WORKSPACE_ROWS if row.block == "alerts"}


def understand_alerts(said: Said, faults: list[Fault]) -> Alerts:
    """Faults are added. Secrets stay references: they are resolved when a message is sent."""
    return Alerts(
        kinds=frozenset(_value(said, "alerts.kinds") or KINDS),
        every_s=_value(said, "alerts.every"),
        keep_days=_value(said, "alerts.keep"),
        mail=_mail(said, faults),
        webhook=_webhook(said, faults),
    )


def _mail(said: Said, faults: list[Fault]) -> Mail | None:
    get = {row: _value(said, f"alerts.mail.{row}") for row in
           ("host", "port", "tls", "user", "password", "from", "to", "timeout")}  # fmt: skip
    if not any(get[row] for row in ("host", "user", "password", "from", "to")):
        return None
    for row, fix in (("host", 'write the mail server\'s name, as host = "mail.example.com"'),
                     ("from", 'write who sends, as from = "edi@example.com"'),
                     ("to", 'write who is told, as to = ["orders@example.com"]')):  # fmt: skip
        if not get[row] and not any(f"`alerts.mail.{row}`" in fault.message for fault in faults):
            faults.append(_spot(said, "mail").fault(f"`alerts.mail.{row}` is not said", fix))
    if bool(get["user"]) != bool(get["password"]) and not any("alerts.mail.password" in one.message for one in faults):
        lacks = "password" if get["user"] else "user"
        fix = "say both, or neither where the server asks for no login"
        spot = said.spot("alerts.mail.user", "alerts.mail.password")
        faults.append(spot.fault(f"`alerts.mail.{lacks}` is not said", fix))
    if get["password"] and get["tls"] == "none" and get["host"] not in HERE:
        fault = "the password would travel where anybody can read it"
        faults.append(said.spot("alerts.mail.tls").fault(fault, "write tls = starttls or tls"))
    _patience(said, "mail", get["timeout"], faults)
    return Mail(get["host"] or "", get["port"] or PORTS[get["tls"]], get["tls"], get["user"] or "",
                get["password"] or "", get["from"] or "", get["to"], get["timeout"])  # fmt: skip


def _webhook(said: Said, faults: list[Fault]) -> Webhook | None:
    url, secret, timeout = (_value(said, f"alerts.webhook.{row}") for row in ("url", "secret", "timeout"))
    if not url and not secret:
        return None
    if not url and not any("`alerts.webhook.url`" in fault.message for fault in faults):
        fix = 'write where it is sent, as url = "https://example.com/edi"'
        faults.append(_spot(said, "webhook").fault("`alerts.webhook.url` is not said", fix))
    _patience(said, "webhook", timeout, faults)
    return Webhook(url or "", secret or "", timeout)


def _patience(said: Said, channel: str, seconds: float, faults: list[Fault]) -> None:
    if not 0 < seconds <= LONGEST_S:
        path = f"alerts.{channel}.timeout"
        faults.append(said.spot(path).fault(f"`{path}` is out of bounds", f"more than 0 s, at most {LONGEST_S:.0f} s"))


def _spot(said: Said, channel: str) -> Any:
    """Where something of the channel stands."""
    return said.spot(*(path for path in said.settings if path.startswith(f"alerts.{channel}.")))


def _value(said: Said, path: str) -> Any:
    setting = said.settings.get(path)
    return setting.value if setting else _DEFAULTS[path]
