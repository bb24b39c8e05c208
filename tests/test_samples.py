"""Every folder of samples/: what its input means, how it is judged, answered and written again.

`pytest --update` writes the expected files anew; they are reviewed and committed, and CI refuses the option.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from bench import BASE_MAPS, ROOT, Bench, chart, dictionary

from edigw.config import configuration
from edigw.config.configuration import Configuration
from edigw.formats.edifact.rules import CODES
from edigw.formats.events import Limits
from edigw.mapping.language import DocumentMap
from edigw.pipeline.inspect import samples
from edigw.pipeline.inspect.samples import Case
from edigw.pipeline.read.routing import Router
from edigw.structure.releases import DIRECTORIES, NEAREST, own_release
from edigw.tree import Interchange

SAMPLES = ROOT / "samples"
CASES = samples.cases(SAMPLES, ("leniency", "partner", "acknowledge", "mailbox", "segment"))
OURS = """
[identity.main]
name = "Bramble Kitchen"
interchange = ["ZZ:BRAMBLE", "14:9521321000018"]
gln = "9521321000018"
"""


class Books:
    """What a rule asks of a configuration."""

    dictionary = staticmethod(dictionary)


@dataclass(frozen=True)
class Stand(Bench):
    """The bench also stands for the rules by which a group or an interchange is answered."""

    acknowledges_with: str = "997"
    configuration: Any = Books

    def rules(self, interchange: Interchange) -> Bench:
        by = self.acknowledges_with if interchange.standard == "x12" else "CONTRL"
        return replace(super().rules(interchange), acknowledges_with=by)

    def acknowledges_in(self, received: str) -> str:
        return own_release(received) or ("004010" if self.acknowledges_with == "997" else "005010")

    def acknowledges_by(self, release: str) -> DocumentMap:
        return chart(self.acknowledges_with, release=NEAREST[self.standard](release) or release)


@pytest.fixture(scope="module")
def trading(tmp_path_factory: pytest.TempPathFactory) -> Configuration:
    """The partners of samples/, as the gateway knows them."""
    workspace = tmp_path_factory.mktemp("trading")
    (workspace / "edigw.toml").write_text(OURS, "utf-8")
    shutil.copytree(SAMPLES / "partners", workspace / "partners")
    return configuration.load(workspace)


def stand(case: Case) -> Stand:
    """Strict and without a partner, where case.yaml says nothing else; an overlay may stand in the case itself."""
    partner = case.settings.get("partner")
    folder = SAMPLES / "partners" / partner if partner else case.folder
    return Stand(
        case.settings.get("leniency", "strict"), folder, acknowledges_with=case.settings.get("acknowledge", "997")
    )


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_sample_is_read_judged_answered_and_written_as_expected(
    case: Case, trading: Configuration, expected: Callable[[Path, str | None], None]
) -> None:
    mailbox, segment = case.settings.get("mailbox"), case.settings.get("segment")
    router: Any = Router(trading, mailbox, leniency=case.settings.get("leniency")) if mailbox else stand(case)
    texts = samples.expected(case.input.read_bytes(), router, Limits(int(segment)) if segment else Limits())
    for name, text in texts.items():
        expected(case.folder / name, text)


def test_every_document_has_samples_and_refusals_are_among_them() -> None:
    kinds = {case.name.partition("-")[0] for case in CASES}
    assert {"850", "855", "856", "810", "997"} <= kinds
    directories = {(name.rpartition("-")[2], name.partition("-")[0]) for name in (case.name for case in CASES)}
    assert {base for base in BASE_MAPS if base[0] in DIRECTORIES} <= directories
    refused = [case for case in CASES if '"rejected"' in (case.folder / "expected.json").read_text("utf-8")]
    assert len(CASES) >= 25
    assert len(refused) >= 5


OVER_LIMITS = {"SET_TOO_LARGE", "SETS_OVER_LIMIT"}  # they take large files: tests/formats/edifact


def test_every_fault_of_edifacts_envelope_has_a_sample() -> None:
    told = [json.loads(path.read_text("utf-8")) for path in SAMPLES.glob("*/expected.findings.json")]
    rules = {finding["rule"] for findings in told for finding in findings if finding.get("code_type") == "0085"}
    assert set(CODES) - rules == OVER_LIMITS
