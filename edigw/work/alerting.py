"""Tells people what needs them: after a pass, in a thread of its own, so that no server holds up the pipeline."""

from __future__ import annotations

import random
import socket
import threading
import time
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection
from sqlalchemy import Row as Stored

from edigw.config.certs.needs import ailing, urgency
from edigw.config.kinds import web_address
from edigw.config.secret import REFERENCE, Unfit, resolve_secret
from edigw.errors import EdigwError, TemporaryError
from edigw.model.alerts import Alerts
from edigw.pipeline import crash
from edigw.pipeline.boundaries import reach
from edigw.pipeline.context import Context
from edigw.store import alerts as rows
from edigw.store import mailboxes
from edigw.work.digest import Digest, digest

SHARE = 5  # times a channel's time-out, after which a message that was claimed and not marked is free again
ONCE_S = 30.0  # that `once` waits for servers at its end
SILENT = timedelta(minutes=10)  # of a mailbox, after which somebody is told
STOP_S = 0.5  # that a stop waits for the message in hand; what is not marked is sent again, under the same id

Facts = dict[str, dict[str, str | None]]  # by subject: whose it is, and why
Say = Callable[[str], None]


class Alerter:
    """A thread that sends what is due whenever it is woken; it is there once there is something to send by."""

    def __init__(self, say: Say) -> None:
        self._say = say
        self._context: Context | None = None
        self._woken = threading.Event()
        self._stopped = threading.Event()
        self._thread: threading.Thread | None = None
        self._trouble = ""

    def wake(self, context: Context) -> None:
        """A pass is over. Returns at once."""
        if not context.configuration.settings.alerts.channels:
            return
        self._context = context
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="alerts", daemon=True)
            self._thread.start()
        self._woken.set()

    def stop(self) -> None:
        self._stopped.set()
        self._woken.set()
        if self._thread is not None:
            self._thread.join(STOP_S)

    def _run(self) -> None:
        while not self._stopped.is_set():
            self._woken.wait()
            self._woken.clear()
            if self._context is not None and not self._stopped.is_set():
                self._tell(attempt(self._context, self._stopped.is_set))

    def _tell(self, trouble: str) -> None:
        """Each trouble once, and its end."""
        if trouble and trouble != self._trouble:
            self._say(f"trouble: {trouble}")
        elif self._trouble and not trouble:
            self._say("over: alerts are sent again")
        self._trouble = trouble


def attempt(context: Context, stopping: Callable[[], bool]) -> str:
    """Sends what is due; the first trouble, or nothing. What is broken in the program is reported, not raised."""
    try:
        troubles = send_due(context, stopping)
    except EdigwError as error:
        return error.message
    except crash.BROKEN as error:
        name = f"{context.now():%Y%m%dT%H%M%S%f}-alerts"
        report = crash.report(context.crash_folder, name, error)
        return f"alerts cannot be sent: an internal error, see data/crash: {report}"
    return troubles[0] if troubles else ""


def once(context: Context) -> None:
    """At the end of `once`: what is due now, for ONCE_S at most; the rest is due again at the next one."""
    with context.store.read() as connection:
        if not rows.owed(connection, context.now()):
            return
    until = time.monotonic() + ONCE_S
    sender = threading.Thread(
        target=attempt, args=(context, lambda: time.monotonic() >= until), name="alerts", daemon=True
    )
    sender.start()
    sender.join(ONCE_S)


def note_standing(context: Context) -> None:
    """What is so since the last look, or is no longer: faulty files of partners, certificates that lack, silence."""
    alerts, configuration = context.configuration.settings.alerts, context.configuration
    if not alerts.channels:
        return
    faults: Facts = {
        name: {"partner": name, "reason": f"{len(some)} faults"} for name, some in configuration.parked.items()
    }
    lacking: Facts = {
        f"{need.of} {need.use} {one.code} {urgency(need, context.now())}": {
            "partner": need.of or None,
            "reason": one.message,
        }
        for need, one in ailing(configuration.needs, context.now())
    }
    for kind, facts in (("parked", faults), ("certificate", lacking), ("silent", _silent(context))):
        if kind in alerts.kinds:
            _note(context, kind, facts, alerts.channels)


