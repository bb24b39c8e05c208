"""`edigw partners add`: a partner file from a command line, with its folders."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from edigw.config import kinds
from edigw.config.configuration import load
from edigw.config.partner_file import RESERVED
from edigw.config.rows import ROWS_BY_PATH, Row
from edigw.config.said import understand
from edigw.config.settings import read_settings
from edigw.config.standards import DOCUMENTS_OF, EXAMPLES, NAMES, ROWS_OF, default_release
from edigw.config.write import partner_text
from edigw.errors import UsageError

AS2 = "mailboxes.*.as2"


@dataclass(frozen=True, slots=True)
class NewPartner:
    """What the command line says of a partner."""

    name: str
    ids: tuple[str, ...]  # "qualifier:id"
    our_id: str
    documents: tuple[str, ...]
    standard: str = "x12"
    release: str = ""  # none: the standard's default
    gs_id: str | None = None
    our_gs_id: str | None = None
    usage: str = "P"
    leniency: str = "business"
    answers: str = "automatic"
    duplicates: str = "again"
    identity: str | None = None
    as2: str = ""  # their name in AS2: the mailbox travels by it
    as2_url: str = ""
    our_as2: str = ""  # none: the identity's


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
    text = partner_text(new.name, _said(new), _agreements(new))
    with ExitStack() as undo:
        if not folder.exists():
            folder.mkdir(parents=True)
            undo.callback(shutil.rmtree, folder)
        undo.callback((folder / "partner.yaml").unlink, missing_ok=True)
        write_file(folder / "partner.yaml", text)
        faults = load(workspace).parked.get(new.name, ())
        if faults:
            raise UsageError("\n".join(f"{fault.message} ({fault.fix})" for fault in faults), "nothing was written")
        undo.pop_all()
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
    if new.standard not in ROWS_OF:
        yield f"--standard: `{new.standard}` is no standard: {' or '.join(ROWS_OF)}"
        return
    rows = _rows(new)
    try:
        kinds.name(new.name)
        if new.name in RESERVED:
            yield f"the name {new.name} is taken by edigw itself: choose another"
        elif (workspace / "partners" / new.name / "partner.yaml").exists():
            yield f"partner {new.name} exists already: edit partners/{new.name}/partner.yaml"
    except kinds.Unfit as unfit:
        yield f"{unfit.message}: {unfit.fix}"
    if not new.ids:
        yield f"--id is missing: write qualifier:id, as {EXAMPLES[new.standard][0]}"
    yield from _unfit("--id", rows["ids.interchange"], new.ids)
    yield from _unfit("--our-id", rows["ids.ours"], (new.our_id,))
    yield from _unfit("--gs-id", rows["ids.group"], (new.gs_id,) if new.gs_id else ())
    yield from _unfit("--our-gs-id", rows["ids.our_group"], (new.our_gs_id,) if new.our_gs_id else ())
    for option, path, value in (
        ("--release", "release", _release(new)),
        ("--usage", "usage", new.usage),
        ("--leniency", "leniency", new.leniency),
        ("--answers", "answers.mode", new.answers),
        ("--duplicates", "duplicates.answer", new.duplicates),
        ("--as2", f"{AS2}.their_name", new.as2),
        ("--as2-url", f"{AS2}.url", new.as2_url),
        ("--our-as2", f"{AS2}.our_name", new.our_as2),
    ):
        yield from _unfit(option, rows[path], (value,) if value or not path.startswith(AS2) else ())
    if (new.as2_url or new.our_as2) and not new.as2:
        yield "--as2 is missing: write their name in AS2"
    yield from _documents(new)


def _rows(new: NewPartner) -> Mapping[str, Row]:
    return {row.path: row for row in ROWS_OF[new.standard]}


def _release(new: NewPartner) -> str:
    return new.release or default_release(new.standard)


def _unfit(option: str, row: Row, values: Sequence[str]) -> Iterator[str]:
    for value in values:
        try:
            understand(row, value)
        except kinds.Unfit as unfit:
            yield f"{option}: {unfit.message}: {unfit.fix}"


def _documents(new: NewPartner) -> Iterator[str]:
    known = DOCUMENTS_OF[new.standard]
    if not new.documents:
        yield f"--documents is missing: write {EXAMPLES[new.standard][1]}"
    for document in new.documents:
        if document == "TA1" and new.standard == "x12":
            yield "--documents: TA1 needs no agreement; `acknowledge.ta1` in partner.yaml says when it is sent"
        elif document not in known:
            others = [name for name, those in DOCUMENTS_OF.items() if document in those]
            named = f"{NAMES[others[0]]}'s: say --standard {others[0]}" if others else "no document that we know"
            yield f"--documents: {document} is {named}" + ("" if others else f": {', '.join(known)}")


def _agreements(new: NewPartner) -> list[str]:
    known = DOCUMENTS_OF[new.standard]
    return [f"{document} {way}" for document in dict.fromkeys(new.documents) for way in known[document]]


def _acknowledged(documents: Sequence[str]) -> dict[str, str]:
    """Who trades 999 and no 997 is answered by it, and owes it."""
    implemented = "999" in documents and "997" not in documents
    return {"acknowledge.send": "999", "acknowledge.expect": "999"} if implemented else {}


def _said(new: NewPartner) -> dict[str, tuple[str, ...]]:
    """What differs from the defaults, and what a reader looks for first."""
    said = {
        "standard": new.standard,
        "release": _release(new),
        "usage": new.usage,
        "as": new.identity or ROWS_BY_PATH["as"].default,
        "leniency": new.leniency,
        "ids.ours": new.our_id,
        "ids.our_group": new.our_gs_id or "",
        "ids.group": new.gs_id or "",
        "answers.mode": new.answers,
        "duplicates.answer": new.duplicates,
        **(_acknowledged(new.documents) if new.standard == "x12" else {}),
        "mailboxes.*.transport": "as2" if new.as2 else "",
        f"{AS2}.their_name": new.as2,
        f"{AS2}.url": new.as2_url,
        f"{AS2}.our_name": new.our_as2,
    }
    shown = {"standard", "release", "usage"}
    return {"ids.interchange": new.ids} | {
        path: (value,)
        for path, value in said.items()
        if value and (path in shown or value != ROWS_BY_PATH[path].default)
    }
