"""The calls that cron, monitors and people make all day, answered before typer is loaded: `status`, `once`, `--help`.

Only what is written plainly is taken here. Whatever else a line says, typer reads it, and says what is wrong with it.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from edigw.cli.table import COMMANDS, GROUPS, HELP, WORKSPACE_HELP


def answer(arguments: list[str]) -> int | None:
    """The exit code of what could be answered; None: typer must read the line."""
    if arguments == ["--help"] and not sys.stdout.isatty():  # a terminal gets the colours of typer's
        print(root_help())
        return 0
    if (plain := _plain(arguments)) is None:
        return None
    command, workspace, json = plain
    found = _look(command, workspace or os.environ.get("EDIGW_WORKSPACE") or ".")
    if found is None:
        return None
    from edigw.cli import told

    show: Callable[[dict[str, Any], bool], None] = {"status": told.status, "once": told.once}[command]
    show(found, json)
    return 0


def _look(command: str, workspace: str) -> dict[str, Any] | None:
    from edigw.app import quick

    look: Callable[[str, datetime], dict[str, Any] | None] = {"status": quick.status, "once": quick.once}[command]
    return look(workspace, datetime.now(UTC))


def _plain(arguments: list[str]) -> tuple[str, str, bool] | None:
    """(command, workspace or "", json) of `status` or `once` with no more than --workspace and --json, once each."""
    words = list(arguments)
    if not words or (command := words.pop(0)) not in ("status", "once"):
        return None
    workspace, json = "", False
    while words:
        word = words.pop(0)
        if word == "--json" and not json:
            json = True
        elif word == "--workspace" and words and not words[0].startswith("-") and not workspace:
            workspace = words.pop(0)
        else:
            return None
    return command, workspace, json


def root_help() -> str:
    """What `edigw --help` prints where nothing can be coloured."""
    options = {"--workspace <path>": WORKSPACE_HELP, "--help": "Show this message and exit."}
    commands = {**COMMANDS, **GROUPS}
    return "\n".join([
        "Usage: edigw [OPTIONS] COMMAND [ARGS]...", "", f"  {HELP}", "",
        "Options:", *_columns(options), "", "Commands:", *_columns(commands),
    ])  # fmt: skip


def _columns(rows: dict[str, str]) -> list[str]:
    width = max(map(len, rows))
    return [f"  {name.ljust(width)}  {line}" for name, line in rows.items()]