def _silent(context: Context) -> Facts:
    """Mailboxes that have not answered for a while, or have not let us in."""
    with context.store.read() as connection:
        held = mailboxes.holds(connection)
    late = {name: row for name, row in held.items() if context.now() - row.since >= SILENT}
    return {name: {"mailbox": name, "reason": row.error} for name, row in late.items()}


def _note(context: Context, kind: str, facts: Facts, channels: Sequence[str]) -> None:
    with context.store.read() as connection:
        if not rows.news(connection, kind, facts, channels):
            return
    with context.store.begin() as connection:
        rows.stand(connection, kind, facts, context.now())


def send_due(context: Context, stopping: Callable[[], bool]) -> list[str]:
    """Every message that is due. A channel that fails is left alone until the next pass. Returns what went wrong."""
    alerts, troubles = context.configuration.settings.alerts, []
    with context.store.read() as connection:
        if not rows.owed(connection, context.now()):
            return []
    context.store.run(lambda connection: rows.gather(connection, alerts.channels, alerts.every_s, context.now()))
    channels = list(alerts.channels)
    while channels and not stopping():
        claimed = context.store.run(lambda connection: _claim(connection, channels, context, alerts))
        if claimed is None:
            break
        row, message = claimed
        reach("F.claimed")
        try:
            send(alerts, row.channel, message, context.now(), [])
        except TemporaryError as error:
            channels.remove(row.channel)
            troubles.append(error.message)
            _failed(context, row, error)
            continue
        reach("F.sent")
        _sent(context, row)
    return troubles


def _sent(context: Context, row: Stored[Any]) -> None:
    context.store.run(lambda connection: rows.sent(connection, row.id, context.now()))


def _failed(context: Context, row: Stored[Any], error: TemporaryError) -> None:
    context.store.run(lambda connection: rows.failed(connection, row, error.message, context.now(), random.random()))


def _claim(
    connection: Connection, channels: list[str], context: Context, alerts: Alerts
) -> tuple[Stored[Any], Digest] | None:
    patience = max(channel.timeout_s for channel in (alerts.mail, alerts.webhook) if channel is not None)
    workspace = context.configuration.settings.workspace
    row = rows.claim(connection, channels, context.now(), SHARE * patience)
    if row is None:
        return None
    return row, digest(row.id, row.created_at, rows.within(connection, row.id), place(workspace))


def place(workspace: Path) -> str:
    """Where the workspace is, as people know it."""
    return f"{socket.gethostname()}:{workspace}"


def send(alerts: Alerts, channel: str, message: Digest, now: datetime, done: list[str]) -> None:
    """By one channel; `done` gets a line for each step that worked. Raises TemporaryError.

    The signature is of `now`, so that a receiver can refuse what is old: a second try is signed anew.
    """
    if channel == "mail" and alerts.mail is not None:
        from edigw.transports import mail

        password = _secret("mail.password", alerts.mail.password)
        letter = mail.letter(alerts.mail, message.id, message.at, message.subject, message.text)
        mail.send(alerts.mail, password, letter, done)
    elif channel == "webhook" and alerts.webhook is not None:
        from edigw.transports import webhook

        url, secret = _url(alerts.webhook.url), _secret("webhook.secret", alerts.webhook.secret)
        said = webhook.headers(message.id, now, message.body, secret)
        webhook.send(alerts.webhook, url, message.body, said, done)


def _secret(setting: str, reference: str) -> str:
    try:
        found = resolve_secret(reference)
    except Unfit as unfit:
        raise TemporaryError(f"{setting}: {unfit.message}", unfit.fix) from None
    if reference and not found:
        raise TemporaryError(f"{setting}: what it stands for is empty", f"write the secret to {reference}")
    return found


def _url(said: str) -> str:
    url = _secret("webhook.url", said)
    try:
        if REFERENCE.fullmatch(url):
            raise Unfit("a reference to a reference", "")
        return str(web_address(url))
    except Unfit:
        raise TemporaryError("webhook.url: what it stands for is no web address", "write https://host/path") from None
