"""The catalogue of bad inputs beside the corpus, through the whole line and through `check`; none of it is kept here.

A row asks for one of its states and for one of its codes: in what the partner gets, or in what the documents bear.
"""

from __future__ import annotations

import csv
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from yard import Yard

ROOT = Path(__file__).parents[1]
CORPUS = os.environ.get("EDIGW_CORPUS", "")
FOLDER = (ROOT / CORPUS).parent / "bad-inputs"
TABLE = FOLDER / "catalogue.tsv"

pytestmark = pytest.mark.skipif(not (CORPUS and TABLE.is_file()), reason="EDIGW_CORPUS has no bad-inputs beside it")

DIFFERS: dict[str, tuple[str, str, str]] = {  # row -> (a state of ours, a code of ours, why)
    "X12-ISA-010": ("QUARANTINED", "", "cut off before ISA13: no TA1 can be addressed"),
    "X12-ISA-056": ("DUPLICATE", "TA1:025", "the contract's word for a repeat is DUPLICATE"),
    "X12-ISA-059": ("DONE", "TA1:000", "gaps are no fault of the document: nothing tells of them yet"),
    "X12-GS-003": ("DONE", "AK5:A", "GS02 only tells partners with one interchange id apart; 004010 has no code 7"),
    "X12-GS-004": ("DONE", "AK5:A", "GS03 is the partner's business once ISA08 is ours; 004010 has no code 8"),
    "X12-ST-016": ("REJECTED", "AK905:2", "an agreement for 004010 does not trade 005010"),
    "X12-ELEM-048": ("DONE", "AK5:A", "Latin-1 is the default character set: the byte is a letter"),
    "X12-ELEM-050": ("DONE", "AK5:A", "good Latin-1, as in SAO PAULO with its tilde; `charset: utf-8` rejects it"),
    "X12-ELEM-052": ("REJECTED", "TA1:001", "the file has the bytes in IEA02"),
}

ADDRESSED = frozenset({"X12-ISA-024", "X12-ISA-025", "X12-ISA-028", "X12-ISA-039", "X12-ISA-056"})
"""`check --partner` judges by that partner's rules whoever sent the file, and stores nothing to repeat."""

LARGE = frozenset({"X12-GS-021"})  # ten thousand orders: for `check` alone

SAID = {"AK5": (("AK5", 1), ("AK501", 1), ("AK502", 2)), "AK9": (("AK901", 1), ("AK905", 5)),
        "AK3": (("AK304", 4),), "AK4": (("AK403", 3),), "TA1": (("TA1", 5), ("TA104", 4))}  # fmt: skip


def listed() -> Iterator[dict[str, str]]:
    if CORPUS and TABLE.is_file():
        with TABLE.open(encoding="utf-8", newline="") as table:
            yield from (row for row in csv.DictReader(table, delimiter="\t") if row["area"].startswith("x12"))


ROWS = [row for row in listed() if row["file"]]


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with the partner of the catalogue: strict, repeats answered by TA1 025."""
    made = Yard(tmp_path_factory.mktemp("catalogue") / "gateway").init()
    made.app.partners_add(
        "acme", id="01:RETAILER001", our_id="01:SUPPLIER001", leniency="strict", duplicates="ta1",
        documents=("850", "855", "856", "810", "997"),
    )  # fmt: skip
    made.once()
    return made.base


def said(text: str) -> set[str]:
    """Codes in acknowledgements, as the catalogue writes them."""
    found = set()
    for row in text.replace("\n", "").split("~"):
        tag, *elements = row.split("*")
        for name, at in SAID.get(tag, ()):
            last = len(elements) if name in ("AK502", "AK905") else at
            found |= {f"{name}:{code}" for code in elements[at - 1 : last] if code}
    return found


def borne(documents: list[dict[str, str | None]]) -> set[str]:
    """Codes and reasons of documents."""
    coded = {f"{re.sub('^TA105', 'TA1', one['code_type'])}:{one['code']}" for one in documents if one["code_type"]}
    return coded | {f"reason:{one['reason']}" for one in documents if one["reason"]}


@pytest.mark.usefixtures("shipped_maps_once")
@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["id"])
def test_a_bad_input_ends_as_the_catalogue_says(row: dict[str, str], prepared: Path, tmp_path: Path) -> None:
    yard = Yard(Path(shutil.copytree(prepared, tmp_path / "gateway")))
    data = (FOLDER / row["file"]).read_bytes()
    told = yard.app.check(FOLDER / row["file"], partner="acme")
    answers = said("".join(told["acknowledgements"]))
    assert told["bytes"] == len(data)
    if row["id"] in LARGE:
        assert set(row["codes"].split("|")) & answers
        return
    yard.take(data)
    documents = [one for one in yard.docs() if one["direction"] == "in"]
    sent = said("".join(text for text in yard.files().values() if "*855*" not in text))
    states, codes = {one["state"] for one in documents}, sent | borne(documents)
    wanted_states, wanted_codes = set(row["states"].split("|")) - {""}, set(row["codes"].split("|")) - {""}
    if row["id"] in DIFFERS:
        state, code, _ = DIFFERS[row["id"]]
        wanted_states, wanted_codes = wanted_states | {state}, (wanted_codes | {code}) if code else set()
    assert not wanted_states or states & wanted_states, (states, codes)
    assert not wanted_codes or codes & wanted_codes, (states, codes)
    assert row["id"] in ADDRESSED or answers == sent
    assert all(one["state"] not in ("RECEIVED", "PROCESSING", "RETRY") for one in documents)
    assert yard.crashes() == []


def test_what_differs_is_in_the_catalogue() -> None:
    known = {row["id"] for row in listed()}
    assert known >= {*DIFFERS, *ADDRESSED, *LARGE}
