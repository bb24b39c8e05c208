"""Samples: a folder is a case; what its input means, how it is judged, answered and written again, beside it in files.

Users keep cases in partners/<name>/samples/<case>/, the project its own in samples/<case>/; both by this code.
"""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from edigw import carrier
from edigw.carrier import Text
from edigw.errors import CannotWrite, ConfigError, Fault, NotFound
from edigw.formats.edifact.write import Style, on_wire, usual
from edigw.formats.events import LIMITS, Limits
from edigw.formats.packed import packed
from edigw.mapping.laws import difference
from edigw.mapping.read import read
from edigw.mapping.rows import DocumentMap
from edigw.mapping.write import write
from edigw.model.base import Model
from edigw.pipeline.outbound import contrl
from edigw.pipeline.read.examine import Closed, GroupSeen, Opened, SetSeen, examine
from edigw.pipeline.read.routing import Router, Rules
from edigw.structure.fold import flatten
from edigw.tree import COMPONENT, Finding, Residue, Segment
from edigw.validation.acknowledge import SetResult, acknowledge, answerable
from edigw.validation.acknowledge_edifact import GroupResult

LENIENCIES = ("business", "strict", "lenient")
FILES = ("expected.json", "expected.findings.json", "expected.edi", "expected.answer.txt")
_LINE = re.compile(r"(?<=\.yaml):\d+")  # a map's row may move; what it says of a document stays


@dataclass(frozen=True, slots=True)
class Case:
    """One folder: `input.*`, and `case.yaml` where something is set."""

    folder: Path
    input: Path
    settings: Mapping[str, str]  # leniency; partner in the project's own samples

    @property
    def name(self) -> str:
        return self.folder.name


@dataclass(frozen=True, slots=True)
class Difference:
    """One expected file that says something else than what came out; None: it is not there, or must not be."""

    file: str
    before: str | None
    after: str | None

    def lines(self) -> list[str]:
        """What changes, as a unified diff."""
        before, after = ((text or "").splitlines() for text in (self.before, self.after))
        return list(difflib.unified_diff(before, after, self.file, f"{self.file} (now)", lineterm=""))


def cases(folder: Path, keys: Sequence[str] = ("leniency",)) -> tuple[Case, ...]:
    """The cases of a samples folder, by name. Raises ConfigError for a case.yaml that cannot be understood."""
    found: list[Case] = []
    for path in sorted(folder.glob("*/input.*")):
        if path.is_file() and not any(case.folder == path.parent for case in found):
            found.append(Case(path.parent, path, _settings(path.parent / "case.yaml", keys)))
    return tuple(found)


def _settings(path: Path, keys: Sequence[str]) -> dict[str, str]:
    if not path.is_file():
        return {}
    label = "/".join(path.parts[-4:])
    settings, faults = {}, []
    for entry in carrier.read(path.read_text("utf-8"), label):
        spot = entry.spot
        if entry.key not in keys or not isinstance(entry.value, Text):
            faults.append(spot.fault(f"`{entry.key}` is no key of a case", f"there is: {', '.join(keys)}"))
        elif entry.key == "leniency" and entry.value.value not in LENIENCIES:
            faults.append(spot.fault(f"`{entry.value.value}` is no leniency", f"there is: {', '.join(LENIENCIES)}"))
        else:
            settings[entry.key] = entry.value.value
    if faults:
        raise ConfigError(faults)
    return settings


def expected(data: bytes, router: Router, limits: Limits = LIMITS) -> dict[str, str | None]:
    """What each expected file should hold; None: it should not be there."""
    told = _Told()
    for seen in examine(data, router, limits):
        told.see(seen)
    texts = (_json(told.rows), _json(told.findings), told.written or None, told.answers or None)
    return dict(zip(FILES, texts, strict=True))


def differences(case: Case, router: Router, limits: Limits = LIMITS) -> tuple[Difference, ...]:
    """Where the case's expected files differ from what comes out now. Raises NotFound for an unreadable input."""
    try:
        data = case.input.read_bytes()
    except OSError as error:
        raise NotFound(f"{case.input} cannot be read: {error.strerror}", "check its permissions") from None
    fresh = expected(data, router, limits)
    there = {name: _text(case.folder / name) for name in FILES}
    return tuple(Difference(name, there[name], fresh[name]) for name in FILES if there[name] != fresh[name])


def rewrite(case: Case, changes: Iterable[Difference]) -> None:
    """Make the expected files say what comes out."""
    for change in changes:
        path = case.folder / change.file
        if change.after is None:
            path.unlink(missing_ok=True)
        else:
            path.write_text(change.after, "utf-8", newline="\n")


def _text(path: Path) -> str | None:
    if not path.is_file():
        return None
    try:
        return path.read_bytes().decode("utf-8")
    except UnicodeDecodeError:
        label = "/".join(path.parts[-4:])
        raise ConfigError([Fault(label, 1, 1, "not UTF-8 text", "`samples update` writes it anew, once it is gone")]) \
            from None  # fmt: skip


