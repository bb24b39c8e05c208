"""Rows of the catalogue of bad inputs that are told in words: X12 and the life of orders, built and sent through."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest
from catalogue import borne, come, said, shown
from yard import Yard, change, group, isa, order, orders, transaction

from edigw.errors import UsageError
from edigw.store import lanes

LESS = "POC*1*QD*20*20*EA"


@pytest.fixture
def strict(bare: Yard) -> Yard:
    """The partner of the catalogue: strict, repeats told by TA1 025."""
    return bare.partner(documents=("850", "855", "860", "865", "997"), leniency="strict", duplicates="ta1")


@pytest.fixture
def shop(bare: Yard) -> Yard:
    return bare.partner(documents=("850", "855", "856", "810", "860", "865", "997"))


def ack(group_no: str, verdict: str, *sets: tuple[str, str], kind: str = "PR", control: int = 90) -> str:
    """A 997 for a group of ours; sets are (control, verdict)."""
    of = {"PR": "855", "SH": "856"}[kind]
    rows = "".join(f"AK2*{of}*{no}~\nAK5*{word}~\n" for no, word in sets)
    good = sum(word in "AE" for _, word in sets)
    text = f"AK1*{kind}*{group_no}~\n{rows}AK9*{verdict}*1*1*{good}~\n"
    return isa([group([transaction("997", text)], control, "FA")], control)


def body(yard: Yard, text: str) -> tuple[set[str], set[str]]:
    """States, and codes in the answer, of an 850 with this body."""
    yard.take(isa([group([transaction("850", text)])]))
    return come(yard)[0], said(yard.text("997"))


def test_x12_isa_045_cut_at_every_byte(shop: Yard) -> None:
    data = orders("1", ask="1").encode()
    for end in range(len(data)):
        told = shop.app.check(shop.drop(data[:end], ".cut"), partner="acme") if end % 8 == 0 else {"bytes": end}
        assert told["bytes"] == end
    cuts = {f"{end}.edi": data[:end] for end in range(1, len(data), 17)}
    for name, cut in cuts.items():
        shop.drop(cut, name)
    shop.once()
    states, codes = come(shop)
    assert states <= {"QUARANTINED", "REJECTED", "WAITING", "DUPLICATE", "DONE"} and shop.crashes() == []
    whole = [shop.app.docs_raw(one["id"]) for one in shop.docs(type="850", state="DONE")]
    assert all(one.endswith(b"IEA*1*000000001") for one in whole)  # it lacks its last terminator alone
    assert len({one["receipt_id"] for one in shop.docs() if one["direction"] == "in"}) == len(cuts)
    assert "TA1:023" in codes | said(shop.text("TA1"))


def test_x12_isa_060_out_of_order(shop: Yard) -> None:
    for control in (1, 5, 3):
        shop.take(orders(str(control), control=control), f"{control}.edi")
    assert [one["state"] for one in shop.docs(type="850")] == ["DONE"] * 3
    assert "reason:ICN_ORDER" in borne(shown(shop))
    shop.take(orders("3", control=3), "again.edi")
    assert "DUPLICATE" in come(shop)[0]


def test_x12_isa_063_ta1_r_for_ours(shop: Yard) -> None:
    shop.take(orders("1"))
    (sent,) = shop.docs(type="855")
    head, tail = isa([], 50).splitlines()
    shop.take(f"{head}\nTA1*{sent['interchange_control']}*261101*0800*R*023~\n{tail}\n")
    assert shop.docs(type="855")[0]["answer"] == "rejected" and shop.docs(type="855")[0]["code"] == "023"
    assert shop.app.docs_show(sent["id"])["repair"]


def test_x12_gs_009_group_number_in_another_interchange(shop: Yard) -> None:
    shop.tell("duplicates:\n  groups: unique\n")
    shop.take(isa([group([transaction("850", order("1"))], 7)], 1))
    shop.take(isa([group([transaction("850", order("2"))], 7)], 2), "b.edi")
    states, codes = come(shop)
    assert "WAITING" in states and "AK905:6" in codes


def test_x12_elem_020_exclusion_note(strict: Yard) -> None:
    states, codes = body(strict, order("1", [("1", "24")], "TD3*TL*********2210~"))
    assert "REJECTED" in states and "AK403:10" in codes


def test_x12_elem_033_decimal_point_in_n2(strict: Yard) -> None:
    states, codes = body(strict, order("1", [("1", "24")], "SAC*C*D240***12.34~"))
    assert "REJECTED" in states and "AK403:6" in codes


def test_x12_elem_039_too_many_repetitions(bare: Yard) -> None:
    yard = bare.partner(leniency="strict", release="005010")
    text = isa([group([transaction("850", order("1", [("1", "24")], "REF*DP*A^B~"))])])
    yard.take(text.replace("*U*00401*", "*^*00501*").replace("*X*004010~", "*X*005010~"))
    assert "REJECTED" in come(yard)[0] and "AK403:12" in said(yard.text("997"))


def test_x12_elem_053_huge_element(strict: Yard) -> None:
    states, codes = body(strict, order("1", [("1", "24")], f"REF*DP*{'9' * 900_000}~"))
    assert "REJECTED" in states and "AK403:5" in codes
    assert max(map(len, strict.text("997").split("*"))) < 120


def test_x12_elem_055_many_sets(shop: Yard) -> None:
    sets = [transaction("850", order(str(n), [("1", "1")]), f"{n:04d}") for n in range(1, 201)]
    shop.take(isa([group(sets)]))
    assert come(shop)[0] == {"DONE"} and "AK5:A" in said(shop.text("997"))


def test_x12_elem_055b_set_over_its_limit(strict: Yard) -> None:
    toml = strict.base / "edigw.toml"
    toml.write_text(toml.read_text("utf-8").replace("[limits]", '[limits]\nset = "20 KB"'), "utf-8")
    huge = order("2", [(str(n), "1") for n in range(1, 1001)])
    sets = [transaction("850", text, f"{n:04d}") for n, text in enumerate((order("1"), huge, order("3")), 1)]
    strict.take(isa([group(sets)]))
    assert [one["state"] for one in strict.docs(type="850")] == ["DONE", "REJECTED", "DONE"]
    assert "AK501:R" in said(strict.text("997"))


def test_x12_elem_056_deep_and_cyclic_levels(shop: Yard, tmp_path: Path) -> None:
    rows = "".join(f"HL*{n}*{n - 1 if n > 1 else ''}*I~\n" for n in range(1, 10_001)).replace("HL*7*6*", "HL*7*9999*")
    text = isa([group([transaction("856", "BSN*00*1*20261101*0800~\n" + rows)], 1, "SH")])
    path = tmp_path / "deep.edi"
    path.write_text(text)
    told = shop.app.check(path)
    assert said("".join(told["acknowledgements"])) >= {"AK304:8"}


def test_lifecycle_001_002_860_before_or_without_its_850(shop: Yard) -> None:
    shop.take(change("1", LESS))
    shop.take(change("2", LESS, control=51), "b.edi")
    shop.take(orders("1", control=60), "c.edi")
    first, second = shop.docs(type="860")
    assert (first["state"], second["state"], second["reason"]) == ("DONE", "WAITING", "ORDER_UNKNOWN")
    assert "AK5:A" in said(shop.text("997")) and second["due_at"]
    shop.app.docs_release(second["id"], reason="it never came")
    assert shop.docs(type="860")[1]["state"] == "REJECTED" and "BCA*" in shop.text("865")


def test_lifecycle_003_860_replayed(strict: Yard) -> None:
    strict.take(orders("1"))
    strict.take(change("1", LESS), "b.edi")
    strict.take(change("1", LESS), "again.edi")
    assert len(strict.app.orders_show("1")["revisions"]) == 2
    assert "TA1:025" in said(strict.text("TA1")) and "DUPLICATE" in come(strict, type="860")[0]


def test_lifecycle_005_same_number_other_content(shop: Yard) -> None:
    shop.take(orders("1"))
    shop.take(orders("1", control=2).replace("*24*EA", "*30*EA"), "b.edi")
    assert [one["state"] for one in shop.docs(type="850")] == ["DONE", "WAITING"]
    assert len(shop.app.orders_list()) == 1 and "AK5:A" in said(shop.text("997"))


def test_lifecycle_006_same_number_two_partners(shop: Yard) -> None:
    shop.partner("other", "08:2222222222")
    shop.take(orders("1"))
    shop.take(orders("1", sender="08:2222222222"), "b.edi", "other")
    assert [row["partner"] for row in shop.app.orders_list()] == ["acme", "other"]


def test_lifecycle_007_x12_isa_062_acknowledgement_of_nothing(shop: Yard) -> None:
    shop.take(ack("99", "A"))
    assert "reason:ORPHAN_ACK" in come(shop)[1] and shop.files() == {}


def test_lifecycle_008_997_r_for_our_856(shop: Yard) -> None:
    shop.take(orders("1"))
    shop.app.orders_decide("ship", "1")
    shop.once()
    (sent,) = shop.docs(type="856")
    shop.take(ack(sent["group_control"], "R", (sent["set_control"], "R"), kind="SH"))
    (refused,) = shop.docs(type="856")
    assert (refused["answer"], refused["code_type"], refused["code"]) == ("rejected", "AK501", "R")
    shop.app.docs_again("reissue", [sent["id"]], reason="mended")
    shop.once()
    new = shop.docs(type="856")[-1]
    assert new["id"] != sent["id"] and new["interchange_control"] > sent["interchange_control"]


def test_lifecycle_009_997_p_and_e(shop: Yard) -> None:
    shop.tell("batching:\n  when: every 10 min\n")
    shop.take(orders("1", "2", "3"))
    shop.now += timedelta(minutes=11)
    shop.once()
    sent = shop.docs(type="855")
    assert len({one["group_control"] for one in sent}) == 1
    words = list(zip([one["set_control"] for one in sent], "AER", strict=True))
    shop.take(ack(sent[0]["group_control"], "P", *words))
    assert [one["answer"] for one in shop.docs(type="855")] == ["accepted", "accepted_with_errors", "rejected"]


def test_lifecycle_011_012_contradicted_and_overdue(shop: Yard) -> None:
    shop.take(orders("1"))
    shop.now += timedelta(days=2)
    shop.once()
    (sent,) = shop.docs(type="855")
    assert sent["answer"] == "overdue" and "overdue" in str(shop.app.status()["troubles"])
    shop.take(ack(sent["group_control"], "A"), "a.edi")
    shop.take(ack(sent["group_control"], "R", control=91), "r.edi")
    assert "reason:ACK_CONFLICT" in come(shop, type="997")[1]


def test_lifecycle_017_total_that_is_not_its_lines(shop: Yard) -> None:
    shop.take(orders("1"))
    shop.app.orders_decide("ship", "1")
    shop.once()
    entry = {"kind": "invoice", "version": 1, "id": "i1", "partner": "acme", "usage": "P"}
    shop.drop(json.dumps({**entry, "body": {"order": "1", "total": "45.01"}}), "i.json", "erp")
    shop.once()
    assert come(shop, type="invoice") == ({"REJECTED"}, {"reason:TOTAL"}) and not shop.text("810")
    shop.app.orders_decide("invoice", "1")
    shop.once()
    assert "TDS*4500~" in shop.text("810")  # counted from its lines, whoever asks for it: 24 x 1.25 + 12 x 1.25


def test_lifecycle_018_what_would_break_the_guide(shop: Yard) -> None:
    path = shop.base / "partners" / "acme" / "810.yaml"
    path.write_text("extends: x12/004010/810\nguide:\n  BIG/BIG02: length 15..20\n", "utf-8")
    shop.take(orders("1"))
    shop.app.orders_decide("ship", "1")
    shop.app.orders_decide("invoice", "1")
    shop.once()
    (held,) = shop.docs(type="810")
    assert (held["state"], held["reason"]) == ("WAITING", "SELF_VALIDATION")
    assert not shop.text("810") and "SELF_VALIDATION" in str(shop.app.status()["troubles"])


def test_lifecycle_019_the_last_control_number(shop: Yard) -> None:
    from edigw.app.workspace import Workspace

    shop.take(orders("1"))
    with Workspace(shop.base, shop.clock).opened() as context, context.store.begin() as connection:
        connection.execute(lanes.lane.update().where(lanes.lane.c.direction == "out").values(isa_no=999_999_998))
    shop.take(orders("2", control=2), "b.edi")
    sent = [one["interchange_control"] for one in shop.docs() if one["direction"] == "out"][2:]
    assert sorted(sent) == ["000000001", "999999999"]


def test_lifecycle_020_a_faulty_map(shop: Yard) -> None:
    path = shop.base / "partners" / "acme" / "850.yaml"
    path.write_text("nonsense: [\n", "utf-8")
    shop.take(orders("1"))
    assert come(shop) == ({"WAITING"}, {"reason:CONFIG"}) and not shop.app.status()["ok"]
    path.unlink()
    shop.once()
    assert come(shop)[0] == {"DONE"} and len(shop.app.orders_list()) == 1


def test_lifecycle_021_reprocess_what_is_done(shop: Yard) -> None:
    shop.take(orders("1"))
    (one,) = shop.docs(type="850")
    with pytest.raises(UsageError):
        shop.app.docs_again("reprocess", [one["id"]], reason=" ")
    told = shop.app.docs_again("reprocess", [one["id"]], reason="to see")
    assert [row["outcome"] for row in told["documents"]] == ["unchanged"] and len(shop.app.orders_list()) == 1


def test_a_blanket_a_retransmission_and_a_booking_are_what_the_partner_says(bare: Yard) -> None:
    yard = bare.partner()
    yard.tell("duplicates:\n  same_order: replace if open\n  order_key: [release]\n")
    blanket, release = ("BEG*00*BK*9**20261101~", "BEG*00*RL*9*1*20261101~")
    plain = "BEG*00*SA*9**20261101~"
    yard.take(orders("9").replace(plain, blanket))
    yard.take(orders("9", control=2).replace(plain, release).replace("*24*EA", "*6*EA"), "b.edi")
    yard.take(orders("7", control=3), "c.edi")
    yard.take(orders("7", control=4).replace("BEG*00*SA*7", "BEG*07*SA*7").replace("*24*EA", "*30*EA"), "d.edi")
    assert [one["state"] for one in yard.docs(type="850")] == ["DONE"] * 4
    assert [(row["number"], row["revision"]) for row in yard.app.orders_list()] == [("9", 1), ("9", 1), ("7", 2)]
