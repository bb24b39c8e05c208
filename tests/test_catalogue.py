"""The catalogue of bad inputs beside the corpus, through the whole line and through `check`; none of it is kept here.

A row asks for one of its states and for one of its codes: in what the partner gets, or in what the documents bear.
Rows that are told in words alone are built in test_catalogue_made and test_catalogue_files; every row of X12, files,
injection and the life of orders is in one of the three, or named here with its reason. `-s` prints the counts.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from catalogue import FOLDER, THERE, borne, listed, reached, said, shown
from yard import Yard

pytestmark = pytest.mark.skipif(not THERE, reason="EDIGW_CORPUS has no bad-inputs beside it")

DIFFERS: dict[str, tuple[str, str, str]] = {  # row -> (a state of ours, a code of ours, why)
    "X12-ISA-056": ("DUPLICATE", "TA1:025", "the contract's word for a repeat is DUPLICATE")
}

UNADDRESSED = {"X12-ISA-010": "TA1 only where ISA13 can be read, says the row, and it cannot: quarantined, no code"}

MISBUILT: dict[str, tuple[bytes, bytes]] = {  # row -> (what its file holds, what its words ask for)
    "X12-ELEM-052": (b"000900155\xed\xa0\x80", b"000900155")  # the bytes stand in IEA02; BESIDE puts them where meant
}
BESIDE: dict[str, tuple[bytes, bytes]] = {"X12-ELEM-052": (b"N1*ST*X~", b"N1*ST*X\xed\xa0\x80~")}

BEFORE: dict[str, tuple[bytes, bytes]] = {"X12-ISA-059": (b"*000000005", b"*000000001")}  # what came first

AGREED = {"X12-ST-016": ("  850 in:", "  850 in: {conventions: 005010SHOP, release: 005010}")}  # of the row's partner

CHARSET = {"X12-ELEM-048": "ascii", "X12-ELEM-050": "utf-8", "X12-ELEM-052": "utf-8"}  # that the row's partner agreed

IN_WORDS = {  # rows whose code is a word of ours: (ours, why), held by their test
    "FILE-002": ("STALE_PARTIAL", "`once` and `status` say it in words: a file in the making, older than a day"),
    "FILE-004": ("VANISHED", "somebody else took it: nothing came, nothing is said"),
    "FILE-019": ("LIMIT_FILE", "`once` says it in words: larger than `limits.file` allows"),
    "FILE-020": ("ENOSPC", "the message of exit code 3"),
    "FILE-021": ("ENOSPC", "the message of exit code 3"),
    "FILE-023": ("ENOSPC", "the message of exit code 3"),
    "FILE-032": ("FOLDER_GONE", "the message of exit code 3: the mailbox is no folder"),
    "FILE-033": ("EROFS", "the message of exit code 3"),
}

ARGUED = {  # rows of the made ones that come to another end than the catalogue says
    "INJECT-019": "the map and partner languages hold no arithmetic: refused on loading (CONFIG), no limit to reach"
}

ELSEWHERE = {  # rows that other tests hold: file and test
    "FILE-025": "tests/store/test_engine.py::test_a_lost_connection_is_temporary_and_the_next_one_works",
    "FILE-026": "tests/store/test_engine.py::test_run_tries_again_and_then_gives_up",
    "FILE-027": "tests/pipeline/test_boundaries.py::test_dying_at_a_boundary_loses_and_doubles_nothing",
    "FILE-035": "tests/cli/test_daemon.py::test_the_daemon_answers_takes_a_reload_and_stops_on_sigterm",
    "FILE-036": "tests/test_torture.py::test_killed_again_and_again_under_load",
    "LIFECYCLE-014": "tests/pipeline/test_boundaries.py::test_dying_at_a_boundary_loses_and_doubles_nothing",
}

NEEDS = {  # rows that need what is not there
    "INJECT-013": "no CSV or XLSX is written: there is nothing to prefix",
    "INJECT-023": "needs a console",
    "INJECT-024": "needs a console",
}

NEEDS_A_TRANSPORT = ("SFTP-", "AS2-")  # rows of their own areas; none of the four areas here is among them

AREAS = ("x12", "lifecycle", "file", "inject")

ADDRESSED = frozenset({"X12-ISA-024", "X12-ISA-025", "X12-ISA-028", "X12-ISA-039", "X12-ISA-056", "X12-ISA-059"})
"""`check --partner` judges by that partner's rules whoever sent the file, and stores nothing to repeat."""

