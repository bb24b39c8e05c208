"""The table of commands names those that there are, with the words that they have for themselves."""

from __future__ import annotations

import inspect

from edigw.cli import daemon
from edigw.cli.root import LOADED
from edigw.cli.table import COMMANDS, GROUPS


def test_each_command_has_the_first_line_of_its_own_help() -> None:
    assert {name: inspect.getdoc(command) for name, command in daemon.COMMANDS.items()} == COMMANDS


def test_each_group_names_its_commands() -> None:
    assert list(LOADED) == list(GROUPS)
    for name, line in GROUPS.items():
        commands = {command.name for command in LOADED[name]().registered_commands}
        assert commands == set(line.rpartition(": ")[2].split(", "))
