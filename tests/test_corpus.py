"""Real orders, answers, ship notices and invoices of public projects, where EDIGW_CORPUS names them; none is kept here.

`pytest tests/test_corpus.py -s` prints what they are, how they are judged and what the base maps read of them; and how
every file of a release that has a dictionary is judged, whatever set it holds. EDIFACT's files are in corpus_explained.
"""

from __future__ import annotations

import csv
import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from bench import ROOT, Bench, again, canonical
from corpus_explained import EXPLAINED

from edigw.config.configuration import shipped_only
from edigw.formats.events import LIMITS
from edigw.pipeline.inspect.report import report
from edigw.pipeline.read import examine
from edigw.pipeline.read.routing import Router
from edigw.structure.releases import RELEASES, own_release
from edigw.tree import Residue

CORPUS = os.environ.get("EDIGW_CORPUS", "")
TYPES = ("850", "855", "856", "810")
VERDICTS = ("accepted", "accepted_with_errors", "rejected")

pytestmark = pytest.mark.skipif(not CORPUS, reason="EDIGW_CORPUS names no corpus")


@dataclass
class Surveyed:
    """One file: its sets of TYPES, and how many element values of the clean ones are read."""

    name: str
    clean: bool  # by the corpus's own index
    interchanges: Counter[str] = field(default_factory=Counter)
    verdicts: Counter[str] = field(default_factory=Counter)
    codes: Counter[str] = field(default_factory=Counter)
    total: int = 0
    taken: int = 0
    unmapped: Counter[str] = field(default_factory=Counter)
    reasons: list[str] = field(default_factory=list)


def corpus() -> Path:
    path = Path(CORPUS)
    return path if path.is_absolute() else ROOT / path


def files() -> Iterator[tuple[Path, bool]]:
    """The 004010 files that hold one of TYPES, and whether the index calls them clean."""
    with (corpus() / "index.tsv").open(encoding="utf-8", newline="") as index:
        for row in csv.DictReader(index, delimiter="\t"):
            known = row["standard"] == "X12" and "004010" in row["version"]
            if known and set(TYPES) & set(row["types"].split("+")):
                yield corpus() / row["file"], row["structurally_clean"] == "Y"


def survey(path: Path, clean: bool, leniency: str = "lenient") -> Surveyed:
    """Read one file as the pipeline does."""
    found = Surveyed(f"{path.parent.name}/{path.name}", clean)
    release = ""
    for seen in Bench(leniency).look(path.read_bytes()):
        if isinstance(seen, examine.Group):
            release = seen.release
        elif isinstance(seen, examine.Closed):
            found.interchanges[seen.verdict] += 1
            found.reasons += [f"{f.code_type} {f.code} {f.rule}" for f in seen.interchange.findings]
        elif isinstance(seen, examine.SetSeen) and seen.message.type in TYPES and release.startswith("004010"):
            _count(found, seen)
    return found


def _count(found: Surveyed, seen: examine.SetSeen) -> None:
    found.verdicts[seen.verdict] += 1
    found.codes.update(f"{f.code_type} {f.code}" for f in seen.findings)
    found.reasons += [f"{f.path} {f.segment}{f.element or ''} {f.rule} {f.value or ''}".strip() for f in seen.findings]
    if seen.read is None:
        return
    found.reasons += [f"map: {f.rule} {f.message}" for f in seen.read.findings]
    if found.clean or not seen.findings:
        found.total += seen.read.total
        found.taken += seen.read.taken
        found.unmapped.update(f"{u.path} {u.tag}{u.element:02d}" for u in seen.read.unmapped)


