"""once, run, reload: what is done, what is left, what is said of it."""

from __future__ import annotations

import threading
import time
from datetime import timedelta
from pathlib import Path

import pytest
from yard import Yard, group, isa, orders, transaction

from edigw.app import App, running
from edigw.app.workspace import Workspace
from edigw.errors import ConfigError, NotFound, TemporaryError
from edigw.pipeline.locks import FileLock


def test_a_file_that_was_written_just_now_is_waited_for(yard: Yard) -> None:
    (yard.base / "data/acme/in/now.edi").write_text(orders("1"))
    (yard.base / "data/acme/in/partial.edi.tmp").write_text("ISA")
    assert App(yard.base).once()["received"] == 1
    assert (yard.base / "data/acme/in/partial.edi.tmp").exists()


def test_only_what_this_pass_moved_counts_as_attention(yard: Yard) -> None:
    assert yard.take("no edi")["attention"] == 1
    assert yard.once()["attention"] == 0


def test_there_must_be_a_workspace(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        App(tmp_path).once()


def block(yard: Yard, way: str) -> Path:
    """A file in the place of the partner's folder."""
    folder = yard.base / "data/acme" / way
    folder.rename(yard.base / f"aside-{way}")
    folder.write_text("in the way")
    return folder


def mend(yard: Yard, folder: Path) -> None:
    folder.unlink()
    (yard.base / f"aside-{folder.name}").rename(folder)


def test_what_cannot_be_delivered_is_tried_again_and_all_else_is_done(yard: Yard) -> None:
    yard.partner("other", "08:2222222222")
    folder = block(yard, "out")
    yard.drop(orders("1"))
    yard.drop(orders("2", sender="08:2222222222"), "o.edi", "other")
    with pytest.raises(TemporaryError) as told:
        yard.once()
    assert told.value.message == f"cannot deliver to mailbox acme: {folder}: Not a directory"
    assert told.value.exit_code == 3 and told.value.hint
    assert [row["number"] for row in yard.app.orders_list()] == ["1", "2"]
    assert len(yard.files("other")) == 2
    with pytest.raises(TemporaryError):  # not due yet, and still not delivered
        yard.once()
    mend(yard, folder)
    yard.now += timedelta(hours=1)
    assert yard.once()["sent"] == 2
    assert [d["state"] for d in yard.docs() if d["direction"] == "out"] == ["SENT"] * 4
    assert len(yard.files()) == 2


def test_a_folder_that_cannot_be_read_is_said_and_stops_nobody_else(yard: Yard) -> None:
    yard.partner("other", "08:2222222222")
    folder = block(yard, "in")
    yard.drop(orders("2", sender="08:2222222222"), "o.edi", "other")
    with pytest.raises(TemporaryError, match=r"mailbox acme: .*/acme/in is no folder"):
        yard.once()
    assert [row["number"] for row in yard.app.orders_list()] == ["2"]
    mend(yard, folder)
    assert yard.take(orders("1"))["received"] == 1


def test_a_file_that_is_too_large_stays_and_is_said(yard: Yard) -> None:
    toml = yard.base / "edigw.toml"
    toml.write_text(toml.read_text("utf-8").replace("[limits]", '[limits]\nfile = "1 KB"'), "utf-8")
    large = yard.drop(orders(*(str(n) for n in range(9))), "large.edi")
    told = yard.take(orders("1", control=2), "b.edi")
    assert told["received"] == 1
    assert told["left"] == ["mailbox acme: large.edi is larger than `limits.file` of edigw.toml allows"]
    assert large.exists()


def test_faults_of_partners_stop_it_where_that_is_asked_for(yard: Yard) -> None:
    yard.tell("lenience: strict\n")
    yard.drop(orders("1"))
    with pytest.raises(ConfigError, match="lenience"):
        yard.app.once(strict_config=True)
    with pytest.raises(ConfigError, match="lenience"):
        yard.app.run(strict_config=True, say=lambda line: None)
    assert yard.docs() == []
    assert yard.once()["attention"] == 1


def test_a_batch_leaves_when_it_is_due_or_full(yard: Yard) -> None:
    yard.tell("batching:\n  when: every 30 min\n  most_sets: 3\n")
    for n in (1, 2):
        yard.take(orders(str(n), control=n), f"{n}.edi")
        yard.now += timedelta(minutes=10)
    assert [d["state"] for d in yard.docs(type="855")] == ["READY", "READY"]
    with pytest.raises(NotFound, match="in no file yet"):
        yard.app.docs_raw(yard.docs(type="855")[0]["id"])
    yard.take(orders("3", control=3), "3.edi")
    assert yard.text("855").count("ST*855*") == 3
    yard.take(orders("4", control=4), "4.edi")
    yard.now += timedelta(minutes=29)
    yard.once()
    assert yard.docs(type="855")[3]["state"] == "READY"
    yard.now += timedelta(minutes=2)
    assert yard.once()["sent"] == 1
    assert len({d["interchange_control"] for d in yard.docs(type="855")}) == 2


def test_answers_fall_overdue_and_a_late_one_still_counts(yard: Yard) -> None:
    yard.take(orders("1"))
    yard.now += timedelta(hours=25)
    yard.once()
    assert [(d["type"], d["answer"]) for d in yard.docs(answer="overdue")] == [("855", "overdue")]
    sent = yard.docs(type="855")[0]
    body = f"AK1*PR*{sent['group_control']}~\nAK2*855*{sent['set_control']}~\nAK5*A~\nAK9*A*1*1*1~\n"
    yard.take(isa([group([transaction("997", body)], 9, "FA")], 9), "ack.edi")
    assert yard.docs(type="855")[0]["answer"] == "accepted"
    assert yard.app.status()["counts"]["overdue"] == 0


def test_a_daemon_that_does_not_answer_a_reload_is_said(yard: Yard, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "RELOAD_S", 0.2)
    with FileLock(yard.base / "data/run/daemon.lock") as lock:
        assert lock.take()
        lock.say("nobody")
        with pytest.raises(TemporaryError, match="has not answered"):
            yard.app.reload()
    assert not yard.app.reload()["reloaded"]


def test_a_reload_that_the_daemon_refuses_is_refused(yard: Yard) -> None:
    """The daemon's own view counts: what it says is what the person who asked is told."""
    said: list[str] = []
    gateway = Workspace(yard.base, yard.clock)
    assert "acme" in gateway.configuration.partners
    yard.tell("lenience: strict\n")
    answering = threading.Thread(target=answer, args=(gateway, said))
    with FileLock(gateway.run_folder / "daemon.lock") as lock:
        assert lock.take()
        lock.say("nobody")
        answering.start()
        with pytest.raises(ConfigError, match=r"partner.yaml:.*lenience"):
            yard.app.reload()
        answering.join()
    assert len(said) == 1 and "acme" in gateway.configuration.partners


def answer(gateway: Workspace, said: list[str]) -> None:
    deadline = time.monotonic() + 10
    while not said and time.monotonic() < deadline:
        gateway.reload_if_asked(said.append)
        time.sleep(0.01)
