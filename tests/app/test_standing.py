"""status: what waits, what is late, what is broken, and how to mend it."""

from __future__ import annotations

from yard import Yard, orders


def test_green_when_nothing_is_wrong(yard: Yard) -> None:
    yard.take(orders("1"))
    told = yard.app.status()
    assert told["ok"] and told["troubles"] == []
    assert {"direction": "in", "state": "DONE", "reason": None, "count": 1} in told["states"]


def test_every_trouble_has_a_hint(yard: Yard) -> None:
    yard.take("no edi")
    yard.take(orders("1"), "b.edi")
    yard.take(orders("1", control=2).replace("PO1*1*24", "PO1*1*36"), "c.edi")
    path = yard.base / "partners/acme/partner.yaml"
    path.write_text(path.read_text("utf-8") + "lenience: strict\n", "utf-8")
    told = yard.app.status()
    assert not told["ok"]
    text = " ".join(one["message"] for one in told["troubles"])
    assert "acme" in text and "NOT_EDI" in text and "CONFLICT" in text
    assert all(one["hint"] for one in told["troubles"])
    assert told["parked"] == ["acme"] and "1 waiting" in told["summary"]
