"""What every error becomes on the screen, and its exit code (docs/operations.md lists them)."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import typer

from edigw.cli import render
from edigw.cli.where import chosen_workspace
from edigw.errors import EdigwError

USAGE_FAULTS: tuple[type[Exception], ...] = tuple(
    c for c in typer.BadParameter.__mro__ if c.__name__ == "ClickException"
)


def tell(error: Exception, as_json: bool) -> int:
    """Says what went wrong and what to do; anything unforeseen becomes a report instead of a traceback."""
    if isinstance(error, USAGE_FAULTS):  # a wrong option or argument
        return _complain("USAGE", _usage_message(error), "`edigw --help` lists the commands", 2, as_json)
    if isinstance(error, EdigwError):
        return _complain(error.code, error.message, error.hint, error.exit_code, as_json)
    if isinstance(error, typer.Abort):
        return 130
    return _crash(error, as_json)


def _usage_message(error: Exception) -> str:
    told: Callable[[], str] = getattr(error, "format_message", error.__str__)
    return told()


def _complain(code: str, message: str, hint: str, exit_code: int, as_json: bool) -> int:
    if as_json:
        render.as_json({"error": {"code": code, "message": message, "hint": hint, "exit": exit_code}})
        return exit_code
    print(f"edigw: {_lines(message)}", file=sys.stderr)
    if hint:
        print(f"  hint: {_lines(hint)}", file=sys.stderr)
    return exit_code


def _lines(text: str) -> str:
    return "\n".join(render.tame(line) for line in text.splitlines())


def _crash(error: Exception, as_json: bool) -> int:
    where = (chosen_workspace.get() or Path(os.environ.get("EDIGW_WORKSPACE") or ".")) / "data" / "crash"
    report = where / f"{datetime.now(UTC):%Y%m%dT%H%M%S%f}.txt"
    try:
        where.mkdir(parents=True, exist_ok=True)
        report.write_text("".join(traceback.format_exception(error)), "utf-8")
        hint = f"a report is in {report}; nothing that was received is lost"
    except OSError as fault:
        hint = f"no report could be written to {where} ({fault.strerror})"
    return _complain("INTERNAL", f"an internal error: {type(error).__name__}", hint, 5, as_json)
