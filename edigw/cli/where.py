"""The workspace that a command works in."""

from __future__ import annotations

import os
from contextvars import ContextVar
from pathlib import Path

chosen_workspace: ContextVar[Path | None] = ContextVar("chosen_workspace", default=None)


def workspace_path(given: Path | None) -> Path:
    """The command's own option, the root's, the environment's, else the current folder."""
    path = given or chosen_workspace.get() or Path(os.environ.get("EDIGW_WORKSPACE") or ".")
    chosen_workspace.set(path)
    return path
