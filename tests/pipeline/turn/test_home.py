"""An error that a partner reports is walked home: to the element that we sent, its path, the map's row, the order."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from yard import Yard, group, isa, orders, transaction

OVERLAY = "extends: x12/004010/855\n"


def refused(sent: dict[str, Any], rows: str, control: int = 50, kind: str = "PR") -> str:
    """A 997 that rejects the one set of a group of ours; `rows` are its AK3s and AK4s."""
    body = (
        f"AK1*{kind}*{sent['group_control']}~\nAK2*{sent['type']}*{sent['set_control']}~\n{rows}"
        "AK5*R*5~\nAK9*R*1*1*0~\n"
    )
    return isa([group([transaction("997", body)], control, "FA")], control)


def position(yard: Yard, sent: dict[str, Any], start: str) -> int:
    """The ordinal of the segment of the set that begins so, ST is 1."""
    rows = yard.app.docs_raw(sent["id"], only_set=True).decode().replace("\n", "").split("~")
    first = next(at for at, row in enumerate(rows) if row.startswith("ST*"))
    return next(at for at, row in enumerate(rows[first:], 1) if row.startswith(start))


def places(yard: Yard, rows: str) -> list[dict[str, Any]]:
    (sent,) = yard.docs(type="855")
    yard.take(refused(sent, rows), "ack.edi")
    shown = yard.app.docs_show(sent["id"])
    assert shown["answer"] == "rejected"
    found: list[dict[str, Any]] = shown["said"][0]["places"]
    return found


def test_an_element_leads_to_what_was_sent_its_path_its_row_and_its_line(yard: Yard) -> None:
    yard.take(orders("4711"))
    at = position(yard, yard.docs(type="855")[0], "PO1*2*")
    (place,) = places(yard, f"AK3*PO1*{at}*PO1*8~\nAK4*7*234*7*065002~\n")
    assert (place["designator"], place["sent"], place["they_say"]) == ("PO107", "065002", "065002")
    assert (place["fault"], place["path"]) == ("invalid_code", "lines[1].ids.buyer_part[0]")
    assert place["row"].startswith("maps/x12/004010/855.yaml:")
    assert (place["order"], place["line"], place["note"]) == ("4711", "2", None)
    assert "ids" in _row(int(place["row"].rpartition(":")[2]))


def _row(number: int) -> str:
    """A line of the shipped map."""
    return (Path(__file__).parents[3] / "maps/x12/004010/855.yaml").read_text("utf-8").splitlines()[number - 1]


def test_the_row_is_that_of_the_overlay_where_the_partner_has_one(yard: Yard) -> None:
    own = yard.base / "partners" / "acme" / "855.yaml"
    own.write_text(f"{OVERLAY}body:\n  PO1:\n    PO102: qty | dec | required\n", "utf-8")
    yard.take(orders("4711"))
    at = position(yard, yard.docs(type="855")[0], "PO1*1*")
    (place,) = places(yard, f"AK3*PO1*{at}**8~\nAK4*2*330*6~\n")
    assert (place["path"], place["row"]) == ("lines[0].qty", "partners/acme/855.yaml:4")


def test_an_element_that_is_missing_leads_to_the_row_that_would_write_it(yard: Yard) -> None:
    yard.take(orders("4711"))
    at = position(yard, yard.docs(type="855")[0], "BAK*")
    (place,) = places(yard, f"AK3*BAK*{at}**8~\nAK4*8*127*1~\n")
    assert (place["designator"], place["sent"], place["fault"]) == ("BAK08", None, "mandatory_missing")
    assert "seller_order" in place["meaning"]
    assert "BAK08" in _row(int(place["row"].rpartition(":")[2]))


def test_a_segment_that_is_missing_leads_to_the_rows_that_would_write_it(yard: Yard) -> None:
    yard.take(orders("4711"))
    (place,) = places(yard, "AK3*DTM*3**3~\n")
    assert "DTM" in _row(int(place["row"].rpartition(":")[2]))
    assert "there is no DTM before segment 3" in place["message"]


def test_a_position_that_is_another_segments_is_said(yard: Yard) -> None:
    yard.take(orders("4711"))
    at = position(yard, yard.docs(type="855")[0], "PO1*2*")
    (place,) = places(yard, f"AK3*PO1*{at + 1}**8~\nAK4*7*234*7~\n")
    assert place["sent"] == "065002"
    assert place["note"] == f"segment {at + 1} is ACK; the nearest PO1 is segment {at}"


def test_what_no_row_writes_is_said(yard: Yard) -> None:
    yard.take(orders("4711"))
    at = position(yard, yard.docs(type="855")[0], "SE*")
    (place,) = places(yard, f"AK3*SE*{at}**8~\nAK4*1*96*6~\n")
    assert place["row"] is None
    assert "engine's own" in place["note"]


def test_a_map_that_was_changed_since_is_said(yard: Yard) -> None:
    yard.take(orders("4711"))
    at = position(yard, yard.docs(type="855")[0], "PO1*1*")
    own = yard.base / "partners" / "acme" / "855.yaml"
    own.write_text(f"{OVERLAY}guide:\n  BAK/BAK08: length 1..20\n", "utf-8")
    (place,) = places(yard, f"AK3*PO1*{at}**8~\nAK4*7*234*7~\n")
    assert "was changed since" in place["note"]


def test_an_item_of_a_ship_notice_leads_to_its_order_and_line(yard: Yard) -> None:
    yard.take(orders("4711"))
    yard.app.orders_decide("ship", "4711")
    yard.once()
    (sent,) = yard.docs(type="856")
    at = position(yard, sent, "SN1*") + _offset(yard, sent)
    yard.take(refused(sent, f"AK3*SN1*{at}*HL*8~\nAK4*3*355*7*EA~\n", kind="SH"), "ack.edi")
    (place,) = yard.app.docs_show(sent["id"])["said"][0]["places"]
    assert (place["sent"], place["path"], place["order"], place["line"]) == ("EA", "items[1].unit", "4711", "2")
    assert (
        "SN103"
        in (Path(__file__).parents[3] / place["row"].partition(":")[0])
        .read_text("utf-8")
        .splitlines()[int(place["row"].rpartition(":")[2]) - 1]
    )


def _offset(yard: Yard, sent: dict[str, Any]) -> int:
    """From the first SN1 to the second."""
    rows = yard.app.docs_raw(sent["id"], only_set=True).decode().replace("\n", "").split("~")
    first, second = (at for at, row in enumerate(rows) if row.startswith("SN1*"))
    return second - first
