"""`partners test`: each mailbox of a partner looked at, step by step, by the way in which its files travel."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from edigw.config.secret import resolve_secret, reveal
from edigw.errors import UsageError
from edigw.model.probe import Step
from edigw.transports import folder_steps, http_post, sftp_steps
from edigw.transports.trying import tried

if TYPE_CHECKING:
    from edigw.app.workspace import Workspace
    from edigw.config.configuration import Configuration
    from edigw.model.partner import Mailbox, Partner

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Asked:
    """How far the test may go."""

    loopback: bool = False  # play the partner on this machine
    only_look: bool = False  # write nothing
    round_trip: bool = False  # send a test message by AS2


Probe = Callable[["Workspace", "Mailbox", Asked], Iterator[Step]]


def _folder(workspace: Workspace, mailbox: Mailbox, asked: Asked) -> Iterator[Step]:
    return folder_steps.steps(mailbox, workspace.clock(), only_look=asked.only_look)


def _sftp(workspace: Workspace, mailbox: Mailbox, asked: Asked) -> Iterator[Step]:
    from edigw.transports.loopback import played
    from edigw.transports.sftp_far import Terms

    assert mailbox.sftp is not None
    terms = Terms(mailbox.name, mailbox.sftp, reveal)
    if not asked.loopback:
        yield from sftp_steps.steps(terms, only_look=asked.only_look)
        return
    with played(terms) as there:
        yield from sftp_steps.steps(there, only_look=asked.only_look)


def _ftps(workspace: Workspace, mailbox: Mailbox, asked: Asked) -> Iterator[Step]:
    if asked.loopback:
        raise UsageError("a partner's FTPS server is not played here", "leave out --loopback: theirs is dialled")
    yield from _sftp(workspace, mailbox, asked)


def _as2(workspace: Workspace, mailbox: Mailbox, asked: Asked) -> Iterator[Step]:
    from edigw.app import as2_steps
    from edigw.pipeline.as2.directory import Directory

    stations = Directory(workspace.path, workspace.configuration, resolve_secret)
    yield from as2_steps.steps(
        stations, mailbox, workspace.clock, alone=asked.loopback, round_trip=asked.round_trip and not asked.only_look
    )


def _http(workspace: Workspace, mailbox: Mailbox, asked: Asked) -> Iterator[Step]:
    assert mailbox.http is not None
    yield from http_post.steps(mailbox.http, reveal)


PROBES: Mapping[str, Probe] = {"folder": _folder, "sftp": _sftp, "ftps": _ftps, "as2": _as2, "http": _http}
"""By the transport of the mailbox."""


def partners_test(workspace: Workspace, name: str, asked: Asked) -> Json:
    """{"partner", "ok", "mailboxes": [{"mailbox", "transport", "ok", "steps": [{"step", "ok", "said", "hint", "ms"}]}]}

    `ok` of a step is null where it was not tried. Raises NotFound, ConfigError for a parked partner.
    """
    configuration = workspace.configuration
    rows = [_row(workspace, box, asked) for box in _of(configuration, configuration.partner(name))]
    return {"partner": name, "ok": all(row["ok"] for row in rows), "mailboxes": rows}


def _of(configuration: Configuration, partner: Partner) -> list[Mailbox]:
    """The partner's own, those that its agreements name, and those that bring it among others."""
    named = {row.mailbox for row in partner.agreements}
    hubs = [
        box for box in configuration.settings.mailboxes.values() if box.name in named or partner.name in box.carries
    ]
    return [*partner.mailboxes, *hubs]


def _row(workspace: Workspace, box: Mailbox, asked: Asked) -> Json:
    steps = _steps(workspace, box, asked)
    told = [_told(one) for one in steps]
    ok = all(one.ok is not False for one in steps)
    return {"mailbox": box.name, "transport": box.transport, "ok": ok, "steps": told}


def _told(step: Step) -> Json:
    ms = round(step.seconds * 1000)
    return {"step": step.name, "ok": step.ok, "said": step.said, "hint": step.hint or None, "ms": ms}


def _steps(workspace: Workspace, box: Mailbox, asked: Asked) -> list[Step]:
    """What a probe raises beside its steps is one more."""
    steps: list[Step] = []

    def run() -> str:
        steps.extend(PROBES[box.transport](workspace, box, asked))
        return ""

    outcome = tried("start", run)
    return steps if outcome.ok else [*steps, outcome]


__all__ = ["PROBES", "Asked", "Probe", "Step", "partners_test", "tried"]
