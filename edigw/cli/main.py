"""The `edigw` command: one command line in, an exit code out."""

from __future__ import annotations

import os
import sys

from edigw.cli import quick


def run(arguments: list[str]) -> int:
    """Run one command line; the return value is the process's exit code (docs/operations.md lists them)."""
    try:
        code = quick.answer(arguments)
        if code is None:
            from edigw.cli import root

            code = root.call(arguments)
        sys.stdout.flush()
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # the reader of our output has left, as `| head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:  # noqa: BLE001  the last line of defence: a report instead of a traceback
        from edigw.cli import failing

        return failing.tell(error, "--json" in arguments)
    return code
