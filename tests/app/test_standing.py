"""status: what waits, what is late, what is broken, and how to mend it."""

from __future__ import annotations

import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from yard import Yard, group, isa, orders, transaction

from edigw.store import glance


def refused(sent: dict[str, Any], control: int) -> str:
    """Their 997 for one of our answers."""
    body = f"AK1*PR*{sent['group_control']}~\nAK2*855*{sent['set_control']}~\nAK5*R*5~\nAK9*R*1*1*0~\n"
    return isa([group([transaction("997", body)], control, "FA")], control)


ROOT = Path(__file__).parents[2]


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


def test_what_is_late_is_told_before_and_after_it_is_noted(yard: Yard) -> None:
    yard.take(orders("1"))
    yard.take(orders("2", control=2), "b.edi")
    assert "0 overdue" in yard.app.status()["summary"]
    yard.now += timedelta(hours=25)
    for _ in range(2):
        told = yard.app.status()
        assert "2 overdue" in told["summary"]
        assert [one["message"] for one in told["troubles"]] == ["2 acknowledgements are overdue: acme 855 x 2"]
        assert "--answer overdue" in told["troubles"][0]["hint"]
        yard.once()
    assert yard.app.status()["counts"]["overdue"] == 2


def test_what_a_partner_refused_is_told_until_somebody_saw_to_it(yard: Yard) -> None:
    yard.take(orders("1"))
    yard.take(orders("2", control=2), "b.edi")
    sent = yard.docs(type="855")
    yard.take(refused(sent[0], 3) + refused(sent[1], 4), "no.edi")
    told = yard.app.status()
    assert not told["ok"] and told["summary"].startswith("needs attention") and "2 refused" in told["summary"]
    assert told["refused"] == [{"partner": "acme", "type": "855", "count": 2}]
    (trouble,) = told["troubles"]
    assert trouble["message"] == "2 documents of ours were refused: acme 855 x 2"
    assert "--answer rejected" in trouble["hint"] and "docs release" in trouble["hint"]
    first, second = (yard.app.docs_show(one["id"]) for one in sent)
    assert first["refused"] and [row["command"].split()[2] for row in first["repair"]] == ["reissue", "release"]
    yard.app.docs_release(first["id"], reason="they took it by mail")
    shown = yard.app.docs_show(first["id"])
    assert (shown["answer"], shown["refused"], shown["reason"]) == ("rejected", False, None)
    assert shown["timeline"][-1]["payload"]["held"] == "refusal"
    assert [row["command"].split()[2] for row in shown["repair"]] == ["reissue"]
    assert yard.app.status()["counts"]["refused"] == 1
    yard.app.docs_again("redeliver", [second["id"]], reason="they lost it")
    yard.once()
    told = yard.app.status()
    assert told["ok"] and told["troubles"] == [] and told["refused"] == []
    yard.take(refused(second, 5), "no again.edi")
    assert yard.app.status()["counts"]["refused"] == 1
    yard.app.docs_again("reissue", [second["id"]], reason="mended")
    yard.once()
    assert yard.app.status()["ok"]


def test_it_counts_all_that_is_late_and_all_that_waits_for_its_envelope(yard: Yard) -> None:
    yard.tell("batching:\n  when: every 30 min\n")
    yard.take(orders(*(str(n) for n in range(1, 121))))
    told = yard.app.status()
    assert told["counts"]["to_envelope"] == 120 and "120 in hand" in told["summary"]
    yard.now += timedelta(hours=1)
    yard.once()
    yard.now += timedelta(hours=25)
    assert "120 overdue" in yard.app.status()["summary"]


def test_the_store_gives_the_same_answer_as_the_file(yard: Yard, monkeypatch: pytest.MonkeyPatch) -> None:
    yard.take("no edi")
    yard.take(orders("1"), "b.edi")
    yard.take(orders("1", control=2).replace("PO1*1*24", "PO1*1*36"), "c.edi")
    yard.now += timedelta(hours=25)
    told = yard.app.status()
    monkeypatch.setattr(glance, "look", lambda url, at: None)
    assert yard.app.status() == told


def test_it_loads_no_sqlalchemy_for_a_file(yard: Yard) -> None:
    code = f"""import sys, pathlib; from edigw.app import App
assert App(pathlib.Path({str(yard.base)!r})).status()["ok"]
sys.exit("sqlalchemy" in sys.modules)"""
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


def test_a_workspace_without_a_database_has_nothing(yard: Yard) -> None:
    for file in (yard.base / "data").glob("edigw.sqlite*"):
        file.unlink()
    told = yard.app.status()
    assert told["ok"] and told["states"] == [] and (yard.base / "data/edigw.sqlite").exists()


def test_what_was_given_up_and_who_is_silent_is_told_with_what_to_do(yard: Yard) -> None:
    from edigw.app.workspace import Workspace
    from edigw.store import mailboxes

    with Workspace(yard.base, yard.clock).opened() as context, context.store.begin() as connection:
        mailboxes.hold(connection, "acme", "no answer in time", "check the host", yard.now, timedelta(minutes=5))
    told = yard.app.status()
    (one,) = told["troubles"]
    since = "mailbox acme is out of reach since 2026-11-01 08:00 UTC: no answer"
    assert told["ok"] and one["message"].startswith(since)
    assert "0 files wait, tried again at 2026-11-01 08:05 UTC" in one["message"]
    assert one["hint"] == "check the host; `edigw mailboxes resume acme` tries at once"
    with Workspace(yard.base, yard.clock).opened() as context, context.store.begin() as connection:
        for _ in range(4):
            mailboxes.hold(connection, "acme", "no answer in time", "", yard.now, timedelta(minutes=5))
    assert not yard.app.status()["ok"]
    assert yard.app.resume("mailbox", "acme")["changed"] and yard.app.status()["ok"]
    yard.take(orders("1"))
    with Workspace(yard.base, yard.clock).opened() as context, context.store.begin() as connection:
        connection.exec_driver_sql("UPDATE outbox SET state = 'FAILED', error = 'full' WHERE mailbox = 'acme'")
    told = yard.app.status()
    assert not told["ok"]
    assert [one["message"] for one in told["troubles"]] == ["2 files for mailbox acme were given up: full"]
    assert told["undelivered"] == [{"mailbox": "acme", "count": 2, "error": "full"}]


def test_one_that_could_not_be_polled_for_ten_minutes_is_no_good_standing(yard: Yard) -> None:
    from edigw.app.workspace import Workspace
    from edigw.store import mailboxes

    with Workspace(yard.base, yard.clock).opened() as context, context.store.begin() as connection:
        mailboxes.unheard(connection, "acme", "the login is refused", "check the key", yard.now)
    yard.now += timedelta(minutes=9)
    told = yard.app.status()
    assert told["ok"] and "the login is refused" in told["troubles"][0]["message"]
    yard.now += timedelta(minutes=1)
    assert not yard.app.status()["ok"]