def table(rows: list[Surveyed]) -> str:
    """What was found, for people: a file a line, then the sums."""
    lines = [f"{'FILE':<64} {'CLEAN':<6} {'READ':>6}  VERDICTS AND CODES"]
    for row in rows:
        share = f"{row.taken / row.total:6.1%}" if row.total else "      "
        verdicts = ", ".join(f"{count} {verdict}" for verdict, count in row.verdicts.items()) or "no set"
        codes = ", ".join(f"{code} x{count}" for code, count in row.codes.most_common(6))
        verdicts += "".join(f"; interchange {word}" for word in row.interchanges if word not in row.verdicts)
        lines.append(f"{row.name[:64]:<64} {'yes' if row.clean else 'no':<6} {share}  {verdicts}; {codes}")
    total, taken = sum(row.total for row in rows), sum(row.taken for row in rows)
    unmapped: Counter[str] = sum((row.unmapped for row in rows), Counter())
    lines.append(f"{len(rows)} files; of {total} values in clean sets {taken} are read: {taken / max(total, 1):.2%}")
    lines += [f"  not read: {count:4} {place}" for place, count in unmapped.most_common()]
    return "\n".join(lines)


def known_files() -> Iterator[Path]:
    """Every X12 file of a release that has a dictionary."""
    with (corpus() / "index.tsv").open(encoding="utf-8", newline="") as index:
        for row in csv.DictReader(index, delimiter="\t"):
            if row["standard"] == "X12" and any(release in row["version"] for release in RELEASES):
                yield corpus() / row["file"]


def verdicts(leniency: str) -> Counter[tuple[str, str, str]]:
    """(release, set, verdict) of every set in them, and of what stands outside a group or is no interchange."""
    found: Counter[tuple[str, str, str]] = Counter()
    for path in known_files():
        data, end, release = path.read_bytes(), 0, ""
        for seen in Bench(leniency).look(data):
            match seen:
                case examine.Group():
                    release = own_release(seen.release) or "another"
                case examine.SetSeen():
                    found[release, seen.message.type, seen.verdict] += 1
                case examine.Closed():
                    assert seen.interchange.start == end
                    end = seen.interchange.end
                    found["any", "interchange", seen.verdict] += 1
                case Residue():
                    assert seen.start == end
                    end = seen.end
        assert end == len(data), f"{path.name}: bytes are left over"
    return found


def verdict_table(by: dict[str, Counter[tuple[str, str, str]]]) -> str:
    """A release and set a line; for each leniency how many sets were accepted, with errors, rejected."""
    lines = [f"{'RELEASE':<8} {'SET':<12}" + "".join(f"{leniency:>20}" for leniency in by)]
    for release, kind in sorted({key[:2] for found in by.values() for key in found}):
        counts = ("/".join(f"{found[release, kind, verdict]:>3}" for verdict in VERDICTS) for found in by.values())
        lines.append(f"{release:<8} {kind[:12]:<12}" + "".join(f"{each:>20}" for each in counts))
    return "\n".join(lines)


def test_every_file_of_a_known_release_is_judged_to_its_last_byte() -> None:
    by = {leniency: verdicts(leniency) for leniency in ("strict", "business", "lenient")}
    print(f"\n{len(list(known_files()))} files; accepted/with errors/rejected\n" + verdict_table(by))
    sets = [sum(count for key, count in found.items() if key[0] in RELEASES) for found in by.values()]
    assert min(sets) >= 100
    rejected = [sum(count for key, count in found.items() if key[2] == "rejected") for found in by.values()]
    assert rejected == sorted(rejected, reverse=True)


def x12_files() -> Iterator[tuple[Path, bool]]:
    """Every X12 file, whatever its release, and whether the index calls it clean."""
    with (corpus() / "index.tsv").open(encoding="utf-8", newline="") as index:
        for row in csv.DictReader(index, delimiter="\t"):
            if row["standard"] == "X12":
                yield corpus() / row["file"], row["structurally_clean"] == "Y"


@pytest.mark.parametrize("leniency", ["strict", "lenient"])
def test_check_judges_every_x12_file(tmp_path: Path, shipped_maps_once: None, leniency: str) -> None:
    router = Router(shipped_only(tmp_path), leniency=leniency, ask_nobody=True)
    counts: Counter[tuple[bool, str]] = Counter()
    codes: Counter[str] = Counter()
    for path, clean in x12_files():
        told = report(path.read_bytes(), router, LIMITS, datetime(2026, 11, 1, 8, 0, tzinfo=UTC))
        found = list(findings(told))
        counts[clean, told["verdict"]] += 1
        codes.update({f"{one['code_type']} {one['code']}" for one in found if one["code_type"]})
        if clean and told["verdict"] == "rejected":
            first = next((one for one in found if one["code_type"]), None)
            print(f"{path.parent.name}/{path.name}: {first and first['rule']}")
        assert told["bytes"] == path.stat().st_size
        assert found or told["verdict"] in ("accepted", "quarantined"), path.name
    print(f"{leniency}: {dict(counts)}; files with each code: {dict(codes.most_common())}")
    assert counts[True, "accepted"] >= 20


