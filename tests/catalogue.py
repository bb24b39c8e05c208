"""The catalogue of bad inputs that lies beside the corpus: its rows, and how codes are read from what came of one."""

from __future__ import annotations

import csv
import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from yard import Yard

ROOT = Path(__file__).parents[1]
CORPUS = os.environ.get("EDIGW_CORPUS", "")
FOLDER = (ROOT / CORPUS).parent / "bad-inputs"
TABLE = FOLDER / "catalogue.tsv"
THERE = bool(CORPUS) and TABLE.is_file()

SAID = {"AK5": (("AK5", 1), ("AK501", 1), ("AK502", 2)), "AK9": (("AK901", 1), ("AK905", 5)),
        "AK3": (("AK304", 4),), "AK4": (("AK403", 3),), "TA1": (("TA1", 5), ("TA104", 4))}  # fmt: skip


def listed(*areas: str) -> Iterator[dict[str, str]]:
    """The rows of these areas (x12 stands for all of its own)."""
    if THERE:
        with TABLE.open(encoding="utf-8", newline="") as table:
            yield from (row for row in csv.DictReader(table, delimiter="\t") if row["area"].split("-")[0] in areas)


def said(text: str) -> set[str]:
    """Codes in acknowledgements, as the catalogue writes them."""
    found = set()
    for row in text.replace("\n", "").split("~"):
        tag, *elements = row.split("*")
        for name, at in SAID.get(tag, ()):
            last = len(elements) if name in ("AK502", "AK905") else at
            found |= {f"{name}:{code}" for code in elements[at - 1 : last] if code}
    return found


def borne(documents: list[dict[str, Any]]) -> set[str]:
    """Codes and reasons of documents, as `docs list` and, where they have one, their timeline tell them."""
    coded = {f"{re.sub('^TA105', 'TA1', one['code_type'])}:{one['code']}" for one in documents if one["code_type"]}
    told = [event["payload"].get("reason") for one in documents for event in one.get("timeline", ())]
    return coded | {f"reason:{one}" for one in (*told, *(one["reason"] for one in documents)) if one}


def shown(yard: Yard, **wanted: Any) -> list[dict[str, Any]]:
    """What came in, each as `docs show` tells it."""
    return [yard.app.docs_show(one["id"]) for one in yard.docs(**wanted) if one["direction"] == "in"]


def come(yard: Yard, **wanted: Any) -> tuple[set[str], set[str]]:
    """(states, codes) of what came in."""
    found = shown(yard, **wanted)
    return {one["state"] for one in found}, borne(found)


def reached(row: Mapping[str, str], states: set[str], codes: set[str]) -> bool:
    """Whether one of a row's states and one of its codes is among these."""
    wanted_states, wanted_codes = set(row["states"].split("|")) - {""}, set(row["codes"].split("|")) - {""}
    return bool(not wanted_states or states & wanted_states) and bool(not wanted_codes or codes & wanted_codes)
