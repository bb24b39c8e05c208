"""The root command: groups, shared options, and what every error becomes on the screen."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from edigw.cli import daemon, docs, maps, orders, partners, render, samples
from edigw.cli.options import chosen_workspace
from edigw.errors import EdigwError

GROUPS = {  # group -> (its commands, one line of help)
    "partners": (partners.app, "who trades with us: add, list, show, check"),
    "docs": (docs.app, "documents in and out: list, show, raw, release"),
    "orders": (orders.app, "orders and what is decided about them: add, list, show, ack, ship, invoice"),
    "maps": (maps.app, "partner maps: check, test, show, diff, new"),
    "samples": (samples.app, "partners' sample files: check, update"),
}

root = typer.Typer(
    help="An EDI gateway: orders come in, acknowledgements, answers, ship notices and invoices go out.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich" if sys.stdout.isatty() else None,
)
for _name, _command in daemon.COMMANDS.items():
    root.command(_name)(_command)
for _name, (_group, _help) in GROUPS.items():
    root.add_typer(_group, name=_name, help=_help)

USAGE_FAULTS: tuple[type[Exception], ...] = tuple(
    c for c in typer.BadParameter.__mro__ if c.__name__ == "ClickException"
)


@root.callback()
def _shared(
    workspace: Annotated[Path | None, typer.Option(help="the workspace; else $EDIGW_WORKSPACE, else here")] = None,
) -> None:
    chosen_workspace.set(workspace)


def run(arguments: list[str]) -> int:
    """Run one command line; the return value is the process's exit code (docs/operations.md lists them)."""
    as_json = "--json" in arguments
    try:
        code = root(arguments, prog_name="edigw", standalone_mode=False)
        sys.stdout.flush()
    except USAGE_FAULTS as error:  # a wrong option or argument
        return _complain("USAGE", _usage_message(error), "`edigw --help` lists the commands", 2, as_json)
    except EdigwError as error:
        return _complain(error.code, error.message, error.hint, error.exit_code, as_json)
    except (KeyboardInterrupt, typer.Abort):
        return 130
    except BrokenPipeError:  # the reader of our output has left, as `| head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:  # noqa: BLE001  the last line of defence: a report instead of a traceback
        return _crash(error, as_json)
    return code if isinstance(code, int) else 0


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
