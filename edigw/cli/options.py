"""The options that every command shares, and how a command reaches the application."""

from __future__ import annotations

import os
from contextvars import ContextVar
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from edigw.app import App

chosen_workspace: ContextVar[Path | None] = ContextVar("chosen_workspace", default=None)

Workspace = Annotated[
    Path | None, typer.Option("--workspace", help="the workspace; else $EDIGW_WORKSPACE, else here", show_default=False)
]
Json = Annotated[bool, typer.Option("--json", help="print JSON")]
Reason = Annotated[str, typer.Option("--reason", help="why; kept in the journal")]


def workspace_path(given: Path | None) -> Path:
    """The workspace that a command works in: its own option, the root's, the environment's, else the current folder."""
    path = given or chosen_workspace.get() or Path(os.environ.get("EDIGW_WORKSPACE") or ".")
    chosen_workspace.set(path)
    return path


def open_app(workspace: Path | None) -> App:
    """The application on the chosen workspace."""
    from edigw.app import App

    return App(workspace_path(workspace))
