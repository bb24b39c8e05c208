"""Every folder of samples/: what its input means, how it is judged, answered and written again.

`pytest --update` writes the expected files anew; they are reviewed and committed, and CI refuses the option.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
from bench import ROOT, Bench, again, answer, canonical, segments, text

from edigw import carrier
from edigw.pipeline import examine
from edigw.tree import Finding, Residue

SAMPLES = ROOT / "samples"
CASES = sorted(path.parent for path in SAMPLES.glob("*/input.*"))

Check = Callable[[Path, str | None], None]


def setting(case: Path, key: str, default: str) -> str:
    """A word of the case's own case.yaml."""
    path = case / "case.yaml"
    if not path.is_file():
        return default
    value = carrier.read(path.read_text("utf-8"), str(path)).get(key)
    return value.value if isinstance(value, carrier.Text) else default


def bench(case: Path) -> Bench:
    partner = setting(case, "partner", "")
    return Bench(setting(case, "leniency", "strict"), SAMPLES / "partners" / partner if partner else case)


def as_json(value: Any) -> str | None:
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n" if value else None


def shown(finding: Finding, where: str) -> dict[str, Any]:
    said = {key: value for key, value in asdict(finding).items() if value not in (None, "")}
    return {"where": where, **said}


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.name)
def test_sample(case: Path, expected: Check) -> None:
    read: list[dict[str, Any]] = []
    findings: list[dict[str, Any]] = []
    written, answers = "", ""
    source = next(case.glob("input.*"))
    for seen in bench(case).look(source.read_bytes()):
        match seen:
            case examine.SetSeen():
                where = f"set {seen.message.control}"
                found = seen.read
                row: dict[str, Any] = {"type": seen.message.type, "control": seen.message.control}
                row["verdict"] = seen.verdict
                if found is not None:
                    findings += [shown(f, f"{where} map") for f in found.findings]
                    row["unmapped"] = [f"{u.path} {u.tag}{u.element:02d} {u.value}" for u in found.unmapped]
                    if found.document is not None:
                        row["document"] = canonical(found.document)
                read.append({key: value for key, value in row.items() if value})
                findings = [shown(f, where) for f in seen.findings] + findings
                if found is not None and found.document is not None and seen.map and seen.verdict != "rejected":
                    lines = segments(seen.map, found.document)
                    written += text(lines)
                    assert again(seen.map, found.document) == found.document
            case examine.GroupSeen():
                findings += [shown(f, f"group {seen.group.control}") for f in seen.group.findings]
                if seen.group.functional_id != "FA":
                    answers += answer(seen)
            case examine.Closed():
                findings += [shown(f, f"interchange {seen.interchange.control}") for f in seen.interchange.findings]
                if seen.ta1:
                    answers += f"TA1 {' '.join(seen.ta1)}\n"
                read.append({"interchange": seen.interchange.control, "verdict": seen.verdict})
            case Residue():
                read.append({"residue": seen.reason, "bytes": seen.end - seen.start})
                findings += [shown(f, "residue") for f in seen.findings]
    expected(case / "expected.json", as_json(read))
    expected(case / "expected.findings.json", as_json(findings))
    expected(case / "expected.edi", written or None)
    expected(case / "expected.answer.txt", answers or None)


def test_there_are_enough_samples() -> None:
    kinds = [case.name.partition("-")[0] for case in CASES]
    assert len(CASES) >= 25
    assert {"850", "855", "856", "810", "997"} <= set(kinds)
