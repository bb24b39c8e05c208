"""The options that every command shares, and how a command reaches the application."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from edigw.cli.table import WORKSPACE_HELP
from edigw.cli.where import workspace_path

if TYPE_CHECKING:
    from edigw.app import App

Workspace = Annotated[Path | None, typer.Option("--workspace", help=WORKSPACE_HELP, show_default=False)]
Json = Annotated[bool, typer.Option("--json", help="print JSON")]
Reason = Annotated[str, typer.Option("--reason", help="why; kept in the journal")]


def open_app(workspace: Path | None) -> App:
    """The application on the chosen workspace."""
    from edigw.app import App

    return App(workspace_path(workspace))
