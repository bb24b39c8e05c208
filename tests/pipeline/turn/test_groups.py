"""Group numbers that were used before, in another interchange, where the partner file says that one counts once."""

from __future__ import annotations

from typing import Any

import pytest
from yard import Yard, group, isa, order, transaction


def sent(number: str, control: int, qty: str = "24", group_no: int = 7) -> str:
    return isa([group([transaction("850", order(number, [("1", qty)]))], group_no)], control)


def rows(yard: Yard) -> list[tuple[Any, ...]]:
    return [(d["po_number"], d["state"], d["reason"], d["code_type"], d["code"]) for d in yard.docs(type="850")]


@pytest.fixture
def counted(yard: Yard) -> Yard:
    yard.tell("duplicates:\n  groups: unique\n")
    return yard


def test_another_group_under_the_number_is_acknowledged_and_waits_with_its_difference(counted: Yard) -> None:
    counted.take(sent("1", 1))
    counted.take(sent("2", 2, "30"), "b.edi")
    assert rows(counted) == [("1", "DONE", None, None, None), ("2", "WAITING", "CONFLICT", "AK905", "6")]
    assert len(counted.docs(type="997")) == 2
    held = counted.app.docs_show(counted.docs(state="WAITING")[0]["id"])
    assert [(c["path"], c["before"], c["after"]) for c in held["differs"]["changes"]] == [
        ("lines[0].qty", "24", "30"), ("number", "1", "2"),
    ]  # fmt: skip
    assert held["differs"]["document_id"] == counted.docs(type="850")[0]["id"]
    counted.app.docs_release(held["id"], reason="they began anew")
    assert rows(counted)[1][:3] == ("2", "DONE", None)
    assert len(counted.docs(type="997")) == 2


def test_the_same_group_is_answered_again_with_the_stored_bytes(counted: Yard) -> None:
    counted.take(sent("1", 1))
    before = {name: text for name, text in counted.pick_up().items() if name.startswith("997")}
    counted.take(sent("1", 2).replace("*20261101*0800*7*", "*20261102*0900*7*"), "b.edi")
    assert rows(counted)[1] == ("1", "DUPLICATE", "REPEATED", "AK905", "6")
    assert counted.files() == before
    assert len(counted.docs(type="997")) == len(counted.app.orders_list()) == 1


def test_or_refused_where_the_partner_is_told_so(bare: Yard) -> None:
    yard = bare.partner(duplicates="ta1")
    text = (yard.base / "partners" / "acme" / "partner.yaml").read_text("utf-8")
    changed = text.replace("answer: ta1", "answer: ta1\n  groups: unique")
    assert changed != text
    (yard.base / "partners" / "acme" / "partner.yaml").write_text(changed, "utf-8")
    yard.take(sent("1", 1))
    yard.pick_up()
    yard.take(sent("2", 2), "b.edi")
    assert rows(yard)[1] == ("2", "REJECTED", "GROUP_USED", "AK905", "6")
    assert "AK9*R*1*1*0*6~" in yard.text("997")


def test_another_kind_of_group_and_a_refused_one_leave_the_number_free(counted: Yard) -> None:
    counted.take(sent("1", 1).replace("GE*1*7", "GE*1*8"))
    counted.take(sent("1", 2), "b.edi")
    assert [row[1] for row in rows(counted)][-1] == "DONE"
    body = "BCH*04*SA*1**1*20261101*****20261102~\nPOC*1*QI*30*30*EA*1.25**BP*065001~\n"
    counted.take(isa([group([transaction("860", body)], 7, "PC")], 3), "c.edi")
    assert all(d["code_type"] != "AK905" for d in counted.docs(type="860"))


def test_without_the_setting_numbers_may_start_anew(yard: Yard) -> None:
    yard.take(sent("1", 1))
    yard.take(sent("2", 2), "b.edi")
    assert [row[1] for row in rows(yard)] == ["DONE", "DONE"]
