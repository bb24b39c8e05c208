"""`edigw alerts`: whether each channel works, step by step, and what could not be sent again."""

from __future__ import annotations

from typing import Any

from edigw.app.workspace import Workspace
from edigw.errors import TemporaryError, UsageError
from edigw.model.alerts import Alerts

Json = dict[str, Any]
HINT = "say [alerts.mail] or [alerts.webhook] in edigw.toml; docs/operations.md shows how"


def test(workspace: Workspace) -> list[Json]:
    """One message through each channel: what worked, and where it stopped. Nothing is stored."""
    from edigw.store import ids
    from edigw.work import alerting, digest

    alerts = _alerts(workspace)
    now = workspace.clock()
    message = digest.trial(ids.new_id(now), now, alerting.place(workspace.configuration.settings.workspace))
    told: list[Json] = []
    for channel in alerts.channels:
        done: list[str] = []
        row = {"channel": channel, "id": message.id, "ok": True, "steps": done, "error": None, "hint": None}
        try:
            alerting.send(alerts, channel, message, now, done)
        except TemporaryError as error:
            row |= {"ok": False, "error": error.message, "hint": error.hint}
        told.append(row)
    return told


def retry(workspace: Workspace) -> Json:
    """What is dead, or waits for its next try, is due now, under the same id."""
    from edigw.store import alerts as rows

    channels = _alerts(workspace).channels
    with workspace.opened(boxes=False) as context, context.store.begin() as connection:
        return {"due": rows.retry(connection, channels, context.now())}


def _alerts(workspace: Workspace) -> Alerts:
    alerts = workspace.configuration.settings.alerts
    if not alerts.channels:
        raise UsageError("nobody is to be told: edigw.toml names no channel", HINT)
    return alerts
