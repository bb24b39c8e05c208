"""Docs that could rot are held against the code: commands, findings, schemas, how-to pages; `--update` rewrites."""

from __future__ import annotations

import importlib
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import ack_codes
import pytest
import typer
from bench import dictionary

from edigw.cli import daemon, root
from edigw.lifecycle.requests import BODIES, schema
from edigw.pipeline.rules import REASONS

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
RULES = {  # where a rule is written down -> the heading of its table in docs/findings.md
    "edigw.formats.x12.rules": "The envelope of X12",
    "edigw.formats.edifact.rules": "The envelope of EDIFACT",
    "edigw.structure.rules": "Segments in their places",
    "edigw.validation.rules": "Elements, notes, guides",
    "edigw.mapping.rules": "What a map reads",
    "edigw.lifecycle.rules": "The order's life",
    "edigw.pipeline.rules": "Who sent it, and what it repeats",
}
FOREWORD = """\
# Findings

A finding is a fault in somebody's document: data with a stable rule, the standard's own code where one applies, the
place (segment, element, byte) and a way to mend it. `edigw check FILE` prints them; this page is written from the code.
"""


def commands() -> Iterator[str]:
    yield from daemon.COMMANDS
    for name, group in root.LOADED.items():
        for command in typer.main.get_group(group()).commands:
            yield f"{name} {command}"


def test_the_operations_page_lists_every_command_and_no_other() -> None:
    page = (DOCS / "operations.md").read_text("utf-8")
    told = re.findall(r"^\| `edigw ([a-z]+(?: [a-z0-9-]+)?)(?: [A-Z]+)*` \|", page, re.MULTILINE)
    assert sorted(told) == sorted(commands())


def test_every_option_that_the_operations_page_names_exists() -> None:
    page = (DOCS / "operations.md").read_text("utf-8")
    known = {"--help"} | {option for command in every_command() for param in command.params for option in param.opts}
    assert set(re.findall(r"--[a-z][a-z-]*", page)) <= known


def every_command() -> Iterator[Any]:
    whole = typer.main.get_group(root.root([]))
    yield whole
    for command in whole.commands.values():
        yield from getattr(command, "commands", {"": command}).values()


def compare(path: Path, fresh: str, request: pytest.FixtureRequest) -> None:
    if request.config.getoption("--update"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(fresh, "utf-8")
    assert path.read_text("utf-8") == fresh, f"{path.name} is stale: pytest --update rewrites it"


def test_the_findings_page_holds_every_rule(request: pytest.FixtureRequest) -> None:
    parts, seen = [FOREWORD], set()
    for module, heading in RULES.items():
        again = module.startswith("edigw.formats.")  # what a rule of one name means in each format
        rules = {k: v for k, v in importlib.import_module(module).RULES.items() if again or k not in seen}
        seen |= set(rules)
        rows = [f"| `{rule}` | {meaning} | {hint} |" for rule, (meaning, hint) in rules.items()]
        parts.append(f"## {heading}\n\n| rule | what it means | what to do |\n|---|---|---|\n" + "\n".join(rows) + "\n")
    reasons = [f"| `{reason}` | {meaning} |" for reason, meaning in REASONS.items()]
    parts.append("## Reasons\n\nWhat `reason` of a document can say besides the rule of a finding.\n")
    parts.append("| reason | what it means |\n|---|---|\n" + "\n".join(reasons) + "\n")
    compare(DOCS / "findings.md", "\n".join(parts), request)


def test_no_module_makes_up_a_rule_that_no_table_holds() -> None:
    known = {rule for module in RULES for rule in importlib.import_module(module).RULES}
    for path in (ROOT / "edigw").rglob("*.py"):
        made = set(re.findall(r"\brule=\"([A-Z_]+)\"", path.read_text("utf-8")))
        assert made <= known, path


@pytest.mark.parametrize("kind", sorted(BODIES))
def test_the_schemas_of_the_erp_door_are_those_of_the_code(kind: str, request: pytest.FixtureRequest) -> None:
    compare(DOCS / "schemas" / f"{kind}.json", json.dumps(schema(kind), indent=2) + "\n", request)


@pytest.mark.parametrize("page", sorted(DOCS.rglob("*.md")), ids=lambda page: page.name)
def test_every_link_and_every_file_that_a_page_names_exists(page: Path) -> None:
    text = page.read_text("utf-8")
    for link in re.findall(r"\]\(([^)#:]+)\)", text):
        assert (page.parent / link).exists(), link
    for name in re.findall(r"`((?:edigw|maps|tests|samples|partners|docs)/[\w./-]+)`", text):
        if not re.search(r"NAME|/T\.", name):
            assert (ROOT / name).exists(), name


ACKNOWLEDGING = """\
# Acknowledgement codes

Each code that a receiver can say, and the samples whose answer says it (`samples/NAME/expected.answer.txt`); where
none does, why. Written from the samples. A code is kept to the lists of the acknowledgement's own document and release;
one that they lack is said by the nearest there (`edigw/validation/fault_words.py`), as are 44 to 48, which EDIFACT's
syntax version 4 has beside the lists of its directories.
"""


def test_every_acknowledgement_code_is_earned_by_a_sample_or_argued(request: pytest.FixtureRequest) -> None:
    found = ack_codes.told()
    parts = [ACKNOWLEDGING]
    tables = [("TA1", "TA105", "an interchange", ack_codes.TA1)]
    for document, lists in ack_codes.LISTS.items():
        for where, (number, about) in lists.items():
            codes = ack_codes.listed(dictionary("005010"), number)
            tables.append((document, where, about, codes))
    for document, where, about, codes in tables:
        rows = ack_codes.rows(document, where, codes, found)
        assert [code for code, shown, why in rows if not shown and not why] == [], (document, where)
        lines = [f"| {code} | {shown or why} |" for code, shown, why in rows]
        head = f"## {where} of a {document}: {about}\n\n| code | samples, or why none |\n|---|---|\n"
        parts.append(head + "\n".join(lines) + "\n")
    for number, about in ack_codes.CONTRL.items():
        told = ack_codes.contrl_rows(number, ack_codes.listed(dictionary("D01B"), number), found)
        assert [code for code, _, shown, why in told if not shown and not why] == [], number
        lines = [f"| {code} | {levels} | {shown or why} |" for code, levels, shown, why in told]
        head = f"## {number} of a CONTRL: {about}\n\n| code | said in | samples, or why none |\n|---|---|---|\n"
        parts.append(head + "\n".join(lines) + "\n")
    compare(DOCS / "acknowledgement-codes.md", "\n".join(parts), request)


def test_no_argument_is_kept_for_a_code_that_a_sample_shows() -> None:
    said = {where for where in ack_codes.WHY if where.startswith("TA105")} & ack_codes.told().keys()
    for document, lists in ack_codes.LISTS.items():
        for where, (number, _) in lists.items():
            rows = ack_codes.rows(document, where, ack_codes.listed(dictionary("005010"), number), ack_codes.told())
            said |= {f"{where} {code}" for code, shown, _ in rows if shown and f"{where} {code}" in ack_codes.WHY}
    for number in ack_codes.CONTRL:
        found = ack_codes.contrl_rows(number, ack_codes.listed(dictionary("D01B"), number), ack_codes.told())
        said |= {
            f"{number} {code}" for code, _, shown, _ in found if shown and f"{number} {code}" in ack_codes.WHY_CONTRL
        }
    assert said == set()
