"""Errors in words and in JSON, and never a traceback."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

Call = Callable[..., tuple[int, str]]


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
