"""Reports of internal errors, in data/crash/, for those who mend the program; nobody else is shown a traceback."""

from __future__ import annotations

import traceback
from pathlib import Path

BROKEN = (ArithmeticError, AssertionError, AttributeError, LookupError, RuntimeError, TypeError, ValueError)
"""What only a fault of the program itself raises: never the database, the disk, or what a person wrote."""


def report(folder: Path, name: str, error: Exception) -> str:
    """Writes the report of one error. Returns the name of its file, or why there is none."""
    path = folder / f"{name}.txt"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        path.write_text("".join(traceback.format_exception(error)), "utf-8", "backslashreplace")
    except OSError as fault:
        return f"no report could be written: {fault.strerror}"
    return path.name
