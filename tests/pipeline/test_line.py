"""The straight line, end to end: what comes in, what goes out, in what order."""

from __future__ import annotations

from pathlib import Path

from yard import Yard, group, isa, order, orders, transaction


def test_an_order_is_acknowledged_and_answered(yard: Yard) -> None:
    done = yard.take(orders("4711"))
    assert (done["received"], done["processed"], done["attention"]) == (1, 1, 0)
    assert yard.states() == [("in", "850", "DONE", None), ("out", "997", "SENT", None), ("out", "855", "SENT", None)]
    assert "AK9*A*1*1*1~" in yard.text("997")
    assert "BAK*00*AD*4711*" in yard.text("855")
    first, ack, answer = yard.docs()
    assert ack["answers"] == [first["id"]] and answer["answers"] == [first["id"]]
    assert (ack["answer"], answer["answer"]) == ("none", "expected")
    assert (ack["interchange_control"], answer["interchange_control"]) == ("000000001", "000000002")


def test_where_the_partner_wants_it_at_once_all_four_go_out(yard: Yard) -> None:
    yard.tell("lifecycle:\n  ships: at_once\n  invoices: at_once\n")
    yard.take(orders("4711"))
    assert [d["type"] for d in yard.docs() if d["direction"] == "out"] == ["997", "855", "856", "810"]
    shown = yard.app.orders_show("4711")
    assert [(line["shipped"], line["invoiced"]) for line in shown["lines"]] == [("24", "24"), ("12", "12")]
    assert [d["type"] for d in shown["documents"]] == ["850", "997", "855", "856", "810"]
    assert len(shown["shipments"]) == len(shown["invoices"]) == 1


def test_a_bad_set_does_not_spoil_its_group(yard: Yard) -> None:
    good, bad = transaction("850", order("1")), transaction("850", order("2").replace("*24*EA", "*x*EA"), "0002")
    yard.take(isa([group([good, bad, transaction("850", order("3"), "0003")])]))
    assert [(d["po_number"], d["state"]) for d in yard.docs(type="850")] == [
        ("1", "DONE"), ("2", "REJECTED"), ("3", "DONE"),
    ]  # fmt: skip
    assert "AK9*P*3*3*2~" in yard.text("997")
    assert [row["number"] for row in yard.app.orders_list()] == ["1", "3"]
    rejected = yard.docs(state="REJECTED")[0]
    assert (rejected["code_type"], rejected["code"]) == ("AK403", "6")


def test_nothing_of_a_refused_group_takes_effect(yard: Yard) -> None:
    text = orders("1").replace("GE*1*1~", "GE*1*9~")
    yard.take(text)
    assert [(d["state"], d["code_type"], d["code"]) for d in yard.docs(type="850")] == [("REJECTED", "AK905", "4")]
    assert "AK9*R*1*1*0*4~" in yard.text("997")
    assert yard.app.orders_list() == []


def test_a_cut_off_interchange_has_no_effect_and_gets_a_ta1(yard: Yard) -> None:
    yard.take(orders("1").split("GE*")[0])
    assert [(d["state"], d["code"]) for d in yard.docs(type="850")] == [("REJECTED", "023")]
    assert [d["type"] for d in yard.docs() if d["direction"] == "out"] == ["TA1"]
    assert "TA1*000000001*261101*0800*R*023~" in yard.text("TA1")
    assert yard.app.orders_list() == []


def test_a_ta1_is_sent_where_isa14_asks_for_it_before_the_functional_one(yard: Yard) -> None:
    yard.take(orders("1", ask="1"))
    assert [d["type"] for d in yard.docs() if d["direction"] == "out"] == ["TA1", "997", "855"]
    assert "*A*000~" in yard.text("TA1")


def test_each_group_gets_its_own_acknowledgement(yard: Yard) -> None:
    groups = [group([transaction("850", order(str(n)))], n) for n in (1, 2)]
    yard.take(isa(groups))
    assert [text.count("AK1*PO*") for name, text in yard.files().items() if name.startswith("997")] == [1, 1]
    assert {"AK1*PO*1~" in yard.text("997"), "AK1*PO*2~" in yard.text("997")} == {True}


