"""What typer reads: every command and group under one root, loaded as they are asked for."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from edigw.cli import root
from edigw.cli.table import COMMANDS, GROUPS

Call = Callable[..., tuple[int, str]]


@pytest.mark.parametrize("name", [*COMMANDS, *GROUPS])
def test_a_call_loads_the_one_that_it_begins_with(call: Call, name: str) -> None:
    made = root.root([name])
    names = [one.name for one in (*made.registered_commands, *made.registered_groups)]
    assert names == [name]
    code, out = call(name, "--help")
    assert code == 0 and out.startswith(f"Usage: edigw {name} ")


@pytest.mark.parametrize("first", [[], ["--workspace"], ["nonsense"]])
def test_any_other_call_has_all_of_them(first: list[str]) -> None:
    made = root.root(first)
    names = [one.name for one in (*made.registered_commands, *made.registered_groups)]
    assert names == [*COMMANDS, *GROUPS]


def test_a_word_that_is_nearly_a_command_is_told_the_right_one(call: Call) -> None:
    code, out = call("statsu")
    assert code == 2 and "status" in out


def test_the_roots_workspace_counts_for_every_command(call: Call, tmp_path: Path) -> None:
    code, out = call("--workspace", str(tmp_path / "none"), "docs", "list")
    assert code == 2 and str(tmp_path / "none") in out
