"""One command line in, an exit code out: by a glance, by typer, or as an error in words."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parents[2]
Call = Callable[..., tuple[int, str]]


def test_a_place_without_a_workspace_says_how_to_make_one(call: Call, tmp_path: Path) -> None:
    code, out = call("docs", "list", "--workspace", str(tmp_path / "none"))
    assert code == 2
    assert "edigw init" in out


def test_a_reader_who_leaves_is_no_fault() -> None:
    code = """import os, sys; from edigw.cli.main import run
read, write = os.pipe(); os.close(read); os.dup2(write, 1); sys.exit(run(["--help"]))"""
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