def _json(value: Any) -> str | None:
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n" if value else None


def wire_text(rows: Iterable[Segment], release: str = "") -> str:
    """Segments for people, one a line, whatever delimiters their sender has.

    X12 with `*` between elements and `>` between components; EDIFACT, where `release` is its interchange's (UNOC:3), as
    it stands on a wire without UNA.
    """
    if release:
        return _edifact_text(packed(rows), release)
    return "".join("*".join((row.tag, *row.elements)).replace(COMPONENT, ">") + "~\n" for row in rows)


def _edifact_text(text: str, release: str) -> str:
    version = release.partition(":")[2]
    return on_wire(text, Style("UNOY", version, usual(version))).decode("utf-8")


@dataclass
class _Told:
    """What the reader of the pipeline tells of one file, in the order of the file."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    findings: list[dict[str, Any]] = field(default_factory=list)
    written: str = ""
    answers: str = ""
    earned: str = ""  # answers of the interchange that is still open
    results: list[SetResult] = field(default_factory=list)  # of the group that is still open
    groups: list[GroupResult] = field(default_factory=list)  # of the interchange that is still open
    rules: Rules | None = None
    release: str = ""  # of an EDIFACT interchange: UNOC:3

    def find(self, where: str, findings: Iterable[Finding]) -> None:
        for finding in findings:
            told = finding._replace(hint=_LINE.sub("", finding.hint))
            said = {key: value for key, value in told._asdict().items() if value not in (None, "", "error")}
            self.findings.append({"where": where, **said})

    def see(self, seen: Any) -> None:
        match seen:
            case Opened():
                self.rules, at = seen.rules, seen.interchange
                self.release = at.release if at.standard == "edifact" else ""
            case SetSeen():
                self._set(seen)
            case GroupSeen():
                self.find(f"group {seen.group.control}", seen.group.findings)
                self._earn(seen)
            case Closed():
                self.find(f"interchange {seen.interchange.control}", seen.interchange.findings)
                self.rows.append({"interchange": seen.interchange.control, "verdict": seen.verdict})
                self.answers += f"TA1 {' '.join(seen.ta1)}\n" if seen.ta1 else ""
                self.answers += "" if seen.refused or seen.verdict == "quarantined" else self.earned
                if seen.rules.reason is None and not seen.rules.words.by_group:
                    self._answer_whole(seen)
                self.earned, self.groups = "", []
            case Residue():
                self.find("residue", seen.findings)
                self.rows.append({"residue": seen.reason, "bytes": seen.end - seen.start})

    def _earn(self, seen: GroupSeen) -> None:
        if self.rules and not self.rules.words.by_group:
            self.groups.append(GroupResult(seen.group, seen.own_verdict, tuple(self.results)))
        elif self.rules and self.rules.acknowledges_with != "none" and answerable(seen.group):
            kind, release = self.rules.acknowledges_with, self.rules.acknowledges_in(seen.group.release)
            given = acknowledge(seen.group, self.results, seen.own_verdict, release=release, document=kind)
            written = write(self.rules.acknowledges_by(release), given)
            self.earned += wire_text(flatten(written)[1:])
        self.results = []

    def _answer_whole(self, seen: Closed) -> None:
        """EDIFACT: one answer to the interchange; of one that must not be sent, what is wrong with it."""
        at, rules = seen.interchange, seen.rules
        refused = contrl.refusing(at.findings, rules.leniency)
        if contrl.due(at, self.groups, rules, refused, seen.only_acknowledgements):
            envelope = contrl.envelope_of(at, rules)
            made = contrl.contrl(at, self.groups, rules, refused, envelope)
            self.find(f"answer to {at.control}", made.composed.findings)
            self.answers += _edifact_text(made.composed.text, f"{envelope.syntax}:{envelope.syntax_version}")

    def _set(self, seen: SetSeen) -> None:
        where = f"set {seen.message.control}"
        self.find(where, seen.findings)
        self.results.append(seen.result)
        row: dict[str, Any] = {"type": seen.message.type, "control": seen.message.control, "verdict": seen.verdict}
        if seen.read is not None:
            self.find(f"{where}, by its map", seen.read.findings)
            row["unmapped"] = [f"{lost.path} {lost.tag}{lost.element:02d} {lost.value}" for lost in seen.read.unmapped]
            document = seen.read.document
            row["document"] = document.model_dump(mode="json", exclude_defaults=True) if document else None
            if document and seen.map and seen.verdict != "rejected":
                row |= self._write(seen.map, document)
        self.rows.append({key: value for key, value in row.items() if value})

    def _write(self, chart: DocumentMap, document: Model) -> dict[str, str]:
        """Writes the document again; what keeps it from being written, or from coming back the same."""
        try:
            root = write(chart, document)
        except CannotWrite as error:
            return {"cannot_write": error.message}
        self.written += wire_text(flatten(root), self.release)
        back = read(chart, root).document
        told = difference(document.model_dump(), back.model_dump() if back else None)
        return {"comes_back_changed": told} if told else {}
