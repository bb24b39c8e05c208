"""Acknowledgements that come in: answers on what we sent, orphans, contradictions, overdue ones."""

from __future__ import annotations

from datetime import timedelta

from yard import Yard, group, isa, order, orders, transaction


def functional(groups: str, verdict: str, sets: str = "", control: int = 50, kind: str = "PR") -> str:
    """A 997 for one of our groups; `sets` are AK2/AK5 rows."""
    body = f"AK1*{kind}*{groups}~\n{sets}AK9*{verdict}*1*1*{int(verdict in 'AE')}~\n"
    return isa([group([transaction("997", body)], control, "FA")], control)


def answer(yard: Yard, kind: str = "855") -> tuple[str, str | None, str | None]:
    row = yard.docs(type=kind)[0]
    return row["answer"], row["code_type"], row["code"]


def test_accepted_rejected_and_with_errors(yard: Yard) -> None:
    words = {"A": "accepted", "E": "accepted_with_errors", "R": "rejected"}
    for n, (letter, word) in enumerate(words.items(), 1):
        yard.take(orders(str(n), control=n), f"{n}.edi")
        sent = yard.docs(type="855")[-1]
        assert sent["answer"] == "expected"
        rows = f"AK2*855*{sent['set_control']}~\nAK5*{letter}~\n"
        yard.take(functional(sent["group_control"], letter, rows, 50 + n), f"ack{n}.edi")
        found = yard.docs(type="855")[-1]
        assert found["answer"] == word
        assert found["code_type"] == ("AK501" if letter == "R" else None)
        assert yard.docs(type="997")[-1]["answers"] == [sent["id"]]
    assert [d["state"] for d in yard.docs(type="997") if d["direction"] == "in"] == ["DONE"] * 3
    assert not [name for name in yard.files() if name.startswith("997")][3:]


def test_a_group_without_set_rows_answers_for_its_sets(yard: Yard) -> None:
    yard.take(orders("1"))
    yard.take(functional("0002", "A"), "ack.edi")
    assert answer(yard)[0] == "accepted"


def test_one_that_we_never_sent_is_an_orphan(yard: Yard) -> None:
    assert yard.take(functional("99", "A"))["attention"] == 1
    assert yard.states() == [("in", "997", "ACCEPTED_WITH_ERRORS", "ORPHAN_ACK")]
    assert [d["type"] for d in yard.docs(answer="orphan")] == ["997"]
    assert "1 acknowledgements speak of nothing that we sent" in str(yard.app.status()["troubles"])
    yard.app.docs_release(yard.docs()[0]["id"], reason="they tested with our id")
    assert yard.docs(answer="orphan") == []
    assert yard.app.status()["troubles"] == []


def test_a_contradiction_keeps_the_worse_and_says_so(yard: Yard) -> None:
    yard.take(orders("1"))
    yard.take(functional("2", "A"), "one.edi")
    yard.take(functional("2", "R", control=51), "two.edi")
    assert answer(yard) == ("rejected", "AK501", "R")
    assert [d["reason"] for d in yard.docs(type="997") if d["direction"] == "in"] == [None, "ACK_CONFLICT"]
    yard.take(functional("2", "A", control=52), "three.edi")
    assert answer(yard)[0] == "rejected"


def test_a_ta1_that_refuses_answers_for_the_whole_interchange(yard: Yard) -> None:
    yard.take(orders("1"))
    head = isa([], 60, count=0)
    text = head.replace("IEA*", "TA1*000000002*261101*0800*R*018~\nIEA*")
    yard.take(text, "ta1.edi")
    assert answer(yard) == ("rejected", "TA105", "018")
    assert yard.docs(type="TA1")[0]["state"] == "DONE"


def test_what_never_comes_is_overdue_and_may_still_come(yard: Yard) -> None:
    yard.take(orders("1"))
    yard.now += timedelta(days=2)
    yard.once()
    assert answer(yard)[0] == "overdue"
    assert [d["type"] for d in yard.docs(answer="overdue")] == ["855"]
    assert yard.app.status()["overdue"] == [{"partner": "acme", "type": "855", "count": 1}]
    assert "1 acknowledgements are overdue: acme 855 x 1" in str(yard.app.status()["troubles"])
    assert "1 overdue" in yard.app.status()["summary"]
    yard.take(functional("2", "A"), "late.edi")
    assert answer(yard)[0] == "accepted"
    assert "0 overdue" in yard.app.status()["summary"]


