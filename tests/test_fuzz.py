"""Samples gone wrong in a thousand ways: no traceback, every byte accounted for, one end for each document.

`EDIGW_MUTANTS=5000 pytest tests/test_fuzz.py` takes longer; the seed is told where something fails. Every byte of ten
thousand files that were cut, joined and damaged is counted by `pytest -s -m torture tests/test_fuzz.py`.
"""

from __future__ import annotations

import hashlib
import json
import os
import random
from collections import Counter
from datetime import datetime
from pathlib import Path

import pytest
from mutants import mutant, seed_files
from yard import OURS, THEIRS, Yard, orders

from edigw.config.configuration import shipped_only
from edigw.formats.x12.events import Limits
from edigw.pipeline.inspect.report import report
from edigw.pipeline.read.examine import Closed, examine
from edigw.pipeline.read.routing import Router
from edigw.tree import Residue

COUNT = int(os.environ.get("EDIGW_MUTANTS", "120"))
NOW = datetime(2026, 11, 1, 8, 0)
ENDS = {"DONE", "ACCEPTED_WITH_ERRORS", "REJECTED", "DUPLICATE", "QUARANTINED", "WAITING"}


def accounted(data: bytes, router: Router) -> Counter[str]:
    """Interchanges and residues, end to end, from the first byte to the last; how many, and of how many bytes."""
    at, counts = 0, Counter(bytes=len(data))
    for seen in examine(data, router, Limits()):
        span = seen.interchange if isinstance(seen, Closed) else seen
        if isinstance(span, Residue) or isinstance(seen, Closed):
            assert span.start == at, (span.start, at)
            at = span.end
            what = "interchange" if isinstance(seen, Closed) else "residue"
            counts += Counter({f"{what}s": 1, f"{what} bytes": span.end - span.start})
    assert at == len(data) == counts["interchange bytes"] + counts["residue bytes"]
    return counts


def joined(chance: random.Random, files: list[bytes]) -> bytes:
    """One to three files one after the other, each damaged or not, rubbish between them, the whole perhaps cut."""
    parts = [chance.choice(files) for _ in range(chance.randrange(1, 4))]
    parts = [mutant(chance, part) if chance.randrange(3) else part for part in parts]
    data = chance.choice((b"", b"\r\n", b"\x00" * 50, b"rubbish ")).join(parts)
    return data[: chance.randrange(1, len(data) + 1)] if chance.randrange(3) == 0 else data


@pytest.mark.parametrize("count", [60, pytest.param(10_000, marks=pytest.mark.torture)])
def test_ranges_and_residue_are_the_whole_of_any_file(tmp_path: Path, shipped_maps_once: None, count: int) -> None:
    router = Router(shipped_only(tmp_path), leniency="strict", ask_nobody=True)
    files, counts = seed_files(), Counter[str]()
    for seed in range(count):
        chance = random.Random(f"joined{seed}")
        try:
            counts += accounted(joined(chance, files), router)
        except BaseException:
            print(f"seed joined{seed}")
            raise
    print({"files": count, **counts})
    assert counts["interchange bytes"] + counts["residue bytes"] == counts["bytes"]
    assert counts["interchanges"] and counts["residues"]


@pytest.mark.parametrize("leniency", ["strict", "business", "lenient"])
def test_check_judges_whatever_comes(tmp_path: Path, shipped_maps_once: None, leniency: str) -> None:
    router = Router(shipped_only(tmp_path), leniency=leniency, ask_nobody=True)
    files = seed_files()
    for seed in range(COUNT):
        chance = random.Random(f"{leniency}{seed}")
        data = mutant(chance, chance.choice(files))
        print(f"seed {leniency}{seed}")
        told = report(data, router, Limits(), NOW)
        json.dumps(told, ensure_ascii=False).encode("utf-8")
        accounted(data, router)
        assert told["bytes"] == len(data)


@pytest.mark.parametrize(("leniency", "charset"), [("strict", "utf-8"), ("business", "latin-1"), ("lenient", "ascii")])
def test_everything_comes_to_an_end(bare: Yard, leniency: str, charset: str) -> None:
    bare.partner(leniency=leniency)
    bare.tell(f"envelope:\n  charset: {charset}\n")
    chance = random.Random(f"{leniency} {charset}")
    dropped = {}
    for number in range(max(COUNT // 10, 1)):
        whole = orders(str(number), f"{number}b", control=number + 1, ask="1").encode()
        data = mutant(chance, whole if chance.randrange(3) else sent_by_acme(chance.choice(seed_files())))
        dropped[f"{number}.edi"] = data
        bare.drop(data, f"{number}.edi")
    bare.once()
    documents = [one for one in bare.docs() if one["direction"] == "in"]
    assert {one["state"] for one in documents} <= ENDS
    assert sorted({one["source_sha256"] for one in documents}) == sorted(set(map(digest, dropped.values())))
    raw = {bare.app.docs_raw(one["id"]) for one in documents}
    assert raw == set(dropped.values())
    assert {one["state"] for one in bare.docs() if one["direction"] == "out"} <= {"SENT", "DELIVERED", "WAITING"}


def sent_by_acme(data: bytes) -> bytes:
    """The same from acme to us, as far as its ISA has its widths."""
    (one, theirs), (other, ours) = THEIRS.split(":"), OURS.split(":")
    return data[:32] + f"{one}*{theirs:<15}*{other}*{ours:<15}".encode() + data[69:]


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
