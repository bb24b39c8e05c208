"""Internal errors: a report for those who mend the program, and the rest goes on."""

from __future__ import annotations

from pathlib import Path

import pytest
from yard import Yard, orders

from edigw.pipeline import parse
from edigw.pipeline.crash import BROKEN, report


def test_a_report_holds_the_traceback(tmp_path: Path) -> None:
    try:
        int("\udcff")
    except ValueError as error:
        name = report(tmp_path / "crash", "one", error)
    assert "ValueError" in (tmp_path / "crash" / name).read_text("utf-8")


def test_where_none_can_be_written_that_is_said(tmp_path: Path) -> None:
    (tmp_path / "crash").write_text("no folder")
    assert "no report" in report(tmp_path / "crash", "one", ValueError("x"))


@pytest.mark.parametrize("error", BROKEN)
def test_a_file_that_breaks_the_reader_is_set_aside_and_the_next_is_read(
    yard: Yard, monkeypatch: pytest.MonkeyPatch, error: type[Exception]
) -> None:
    whole = parse.examine

    def broken(data: bytes, *more: object) -> object:
        if b"POISON" in data:
            raise error("planted")
        return whole(data, *more)

    monkeypatch.setattr(parse, "examine", broken)
    yard.drop(orders("POISON"), "a.edi")
    yard.take(orders("2", control=2), "b.edi")
    assert [(d["state"], d["reason"]) for d in yard.docs() if d["direction"] == "in"] == [
        ("QUARANTINED", "POISON"),
        ("DONE", None),
    ]
    (crashed,) = (yard.base / "data" / "crash").iterdir()
    assert "planted" in crashed.read_text("utf-8")
    crashed.unlink()