LARGE = frozenset({"X12-GS-021"})  # ten thousand orders: for `check` alone

ROWS = [row for row in listed("x12") if row["file"]]


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


@pytest.mark.usefixtures("shipped_maps_once")
@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["id"])
def test_a_bad_input_ends_as_the_catalogue_says(row: dict[str, str], prepared: Path, tmp_path: Path) -> None:
    yard, id_ = Yard(Path(shutil.copytree(prepared, tmp_path / "gateway"))), row["id"]
    if id_ in CHARSET:
        yard.tell(f"envelope:\n  charset: {CHARSET[id_]}\n")
    if id_ in AGREED:
        yard.rewrite(*AGREED[id_])
    data = (FOLDER / row["file"]).read_bytes()
    for old, new in (pair[id_] for pair in (MISBUILT, BESIDE) if id_ in pair):
        assert old in data
        data = data.replace(old, new)
    path = tmp_path / "bad.edi"
    path.write_bytes(data)
    told = yard.app.check(path, partner="acme")
    texts = ["".join(getattr(one, "pieces", lambda one=one: [one])()) for one in told["acknowledgements"]]
    answers = said("".join(texts))  # a long one comes in pieces
    assert told["bytes"] == len(data)
    if id_ in LARGE:
        assert set(row["codes"].split("|")) & answers
        return
    if id_ in BEFORE:
        yard.take(data.replace(*BEFORE[id_]), "before.edi")
    yard.take(data)
    documents = shown(yard)
    sent = said("".join(text for text in yard.files().values() if "*855*" not in text))
    states, codes = {one["state"] for one in documents}, sent | borne(documents)
    wanted = dict(row)
    if id_ in DIFFERS:
        wanted["states"], wanted["codes"], _ = DIFFERS[id_]
    if id_ in UNADDRESSED:
        assert not yard.files()
        wanted["codes"] = ""
    assert reached(wanted, states, codes), (states, codes)
    assert id_ in ADDRESSED or answers == sent
    assert all(one["state"] not in ("RECEIVED", "PROCESSING", "RETRY") for one in documents)
    assert yard.crashes() == []


def test_every_row_has_its_place() -> None:
    rows = {row["id"]: row for row in listed(*AREAS)}
    by_file = {row["id"] for row in ROWS}
    spelt = _spelt()
    built = {id_ for id_ in rows if id_ in spelt}
    assert set(rows) == by_file | built | set(ELSEWHERE) | set(NEEDS)
    assert set(rows) >= {*DIFFERS, *UNADDRESSED, *BEFORE, *CHARSET, *AGREED, *MISBUILT}
    assert set(rows) >= {*IN_WORDS, *ARGUED, *ADDRESSED, *LARGE}
    assert not [id_ for id_ in rows if id_.startswith(NEEDS_A_TRANSPORT)]
    for place in ELSEWHERE.values():
        file, _, test = place.partition("::")
        assert f"def {test}(" in (Path(__file__).parents[1] / file).read_text("utf-8")
    counts = {
        "rows": len(rows), "by their file": len(by_file), "built": len(built - by_file), "elsewhere": len(ELSEWHERE),
        "other end, argued": len(DIFFERS) + len(ARGUED), "need what is not there": len(NEEDS),
    }  # fmt: skip
    print(counts)
    as_said = len(rows) - len(DIFFERS) - len(ARGUED) - len(NEEDS)
    print(f"as the catalogue says: {as_said} of {len(rows) - len(NEEDS)}")
    assert as_said >= 188


def _spelt() -> set[str]:
    """X12-ISA-045 is in test_x12_isa_045_…, FILE-028 and FILE-029 in test_file_028_029_…"""
    here, found = Path(__file__).parent, set()
    for name in ("test_catalogue_made.py", "test_catalogue_files.py"):
        for title in re.findall(r"^def test_(\w+)", (here / name).read_text("utf-8"), re.M):
            for area, numbers in re.findall(r"((?:x12_)?(?:isa|gs|elem|lifecycle|file|inject))((?:_\d{3}b?)+)", title):
                lead = area.upper().replace("_", "-")
                found |= {f"{lead}-{number.upper() if lead[0] != 'X' else number}" for number in numbers[1:].split("_")}
    return found
