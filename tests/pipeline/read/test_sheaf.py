"""The rows of one file, before they are written."""

from __future__ import annotations

from datetime import UTC, datetime

from yard import Yard, group, isa, order, orders, transaction

from edigw.app.workspace import Workspace
from edigw.formats.x12.events import Limits
from edigw.pipeline.read.examine import examine
from edigw.pipeline.read.routing import Router
from edigw.pipeline.read.sheaf import LANE, Sheaf

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def gather(yard: Yard, text: str, take: int | None = None) -> Sheaf:
    sheaf = Sheaf("r", NOW, text.encode("latin-1"))
    for n, seen in enumerate(examine(sheaf.data, Router(Workspace(yard.base).configuration, "acme"), Limits())):
        if n == take:
            break
        sheaf.take(seen)
    else:
        sheaf.finish()
    return sheaf


def test_ids_follow_the_order_of_the_file(yard: Yard) -> None:
    sheaf = gather(yard, orders("1", "2") + orders("3", control=2))
    assert [row["id"] for row in sheaf.documents] == ["r", "r0000001", "r0000002"]
    assert [row["id"] for row in sheaf.interchanges] == ["r", "r0000001"]
    assert [row["po_number"] for row in sheaf.documents] == ["1", "2", "3"]
    assert {row[LANE] for row in sheaf.documents} == {("acme", "P")}


def test_a_group_or_an_interchange_without_a_set_gives_a_row(yard: Yard) -> None:
    sheaf = gather(yard, isa([group([])]))
    assert [(row.get("type"), row["group_control"]) for row in sheaf.documents] == [(None, "1")]
    sheaf = gather(yard, isa([], count=0))
    assert len(sheaf.documents) == 1 and sheaf.documents[0].get("group_control") is None


def test_what_has_no_effect_is_settled_at_once(yard: Yard) -> None:
    sheaf = gather(yard, orders("1", "2", sender="08:9"))
    assert [(row["state"], row["reason"], row["code"]) for row in sheaf.documents] == [
        ("QUARANTINED", "UNKNOWN_PARTNER", "006")
    ] * 2
    assert sheaf.attention() == 2


def test_rows_may_be_taken_away_in_parts(yard: Yard) -> None:
    whole = gather(yard, orders("1", "2", "3"))
    sheaf = gather(yard, orders("1", "2", "3"), take=3)  # header, group, first set
    part = sheaf.part()
    assert [row["id"] for row in part] == [whole.documents[0]["id"]]
    assert sheaf.written == {"r"} and sheaf.documents == []


def test_blanks_between_interchanges_are_no_documents_but_a_file_of_blanks_is(yard: Yard) -> None:
    assert len(gather(yard, orders("1") + "\n\n" + orders("2", control=2)).documents) == 2
    assert [row["reason"] for row in gather(yard, " \n").documents] == ["BLANK"]
    assert [row["reason"] for row in gather(yard, "").documents] == ["EMPTY_FILE"]


def test_a_refused_file_is_shown_with_its_reason() -> None:
    sheaf = Sheaf("r", NOW)
    sheaf.refuse("LIMIT_FILE", "too large")
    assert [(row["state"], row["reason"]) for row in sheaf.documents] == [("QUARANTINED", "LIMIT_FILE")]


def test_body_lines_and_map_are_kept(yard: Yard) -> None:
    row = gather(yard, isa([group([transaction("850", order("1", [("1", "5")]))])])).documents[0]
    assert row["lines"] == [{"line": "1", "qty": "5"}]
    assert row["map"] and len(row["map_hash"]) == 64
    assert b'"number":"1"' in row["body"]


def test_what_sets_one_behind_the_other_share_is_noted_once(yard: Yard) -> None:
    sets = [transaction("850", order("1"), f"{n:04d}") for n in range(1, 8)]
    for n, text in ((0, "A"), (1, "A"), (3, "B"), (4, "A"), (5, "A"), (6, "C")):
        sets[n] = sets[n].replace(f"ST*850*{n + 1:04d}~", f"ST*850*{n + 1:04d}*{text}~")
    (row,) = gather(yard, isa([group(sets)])).interchanges
    noted = [(1, 2, "A"), (4, 4, "B"), (5, 6, "A"), (7, 7, "C")]
    assert row["groups"][0]["conventions"] == noted
    assert row["header"]["documents"] == 7
