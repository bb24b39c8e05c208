"""Every answer of lifecycle, to an order or a change of one, leaves as an ORDRSP that its receiver accepts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from bench import ROOT, chart
from edifact_wire import interchange, message
from edifact_yard import orders, trading
from yard import Yard

from edigw.lifecycle import answer
from edigw.lifecycle.change_answer import ACTIONS

NAMES = {"D96A": "D:96A:UN:EAN008", "D01B": "D:01B:UN:EAN010"}
SAYS = {  # outcome of a whole line -> LIN 1229, QTY 6063, and what else the line says of it
    "accepted": ("5", "113", ""),
    "accepted_and_shipped": ("5", "12", ""),
    "accepted_and_released": ("5", "170", ""),
    "backordered": ("3", "83", ""),
    "partial_backordered": ("3", "113", "FTX+AAP+++the rest is on back order"),
    "quantity_changed": ("3", "113", ""),
    "price_changed": ("3", "113", "PRI+AAA:1.50"),
    "changed": ("3", "113", "PRI+AAA:1.50"),
    "date_changed": ("3", "113", "DTM+11:20261201:102"),
    "date_pending": ("3", "113", "FTX+AAP+++the date is pending"),
    "price_pending": ("3", "113", "FTX+AAP+++the price is pending"),
    "on_hold": ("4", "73", "FTX+AAP+++on hold"),
    "on_hold_incomplete": ("4", "73", "FTX+AAP+++on hold, the description is incomplete"),
    "on_hold_waiver": ("4", "73", "FTX+AAP+++on hold, a waiver is required"),
    "substituted": ("3", "113", "PIA+3+5410000900179:EN"),
    "deleted": ("7", "182", ""),
    "forwarded": ("3", "113", "FTX+AAP+++forwarded to another of our locations"),
    "rejected": ("7", "185", ""),
    "rejected_not_in_contract": ("7", "185", "FTX+AAP+++not in the contract"),
    "rejected_bad_item": ("7", "185", "FTX+AAP+++no such item"),
    "rejected_bad_unit": ("7", "185", "FTX+AAP+++not sold by this unit"),
    "rejected_contract_item": ("7", "185", "FTX+AAP+++in the contract, but not available"),
}
MORE: dict[str, dict[str, Any]] = {
    "price_changed": {"price": "1.50"},
    "changed": {"price": "1.50"},
    "date_changed": {"outcome": {"date_kind": "ship_scheduled", "on": "2026-12-01"}},
    "substituted": {"outcome": {"ids": {"ean": ["5410000900179"]}}},
}


def yard_of(base: Yard, release: str, *rules: str) -> Yard:
    yard = trading(base, release=release)
    yard.tell("".join(rules), "rewe")
    return yard


def ordered(*numbers: str, release: str) -> bytes:
    return orders(*numbers).replace(NAMES["D96A"].encode(), NAMES[release].encode())


def answers(yard: Yard) -> dict[str, list[str]]:
    """The last ORDRSP for each order, in segments; each was sent and is accepted by `check --partner`."""
    assert {(one["state"], one["reason"]) for one in yard.docs(type="ORDRSP")} == {("SENT", None)}
    found: dict[str, list[str]] = {}
    for name, text in sorted(yard.files("rewe").items(), key=lambda file: int(file[1].rpartition("+")[2].strip("'\n"))):
        if not name.startswith("ORDRSP_"):
            continue
        checked = yard.app.check(yard.base / "data/rewe/out" / name, partner="rewe")
        assert (checked["verdict"], checked["findings"]) == ("accepted", []), name
        rows = text.replace("'\n", "'").replace("\n", "").split("'")
        found[next(row for row in rows if row.startswith("RFF+ON:")).removeprefix("RFF+ON:")] = rows
    return found


def line(rows: list[str], no: str = "1") -> list[str]:
    start = next(at for at, row in enumerate(rows) if row.startswith(f"LIN+{no}+"))
    ends = (at for at in range(start + 1, len(rows)) if rows[at].startswith(("LIN+", "UNS+")))
    return rows[start : next(ends)]


@pytest.mark.parametrize("release", NAMES)
def test_each_outcome_of_a_line_is_told(bare: Yard, tmp_path: Path, release: str) -> None:
    assert SAYS.keys() == answer.MOVES.keys()
    yard = yard_of(bare, release, "answers: {mode: manual}\n")
    yard.take(ordered(*SAYS, release=release), partner="rewe")
    for word in SAYS:
        more = dict(MORE.get(word, {}))
        outcome = {"status": word, "qty": "24", "unit": "each", **more.pop("outcome", {})}
        request = tmp_path / f"{word}.json"
        request.write_text(json.dumps({"order": word, "lines": [{"no": "1", "outcomes": [outcome], **more}]}), "utf-8")
        yard.app.orders_decide("ack", word, file=request)
    yard.once()
    told = answers(yard)
    for word, (action, code, more) in SAYS.items():
        first = line(told[word])
        assert first[0] == f"LIN+1+{action}+5410000900161:EN", word
        assert "QTY+21:24:PCE" in first and f"QTY+{code}:24:PCE" in first, word
        assert not more or more in first, (word, first)
        assert line(told[word], "2")[0] == "LIN+2+5+5410000900162:EN"
        assert next(row for row in told[word] if row.startswith("BGM+231+")).endswith(
            "+29" if word in answer.ACCEPTED else "+4"
        )


@pytest.mark.parametrize("release", NAMES)
@pytest.mark.parametrize(
    ("rules", "accept", "status"),
    [("", True, "29"), ("send: exceptions, ", True, "29"), ("line_detail: no, ", True, "29"), ("", False, "27"),
     ("line_detail: no, ", False, "27")],
)  # fmt: skip
def test_each_answer_to_a_whole_order_is_told(
    bare: Yard, release: str, rules: str, accept: bool, status: str
) -> None:  # fmt: skip
    yard = yard_of(bare, release, f"answers: {{{rules}mode: manual}}\n")
    yard.take(ordered("A", release=release), partner="rewe")
    yard.app.orders_decide("ack", "A", accept=accept)
    yard.once()
    rows = answers(yard)["A"]
    assert next(row for row in rows if row.startswith("BGM+231+")).endswith(f"+{status}")
    assert any(row.startswith("LIN+") for row in rows) == (not rules)


def test_only_exceptions_are_told_to_who_wants_no_more(bare: Yard, tmp_path: Path) -> None:
    yard = yard_of(bare, "D96A", "answers: {send: exceptions, mode: manual}\n")
    yard.take(ordered("A", release="D96A"), partner="rewe")
    request = tmp_path / "request.json"
    request.write_text(json.dumps({"order": "A", "lines": [{"no": "2", "accept": "5", "backorder": "7"}]}), "utf-8")
    yard.app.orders_decide("ack", "A", file=request)
    yard.once()
    rows = answers(yard)["A"]
    assert [row for row in rows if row.startswith("LIN+")] == ["LIN+2+3+5410000900162:EN"]
    assert line(rows, "2")[1:4] == ["QTY+21:12:PCE", "QTY+113:5:PCE", "QTY+83:7:PCE"]


def change(number: str, *rows: str, release: str, purpose: str = "4") -> bytes:
    head = (f"BGM+230+CHG-{number}+{purpose}", "DTM+137:20261102:102", f"RFF+ON:{number}", "RFF+PP:1",
            "NAD+BY+5400000000024::9", "NAD+SU+5412345000013::9")  # fmt: skip
    return interchange(message(*head, *rows, "UNS+S", kind=f"ORDCHG:{NAMES[release]}"), _5=f"C{number}")


def test_a_line_without_a_quantity_is_rejected_by_an_answer_that_stands(bare: Yard) -> None:
    bare = trading(bare)
    bare.take(orders("4711").replace(b"QTY+21:24'", b"").replace(b"UNT+14+", b"UNT+13+"), partner="rewe")
    (row,) = bare.docs(type="ORDRSP")
    assert (row["state"], row["reason"]) == ("SENT", None)
    text = bare.text("ORDRSP", "rewe").replace("\n", "")
    assert "LIN+1+7+5410000900161:EN'QTY+185:0:PCE'" in text and "LIN+2+5+" in text


@pytest.mark.parametrize("release", NAMES)
def test_a_change_of_an_order_is_answered_by_an_ordrsp(bare: Yard, release: str) -> None:
    yard = yard_of(bare, release)
    yard.take(ordered("1", "2", "3", release=release), partner="rewe")
    lines = ("LIN+1+3+5410000900161:EN", "QTY+21:20", "LIN+2+2", "LIN+3+1+5410000900163:EN", "QTY+21:5", "PRI+AAA:2",
             "LIN+9+3", "QTY+21:1")  # fmt: skip
    yard.take(change("1", *lines, release=release), "b.edi", "rewe")
    yard.take(change("2", purpose="1", release=release), "c.edi", "rewe")
    yard.take(change("3", "LIN+1+11+5410000900161:EN", "LIN+2+3", "PRI+AAA:1.5", release=release), "d.edi", "rewe")
    yard.take(change("9", "LIN+1+2", release=release), "e.edi", "rewe")
    assert yard.docs(type="ORDCHG")[-1]["reason"] == "ORDER_UNKNOWN"
    yard.app.docs_release(yard.docs(type="ORDCHG")[-1]["id"], reason="they never ordered")
    yard.once()
    told = answers(yard)
    assert {number: told[number][2].rpartition("+")[2] for number in told} == {
        "1": "4",
        "2": "29",
        "3": "29",
        "9": "27",
    }
    for number, rows in told.items():
        at = rows.index(f"RFF+PP:CHG-{number}::1")
        assert rows[at + 1] == "DTM+171:20261102:102"
        assert "NAD+BY+5400000000024::9" in rows and "NAD+SU+5412345000013::9" in rows
    first, second, third, strange = (line(told["1"], no) for no in ("1", "2", "3", "9"))
    assert first == ["LIN+1+5+5410000900161:EN", "QTY+21:20:PCE", "QTY+91:20", "QTY+113:20:PCE", "PRI+AAA:1.25"]
    assert second[:4] == ["LIN+2+5+5410000900162:EN", "QTY+21:0:PCE", "QTY+91:0", "QTY+182:12:PCE"]
    assert (third[0], third[-1], strange) == ("LIN+3+5+5410000900163:EN", "PRI+AAA:2", ["LIN+9+7"])
    assert line(told["3"])[:2] == ["LIN+1+5+5410000900161:EN", "QTY+21:24:PCE"]  # 11: not amended
    assert line(told["3"], "2")[-1] == "PRI+AAA:1.5"
    stands = {row["line"]: row["cancelled"] for row in yard.app.orders_show("1")["lines"]}
    assert stands == {"1": "4", "2": "12", "3": "0"}


def test_a_change_that_we_announce_names_none_of_theirs(bare: Yard, tmp_path: Path) -> None:
    yard = yard_of(bare, "D96A")
    yard.take(ordered("1", release="D96A"), partner="rewe")
    request = tmp_path / "request.json"
    request.write_text(json.dumps({"order": "1", "lines": [{"no": "1", "qty": "10"}]}), "utf-8")
    yard.app.orders_decide("amend", "1", file=request)
    yard.once()
    rows = answers(yard)["1"]
    assert not [row for row in rows if row.startswith("RFF+PP")]
    assert line(rows)[:4] == ["LIN+1+5+5410000900161:EN", "QTY+21:10:PCE", "QTY+91:10", "QTY+113:10:PCE"]


def test_every_word_of_lifecycle_has_a_code_of_edifact() -> None:
    tables = chart("ORDRSP", release="D96A").tables
    assert answer.MOVES.keys() <= tables["quantity_outcome"].codes.keys()
    assert {*answer.STATUS.values(), "exceptions", "accepted"} <= tables["order_answer"].codes.keys()
    said = {"accepted", "changed", "rejected", "unchanged"}
    assert said | set(ACTIONS.values()) <= tables["line_answer"].codes.keys()


def test_what_comes_back_as_another_word_is_named(bare: Yard) -> None:
    lost = yard_of(bare, "D96A").app.maps_check("edifact/D96A/ORDRSP")["losses"]
    words = {one["address"].split()[1]: one["path"] for one in lost if one["address"].startswith("quantity_outcome ")}
    assert words["price_changed"] == "accepted" and words["rejected_bad_item"] == "rejected"
    assert {one["kind"] for one in lost} == {"written as"}
    assert all(one["origin"].startswith("maps/codes/edifact/") for one in lost), ROOT
