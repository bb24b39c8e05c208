"""Which workspace a command works in."""

from __future__ import annotations

from pathlib import Path

import pytest

from edigw.cli.where import chosen_workspace, workspace_path


def test_the_option_wins_then_the_roots_then_the_environment_then_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EDIGW_WORKSPACE", "env")
    chosen_workspace.set(None)
    assert workspace_path(None) == Path("env")
    chosen_workspace.set(Path("root"))
    assert workspace_path(None) == Path("root")
    assert workspace_path(Path("own")) == Path("own")
    chosen_workspace.set(None)
    monkeypatch.delenv("EDIGW_WORKSPACE")
    assert workspace_path(None) == Path(".")
