"""Every folder of samples/: what its input means, how it is judged, answered and written again.

`pytest --update` writes the expected files anew; they are reviewed and committed, and CI refuses the option.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
from bench import ROOT, Bench, again, answer, canonical, segments, text

from edigw import carrier
from edigw.errors import CannotWrite
from edigw.mapping.language import DocumentMap
from edigw.model.base import Model
from edigw.pipeline import examine
from edigw.tree import Finding, Residue
from edigw.validation.acknowledge import SetResult, answerable

SAMPLES = ROOT / "samples"
LINE = re.compile(r"(?<=\.yaml):\d+")  # a map's row may move; what it says of a document stays
CASES = sorted(path.parent for path in SAMPLES.glob("*/input.*"))


def setting(case: Path, key: str, default: str) -> str:
    """A word of the case's own case.yaml: `leniency`, `partner`."""
    path = case / "case.yaml"
    value = carrier.read(path.read_text("utf-8"), str(path)).get(key) if path.is_file() else None
    return value.value if isinstance(value, carrier.Text) else default


def bench(case: Path) -> Bench:
    """Strict and without a partner, where case.yaml says nothing else; an overlay may stand in the case itself."""
    partner = setting(case, "partner", "")
    return Bench(setting(case, "leniency", "strict"), SAMPLES / "partners" / partner if partner else case)


@dataclass
class Told:
    """What the reader of the pipeline tells of one file, in the order of the file."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    findings: list[dict[str, Any]] = field(default_factory=list)
    written: str = ""
    answers: str = ""
    earned: str = ""  # answers of the interchange that is still open
    results: list[SetResult] = field(default_factory=list)  # of the group that is still open

    def find(self, where: str, findings: Iterable[Finding]) -> None:
        for finding in findings:
            told = replace(finding, hint=LINE.sub("", finding.hint))
            said = {key: value for key, value in asdict(told).items() if value not in (None, "", "error")}
            self.findings.append({"where": where, **said})

    def see(self, seen: Any) -> None:
        match seen:
            case examine.SetSeen():
                self._set(seen)
            case examine.GroupSeen():
                self.find(f"group {seen.group.control}", seen.group.findings)
                if answerable(seen.group):
                    self.earned += answer(seen, self.results)
                self.results = []
            case examine.Closed():
                self.find(f"interchange {seen.interchange.control}", seen.interchange.findings)
                self.rows.append({"interchange": seen.interchange.control, "verdict": seen.verdict})
                self.answers += f"TA1 {' '.join(seen.ta1)}\n" if seen.ta1 else ""
                self.answers += "" if seen.refused else self.earned
                self.earned = ""
            case Residue():
                self.find("residue", seen.findings)
                self.rows.append({"residue": seen.reason, "bytes": seen.end - seen.start})

    def _set(self, seen: examine.SetSeen) -> None:
        where = f"set {seen.message.control}"
        self.find(where, seen.findings)
        self.results.append(seen.result)
        row: dict[str, Any] = {"type": seen.message.type, "control": seen.message.control, "verdict": seen.verdict}
        if seen.read is not None:
            self.find(f"{where}, by its map", seen.read.findings)
            row["unmapped"] = [f"{lost.path} {lost.tag}{lost.element:02d} {lost.value}" for lost in seen.read.unmapped]
            document = seen.read.document
            row["document"] = canonical(document) if document else None
            if document and seen.map and seen.verdict != "rejected":
                row["cannot_write"] = self._write(seen.map, document)
        self.rows.append({key: value for key, value in row.items() if value})

    def _write(self, chart: DocumentMap, document: Model) -> str | None:
        try:
            self.written += text(segments(chart, document))
        except CannotWrite as error:
            return error.message
        assert again(chart, document) == document
        return None


def as_json(value: Any) -> str | None:
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n" if value else None


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.name)
def test_a_sample_is_read_judged_answered_and_written_as_expected(
    case: Path, expected: Callable[[Path, str | None], None]
) -> None:
    told = Told()
    for seen in bench(case).look(next(case.glob("input.*")).read_bytes()):
        told.see(seen)
    expected(case / "expected.json", as_json(told.rows))
    expected(case / "expected.findings.json", as_json(told.findings))
    expected(case / "expected.edi", told.written or None)
    expected(case / "expected.answer.txt", told.answers or None)


def test_every_document_has_samples_and_refusals_are_among_them() -> None:
    kinds = {case.name.partition("-")[0] for case in CASES}
    assert {"850", "855", "856", "810", "997"} <= kinds
    refused = [case for case in CASES if '"rejected"' in (case / "expected.json").read_text("utf-8")]
    assert len(CASES) >= 25
    assert len(refused) >= 5
