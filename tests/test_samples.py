"""Every folder of samples/: what its input means, how it is judged, answered and written again.

`pytest --update` writes the expected files anew; they are reviewed and committed, and CI refuses the option.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from bench import ROOT, Bench, chart

from edigw.mapping.language import DocumentMap
from edigw.pipeline.inspect import samples
from edigw.pipeline.inspect.samples import Case
from edigw.structure.releases import own_release

SAMPLES = ROOT / "samples"
CASES = samples.cases(SAMPLES, ("leniency", "partner", "acknowledge"))


@dataclass(frozen=True)
class Stand(Bench):
    """The bench also stands for the rules by which a group is answered."""

    acknowledges_with: str = "997"

    def acknowledges_in(self, received: str) -> str:
        return own_release(received) or ("004010" if self.acknowledges_with == "997" else "005010")

    def acknowledges_by(self, release: str) -> DocumentMap:
        return chart(self.acknowledges_with, release=release)


def stand(case: Case) -> Stand:
    """Strict and without a partner, where case.yaml says nothing else; an overlay may stand in the case itself."""
    partner = case.settings.get("partner")
    folder = SAMPLES / "partners" / partner if partner else case.folder
    return Stand(
        case.settings.get("leniency", "strict"), folder, acknowledges_with=case.settings.get("acknowledge", "997")
    )


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_sample_is_read_judged_answered_and_written_as_expected(
    case: Case, expected: Callable[[Path, str | None], None]
) -> None:
    texts = samples.expected(case.input.read_bytes(), stand(case))  # type: ignore[arg-type]
    for name, text in texts.items():
        expected(case.folder / name, text)


def test_every_document_has_samples_and_refusals_are_among_them() -> None:
    kinds = {case.name.partition("-")[0] for case in CASES}
    assert {"850", "855", "856", "810", "997"} <= kinds
    refused = [case for case in CASES if '"rejected"' in (case.folder / "expected.json").read_text("utf-8")]
    assert len(CASES) >= 25
    assert len(refused) >= 5