def batched(bare: Yard) -> Yard:
    """One group with the 855s of two orders: sets 0002 and 0003."""
    yard = bare.partner()
    path = yard.base / "partners" / "acme" / "partner.yaml"
    path.write_text(path.read_text("utf-8").replace("  855 out:\n", "  855 out:\n    batching: {when: every 1 min}\n"))
    yard.take(isa([group([transaction("850", order(n), f"000{n}") for n in ("1", "2")])]))
    yard.now += timedelta(minutes=2)
    yard.once()
    return yard


def answers(yard: Yard) -> list[str]:
    return [row["answer"] for row in yard.docs(type="855")]


def test_in_a_group_that_is_partly_accepted_a_set_that_nobody_names_was_accepted(bare: Yard) -> None:
    yard = batched(bare)
    first = yard.docs(type="855")[0]
    assert len({row["group_control"] for row in yard.docs(type="855")}) == 1
    yard.take(functional(first["group_control"], "P", f"AK2*855*{first['set_control']}~\nAK5*R*5~\n"), "ack.edi")
    assert answers(yard) == ["rejected", "accepted"]
    assert yard.app.docs_show(first["id"])["said"][0]["faults"] == ["segments_in_error"]


def test_a_group_that_is_refused_takes_its_sets_with_it(bare: Yard) -> None:
    yard = batched(bare)
    first = yard.docs(type="855")[0]
    rows = f"AK2*855*{first['set_control']}~\nAK5*A~\n"
    yard.take(functional(first["group_control"], "R", rows), "ack.edi")
    assert answers(yard) == ["rejected", "rejected"]


def test_a_set_that_the_group_never_held_is_said(yard: Yard) -> None:
    yard.take(orders("1"))
    yard.take(functional("2", "A", "AK2*855*0002~\nAK5*A~\nAK2*855*0077~\nAK5*A~\n"), "ack.edi")
    assert answer(yard)[0] == "accepted"
    assert yard.docs(type="997")[-1]["reason"] == "ACK_STRANGE_SET"


def test_two_that_contradict_each_other_in_one_pass(yard: Yard) -> None:
    yard.take(orders("1"))
    yard.drop(functional("2", "R"), "one.edi")
    yard.drop(functional("2", "A", control=51), "two.edi")
    yard.once()
    assert answer(yard)[0] == "rejected"
    assert [d["reason"] for d in yard.docs(type="997") if d["direction"] == "in"] == [None, "ACK_CONFLICT"]


def test_an_acknowledgement_is_owed_by_the_deadline_of_its_document(bare: Yard) -> None:
    yard = bare.partner()
    path = yard.base / "partners" / "acme" / "partner.yaml"
    path.write_text(path.read_text("utf-8").replace("  855 out:\n", "  855 out:\n    acknowledge: {within: 30 min}\n"))
    yard.take(orders("1"))
    yard.now += timedelta(minutes=31)
    yard.once()
    assert [d["type"] for d in yard.docs(answer="overdue")] == ["855"]


def test_what_an_acknowledgement_said_shows_on_both_sides_with_the_way_to_repair_it(yard: Yard) -> None:
    yard.take(orders("1"))
    yard.take(functional("2", "R", "AK2*855*0002~\nAK3*BAK*2**8~\nAK4*2*587*7*AD~\nAK5*R*5~\n"), "ack.edi")
    (sent,) = yard.docs(type="855")
    shown, ack = yard.app.docs_show(sent["id"]), yard.app.docs_show(yard.docs(type="997")[-1]["id"])
    assert [(one["document_id"], one["places"]) for one in ack["said"]] == [(sent["id"], shown["said"][0]["places"])]
    assert (ack["answers"], shown["answered_by"]) == ([sent["id"]], [ack["id"]])
    assert shown["repair"][0]["command"] == f"edigw docs reissue {sent['id']} --reason …"
    assert shown["said"][0]["places"][0]["row"] in shown["repair"][0]["why"]
