"""However few rows of an interchange are held at once: the same answers, states and facts."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from yard import Yard, group, isa, order, orders, transaction

from edigw.errors import Stopped
from edigw.pipeline import desk
from edigw.pipeline.outbound import compose, piecewise
from edigw.pipeline.outbound.compose import Composed
from edigw.pipeline.turn.answering import Conventions
from edigw.tree import Finding

BAD = order("9").replace("*24*EA", "*x*EA")
SETS = [transaction("850", order(f"{n}", [("1", "1")]), f"{n:04d}") for n in range(1, 6)]
UNIQUE = "duplicates:\n  groups: unique\n"


def fill(yard: Yard) -> None:
    """Good and bad sets, a TA1, repeats, conflicts of interchange and group, a refused group and interchange."""
    yard.tell(UNIQUE)
    mixed = [*SETS[:3], transaction("850", BAD, "0004"), transaction("850", BAD, "0005")]
    yard.drop(isa([group(mixed, 1), group(SETS[3:], 2)], 1, ask="1"), "a.edi")
    yard.once()
    yard.drop(isa([group(mixed, 1), group(SETS[3:], 2)], 1, ask="1"), "again.edi")
    yard.drop(isa([group([*SETS[:2], *mixed[2:]], 1)], 2), "same group.edi")
    yard.drop(isa([group([SETS[0], SETS[3], transaction("850", BAD, "0008")], 1)], 3), "other group.edi")
    yard.drop(isa([group([SETS[4], SETS[0], transaction("850", BAD, "0008")], 9)], 1), "other interchange.edi")
    yard.drop(orders("6", "7", control=4).replace("GE*2*4~", "GE*9*4~"), "refused group.edi")
    yard.drop(orders("6", "7", control=5).replace("*U*00401*", "*U*99999*"), "odd release.edi")
    yard.drop(orders("6", "7", control=6).replace("IEA*1*000000006", "IEA*1*000000099"), "odd number.edi")
    yard.drop(isa([], 7), "empty.edi")
    yard.drop(orders("6", "7", control=8).split("GE*")[0], "cut.edi")
    yard.once()


def outcome(yard: Yard) -> Any:
    """What was made of it, with ids by their order."""
    docs = yard.docs()
    number = {row["id"]: n for n, row in enumerate(sorted(docs, key=lambda row: (row["direction"], row["id"])))}
    kept = (
        "direction",
        "type",
        "state",
        "reason",
        "code",
        "po_number",
        "set_control",
        "waits_for",
        "interchange_control",
    )
    told = [(number[row["id"]], *(row[name] for name in kept), sorted(number[one] for one in row["answers"]))
            for row in docs]  # fmt: skip
    facts = [sorted(re.sub(r"[0-9a-z]{20,27}", "ID", str(event["kind"])) for event in
                    yard.app.docs_show(row["id"])["timeline"]) for row in docs]  # fmt: skip
    differ = [len((yard.app.docs_show(row["id"]).get("differs") or {}).get("changes", ())) for row in docs]
    clock = re.compile(r"\*\d{6}(\d\d)?\*\d{4}\*")
    files = {name: clock.sub("*D*T*", text) for name, text in yard.files().items()}
    return sorted(told, key=str), sorted(facts), sorted(differ), files


@pytest.mark.usefixtures("shipped_maps_once")
def test_few_rows_at_a_time_tell_the_same(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    at_once, few = Yard(tmp_path / "a").init().partner(), Yard(tmp_path / "b").init().partner()
    fill(at_once)
    request.getfixturevalue("few_at_a_time")
    fill(few)
    want, found = outcome(at_once), outcome(few)
    assert found[0] == want[0]
    assert found[1:] == want[1:]
    assert {row[3] for row in want[0]} >= {"DONE", "REJECTED", "DUPLICATE", "WAITING", "SENT"}


@pytest.mark.usefixtures("few_at_a_time")
def test_an_answer_that_could_not_be_written_is_gathered_anew_when_it_is_released(
    yard: Yard, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unsound(*given: Any) -> Composed:
        made = compose.compose(*given)
        bad = "AK3" in made.text
        return replace(made, reason="SELF_VALIDATION", findings=(Finding("", "", "X", "odd"),)) if bad else made

    with monkeypatch.context() as patched:
        patched.setattr(piecewise, "compose", unsound)
        bad = [transaction("850", BAD, f"{n:04d}") for n in (6, 7)]
        yard.take(isa([group([SETS[0], *bad, *SETS[1:5]], 1), group(SETS, 2)], 1))
    (held,) = yard.docs(type="997", state="WAITING")
    assert (held["reason"], held["waits_for"]) == ("SELF_VALIDATION", "configuration")
    assert [one["rule"] for one in yard.app.docs_show(held["id"])["findings"]] == ["X", "X"]
    yard.app.docs_release(held["id"], reason="the map was mended")
    yard.once()
    assert {row["state"] for row in yard.docs(type="997")} == {"SENT"}
    text = yard.text("997")
    assert re.findall(r"AK5\*\w|AK9.*~", text) == [
        *["AK5*A"] * 5, "AK9*A*5*5*5~", "AK5*A", "AK5*R", "AK5*R", *["AK5*A"] * 4, "AK9*P*7*7*5~",
    ]  # fmt: skip
    assert "SE*22*" in text


def test_a_stop_in_the_midst_of_a_large_interchange_undoes_it(
    yard: Yard, few_at_a_time: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    yard.drop(isa([group(SETS)]))

    def stop(_: desk.Desk) -> None:
        raise Stopped("a stop was asked for")

    with monkeypatch.context() as patched:
        patched.setattr(desk.Desk, "make_room", stop)
        assert yard.once()["processed"] == 0
    assert {row["state"] for row in yard.docs()} == {"RECEIVED"}
    yard.now += timedelta(minutes=1)
    yard.once()
    assert "AK9*A*5*5*5~" in yard.text("997")


def test_conventions_by_runs_and_as_earlier_versions_noted_them() -> None:
    runs = Conventions([[1, 3, "A"], [5, 5, "B"]])
    assert [runs.of(no) for no in range(7)] == ["", "A", "A", "A", "", "B", ""]
    earlier = Conventions({"1": "A", "10": "C", "2": "B"})
    assert [earlier.of(no) for no in (1, 2, 3, 10)] == ["A", "B", "", "C"]
    assert Conventions(None).of(1) == ""
