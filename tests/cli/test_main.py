"""The root command: help, errors in words and in JSON, and never a traceback."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from edigw.cli import daemon, main

Call = Callable[..., tuple[int, str]]


def test_help_lists_every_command_and_group(call: Call) -> None:
    code, out = call("--help")
    assert code == 0
    for word in [*daemon.COMMANDS, *main.GROUPS]:
        assert word in out


@pytest.mark.parametrize("words", [["nonsense"], ["docs", "list", "--nonsense"], ["check"], ["docs", "release", "x"]])
def test_a_wrong_call_is_exit_2_with_a_hint(call: Call, words: list[str]) -> None:
    code, out = call(*words)
    assert code == 2
    assert "--help" in out
    code, out = call(*words, "--json")
    assert json.loads(out)["error"]["code"] == "USAGE"


def test_an_internal_error_leaves_a_report_and_no_traceback(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Broken:
        def __init__(self, workspace: Path) -> None:
            raise RuntimeError("secret detail")

    monkeypatch.setattr("edigw.app.App", Broken)
    code, out = call("status", "--workspace", str(tmp_path))
    assert code == 5
    assert "secret detail" not in out
    assert "secret detail" in next((tmp_path / "data" / "crash").iterdir()).read_text()


def test_a_place_without_a_workspace_says_how_to_make_one(call: Call, tmp_path: Path) -> None:
    code, out = call("docs", "list", "--workspace", str(tmp_path / "none"))
    assert code == 2
    assert "edigw init" in out
