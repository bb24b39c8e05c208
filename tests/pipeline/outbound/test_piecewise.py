"""Composed piece by piece, an acknowledgement is what it would be composed at once."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from wire import codes, group, interchange, messages, transaction

from edigw.config.configuration import shipped_only
from edigw.formats.x12.events import LIMITS
from edigw.pipeline.inspect.report import report
from edigw.pipeline.outbound import piecewise
from edigw.pipeline.outbound.piecewise import parts
from edigw.pipeline.read.routing import Router
from edigw.pipeline.rows import Row

BAD = ("BEG*00*SA*PO1**20260199", "PO1*1*10*QQ*9.25**UP*012345678905", "CTT*1")
WRONG = ("CTT*1",)


def judged(data: bytes, folder: Path) -> Row:
    return report(data, Router(shipped_only(folder), ask_nobody=True), LIMITS, datetime(2026, 11, 1, 8, 0))


@pytest.mark.parametrize("claimed", [None, 7])
@pytest.mark.parametrize("kinds", ["good", "mixed", "bad"])
def test_in_pieces_or_at_once(
    tmp_path: Path, shipped_maps_once: None, monkeypatch: pytest.MonkeyPatch, kinds: str, claimed: int | None
) -> None:
    rows = {"good": [()], "mixed": [(), BAD, (), WRONG], "bad": [BAD, WRONG]}[kinds]
    sets = [transaction(*rows[number % len(rows)], control=f"{number:04d}") for number in range(1, 26)]
    data = interchange(group(*sets, claimed=claimed), group(transaction(), control="2"))
    at_once = judged(data, tmp_path)
    for most in (1, 2, 7, 24, 25):
        monkeypatch.setattr(piecewise, "PIECE", most)
        in_pieces = judged(data, tmp_path)
        assert [str(text) for text in in_pieces.pop("acknowledgements")] == at_once["acknowledgements"], most
        assert in_pieces == {name: at_once[name] for name in in_pieces}
    first, second = at_once["acknowledgements"][1:]
    assert codes(first.encode()) == codes(second.encode()) == []
    (answer,) = messages(first.encode())
    assert sum(row.tag == "AK5" for row in answer.segments) == 25


def test_many_findings_make_a_piece_too(
    tmp_path: Path, shipped_maps_once: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = interchange(group(*(transaction(*BAD, control=f"{number:04d}") for number in range(1, 9))))
    at_once = judged(data, tmp_path)["acknowledgements"]
    monkeypatch.setattr(piecewise, "FINDINGS", 3)
    in_pieces = judged(data, tmp_path)["acknowledgements"]
    assert not isinstance(in_pieces[1], str)
    assert [str(text) for text in in_pieces] == at_once


def test_the_parts_of_an_acknowledgement() -> None:
    said = "AK1\x1dPO\x1d1\x1c", "AK2\x1d850\x1d0001\x1cAK5\x1dA\x1c", "AK9\x1dA\x1d1\x1d1\x1d1\x1c"
    assert parts("".join(said)) == said
    assert parts(said[0] + said[2]) == (said[0], "", said[2])
