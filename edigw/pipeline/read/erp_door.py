"""The ERP door inwards: a file of canonical entries, each a document in the lane of its partner and usage."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from pydantic import ValidationError

from edigw.config.configuration import Configuration
from edigw.lifecycle.requests import BODIES
from edigw.model.base import Model
from edigw.pipeline import rows
from edigw.pipeline.read.sheaf import LANE, Sheaf
from edigw.pipeline.rows import Row
from edigw.pipeline.rules import fault
from edigw.tree import Residue

ERP, PERSON = "erp", "person"
MAILBOXES = (ERP, PERSON)  # our own systems' folder, and what people decide by command
KINDS: Mapping[str, str] = {**{kind: kind for kind in BODIES}, "decision": "answer"}  # as they call it -> as we do
KEYS = ("kind", "version", "id", "partner", "usage", "body")
VERSIONS = (1, "1", None)


class Unfit(Exception):
    """Why an entry cannot be taken: a stable reason and a sentence."""

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason
        self.message = message


def read(configuration: Configuration, sheaf: Sheaf) -> None:
    """Every entry of the file becomes a document; what cannot be taken is shown with its reason."""
    try:
        entries = entries_of(bytes(sheaf.data))
    except Unfit as unfit:
        sheaf.quarantine(_residue(sheaf, unfit))
        return
    for entry in entries:
        sheaf.add(_document(configuration, sheaf, entry))
    sheaf.finish()


def entries_of(data: bytes) -> list[Any]:
    """The entries of a file: one object, or a list. Raises Unfit."""
    try:
        found = json.loads(data.decode("utf-8-sig"), parse_float=Decimal, parse_constant=_no_constant)
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        raise Unfit("NOT_JSON", f"the file is no JSON: {error}") from None
    return found if isinstance(found, list) else [found]


def _no_constant(word: str) -> Any:
    raise ValueError(f"{word} is no number")


def _residue(sheaf: Sheaf, unfit: Unfit) -> Residue:
    finding = fault(unfit.reason, unfit.message)
    return Residue(0, len(sheaf.data), unfit.reason, (finding,))


def _document(configuration: Configuration, sheaf: Sheaf, entry: Any) -> Row:
    """The row of one entry, whatever is wrong with it."""
    row: Row = {"standard": "canonical", "start": 0, "end": len(sheaf.data)}
    if isinstance(entry, dict):
        row |= {"type": KINDS.get(str(entry.get("kind")), _text(entry.get("kind")))}
    try:
        return row | _columns(configuration, entry, sheaf)
    except Unfit as unfit:
        finding = fault(unfit.reason, unfit.message)
        told = {"entry_id": _text(entry.get("id"))} if isinstance(entry, dict) else {}
        return row | rows.settled("REJECTED", unfit.reason, findings=rows.stored([finding]), details=told)


def _columns(configuration: Configuration, entry: Any, sheaf: Sheaf) -> Row:
    if not isinstance(entry, dict):
        raise Unfit("BAD_ENTRY", f"an entry is an object with {', '.join(KEYS)}")
    unknown = [key for key in entry if key not in KEYS]
    if unknown:
        raise Unfit("BAD_ENTRY", f"`{unknown[0]}` is no key of an entry; its keys are {', '.join(KEYS)}")
    kind = KINDS.get(str(entry.get("kind")))
    if kind is None:
        raise Unfit("UNKNOWN_KIND", f"kind {entry.get('kind')!r} is not taken; known: {', '.join(KINDS)}")
    if entry.get("version") not in VERSIONS:
        raise Unfit("UNKNOWN_VERSION", f"version {entry['version']!r} of {kind} is not known; 1 is")
    whose = _whose(configuration, entry)
    if whose[0] in configuration.parked:
        row = rows.waiting("CONFIG", "configuration", sheaf.now + rows.WAITS)
        return {**row, "partner": whose[0], "usage": whose[1], LANE: whose}
    body = body_of(kind, entry.get("body"))
    data = rows.as_bytes(entry)
    details = {"entry_id": _text(entry.get("id")), "sha256": hashlib.sha256(data).hexdigest()}
    number = getattr(body, "number" if kind == "order" else "order", None)
    lines = rows.lines_of(body) if kind == "order" else None
    return {"body": rows.text_of(body), "partner": whose[0], "usage": whose[1], LANE: whose, "details": details,
            "po_number": number, "lines": lines, "verdict": "accepted"}  # fmt: skip


def _whose(configuration: Configuration, entry: Mapping[str, Any]) -> tuple[str, str]:
    """Partner and usage. Raises Unfit where nobody trades so."""
    name = _text(entry.get("partner"))
    if name in configuration.parked:
        return str(name), str(entry.get("usage") or "P")
    if name is None or name not in configuration.partners:
        raise Unfit("UNKNOWN_PARTNER", f"there is no partner {name!r}")
    traded = configuration.partners.without_rows(name).usage
    usage = str(entry.get("usage") or traded)
    if usage != traded:
        raise Unfit("USAGE_MISMATCH", f"partner {name} trades with usage {traded}, the entry says {usage}")
    return name, usage


def body_of(kind: str, body: Any) -> Model:
    """The entry's body as its model. Lines may be called `line` or `no`. Raises Unfit naming every fault."""
    try:
        return BODIES[kind].model_validate(_numbered(body) if isinstance(body, dict) else body)
    except ValidationError as error:
        faults = [f"{'.'.join(str(part) for part in one['loc']) or kind}: {one['msg']}" for one in error.errors()]
        raise Unfit("INVALID", "; ".join(faults[:10])) from None


def _numbered(body: dict[str, Any]) -> dict[str, Any]:
    """`line` is what `docs list` and `orders show` call a line's number."""
    lines = body.get("lines")
    if not isinstance(lines, list):
        return body
    return {**body, "lines": [_renamed(line) for line in lines]}


def _renamed(line: Any) -> Any:
    if not isinstance(line, dict) or "line" not in line or "no" in line:
        return line
    return {("no" if key == "line" else key): value for key, value in line.items()}


def _text(value: Any) -> str | None:
    return None if value is None else str(value)
