"""The command line as typer reads it: every group and command under one root."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from edigw.cli.table import COMMANDS, GROUPS, HELP, WORKSPACE_HELP
from edigw.cli.where import chosen_workspace


def _partners() -> typer.Typer:
    from edigw.cli import partners

    return partners.app


def _mailboxes() -> typer.Typer:
    from edigw.cli import mailboxes

    return mailboxes.app


def _docs() -> typer.Typer:
    from edigw.cli import docs

    return docs.app


def _orders() -> typer.Typer:
    from edigw.cli import orders

    return orders.app


def _maps() -> typer.Typer:
    from edigw.cli import maps

    return maps.app


def _samples() -> typer.Typer:
    from edigw.cli import samples

    return samples.app


def _alerts() -> typer.Typer:
    from edigw.cli import alerts

    return alerts.app


def _certs() -> typer.Typer:
    from edigw.cli import certs

    return certs.app


LOADED: dict[str, Callable[[], typer.Typer]] = {
    "partners": _partners, "mailboxes": _mailboxes, "docs": _docs, "orders": _orders, "maps": _maps,
    "samples": _samples, "alerts": _alerts, "certs": _certs,
}  # fmt: skip


def call(arguments: list[str]) -> int:
    """Run one command line; the exit code. Raises what a command raises, and typer's own errors."""
    code = root(arguments[:1])(arguments, prog_name="edigw", standalone_mode=False)
    return code if isinstance(code, int) else 0


def root(first: list[str]) -> typer.Typer:
    """The one command or group that a call begins with; all of them where it begins with anything else."""
    made = typer.Typer(
        help=HELP,
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode="rich" if sys.stdout.isatty() else None,
    )
    made.callback()(_shared)
    wanted = set(first) & {*COMMANDS, *GROUPS} or {*COMMANDS, *GROUPS}
    if not wanted.isdisjoint(COMMANDS):
        from edigw.cli import daemon

        for name, command in daemon.COMMANDS.items():
            if name in wanted:
                made.command(name)(command)
    for name, group in LOADED.items():
        if name in wanted:
            made.add_typer(group(), name=name, help=GROUPS[name])
    return made


def _shared(workspace: Annotated[Path | None, typer.Option(help=WORKSPACE_HELP)] = None) -> None:
    chosen_workspace.set(workspace)
