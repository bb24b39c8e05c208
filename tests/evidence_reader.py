"""Somebody who has a bundle of evidence and the `openssl` command, and nothing else: does what its README says."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from pathlib import Path


def unpack(files: Mapping[str, bytes], folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in files.items():
        (folder / name).write_bytes(data)
    return folder


def commands(folder: Path) -> list[tuple[str, list[str]]]:
    """Each command of README.txt, and the lines that it must print."""
    found: list[tuple[str, list[str]]] = []
    for line in (folder / "README.txt").read_text("utf-8").splitlines():
        bare = line.strip()
        if bare.startswith("$ "):
            found.append((bare[2:], []))
        elif bare.startswith("> "):
            found[-1][1].append(bare[2:])
    return found


def wrong(folder: Path) -> list[str]:
    """The commands that fail, or print something else."""
    failed = []
    for command, expected in commands(folder):
        assert command.startswith("openssl ")
        done = subprocess.run(["/bin/sh", "-c", command], cwd=folder, capture_output=True, text=True, check=False)
        if done.returncode != 0 or done.stdout.splitlines() != expected:
            failed.append(command)
    return failed
