"""What is answered before typer is loaded is what typer would have answered; the rest is left to it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from shop import Shop

from edigw.cli import quick, root
from edigw.config import stamps

ROOT = Path(__file__).parents[2]
HEAVY = ("typer", "rich", "pydantic", "yaml", "sqlalchemy", "sqlmodel", "alembic", "watchdog", "lxml", "pyx12",
         "paramiko", "inspect", "asyncio", "importlib.metadata")  # fmt: skip
DATABASE = ("sqlalchemy", "sqlmodel", "alembic", "sqlite3", "watchdog", "rich", "pyx12", "lxml", "paramiko")
NEVER = {  # command -> modules that its start may do without, and so must
    ("--help",): (*HEAVY, "sqlite3", "json"),
    ("status",): HEAVY,
    ("status", "--json"): HEAVY,
    ("once",): HEAVY,
    ("check", "order.edi"): DATABASE,
    ("docs", "--help"): (*DATABASE, "edigw.cli.daemon", "edigw.cli.orders"),
    ("docs", "list"): ("alembic", "watchdog", "rich", "pyx12", "lxml", "paramiko", "edigw.pipeline"),
}
Call = Callable[..., tuple[int, str]]


@pytest.fixture
def at_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if every file had been written long ago."""
    monkeypatch.setattr(stamps, "RACE_NS", -(10**18))


@pytest.mark.parametrize("words", NEVER, ids=" ".join)
def test_a_start_loads_nothing_that_it_does_without(shop: Shop, words: tuple[str, ...]) -> None:
    shop.edigw("once")
    (shop.base / "order.edi").write_text("ISA")
    code = f"""import sys
from edigw.config import stamps
stamps.RACE_NS = -(10**18)
from edigw.cli.main import run
run({list(words)!r})
print(*(name for name in {NEVER[words]!r} if name in sys.modules), file=sys.stderr)"""
    env = {"EDIGW_WORKSPACE": str(shop.base), "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=shop.base, env=env, capture_output=True, text=True, check=False
    )
    assert done.stderr.split() == [] and done.stdout


@pytest.mark.usefixtures("at_rest")
@pytest.mark.parametrize("command", ["once", "status"])
@pytest.mark.parametrize("how", [[], ["--json"]])
def test_both_ways_give_the_same_answer(shop: Shop, command: str, how: list[str], capfd: Any) -> None:
    shop.edigw("once")
    words = [command, *how, "--workspace", str(shop.base)]
    capfd.readouterr()
    assert quick.answer(words) == 0
    first = capfd.readouterr().out
    assert root.call(words) == 0
    assert capfd.readouterr().out == first


@pytest.mark.usefixtures("at_rest")
def test_the_workspace_may_stand_in_the_environment_or_be_here(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    shop.edigw("once")
    assert quick.answer(["once"]) is None
    monkeypatch.setenv("EDIGW_WORKSPACE", str(shop.base))
    assert quick.answer(["once"]) == 0
    monkeypatch.delenv("EDIGW_WORKSPACE")
    monkeypatch.chdir(shop.base)
    assert quick.answer(["once"]) == 0


@pytest.mark.usefixtures("at_rest")
@pytest.mark.parametrize(
    "more",
    [["--strict-config"], ["--help"], ["x"], ["--workspace"], ["--json", "--json"], ["--workspace=x"], ["--nonsense"],
     ["--workspace", "--json"], ["--no-json"]],
)  # fmt: skip
def test_whatever_else_a_line_says_is_left_to_typer(
    shop: Shop, monkeypatch: pytest.MonkeyPatch, more: list[str]
) -> None:
    monkeypatch.setenv("EDIGW_WORKSPACE", str(shop.base))
    shop.edigw("once")
    assert quick.answer(["once"]) == 0
    assert quick.answer(["once", *more]) is None
    assert quick.answer([*more, "once"]) is None


def test_the_roots_help_says_what_typers_says(capfd: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    root.call(["--help"])
    theirs = capfd.readouterr().out
    ours = quick.root_help()
    for line in theirs.splitlines():  # typer cuts a long line of help with three dots
        assert " ".join(line.split()).removesuffix("...") in " ".join(ours.split()), line
    assert quick.answer(["--help"]) == 0
    assert capfd.readouterr().out == ours + "\n"
