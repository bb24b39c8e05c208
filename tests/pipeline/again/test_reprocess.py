"""Inbound documents again through today's maps: a new generation, nothing twice, a plan that tells the truth."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from yard import THEIRS, Yard, group, isa, orders, transaction

from edigw.errors import NotFound, UsageError
from edigw.lifecycle import decide
from edigw.pipeline.again import reprocess, reread

SWAPPED = """extends: x12/004010/850
body:
  PO1:
    PO102: price | dec
    PO104: qty | dec
"""
WHY = "the map took prices for quantities"


def wrong_map(yard: Yard, text: str = SWAPPED, name: str = "850") -> None:
    (yard.base / "partners" / "acme" / f"{name}.yaml").write_text(text, "utf-8")


def mended(yard: Yard, name: str = "850") -> None:
    (yard.base / "partners" / "acme" / f"{name}.yaml").unlink()


def redo(yard: Yard, *ids: str, **more: Any) -> dict[str, Any]:
    told: dict[str, Any] = yard.app.docs_again("reprocess", ids, reason=WHY, **more)
    return told


@pytest.fixture
def misread(yard: Yard) -> Yard:
    """An order whose quantities a wrong map read for prices."""
    wrong_map(yard)
    yard.take(orders("4711"))
    assert [line["ordered"] for line in yard.app.orders_show("4711")["lines"]] == ["1.25", "1.25"]
    return yard


def test_a_misread_order_is_mended_as_a_new_revision_and_answered_anew(misread: Yard) -> None:
    yard = misread
    mended(yard)
    (old,) = yard.docs(type="850")
    told = redo(yard, old["id"])
    (one,) = told["documents"]
    assert (one["outcome"], told["counts"]) == ("changed", {"changed": 1})
    assert {"path": "lines[0].qty", "before": "1.25", "after": "24"} in one["changes"]
    assert one["order"]["revision"] == [1, 2]
    assert {"line": "1", "account": "confirmed", "before": "1.25", "after": "24"} in one["order"]["accounts"]
    assert [(row["partner"], row["type"], row["count"]) for row in told["sends"]] == [
        ("acme", "855", 1), ("erp", "change", 1),
    ]  # fmt: skip
    shown = yard.app.orders_show("4711")
    assert [(line["ordered"], line["confirmed"]) for line in shown["lines"]] == [("24", "24"), ("12", "12")]
    assert [row["document_id"] for row in shown["revisions"]] == [old["id"], one["new_id"]]
    yard.once()
    assert [row["state"] for row in yard.docs(type="855")] == ["SENT", "SENT"]
    assert "ACK*IA*24*EA~" in yard.text("855")
    assert len(yard.app.orders_list()) == 1
    assert len(yard.docs(type="997")) == 1


def test_both_generations_know_each_other_and_the_journal_who_and_why(
    misread: Yard, monkeypatch: pytest.MonkeyPatch
) -> None:
    yard = misread
    mended(yard)
    monkeypatch.setenv("EDIGW_USER", "k.bauer")
    (old,) = yard.docs(type="850")
    new_id = redo(yard, old["id"])["documents"][0]["new_id"]
    before, after = yard.app.docs_show(old["id"]), yard.app.docs_show(new_id)
    assert (before["replaced_by"], after["replaces"], before["state"], after["state"]) == (
        new_id,
        old["id"],
        "DONE",
        "DONE",
    )
    assert before["receipt_id"] == after["receipt_id"]
    assert yard.app.docs_raw(new_id, only_set=True) == yard.app.docs_raw(old["id"], only_set=True)
    for shown in (before, after, yard.app.orders_show("4711")):
        assert any("k.bauer" in str(event) and WHY in str(event) for event in shown["timeline"])


def test_a_plan_tells_the_same_and_changes_nothing(misread: Yard) -> None:
    yard = misread
    mended(yard)
    before = (yard.docs(), yard.app.orders_show("4711"), yard.app.status())
    planned = redo(yard, yard.docs()[0]["id"], plan=True)
    yard.once()
    assert (yard.docs(), yard.app.orders_show("4711")) == before[:2]
    done = redo(yard, yard.docs()[0]["id"])
    for one in (planned["documents"][0], done["documents"][0]):
        one["new_id"] = None
        for sent in one["sends"]:
            sent["id"] = None
    assert planned["documents"] == done["documents"]
    assert planned["sends"] == done["sends"]


def test_what_today_reads_the_same_is_left_alone(yard: Yard) -> None:
    yard.take(orders("1"))
    rows = yard.docs()
    told = redo(yard, rows[0]["id"])
    assert told["counts"] == {"unchanged": 1}
    assert yard.docs() == rows
    assert redo(yard, partner="acme", type="850")["counts"] == {"unchanged": 1}


def test_twice_is_once(misread: Yard) -> None:
    yard = misread
    mended(yard)
    old = yard.docs()[0]["id"]
    new = redo(yard, old)["documents"][0]["new_id"]
    again = redo(yard, old)
    assert (again["counts"], new in again["documents"][0]["why"]) == ({"blocked": 1}, True)
    assert redo(yard, new)["counts"] == {"unchanged": 1}
    assert yard.app.orders_show("4711")["revision"] == 2


def test_an_answer_that_says_the_same_is_not_sent_again(yard: Yard) -> None:
    wrong_map(yard, "extends: x12/004010/850\ntables:\n  date:\n    002: cancel_after\n")
    yard.take(orders("9").replace("N1*ST", "DTM*002*20261120~\nN1*ST"))
    mended(yard)
    told = redo(yard, yard.docs(type="850")[0]["id"])
    assert "dates.cancel_after" in str(told["documents"][0]["changes"])
    assert [row["type"] for row in told["sends"]] == ["change"] * len(told["sends"])
    yard.once()
    assert len(yard.docs(type="855")) == 1
    assert yard.app.orders_show("9")["revision"] == 2
    assert "answer.unchanged" in str(yard.app.orders_show("9")["timeline"])


def test_what_waits_takes_effect_before_what_waits_behind_it(bare: Yard) -> None:
    yard = bare.partner(answers="manual")
    wrong_map(yard, "extends: x12/004010/850\nbody:\n  PO1:\n    PO104: price | int\n")
    yard.take(orders("7").replace("PO1*1*24", "PO1*1*36"))
    mended(yard)
    yard.take(orders("7", control=2), "b.edi")
    first, second = yard.docs(type="850")
    assert (first["reason"], second["reason"]) == ("VALUE_UNREADABLE", "EARLIER_DOCUMENT")
    told = redo(yard, first["id"])
    assert (told["counts"], told["documents"][0]["order"]["revision"]) == ({"changed": 1}, [None, 1])
    assert told["documents"][0]["warnings"] == ["its answer waits: MANUAL"]
    new = told["documents"][0]["new_id"]
    states = {row["id"]: (row["state"], row["reason"]) for row in yard.docs(type="850")}
    assert states[first["id"]] == ("DUPLICATE", "REPROCESSED")
    assert states[new] == ("WAITING", "MANUAL")
    assert yard.app.orders_show("7")["lines"][0]["ordered"] == "36"
    yard.app.docs_release(new, reason="yes")
    assert {row["id"]: row["reason"] for row in yard.docs(type="850")}[second["id"]] == "CONFLICT"


def test_another_content_is_no_licence_to_replace_the_order(yard: Yard) -> None:
    yard.take(orders("7"))
    wrong_map(yard, "extends: x12/004010/850\nbody:\n  PO1:\n    PO104: price | int\n")
    yard.take(orders("7", control=2).replace("PO1*1*24", "PO1*1*36"), "b.edi")
    mended(yard)
    waiting = yard.docs(state="WAITING")[0]
    assert waiting["reason"] == "VALUE_UNREADABLE"
    (one,) = redo(yard, state="WAITING")["documents"]
    assert (one["outcome"], one["warnings"]) == ("changed", ["it waits: CONFLICT"])
    assert yard.app.orders_show("7")["lines"][0]["ordered"] == "24"


def test_a_document_of_nobody_goes_its_whole_way_once_its_partner_is_there(bare: Yard) -> None:
    yard = bare.partner("other", "08:1111111111")
    yard.take(orders("5"), partner="other")
    (lost,) = yard.docs()
    assert lost["state"] == "QUARANTINED"
    assert redo(yard, lost["id"])["counts"] == {"blocked": 1}
    yard.partner("acme", THEIRS)
    yard.tell("mailboxes:\n  other:\n    carries: [other, acme]\n", "other")
    assert redo(yard, lost["id"], plan=True)["counts"] == {"reopened": 1}
    assert yard.docs()[0]["state"] == "QUARANTINED"
    told = redo(yard, lost["id"])
    assert told["counts"] == {"reopened": 1}
    yard.once()
    assert [(row["type"], row["state"]) for row in yard.docs()] == [("850", "DONE"), ("997", "SENT"), ("855", "SENT")]
    assert yard.docs()[0]["id"] == lost["id"]


def test_goods_that_have_left_bar_it(misread: Yard) -> None:
    yard = misread
    yard.app.orders_decide("ship", "4711")
    mended(yard)
    (one,) = redo(yard, yard.docs(type="850")[0]["id"])["documents"]
    assert one["outcome"] == "blocked"
    assert "2.5 shipped" in one["why"]
    assert yard.app.orders_show("4711")["revision"] == 1


def test_a_later_change_bars_it(misread: Yard) -> None:
    yard = misread
    yard.take(orders("4711", control=2).replace("PO1*1*24", "PO1*1*36"), "b.edi")
    waiting = yard.docs(state="WAITING")[0]["id"]
    yard.app.docs_release(waiting, reason="yes")
    mended(yard)
    (one,) = redo(yard, yard.docs(type="850")[0]["id"])["documents"]
    assert (one["outcome"], waiting in one["why"]) == ("blocked", True)


def test_another_order_number_bars_it(yard: Yard) -> None:
    yard.take(orders("4711").replace("*4711**", "*4711*R9*"))
    wrong_map(yard, "extends: x12/004010/850\nbody:\n  BEG: {BEG03: release, BEG04: number}\n")
    (one,) = redo(yard, yard.docs(type="850")[0]["id"])["documents"]
    assert (one["outcome"], "acme/P/R9" in one["why"]) == ("blocked", True)
    assert [row["number"] for row in yard.app.orders_list()] == ["4711"]


def test_an_acknowledgement_that_a_wrong_map_misread_is_read_again(yard: Yard) -> None:
    wrong_map(yard, "extends: x12/004010/997\ntables:\n  set_verdict:\n    A: rejected\n    R: accepted\n", "997")
    yard.take(orders("1"))
    (sent,) = yard.docs(type="855")
    body = f"AK1*PR*{sent['group_control']}~\nAK2*855*{sent['set_control']}~\nAK5*A~\nAK9*A*1*1*1~\n"
    yard.take(isa([group([transaction("997", body)], 50, "FA")], 50), "ack.edi")
    assert yard.docs(type="855")[0]["answer"] == "rejected"
    mended(yard, "997")
    ack = next(row for row in yard.docs(type="997") if row["direction"] == "in")
    told = redo(yard, ack["id"])
    assert told["documents"][0]["answers"] == [{"id": sent["id"], "before": "rejected", "after": "accepted"}]
    shown = yard.app.docs_show(sent["id"])
    assert (shown["answer"], shown["code"], shown["said"]) == ("accepted", None, [])
    assert shown["answered_by"] == [told["documents"][0]["new_id"]]
    assert [one["state"] for one in shown["expects"]] == ["met"]


def test_what_cannot_be_read_again_is_said(yard: Yard) -> None:
    yard.take(orders("1"))
    yard.take(orders("1"), "again.edi")
    why = {row["type"]: row["why"] for row in redo(yard, *(row["id"] for row in yard.docs()))["documents"]}
    assert "repeats another" in why["850"]
    assert "reissue" in why["997"] and "reissue" in why["855"]
    with pytest.raises(NotFound):
        redo(yard, "nothing")
    with pytest.raises(UsageError, match="nothing is named"):
        redo(yard)
    with pytest.raises(UsageError, match="reason"):
        yard.app.docs_again("reprocess", ["x"], reason=" ")


def test_a_process_that_dies_on_the_way_has_changed_nothing(misread: Yard, monkeypatch: pytest.MonkeyPatch) -> None:
    yard = misread
    mended(yard)
    before = yard.docs()

    def die(*anything: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(reprocess.lanes, "wake", die)
    with pytest.raises(KeyboardInterrupt):
        redo(yard, before[0]["id"])
    monkeypatch.undo()
    yard.once()
    assert yard.docs() == before
    assert yard.app.orders_show("4711")["revision"] == 1
    assert redo(yard, before[0]["id"])["counts"] == {"changed": 1}


def test_many_documents_of_one_file_are_read_once(yard: Yard, monkeypatch: pytest.MonkeyPatch) -> None:
    wrong_map(yard)
    yard.take(orders(*(str(n) for n in range(1, 8))))
    mended(yard)
    read: list[int] = []
    real = reread.examine

    def counted(*args: Any) -> Any:
        read.append(1)
        return real(*args)

    monkeypatch.setattr(reread, "examine", counted)
    monkeypatch.setattr(reprocess, "TOGETHER", 3)
    told = redo(yard, type="850")
    assert (told["counts"], len(read)) == ({"changed": 7}, 1)
    assert [one["order"]["number"] for one in told["documents"]] == [str(n) for n in range(1, 8)]


def test_an_answer_that_waits_for_a_person_waits_with_the_mended_order(bare: Yard) -> None:
    yard = bare.partner(answers="manual")
    wrong_map(yard)
    yard.take(orders("7"))
    mended(yard)
    (old,) = yard.docs(type="850")
    assert (old["state"], old["reason"]) == ("WAITING", "MANUAL")
    (one,) = redo(yard, old["id"])["documents"]
    assert (one["outcome"], one["warnings"], one["sends"][0]["type"]) == (
        "changed", ["its answer waits: MANUAL"], "change",
    )  # fmt: skip
    yard.app.orders_decide("ack", "7")
    assert {row["id"]: row["state"] for row in yard.docs(type="850")} == {old["id"]: "DUPLICATE", one["new_id"]: "DONE"}
    assert [Decimal(line["confirmed"]) for line in yard.app.orders_show("7")["lines"]] == [24, 12]
    assert len(yard.docs(type="855")) == 1


@pytest.fixture
def changed(bare: Yard) -> Yard:
    """An order that an 860 has changed."""
    yard = bare.partner(documents=("850", "855", "856", "810", "860", "865", "997"))
    wrong_map(yard)
    yard.take(orders("7"))
    body = "BCH*04*SA*7***20261101~\nPOC*1*QI*30*0*EA*1.25**BP*065001~\nCTT*1~\n"
    yard.take(isa([group([transaction("860", body)], 2, "PC")], 2), "change.edi")
    assert yard.docs(type="860")[0]["state"] == "DONE"
    mended(yard)
    return yard


def test_a_change_that_took_effect_is_not_counted_twice(changed: Yard) -> None:
    yard, before = changed, changed.app.orders_show("7")
    wrong_map(yard, "extends: x12/004010/860\nbody:\n  POC:\n    POC03: left | dec\n    POC04: qty | dec\n", "860")
    (one,) = redo(yard, yard.docs(type="860")[0]["id"])["documents"]
    assert (one["outcome"], "stands in the order" in str(one["why"])) == ("blocked", True)
    assert yard.app.orders_show("7")["lines"] == before["lines"]


def test_an_order_that_was_changed_since_is_not_read_over_its_change(changed: Yard) -> None:
    yard, before = changed, changed.app.orders_show("7")
    (one,) = redo(yard, yard.docs(type="850")[0]["id"])["documents"]
    assert (one["outcome"], "changed since" in str(one["why"])) == ("blocked", True)
    assert yard.app.orders_show("7")["lines"] == before["lines"]


def test_what_a_wrong_guide_rejected_takes_effect_and_the_partner_is_not_acknowledged_twice(yard: Yard) -> None:
    wrong_map(yard, "extends: x12/004010/850\nguide:\n  BEG/BEG03: length 9..22\n")
    yard.take(orders("4711"))
    (old,) = yard.docs(type="850")
    assert old["state"] == "REJECTED"
    assert redo(yard, old["id"])["counts"] == {"blocked": 1}
    mended(yard)
    (one,) = redo(yard, old["id"])["documents"]
    assert (one["outcome"], one["order"]["revision"]) == ("changed", [None, 1])
    assert "told that it was rejected" in one["warnings"][0]
    yard.once()
    assert [(row["type"], row["state"]) for row in yard.docs()] == [
        ("850", "REJECTED"), ("997", "SENT"), ("850", "DONE"), ("855", "SENT"),
    ]  # fmt: skip
    yard.take(orders("4711", control=2), "again.edi")
    assert yard.docs(type="850")[-1]["state"] == "DUPLICATE"


def test_what_broke_the_program_gets_its_turn_once_that_is_mended(yard: Yard, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*anything: Any, **more: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(decide, "order_received", broken)
    yard.take(orders("1"))
    (old,) = yard.docs(type="850")
    assert (old["state"], old["reason"]) == ("QUARANTINED", "POISON")
    told = redo(yard, old["id"])["documents"][0]
    assert (told["outcome"], "ZeroDivisionError" in told["why"]) == ("blocked", True)
    monkeypatch.undo()
    assert redo(yard, old["id"])["counts"] == {"changed": 1}
    assert yard.docs(type="850")[0]["reason"] == "REPROCESSED"
    assert yard.app.status()["ok"]
    for report in (yard.base / "data" / "crash").iterdir():
        report.unlink()


def test_the_same_on_postgresql(tmp_path: Path, emptied: str) -> None:
    yard = Yard(tmp_path / "gateway").init()
    toml = yard.base / "edigw.toml"
    toml.write_text(toml.read_text("utf-8").replace("[database]", f'[database]\nurl = "{emptied}"'), "utf-8")
    yard.partner("again", "08:6123839999")
    own = yard.base / "partners" / "again" / "850.yaml"
    own.write_text(SWAPPED, "utf-8")
    yard.take(orders("4711", sender="08:6123839999"), partner="again")
    own.unlink()
    (old,) = yard.docs(partner="again", type="850")
    planned = redo(yard, old["id"], plan=True)
    assert yard.app.orders_show("4711", partner="again")["revision"] == 1
    done = redo(yard, old["id"])
    assert done["counts"] == planned["counts"] == {"changed": 1}
    yard.once()
    sent = yard.docs(partner="again", type="855")[-1]
    assert yard.app.docs_again("reissue", [sent["id"]], reason=WHY)["counts"] == {"reissued": 1}
    yard.once()
    assert yard.app.docs_again("redeliver", [sent["replaced_by"] or sent["id"]], reason=WHY)["counts"] == {"blocked": 1}
    assert [row["state"] for row in yard.docs(partner="again", type="855")] == ["SENT"] * 3
    assert yard.app.orders_show("4711", partner="again")["revision"] == 2
    assert yard.crashes() == []
