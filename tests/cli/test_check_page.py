"""What `check` prints: JSON that is what json.dumps says, however it lies; text that somebody can read."""

from __future__ import annotations

import json
from typing import Any

import pytest

from edigw.cli import check_page
from edigw.cli.check_page import encoded
from edigw.pipeline.read.spool import Rows, Spool, Text

SET = {"type": "850", "control": "0001", "segments": 3, "verdict": "accepted", "findings": []}
FINDING = {"message": "no", "rule": "RULE", "segment": "BEG", "position": 2, "code_type": "AK403", "code": "7"}


def verdict(sets: Any, *answers: Any) -> dict[str, Any]:
    group = {"functional_id": "PO", "control": "1", "release": "004010", "verdict": "accepted", "findings": [],
             "sets": sets}  # fmt: skip
    at = {"standard": "x12", "sender": "01:A", "receiver": "01:B", "control": "1", "verdict": "accepted",
          "findings": [], "groups": [group]}  # fmt: skip
    return {"verdict": "accepted", "bytes": 7, "residue_bytes": 0, "interchanges": [at], "acknowledgements": answers}


def many(sets: list[dict[str, Any]]) -> Rows:
    rows = Rows(Spool())
    for one in sets:
        rows.add(json.dumps(one))
    return rows


@pytest.mark.parametrize("value", [verdict([SET], "a\né"), {}, [], {"a": [[], {}, [1, None, "x", True]]}, "text", None])
def test_json_is_as_ever(value: Any) -> None:
    assert "".join(encoded(value, "")) == json.dumps(value, ensure_ascii=False, indent=2)


def test_what_does_not_lie_in_memory_is_printed_whole(capsys: pytest.CaptureFixture[str]) -> None:
    sets = [{**SET, "control": f"{number:04d}"} for number in range(1, 2_500)]
    text = Text(Spool())
    text.add('ISA"*\n')
    text.add("IEA*\n")
    check_page.as_json(verdict(many(sets), text))
    told = json.loads(capsys.readouterr().out)
    assert told == json.loads(json.dumps(verdict(sets, 'ISA"*\nIEA*\n')))


def test_of_many_sets_those_are_listed_that_somebody_must_look_at(capsys: pytest.CaptureFixture[str]) -> None:
    sets = [{**SET, "control": f"{number:04d}"} for number in range(1, 2_500)]
    sets[1_700] |= {"verdict": "rejected", "findings": [FINDING] * 50}
    check_page.as_text(verdict(many(sets), "LINE~\n" * 5_000))
    told = capsys.readouterr().out
    assert "set 850 1701, 3 segments: rejected" in told
    assert "30 more findings; --json lists all" in told
    assert "2498 more sets: accepted; --json lists all" in told
    assert "set 850 0001" not in told
    assert told.count("LINE~") == check_page.LISTED
    assert len(told.splitlines()) < 300


def test_a_few_sets_are_all_listed(capsys: pytest.CaptureFixture[str]) -> None:
    check_page.as_text(verdict([SET, SET], "LINE~\n"))
    assert capsys.readouterr().out.count("set 850 0001, 3 segments: accepted") == 2
