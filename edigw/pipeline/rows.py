"""Rows of the store from what was examined: documents, findings, groups, as plain data."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from edigw.model.base import Model
from edigw.model.canonical import ENCODER, text
from edigw.tree import Finding
from edigw.validation.rules import RULES

LISTED = 200  # findings that are kept of one document
WAITS = timedelta(days=1)  # until a wait that nothing else limits is overdue

Row = dict[str, Any]

_PLAIN = Finding._fields
_SHOWN = ("code_type", "code", "segment", "position", "element", "component", "repetition", "offset", "value", "rule",
          "message", "hint")  # fmt: skip


def stored(findings: Sequence[Finding]) -> list[Row] | None:
    """Findings as JSON for the store, those that are kept; None where there are none."""
    held = kept(findings)
    rows = [{name: value for name in _PLAIN if (value := getattr(one, name)) not in (None, "")} for one in held]
    return rows or None


def kept(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """The first LISTED, and how many more there are: what the store keeps, and what an acknowledgement is made from."""
    if len(findings) <= LISTED:
        return tuple(findings)
    text, hint = RULES["FINDINGS_NOT_LISTED"]
    told = f"{text}: {len(findings) - LISTED}"
    last = (findings[-1],) if findings[-1].rule == "FINDINGS_NOT_LISTED" else ()
    return (*findings[:LISTED], Finding("", "", "FINDINGS_NOT_LISTED", told, hint=hint, severity="note"), *last)


def finding(row: Mapping[str, Any]) -> Finding:
    """A stored finding."""
    return Finding(**{"code_type": "", "code": "", "rule": "", "message": "", **row})


def findings_of(rows: Iterable[Mapping[str, Any]] | None) -> tuple[Finding, ...]:
    return tuple(finding(row) for row in rows or ())


def shown(one: Finding) -> Row:
    """A finding as the contract's JSON shows it."""
    row: Row = {name: getattr(one, name) for name in _SHOWN}
    return {**row, "severity": one.severity, "path": one.path or None}


def code_of(findings: Iterable[Finding], *code_types: str) -> Row:
    """The standard's code that a document is listed with: that of the first fault, of these lists first."""
    coded = [one for one in findings if one.code and one.severity != "note"]
    first = next((one for one in coded if one.code_type in code_types), coded[0] if coded else None)
    return {"code_type": first.code_type, "code": first.code} if first else {}


def as_bytes(value: Any) -> bytes:
    """Canonical JSON: one value, one text; decimals as text."""
    return ENCODER.encode(value).encode("utf-8")


def canonical(document: Model) -> Row:
    """A canonical document as JSON-ready data, what is absent left out."""
    return document.model_dump(mode="json", exclude_defaults=True)


def text_of(document: Model) -> bytes:
    """A canonical document as canonical JSON, what is absent left out."""
    return text(document).encode("utf-8")


def lines_of(document: Model | Mapping[str, Any]) -> list[Row] | None:
    """[{"line", "qty"}] of an order, or of the plain data of one that was not understood whole."""
    lines = [fields_of(line) for line in fields_of(document).get("lines") or ()]
    shown = [{"line": line.get("no") or str(no), "qty": line.get("qty")} for no, line in enumerate(lines, 1)]
    for line in shown:
        if isinstance(line["qty"], Decimal):
            line["qty"] = f"{line['qty']:f}"
    return shown or None


def fields_of(part: Model | Mapping[str, Any]) -> Mapping[str, Any]:
    """What a model holds by field; plain data as it is."""
    return vars(part) if isinstance(part, Model) else part


def payload_of(event: Any) -> Row:
    """What an event of the journal holds."""
    payload: Row = json.loads(event.payload)
    return payload


def waiting(reason: str, waits_for: str, due_at: datetime) -> Row:
    """The one hold state, always with its reason, who can end it, and until when."""
    return {"state": "WAITING", "reason": reason, "waits_for": waits_for, "due_at": due_at}


def settled(state: str, reason: str | None = None, **more: Any) -> Row:
    """A state in which nothing waits any more."""
    return {"state": state, "reason": reason, "waits_for": None, "due_at": None, **more}


def safe(text: str) -> str:
    """A part of a file name from anything."""
    return re.sub(r"[^A-Za-z0-9-]+", "-", text)[:40].strip("-") or "x"
