"""A workspace's parts are made when they are needed and let go of afterwards."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from yard import Yard

from edigw.app.workspace import Workspace, new_configuration, replace_file
from edigw.errors import ConfigError, NotFound


def test_nothing_is_opened_before_it_is_needed(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path / "nowhere")
    assert not workspace.exists
    with pytest.raises(NotFound):
        _ = workspace.configuration
    assert not (tmp_path / "nowhere").exists()


def test_a_context_is_opened_and_closed(yard: Yard) -> None:
    workspace = Workspace(yard.base, yard.clock)
    with workspace.opened() as context:
        assert set(context.mailboxes) == {"acme", "erp"}
        assert workspace.context() is context
        assert context.owner.split(":")[1] == str(os.getpid())
    with workspace.opened(boxes=False) as again:
        assert again is not context and not again.mailboxes


def test_a_reload_with_a_new_fault_changes_nothing(yard: Yard) -> None:
    workspace = Workspace(yard.base, yard.clock)
    before = workspace.configuration
    path = yard.base / "partners/acme/partner.yaml"
    text = path.read_text("utf-8")
    path.write_text(text + "lenience: strict\n", "utf-8")
    with pytest.raises(ConfigError):
        workspace.reload()
    assert workspace.configuration is before
    assert "acme" in new_configuration(yard.base, False, None).parked
    path.write_text(text, "utf-8")
    workspace.reload()
    assert workspace.configuration is not before


def test_a_reload_is_asked_for_and_answered(yard: Yard) -> None:
    workspace, said = Workspace(yard.base, yard.clock), []
    workspace.reload_if_asked(said.append)
    assert said == []
    replace_file(workspace.run_folder / "reload.request", "ticket")
    workspace.reload_if_asked(said.append)
    assert len(said) == 1 and "ticket" in (workspace.run_folder / "reload.json").read_text()
    assert not (workspace.run_folder / "reload.request").exists()
    workspace.ask_reload()
    workspace.reload_if_asked(said.append)
    assert len(said) == 2
