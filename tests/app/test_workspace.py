"""A workspace's parts are made when they are needed and let go of afterwards."""

from __future__ import annotations

import gc
import os
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from yard import Yard

from edigw.app.workspace import Workspace, new_configuration, replace_file
from edigw.errors import ConfigError, NotFound, TemporaryError


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


def test_where_documents_pass_garbage_is_looked_for_less_often(yard: Yard) -> None:
    before = gc.get_threshold()
    try:
        gc.set_threshold(700)
        with Workspace(yard.base, yard.clock).opened():
            assert gc.get_threshold()[0] >= 10_000
    finally:
        gc.set_threshold(*before)


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


def test_whoever_asks_for_a_stop_is_heard_by_the_pipeline(yard: Yard) -> None:
    workspace = Workspace(yard.base, yard.clock)
    assert not workspace.context().stopping()
    asked: list[bool] = []
    workspace.stop_when(lambda: bool(asked))
    assert not workspace.context().stopping()
    asked.append(True)
    assert workspace.context().stopping()
    workspace.close()


def test_a_folder_in_the_way_keeps_no_other_mailbox_from_being_made(yard: Yard) -> None:
    yard.partner("other", "08:2222222222")
    shutil.rmtree(yard.base / "data/acme")
    (yard.base / "data/acme").write_text("in the way")
    shutil.rmtree(yard.base / "data/other")
    with Workspace(yard.base, yard.clock).opened() as context:
        assert set(context.mailboxes) == {"acme", "erp", "other"}
        with pytest.raises(TemporaryError, match="mailbox acme"):
            context.mailboxes["acme"].prepare()
    assert (yard.base / "data/other/in").is_dir()


def test_a_reload_takes_new_partners_and_their_folders(yard: Yard) -> None:
    workspace = Workspace(yard.base, yard.clock)
    before = workspace.context()
    yard.partner("other", "08:2222222222")
    assert set(workspace.context().mailboxes) == {"acme", "erp"}
    workspace.reload()
    assert set(workspace.context().mailboxes) == {"acme", "erp", "other"}
    assert workspace.context().store is before.store
    workspace.close()


def test_a_partner_that_was_parked_before_may_stay_so(yard: Yard) -> None:
    yard.tell("lenience: strict\n")
    workspace = Workspace(yard.base, yard.clock)
    assert set(workspace.configuration.parked) == {"acme"}
    yard.partner("other", "08:2222222222")
    workspace.reload()
    assert set(workspace.configuration.partners) == {"other"}


def test_with_strict_configuration_no_partner_is_parked(yard: Yard) -> None:
    yard.tell("lenience: strict\n")
    workspace = Workspace(yard.base, yard.clock)
    workspace.strict = True
    with pytest.raises(ConfigError, match="lenience"):
        _ = workspace.configuration


def test_a_reload_works_where_its_outcome_cannot_be_told(yard: Yard) -> None:
    workspace, said = Workspace(yard.base, yard.clock), []
    replace_file(workspace.run_folder / "reload.request", "ticket")
    (workspace.run_folder / "reload.json").mkdir()
    workspace.reload_if_asked(said.append)
    assert said[0] == "reload: changed files are taken" and "cannot be told" in said[1]
    workspace.reload_if_asked(said.append)
    assert len(said) == 2


def test_without_a_clock_of_its_own_it_is_now_in_utc(tmp_path: Path) -> None:
    now = Workspace(tmp_path).clock()
    assert now.tzinfo is UTC and abs(now - datetime.now(UTC)) < timedelta(minutes=1)
