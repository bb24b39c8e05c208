"""The laws over every map file that exists, with every row met; and ten planted faults, each caught by them."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from bench import DOCUMENTS, ROOT, dictionary, shipped
from bench import declared as chart
from tinymaps import laws, load, order, tree

from edigw import carrier
from edigw.errors import ConfigError
from edigw.formats.x12 import envelope
from edigw.mapping import language
from edigw.mapping.laws import Dice, Sample, difference
from edigw.structure.fold import fold
from edigw.structure.releases import own_release
from edigw.tree import Group, Message
from edigw.validation.diagnose import diagnose

BASES = sorted(path.relative_to(ROOT).as_posix() for path in ROOT.glob("maps/x12/004010/*.yaml"))
LATER = sorted(path.relative_to(ROOT).as_posix() for path in ROOT.glob("maps/x12/005010/*.yaml"))  # over BASES
OVERLAYS = LATER + sorted(
    path.relative_to(ROOT).as_posix()
    for base in ("partners", "samples")
    for path in (ROOT / base).rglob("*.yaml")
    if path.stem in DOCUMENTS
)
SAMPLES = ROOT / "samples"
DRAWN = 200  # in which every row of a base map is met ten times; `pytest -m torture` draws 2,000 others of each map


@cache
def samples() -> dict[str, list[Sample]]:
    """The samples by the file of the map that reads them."""
    found: dict[str, list[Sample]] = defaultdict(list)
    release = "004010"
    for case in sorted(path.parent for path in SAMPLES.glob("*/input.edi")):
        told = case / "expected.json"
        rows = json.loads(told.read_text("utf-8")) if told.is_file() else []
        documents = [row.get("document") for row in rows if row.get("type") in DOCUMENTS]
        events = list(envelope.read((case / "input.edi").read_bytes()))
        controls = Counter(event.control for event in events if isinstance(event, Message))
        for event in events:
            if isinstance(event, Group):
                release = own_release(event.release) or "004010"
            if isinstance(event, Message) and event.type in DOCUMENTS:
                book = dictionary(release)
                expected = documents.pop(0) if documents else None
                if any(finding.severity != "note" for finding in diagnose(event, book).findings):
                    continue  # whatever a map would make of it, nobody acts on it
                root = fold(event.segments, book.sets[event.type], book.segments).root
                rules = rules_of(case, event.control) if told.is_file() and controls[event.control] == 1 else None
                found[mapped(case, event.type, release)].append(
                    Sample(f"{case.name} {event.control}", root, expected, rules)
                )
    return found


def rules_of(case: Path, control: str) -> tuple[str, ...]:
    """The map's findings as they were written down."""
    path = case / "expected.findings.json"
    rows = json.loads(path.read_text("utf-8")) if path.is_file() else []
    return tuple(row["rule"] for row in rows if row["where"] == f"set {control}, by its map")


def mapped(case: Path, kind: str, release: str) -> str:
    """The map of a case: its own overlay, its partner's, or the base."""
    settings = case / "case.yaml"
    partner = carrier.read(settings.read_text("utf-8"), "").get("partner") if settings.is_file() else None
    folder = SAMPLES / "partners" / partner.value if isinstance(partner, carrier.Text) else case
    own = folder / f"{kind}.yaml"
    return (own if own.is_file() else ROOT / f"maps/x12/{release}/{kind}.yaml").relative_to(ROOT).as_posix()


@pytest.mark.parametrize("name", BASES)
def test_a_base_map_obeys_the_laws_and_every_row_is_met(name: str) -> None:
    report = laws(chart(name), samples()[name], DRAWN)
    assert report.failures == ()
    assert report.seldom == ()
    assert report.least_hits >= 10
    assert (report.documents, report.rows > 20) == (DRAWN, True)


