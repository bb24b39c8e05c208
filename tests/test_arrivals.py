"""Samples of what comes one after the other: a folder with a partner.yaml and files that the partner drops in turn.

They go through the running gateway, since what they are answered takes a partner or what came before. `pytest --update`
writes `expected.answer.txt`: each file with what became of its documents, and the answers that then lay in the
partner's folder, without their envelopes.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from bench import ROOT
from yard import Yard

SAMPLES = ROOT / "samples"
CASES = sorted({path.parent for path in SAMPLES.glob("*/partner.yaml")} - {SAMPLES / "round"})
ENVELOPES = ("ISA", "GS", "ST", "SE", "GE", "IEA", "UNA", "UNB", "UNH", "UNT", "UNZ")
ANSWERS = ("TA1", "997", "999", "CONTRL")


def dropped(case: Path) -> list[Path]:
    """The files in the order in which they come: `1-order.edi`."""
    return sorted(path for path in case.iterdir() if re.match(r"\d+-", path.name))


def segments(text: str) -> Iterator[str]:
    """Without envelopes, as the samples write them: a TA1 by its verdict and code."""
    for row in re.split(r"(?<=[~'])\s*", text):
        tag = re.split(r"[*+]", row)[0]
        if row and tag[:3] not in ENVELOPES:
            yield f"TA1 {row[-6]} {row[-4:-1]}" if tag == "TA1" else row


def told(yard: Yard, case: Path) -> str:
    """What became of each file, and what answered it."""
    lines, seen = [], 0
    for path in dropped(case):
        yard.take(path.read_bytes(), path.name, "them")
        came = [one for one in yard.docs() if one["direction"] == "in"]
        states = [f"{one['type'] or 'none'} {one['state']} {one['reason'] or ''}".rstrip() for one in came[seen:]]
        lines += [f"# {path.name}: {', '.join(states)}"]
        seen = len(came)
        for name, text in sorted(yard.pick_up("them").items()):
            lines += segments(text) if name.partition("_")[0] in ANSWERS else []
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_what_comes_is_answered_as_expected(
    case: Path, bare: Yard, expected: Callable[[Path, str | None], None]
) -> None:
    (bare.base / "partners" / "them").mkdir(parents=True)
    for path in case.glob("*.yaml"):
        shutil.copy(path, bare.base / "partners" / "them")
    expected(case / "expected.answer.txt", told(bare, case))


def test_a_case_holds_several_files_and_its_answers_in_their_order() -> None:
    assert CASES
    for case in CASES:
        names = [path.name for path in dropped(case)]
        text = (case / "expected.answer.txt").read_text("utf-8")
        assert len(names) > 1 and re.findall(r"^# (\S+):", text, re.MULTILINE) == names


def test_segments_without_envelopes() -> None:
    assert list(segments("ISA*00~\nTA1*000000001*261101*0800*R*025~\nIEA*0*1~\n")) == ["TA1 R 025"]
    assert list(segments("UNB+UNOC:3'UNH+1'UCI+I1+a+b+4+26'UNT+3+1'UNZ+1'")) == ["UCI+I1+a+b+4+26'"]