def test_what_is_no_edi_is_kept_and_shown(yard: Yard) -> None:
    done = yard.take(b"Dear supplier, please find attached")
    assert done["attention"] == 1
    assert yard.states() == [("in", None, "QUARANTINED", "NOT_EDI")]
    assert yard.app.docs_raw(yard.docs()[0]["id"]) == b"Dear supplier, please find attached"
    assert yard.take(b"", "empty.edi")["attention"] == 1
    assert yard.states()[1] == ("in", None, "QUARANTINED", "EMPTY_FILE")
    assert yard.files() == {}


def test_an_unknown_sender_is_quarantined_and_never_answered(yard: Yard) -> None:
    yard.take(orders("1", sender="08:999"))
    assert yard.states() == [("in", "850", "QUARANTINED", "UNKNOWN_PARTNER")]
    assert yard.files() == {}


def test_a_receiver_that_is_not_us_is_refused_by_ta1(yard: Yard) -> None:
    yard.take(orders("1", receiver="01:SOMEBODYELSE"))
    assert yard.states()[0] == ("in", "850", "REJECTED", "UNKNOWN_RECEIVER")
    assert "*01*SUPPLIER001    *08*6123830000     *" in yard.text("TA1") and "*R*009~" in yard.text("TA1")
    assert yard.app.orders_list() == []
    assert [d["type"] for d in yard.docs() if d["direction"] == "out"] == ["TA1"]


def test_test_data_from_a_partner_in_production_is_refused(yard: Yard) -> None:
    yard.take(orders("1", usage="T"))
    assert [(d["state"], d["code"]) for d in yard.docs(type="850")] == [("REJECTED", "020")]


def test_a_set_that_is_not_traded_is_rejected_by_code_1(yard: Yard) -> None:
    yard.take(isa([group([transaction("860", "BCH*04*SA*1***20261101~\n")], 1, "PC")]))
    assert [(d["state"], d["code_type"], d["code"]) for d in yard.docs(type="860")] == [("REJECTED", "AK502", "1")]
    assert "AK5*R*1~" in yard.text("997")


def test_files_take_effect_in_the_order_of_their_arrival(yard: Yard) -> None:
    for n in range(5, 0, -1):
        yard.drop(orders(str(n), control=n), f"{n}.edi")
    yard.once()
    assert [row["number"] for row in yard.app.orders_list()] == ["5", "4", "3", "2", "1"]
    assert [d["po_number"] for d in yard.docs(type="855")] == ["5", "4", "3", "2", "1"]


def test_two_interchanges_and_rubbish_in_one_file_are_all_accounted_for(yard: Yard) -> None:
    text = orders("1") + "rubbish between\n" + orders("2", control=2)
    yard.take(text)
    found = [d for d in yard.docs() if d["direction"] == "in"]
    assert [(d["type"], d["state"]) for d in found] == [("850", "DONE"), (None, "QUARANTINED"), ("850", "DONE")]
    assert len({d["receipt_id"] for d in found}) == 1
    assert {yard.app.docs_raw(d["id"]) for d in found} == {text.encode()}
    assert yard.app.docs_raw(found[2]["id"], only_set=True).startswith(b"ST*850*")


def test_the_same_on_postgresql(tmp_path: Path, emptied: str) -> None:
    yard = Yard(tmp_path / "gateway").init()
    toml = yard.base / "edigw.toml"
    toml.write_text(toml.read_text("utf-8").replace("[database]", f'[database]\nurl = "{emptied}"'), "utf-8")
    yard.partner().tell("lifecycle:\n  ships: at_once\n  invoices: at_once\n")
    yard.drop(orders("1", "2", "3"))
    yard.drop(orders("1", "2", "3"), "again.edi")
    yard.take(orders("1", control=2).replace("PO1*1*24", "PO1*1*36"), "other.edi")
    assert [row["number"] for row in yard.app.orders_list()] == ["1", "2", "3"]
    assert [d["state"] for d in yard.docs(type="850")] == ["DONE"] * 3 + ["DUPLICATE"] * 3 + ["WAITING"]
    assert sorted({d["type"] for d in yard.docs() if d["direction"] == "out"}) == ["810", "855", "856", "997"]
    assert len(yard.files()) == 11
    assert yard.crashes() == []
