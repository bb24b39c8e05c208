"""A day at the desk of those who run the gateway: by files and commands alone, nothing is reached into.

Morning: a map that nobody noticed reads prices for quantities; it rejects nothing, and every order is answered wrong.
The map is mended, a plan shows what would change, the order and its answer are mended. Afternoon: a partner refuses a
ship notice; the gateway names the map row; it is mended, the notice leaves anew, and is accepted.
"""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from shop import Shop
from yard import group, isa, transaction

from edigw.cli.main import run

SWAPPED = "extends: x12/004010/850\nbody:\n  PO1:\n    PO102: price | dec\n    PO104: qty | dec\n"
NUMBERED = "extends: x12/004010/856\nbody:\n  BSN:\n    BSN02: like SHIP/{number} | required\n"
WHY = "PO102 and PO104 stood the wrong way round since the overlay of Monday"


@pytest.fixture
def desk(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, shipped_maps_once: None
) -> Shop:
    def call(*words: str) -> tuple[int, str]:
        capfd.readouterr()
        code = run(list(words))
        out, err = capfd.readouterr()
        assert "Traceback" not in out + err
        return code, out + err

    monkeypatch.setenv("EDIGW_USER", "j.moreau")
    base = tmp_path / "desk"
    assert call("init", str(base))[0] == 0
    shop = Shop(base, call)
    shop.edigw("partners", "add", "acme", "--id", "08:6123830000", "--our-id", "01:SUPPLIER001", "--documents",
               "850,855,856,810,997")  # fmt: skip
    toml = base / "edigw.toml"
    toml.write_text(toml.read_text("utf-8").replace('# settle = "1 s"', 'settle = "0 s"'), "utf-8")
    return shop


def chart(desk: Shop, kind: str) -> Path:
    return desk.base / "partners" / "acme" / f"{kind}.yaml"


def answered(text: str) -> list[tuple[str, Decimal]]:
    """(code, quantity) of each ACK of an 855."""
    return [(code, Decimal(qty)) for code, qty in re.findall(r"ACK\*(\w+)\*([\d.]+)\*", text)]


def out(desk: Shop, kind: str) -> list[str]:
    """The texts of the files of a type that lie in the partner's folder, oldest first."""
    found = sorted((desk.base / "data" / "acme" / "out").glob(f"{kind}_*"))
    return [path.read_text("latin-1") for path in found]


def acknowledge(desk: Shop, sent: dict[str, Any], rows: str, verdict: str, control: int) -> None:
    """What the partner drops: a 997 for one of our groups."""
    body = (
        f"AK1*SH*{sent['group_control']}~\nAK2*856*{sent['set_control']}~\n{rows}AK5*{verdict}{'*5' if rows else ''}~\n"
        f"AK9*{verdict}*1*1*{int(verdict == 'A')}~\n"
    )
    inbox = desk.base / "data" / "acme" / "in"
    name = inbox / f".{control}.tmp"
    name.write_text(isa([group([transaction("997", body)], control, "FA")], control), "latin-1")
    name.rename(inbox / f"{control}.edi")
    desk.call("once", "--workspace", str(desk.base))


def test_a_day_of_the_desk(desk: Shop) -> None:
    morning(desk)
    afternoon(desk)


def morning(desk: Shop) -> None:
    chart(desk, "850").write_text(SWAPPED, "utf-8")
    desk.drop()
    desk.edigw("once")
    (order,) = desk.edigw("docs", "list", "--type", "850")
    assert order["state"] == "DONE"
    assert answered(out(desk, "855")[0]) == [("IA", Decimal("1.25")), ("IA", Decimal("2.5"))]

    chart(desk, "850").unlink()
    plan = desk.edigw("docs", "reprocess", "--partner", "acme", "--type", "850", "--reason", WHY, "--plan")
    (one,) = plan["documents"]
    assert (plan["plan"], plan["counts"], one["outcome"]) == (True, {"changed": 1}, "changed")
    assert {"path": "lines[0].qty", "before": "1.25", "after": "24"} in one["changes"]
    assert {"partner": "acme", "type": "855", "count": 1} in plan["sends"]
    desk.edigw("once")
    assert len(out(desk, "855")) == 1
    assert desk.edigw("orders", "show", "4711")["revision"] == 1

    done = desk.edigw("docs", "reprocess", order["id"], "--reason", WHY)
    assert done["counts"] == plan["counts"]
    desk.edigw("once")
    mended = desk.edigw("orders", "show", "4711")
    assert (mended["revision"], [Decimal(line["confirmed"]) for line in mended["lines"]]) == (2, [24, 12])
    assert answered(out(desk, "855")[1]) == [("IA", Decimal(24)), ("IA", Decimal(12))]
    audit = [event for event in mended["timeline"] if event["kind"] == "document.reprocessed"]
    assert [(event["payload"]["who"], event["payload"]["reason"]) for event in audit] == [("j.moreau", WHY)]
    assert len(out(desk, "997")) == 1


def afternoon(desk: Shop) -> None:
    chart(desk, "856").write_text(NUMBERED, "utf-8")
    desk.edigw("orders", "ship", "4711")
    desk.edigw("once")
    (sent,) = desk.edigw("docs", "list", "--type", "856")
    acknowledge(desk, sent, "AK3*BSN*2**8~\nAK4*2*396*6*SHIP/~\n", "R", 9001)

    shown = desk.edigw("docs", "show", sent["id"])
    (place,) = shown["said"][0]["places"]
    assert (shown["answer"], place["designator"], place["path"]) == ("rejected", "BSN02", "number")
    assert place["row"] == "partners/acme/856.yaml:4"
    assert place["sent"].startswith("SHIP/")
    _, text = desk.call("docs", "show", sent["id"], "--workspace", str(desk.base))
    assert "partners/acme/856.yaml:4" in text
    assert f"edigw docs reissue {sent['id']}" in text

    chart(desk, "856").unlink()
    told = desk.edigw("docs", "reissue", sent["id"], "--reason", "no slash in BSN02")
    desk.edigw("once")
    fresh = desk.edigw("docs", "list", "--type", "856")[1]
    assert (fresh["id"], fresh["replaces"]) == (told["documents"][0]["new_id"], sent["id"])
    assert len(out(desk, "856")) == 2
    assert "BSN*00*SHIP/" not in out(desk, "856")[1]
    acknowledge(desk, fresh, "", "A", 9002)
    assert [row["answer"] for row in desk.edigw("docs", "list", "--type", "856")] == ["rejected", "accepted"]
    assert [Decimal(line["shipped"]) for line in desk.edigw("orders", "show", "4711")["lines"]] == [24, 12]
    assert desk.edigw("status")["ok"]
