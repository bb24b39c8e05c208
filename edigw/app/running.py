"""once, run, reload: the pipeline from end to end, once or for ever."""

from __future__ import annotations

import json
import os
import signal
import time
import uuid
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from edigw.app.workspace import OUTCOME, REQUEST, Workspace, new_configuration, replace_file
from edigw.errors import ConfigError, TemporaryError

RELOAD_S = 15.0  # that `reload` waits for the daemon to answer


def once(workspace: Workspace) -> dict[str, Any]:
    """One pass over everything that waits; `left` says which files stay in their folder, and why.

    Raises TemporaryError, after the whole pass, for what could not be done and may pass.
    """
    from edigw.pipeline.deliver import take_over
    from edigw.pipeline.line import look_after
    from edigw.work import alerting, trouble
    from edigw.work.couriers import Couriers
    from edigw.work.whole import all_once

    with workspace.opened() as context:
        couriers = Couriers()
        workspace.leave_open(couriers.visiting)
        take_over(context)
        look_after(context)
        total = all_once(context, couriers)
        alerting.note_standing(context)
        alerting.once(context)
        troubles, left = [*total.troubles, *trouble.passing(context)], trouble.lasting(context)
    if troubles:
        raise TemporaryError("\n".join(dict.fromkeys(one.message for one in troubles)), troubles[0].hint)
    return {"received": total.received, "parsed": total.parsed, "processed": total.processed, "sent": total.sent,
            "attention": total.attention, "left": left}  # fmt: skip


def run(workspace: Workspace, say: Callable[[str], None]) -> None:
    """The daemon, until SIGTERM. Raises LockedError when one runs already, ConfigError before it starts."""
    from edigw.app.listening import listeners
    from edigw.pipeline.deliver import take_over
    from edigw.work.daemon import Daemon, take_daemon_lock

    settings = workspace.configuration.settings
    with take_daemon_lock(workspace.run_folder):
        (workspace.run_folder / REQUEST).unlink(missing_ok=True)
        for name, faults in workspace.configuration.parked.items():
            say(
                f"partner {name} is parked, its documents wait: {len(faults)} faults, see `edigw partners check {name}`"
            )
        workspace.store.archive.sweep()
        take_over(workspace.context())
        Daemon(workspace, settings.poll_s, say, listeners(workspace, say)).run(lambda: _leave(workspace))


def _leave(workspace: Workspace) -> None:
    """Give back what is claimed and not sent; where that fails, whoever starts next takes it over."""
    from edigw.store import outbox

    with suppress(TemporaryError), workspace.store.begin() as connection:
        outbox.release(connection, workspace.owner, workspace.clock())
    workspace.close()


def reload(workspace: Workspace) -> dict[str, Any]:
    """Ask the daemon to take changed files. Raises ConfigError with what is wrong; then the old files count."""
    from edigw.pipeline.locks import FileLock
    from edigw.work.daemon import LOCK

    new_configuration(workspace.path, False, None)
    with FileLock(workspace.run_folder / LOCK) as lock:
        if lock.take():
            return {"reloaded": False, "message": "no daemon runs; whoever starts next reads the files"}
    ticket = uuid.uuid4().hex
    replace_file(workspace.run_folder / REQUEST, ticket)
    _signal(workspace)
    outcome = _wait_for(workspace, ticket)
    if not outcome["ok"]:
        raise _refused(outcome["message"])
    return {"reloaded": True, "message": outcome["message"]}


def _signal(workspace: Workspace) -> None:
    from edigw.work.daemon import LOCK

    pid = (workspace.run_folder / LOCK).read_text("utf-8").strip()
    if pid.isdigit():
        try:
            os.kill(int(pid), signal.SIGHUP)
        except OSError:
            return  # it looks for the request by itself


def _wait_for(workspace: Workspace, ticket: str) -> dict[str, Any]:
    until = time.monotonic() + RELOAD_S
    while time.monotonic() < until:
        try:
            outcome: dict[str, Any] = json.loads((workspace.run_folder / OUTCOME).read_text("utf-8"))
        except (OSError, ValueError):
            outcome = {}
        if outcome.get("request") == ticket:
            return outcome
        time.sleep(0.05)
    raise TemporaryError("the daemon has not answered yet", "it reloads when the step in hand is done")


def _refused(message: str) -> ConfigError:
    error = ConfigError([], "mend them and reload again; until then the old files count")
    error.message = message
    error.args = (message,)
    return error
