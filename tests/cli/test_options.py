"""How a command reaches the application on its workspace."""

from __future__ import annotations

from pathlib import Path

from edigw.cli.options import open_app
from edigw.cli.where import chosen_workspace


def test_the_application_works_in_the_chosen_workspace() -> None:
    chosen_workspace.set(None)
    assert open_app(Path("own")).path == Path("own")
    assert open_app(None).path == Path("own")  # it stays chosen: a crash report belongs there
    chosen_workspace.set(None)
