"""`edigw partners add`: a partner file from a command line, with its folders."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from edigw.config import kinds
from edigw.config.configuration import load
from edigw.config.partner_file import RESERVED
from edigw.config.rows import DOCUMENTS, ROWS_BY_PATH
from edigw.config.said import understand
from edigw.config.settings import read_settings
from edigw.config.write import partner_text
from edigw.errors import UsageError


@dataclass(frozen=True, slots=True)
class NewPartner:
    """What the command line says of a partner."""

    name: str
    ids: tuple[str, ...]  # "qualifier:id"
    our_id: str
    documents: tuple[str, ...]
    standard: str = "x12"
    release: str = "004010"
    gs_id: str | None = None
    our_gs_id: str | None = None
    usage: str = "P"
    leniency: str = "business"
    answers: str = "automatic"
    duplicates: str = "again"
    identity: str | None = None


@dataclass(frozen=True, slots=True)
class Added:
    name: str
    file: Path
    inbox: Path
    outbox: Path


def add_partner(workspace: Path, new: NewPartner) -> Added:
    """Write partners/<name>/partner.yaml and make data/<name>/in and out.

    Raises UsageError with everything that is wrong with what was said; then nothing is written.
    """
    workspace = workspace.resolve()
    settings = read_settings(workspace)
    wrong = list(_wrong(workspace, new))
    if wrong:
        raise UsageError("\n".join(wrong), "see `edigw partners add --help`")
    folder = workspace / "partners" / new.name
    text = partner_text(new.name, _said(new), _agreements(new.documents))
    made = not folder.exists()
    folder.mkdir(parents=True, exist_ok=True)
    write_file(folder / "partner.yaml", text)
    try:
        faults = load(workspace).parked.get(new.name, ())
        if faults:
            raise UsageError("\n".join(f"{fault.message} ({fault.fix})" for fault in faults), "nothing was written")
    except BaseException:
        (folder / "partner.yaml").unlink()
        if made:
            shutil.rmtree(folder)
        raise
    inbox, outbox = (settings.data_dir / new.name / way for way in ("in", "out"))
    for path in (inbox, outbox):
        path.mkdir(parents=True, exist_ok=True)
    return Added(new.name, folder / "partner.yaml", inbox, outbox)


def write_file(path: Path, text: str) -> None:
    """A file that appears whole or not at all."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    temporary.write_text(text, "utf-8", newline="\n")
    temporary.replace(path)


def _wrong(workspace: Path, new: NewPartner) -> Iterator[str]:
    if new.standard != "x12":
        yield f"--standard {new.standard} is not supported yet: a later step brings EDIFACT; x12 is"
        return
    try:
        kinds.name(new.name)
        if new.name in RESERVED:
            yield f"the name {new.name} is taken by edigw itself: choose another"
        elif (workspace / "partners" / new.name / "partner.yaml").exists():
            yield f"partner {new.name} exists already: edit partners/{new.name}/partner.yaml"
    except kinds.Unfit as unfit:
        yield f"{unfit.message}: {unfit.fix}"
    if not new.ids:
        yield "--id is missing: write qualifier:id, as 08:6123830000"
    yield from _unfit("--id", "ids.interchange", new.ids)
    yield from _unfit("--our-id", "ids.ours", (new.our_id,))
    yield from _unfit("--gs-id", "ids.group", (new.gs_id,) if new.gs_id else ())
    yield from _unfit("--our-gs-id", "ids.our_group", (new.our_gs_id,) if new.our_gs_id else ())
    for option, path, value in (
        ("--release", "release", new.release),
        ("--usage", "usage", new.usage),
        ("--leniency", "leniency", new.leniency),
        ("--answers", "answers.mode", new.answers),
        ("--duplicates", "duplicates.answer", new.duplicates),
    ):
        yield from _unfit(option, path, (value,))
    yield from _documents(new.documents)


def _unfit(option: str, path: str, values: Sequence[str]) -> Iterator[str]:
    for value in values:
        try:
            understand(ROWS_BY_PATH[path], value)
        except kinds.Unfit as unfit:
            yield f"{option}: {unfit.message}: {unfit.fix}"


def _documents(documents: Sequence[str]) -> Iterator[str]:
    if not documents:
        yield "--documents is missing: write 850,855,856,810,997"
    for document in documents:
        if document == "TA1":
            yield "--documents: TA1 needs no agreement; `acknowledge.ta1` in partner.yaml says when it is sent"
        elif document == "CONTRL":
            yield f"--documents: {document} is not supported yet; 997 and 999 are"
        elif document not in DOCUMENTS:
            yield f"--documents: {document} is no document that we know: {', '.join(DOCUMENTS)}"


def _agreements(documents: Sequence[str]) -> list[str]:
    return [f"{document} {way}" for document in dict.fromkeys(documents) for way in DOCUMENTS[document]]


def _acknowledged(documents: Sequence[str]) -> dict[str, str]:
    """Who trades 999 and no 997 is answered by it, and owes it."""
    implemented = "999" in documents and "997" not in documents
    return {"acknowledge.send": "999", "acknowledge.expect": "999"} if implemented else {}


def _said(new: NewPartner) -> dict[str, tuple[str, ...]]:
    """What differs from the defaults, and what a reader looks for first."""
    said = {
        "standard": new.standard,
        "release": new.release,
        "usage": new.usage,
        "as": new.identity or ROWS_BY_PATH["as"].default,
        "leniency": new.leniency,
        "ids.ours": new.our_id,
        "ids.our_group": new.our_gs_id or "",
        "ids.group": new.gs_id or "",
        "answers.mode": new.answers,
        "duplicates.answer": new.duplicates,
        **_acknowledged(new.documents),
    }
    shown = {"standard", "release", "usage"}
    return {"ids.interchange": new.ids} | {
        path: (value,)
        for path, value in said.items()
        if value and (path in shown or value != ROWS_BY_PATH[path].default)
    }
