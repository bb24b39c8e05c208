"""The laws with the project's own validation, and law 2 over a partner's files."""

from __future__ import annotations

from pathlib import Path

from bench import chart, segments
from yard import Yard, orders

from edigw.mapping.rows import DocumentMap
from edigw.model.order import Order, OrderLine
from edigw.pipeline.inspect.trial import complaints, files_of, samples_of, trial
from edigw.pipeline.read.routing import Router


def router(yard: Yard) -> tuple[DocumentMap, Router]:
    configuration = yard.app._workspace().configuration
    partner = configuration.partner("acme")
    return configuration.map_for(partner, "850", "in"), Router(configuration, None, partner)


def put(yard: Yard, name: str, text: str) -> Path:
    path = yard.base / "partners/acme/samples" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "latin-1")
    return path


def test_what_dictionary_and_guide_say_against_a_written_set(tmp_path: Path) -> None:
    lines = (OrderLine(no="1", qty="2", unit="each", ids={"upc": ("614141000012",)}),)
    made = Order(number="1", purpose="original", kind="stand_alone", ordered_on="2026-11-01", lines=lines)
    assert complaints(chart("850"), segments(chart("850"), made)) == []
    (tmp_path / "850.yaml").write_text("extends: x12/004010/850\nguide:\n  REF*DP: required\n  BEG02: only NE\n")
    told = complaints(chart("850", tmp_path), segments(chart("850"), made))
    assert [one.split()[0] for one in told] == ["GUIDE_ONLY", "GUIDE_REQUIRED"]


def test_a_map_that_writes_what_the_guide_forbids_fails_law_three(tmp_path: Path) -> None:
    rows = "body:\n  REF*DP: {REF03: is ANY}\nguide:\n  REF*DP/REF03: length 1\n"
    (tmp_path / "850.yaml").write_text(f"extends: x12/004010/850\n{rows}")
    assert any("law 3: GUIDE_LENGTH" in told for told in trial(chart("850", tmp_path), (), 20, 1).failures)


def test_a_partners_files_are_samples(yard: Yard) -> None:
    chart_, route = router(yard)
    put(yard, "loose.edi", orders("1", "2"))
    put(yard, "plain/input.edi", orders("3"))
    put(yard, "notes/input.txt", "no EDI")
    put(yard, "bad/input.edi", orders("4").replace("BEG*00", "BEG*QQ"))
    folder = yard.base / "partners/acme/samples"
    assert [path.parent.name for path in files_of(folder)] == ["bad", "samples", "plain"]
    found = samples_of(folder, chart_, route)
    assert [sample.name for sample in found] == ["loose.edi set 0001", "loose.edi set 0002", "plain set 0001"]
    assert [sample.expected for sample in found] == [None] * 3
    assert trial(chart_, found, 1, 1).failures == ()


def test_a_case_that_means_something_else_fails_law_two(yard: Yard) -> None:
    chart_, route = router(yard)
    path = put(yard, "plain/input.edi", orders("3"))
    path.with_name("expected.json").write_text(
        '[{"type": "850", "control": "0001", "verdict": "accepted", "document": {"number": "4"}}]'
    )
    (failure, *_) = trial(chart_, samples_of(path.parent.parent, chart_, route), 0, 1).failures
    assert failure.startswith("sample plain set 0001: law 2: it means something else: number was 4")
    path.with_name("expected.json").write_text("{")
    assert samples_of(path.parent.parent, chart_, route)[0].expected is None