def edifact_files() -> Iterator[tuple[str, bool]]:
    """Every EDIFACT file by its path in the corpus, and whether the index calls it clean."""
    with (corpus() / "index.tsv").open(encoding="utf-8", newline="") as index:
        for row in csv.DictReader(index, delimiter="\t"):
            if row["standard"] == "EDIFACT":
                yield row["file"], row["structurally_clean"] == "Y"


@pytest.mark.parametrize("leniency", ["lenient", "strict"])
def test_check_judges_every_edifact_file_as_explained_by_hand(
    tmp_path: Path, shipped_maps_once: None, leniency: str
) -> None:
    router = Router(shipped_only(tmp_path), leniency=leniency, ask_nobody=True)
    counts: Counter[tuple[bool, str]] = Counter()
    sets: Counter[str] = Counter()
    for name, clean in edifact_files():
        told = report((corpus() / name).read_bytes(), router, LIMITS, datetime(2026, 11, 1, 8, 0, tzinfo=UTC))
        faults = [one for one in (*told["findings"], *findings(told)) if one["code"]]
        verdict, rules, why = EXPLAINED.get(name, ("accepted", "", ""))
        counts[clean, told["verdict"]] += 1
        sets.update(sets_of(told))
        print(f"{name:<78} {'yes' if clean else 'no':<4} {told['verdict']:<21} {len(faults):>4} {why}")
        assert told["bytes"] == (corpus() / name).stat().st_size
        if leniency == "lenient":
            assert told["verdict"] == verdict, name
            assert sorted({f"{one['segment'] or ''}:{one['rule']}" for one in faults}) == rules.split(), name
        else:
            assert (told["verdict"] == "accepted") is (not rules), name
    print(f"{leniency}: {dict(counts)}; messages: {dict(sets)}")
    assert {*EXPLAINED} < {name for name, _ in edifact_files()}
    by = {"lenient": {"accepted": 16, "accepted_with_errors": 36, "rejected": 5}, "strict": {"accepted": 16}}
    assert by[leniency].items() <= sets.items()


def sets_of(told: dict[str, Any]) -> Iterator[str]:
    """The verdict of each message."""
    groups = (group for interchange in told["interchanges"] for group in interchange["groups"])
    return (one["verdict"] for group in groups for one in group["sets"])


def findings(told: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for interchange in told["interchanges"]:
        yield from interchange["findings"]
        for group in interchange["groups"]:
            yield from group["findings"]
            for one in group["sets"]:
                yield from one["findings"]


@pytest.fixture(scope="module")
def surveyed() -> list[Surveyed]:
    return [survey(path, clean) for path, clean in files()]


def test_no_file_breaks_the_reader(surveyed: list[Surveyed]) -> None:
    print("\n" + table(surveyed))
    assert surveyed
    assert sum(sum(row.verdicts.values()) for row in surveyed) >= 40


def test_the_base_maps_read_95_of_100_values_of_clean_sets(surveyed: list[Surveyed]) -> None:
    total, taken = sum(row.total for row in surveyed), sum(row.taken for row in surveyed)
    assert total > 1000
    assert taken >= 0.95 * total, table(surveyed)


def test_what_is_read_of_a_clean_set_is_written_and_read_again() -> None:
    """But for BSN05, which says how the levels stand and is ours when we write."""
    count = 0
    for path, _ in files():
        for seen in Bench("lenient").look(path.read_bytes()):
            if isinstance(seen, examine.SetSeen) and seen.read and seen.read.document and not seen.findings:
                document, count = seen.read.document, count + 1
                assert seen.map
                back = again(seen.map, document)
                assert back and canonical(back) == canonical(document) | (
                    {"structure": canonical(back).get("structure")} if seen.message.type == "856" else {}
                ), path.name
    assert count >= 40