@pytest.mark.parametrize("name", OVERLAYS)
def test_an_overlay_obeys_the_laws(name: str) -> None:
    later = name in LATER  # whose rows are nearly all its base map's; torture meets the others
    report = laws(chart(name), samples()[name], DRAWN // 8 if later else DRAWN // 2)
    assert report.failures == ()
    assert later or report.least_hits >= 1


@pytest.mark.torture
@pytest.mark.parametrize("name", [*BASES, *OVERLAYS])
def test_thousands_of_documents_obey_the_laws(name: str) -> None:
    report = laws(chart(name), samples()[name], 10 * DRAWN, seed=2)
    assert report.failures == () and report.seldom == ()


def test_there_are_samples_for_every_base_map() -> None:
    assert all(samples()[name] for name in (*BASES, *LATER))
    assert {"810", "850", "855", "856", "997"} <= {Path(name).stem for name in LATER}


def base(document: str) -> str:
    text = shipped(f"maps/x12/004010/{document}.yaml")
    assert text is not None
    return text


SSCC = "006141410000000012"
SHIPPED = ["BSN*00*S1*20240105*1200*0001", "HL*1**S*1", "HL*2*1*O*1", "PRF*7", "HL*3*2*P*1", f"MAN*GM*00{SSCC}",
           "HL*4*3*I*0", "LIN*1*UP*01", "SN1**5*EA"]  # fmt: skip
OWN = {  # samples of this file's own: what was meant, or what had to be found
    "850": [Sample("nameless", tree(["BEG*00*SA***20240102"]), None, ("REQUIRED_MISSING", "DOCUMENT_INCOMPLETE"))],
    "856": [
        Sample(
            "long sscc",
            tree(SHIPPED, "856"),
            {
                "number": "S1",
                "purpose": "original",
                "created_on": "2024-01-05",
                "created_at": "1200",
                "structure": "pick_and_pack",
                "orders": [{"number": "7"}],
                "cartons": [{"key": SSCC, "sscc": SSCC}],
                "items": [
                    {"order": "7", "carton": SSCC, "line_no": "1", "ids": {"upc": ["01"]}, "qty": "5", "unit": "each"}
                ],
            },
        )
    ],
}
PLANTED = {
    "two rows swapped": (
        "850",
        [("BEG03: number | required", "BEG03: contract | required"), ("BEG06: contract", "BEG06: number")],
    ),
    "two elements swapped": (
        "850",
        [("PO102: qty | dec", "PO102: price | dec"), ("PO104: price | dec", "PO104: qty | dec")],
    ),
    "a lens dropped": ("856", [("MAN02: sscc | sscc18", "MAN02: sscc")]),
    "a lens exchanged": ("856", [("MAN02: sscc | sscc18", "MAN02: sscc | gtin")]),
    "a level moved": ("856", [("levels: S O T? P? I", "levels: S T? P? O I")]),
    "two table entries exchanged": (
        "850",
        [
            ("code purpose", "code exchanged"),
            ("blocks:\n", "tables:\n  exchanged: {00: replace, 05: original}\nblocks:\n"),
        ],
    ),
    "required dropped": ("850", [("BEG03: number | required", "BEG03: number")]),
    "two qualifiers exchanged": (
        "850",
        [
            ("REF*DP: {REF02: department}", "REF*DP: {REF02: division}"),
            ("REF*19: {REF02: division}", "REF*19: {REF02: department}"),
        ],
    ),
    "an arrow turned": ("850", [("N1*ST -> ship_to", "N1*ST -> buyer"), ("N1*BY -> buyer", "N1*BY -> ship_to")]),
    "a table dropped": ("850", [("PO103: unit | code unit", "PO103: unit")]),
    "a count of something else": ("850", [("= count(lines)", "= count(notes)")]),
    "a component moved": (
        "997",
        [
            ("AK401-01: position | int | required", "AK401-01: component | int | required"),
            ("AK401-02: component | int", "AK401-02: position | int"),
        ],
    ),
    "a constant in place of a value": ("997", [("AK304: fault | code segment_fault", "AK304: is 8")]),
}


@pytest.mark.parametrize("fault", PLANTED)
def test_a_planted_fault_is_caught(fault: str) -> None:
    document, swaps = PLANTED[fault]
    text = base(document)
    for old, new in swaps:
        assert old in text, f"{old} does not stand in {document}"
        text = text.replace(old, new)
    name = f"maps/x12/004010/{document}.yaml"
    try:
        planted = language.load(lambda asked: text if asked == "planted" else shipped(asked), "planted", dictionary())
    except ConfigError:
        pytest.fail("the map is refused before the laws see it: plant something subtler")
    assert laws(planted, [*OWN.get(document, ()), *samples()[name]], 60).failures


def test_the_samples_of_this_file_are_sound() -> None:
    for document, own in OWN.items():
        assert laws(chart(f"maps/x12/004010/{document}.yaml"), own, 1).failures == ()


def test_a_seed_determines_what_is_drawn() -> None:
    assert laws(load(order()), count=5, seed=3) == laws(load(order()), count=5, seed=3)
    dice, again = Dice(7), Dice(7)
    throws = [dice.randrange(6) for _ in range(600)]
    assert throws == [again.randrange(6) for _ in range(600)]
    assert all(70 <= throws.count(face) <= 130 for face in range(6))


def test_rows_that_are_met_too_seldom_are_named() -> None:
    body = "  REF*IA:\n    when: kind is release\n    REF02: vendor\n"
    assert laws(load(order(body)), count=60).seldom == ()
    few = laws(load(order(body)), count=2)
    assert few.failures == ()
    assert few.seldom and all("base0:" in place for place in few.seldom)


def test_what_only_enrichment_sets_is_drawn_and_not_expected_back() -> None:
    body = "  N1*ST -> ship_to: {N102: name}\n  REF*IA:\n    when: ship_to.kind is store\n    REF02: vendor\n"
    report = laws(load(order(body)), count=60)
    assert report.failures == ()
    assert report.seldom == ()


def test_the_first_difference_is_told_by_its_path() -> None:
    one: dict[str, Any] = {"lines": [{"qty": 1}, {"qty": 2}], "number": "7"}
    assert difference(one, one) == ""
    assert difference(one, {"lines": [{"qty": 1}, {"qty": 3}], "number": "7"}).startswith("lines.1.qty was 2")
    assert difference(one, None).startswith("the document was")
