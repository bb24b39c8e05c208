"""`edigw init`: a workspace, empty or with the demo partners that come with edigw."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from edigw.config.add import write_file
from edigw.config.settings import FILE
from edigw.config.shipped import shipped
from edigw.config.write import Texts, workspace_text
from edigw.errors import TemporaryError, UsageError

EXAMPLE_PREFIX = "9521234"  # GS1 keeps 952 for examples: no real company has it

IDENTITY: Texts = {"name": ("Your Company Inc.",), "gs1_prefixes": (EXAMPLE_PREFIX,)}
DEMO_IDENTITY: Texts = {
    "name": ("Example Supplies Inc.",),
    "gs1_prefixes": (EXAMPLE_PREFIX,),
    "time_zone": ("America/Chicago",),
    "invoice_series": ("INV",),
    "address.street1": ("1 Example Way",),
    "address.city": ("Springfield",),
    "address.region": ("IL",),
    "address.postcode": ("62701",),
    "address.country": ("US",),
}


@dataclass(frozen=True, slots=True)
class Made:
    workspace: Path
    partners: tuple[str, ...] = ()
    dropped: tuple[Path, ...] = ()  # documents that wait in an `in` folder


def init(directory: Path, demo: bool, now: datetime) -> Made:
    """Make a workspace. Raises UsageError where one is already, TemporaryError where nothing can be written."""
    workspace = directory.resolve()
    if (workspace / FILE).exists():
        raise UsageError(f"{workspace} is a workspace already", f"edit its {FILE}, or name another folder")
    if workspace.exists() and not workspace.is_dir():
        raise UsageError(f"{workspace} is a file", "name a folder")
    try:
        for folder in ("partners", "maps", "data/erp/in", "data/erp/out"):
            (workspace / folder).mkdir(parents=True, exist_ok=True)
        partners = tuple(_demo_partners(workspace)) if demo else ()
        dropped = tuple(path for name in partners for path in _drop_samples(workspace, name, now))
        write_file(workspace / FILE, workspace_text({"main": DEMO_IDENTITY if demo else IDENTITY}))
    except OSError as error:
        raise TemporaryError(f"{workspace} cannot be written: {error.strerror}", "free space or permissions") from None
    return Made(workspace, partners, dropped)


def _demo_partners(workspace: Path) -> Iterator[str]:
    for source in sorted((shipped() / "partners").glob("[!_.]*/")):
        target = workspace / "partners" / source.name
        target.mkdir(exist_ok=True)
        for file in sorted(path for path in source.iterdir() if path.is_file()):
            if not (target / file.name).exists():
                shutil.copyfile(file, target / file.name)
        yield source.name


def _drop_samples(workspace: Path, name: str, now: datetime) -> Iterator[Path]:
    inbox = workspace / "data" / name / "in"
    for way in ("in", "out"):
        (inbox.parent / way).mkdir(parents=True, exist_ok=True)
    samples = shipped() / "partners" / name / "samples"
    for folder, target in ((samples, inbox), (samples / "erp", workspace / "data" / "erp" / "in")):
        for sample in sorted(path for path in folder.glob("*") if path.is_file()):
            yield _drop(sample, target / f"{name}-{sample.name}", now)


def _drop(sample: Path, target: Path, now: datetime) -> Path:
    write_file(target, dated(sample.read_text("utf-8"), now))
    written = (now - timedelta(minutes=1)).timestamp()  # it is complete: no need to watch it settle
    os.utime(target, (written, written))
    return target


def dated(text: str, now: datetime) -> str:
    """A sample with its dates filled in: {YYMMDD}, {HHMM}, {YYYYMMDD}, {YYYYMMDD+7}."""

    def day(found: re.Match[str]) -> str:
        return (now + timedelta(days=int(found[1] or 0))).strftime("%Y%m%d")

    text = text.replace("{YYMMDD}", now.strftime("%y%m%d")).replace("{HHMM}", now.strftime("%H%M"))
    return re.sub(r"\{YYYYMMDD(?:\+(\d+))?\}", day, text)
