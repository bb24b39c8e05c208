"""Alerts from end to end, over real servers: told, sent, tried again, given up; nobody is held up, nothing is lost."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from servers import Hook, Post, free_port, hook_server, post_office, silent_server
from sftp_servers import US, in_a_thread
from sqlalchemy import select
from yard import Yard, orders

from edigw.app.workspace import Workspace
from edigw.config.certs.entries import Entry, entry_text
from edigw.errors import EdigwError, TemporaryError
from edigw.pipeline.boundaries import arm
from edigw.pipeline.context import Context
from edigw.store import alerts as rows
from edigw.store import tables
from edigw.transports.webhook import signature
from edigw.work import alerting

ROOT = Path(__file__).parents[2]
CONFLICT = orders("1", control=2).replace("PO1*1*24", "PO1*1*36")


def mail_to(yard: Yard, port: int, more: str = "", timeout: str = "2 s") -> None:
    toml = yard.base / "edigw.toml"
    said = f'every = "1 min"\n{more}\nmail.host = "127.0.0.1"\nmail.port = {port}\nmail.tls = "none"\n'
    said += f'mail.from = "edi@example.com"\nmail.to = "a@example.com"\nmail.timeout = "{timeout}"\n'
    toml.write_text(toml.read_text("utf-8").replace("[alerts]\n", "[alerts]\n" + said), "utf-8")


def hook_to(yard: Yard, url: str) -> None:
    toml = yard.base / "edigw.toml"
    text = toml.read_text("utf-8").replace("[alerts]\n", f'[alerts]\nwebhook.url = "{url}"\n')
    toml.write_text(text, "utf-8")


@pytest.fixture
def post() -> Iterator[Post]:
    with post_office() as one:
        yield one


@pytest.fixture
def hook() -> Iterator[Hook]:
    with hook_server() as one:
        yield one


def subjects(post: Post) -> list[str]:
    return [str(mail["Subject"]) for mail in post.mails]


def until(happened: Callable[[], bool], seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)


@contextmanager
def context(yard: Yard) -> Iterator[Context]:
    with Workspace(yard.base, yard.clock).opened() as made:
        yield made


def test_nothing_is_noted_or_sent_where_nobody_is_to_be_told(yard: Yard) -> None:
    yard.take("no edi")
    with context(yard) as made, made.store.read() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM alert").scalar() == 0


def test_what_needs_a_person_is_told_by_each_channel(yard: Yard, post: Post, hook: Hook) -> None:
    mail_to(yard, post.port)
    hook_to(yard, hook.url)
    yard.drop(orders("1"))
    yard.drop("no edi", "b.edi")
    yard.drop(CONFLICT, "c.edi")
    yard.once()
    assert subjects(post) == ["edigw: 2 alerts (1 quarantined, 1 waiting)"]
    ids = {row["state"]: row["id"] for row in yard.docs() if row["direction"] == "in"}
    assert f"edigw docs release {ids['WAITING']} --reason WHY" in post.texts()[0]
    assert ids["QUARANTINED"] in post.texts()[0] and "no edi" not in post.texts()[0]
    ((_, body),) = hook.taken
    assert sorted(one["document"] for one in json.loads(body)["alerts"]) == sorted([ids["WAITING"], ids["QUARANTINED"]])
    yard.now += timedelta(hours=1)
    yard.once()
    assert len(post.mails) == len(hook.taken) == 1  # nothing is told twice


def test_answers_that_are_overdue_orphans_and_refusals(yard: Yard, post: Post) -> None:
    mail_to(yard, post.port)
    yard.take(orders("1"))
    assert post.mails == []
    yard.now += timedelta(hours=25)
    yard.once()
    assert subjects(post) == ["edigw: 1 alert (1 overdue)"]
    sent = yard.docs(type="855")[0]
    assert sent["id"] in post.texts()[0] and "order 1" in post.texts()[0]
    ack = "ISA*00*          *00*          *08*6123830000     *01*SUPPLIER001    *261101*0800*U*00401*{0:09d}*0*P*>~\n"
    ack += "GS*FA*6123830000*SUPPLIER001*20261101*0800*{0}*X*004010~\nST*997*0001~\nAK1*PR*{1}~\nAK9*R*1*1*0~\n"
    ack += "SE*4*0001~\nGE*1*{0}~\nIEA*1*{0:09d}~\n"
    yard.now += timedelta(hours=1)
    yard.drop(ack.format(8, int(sent["group_control"])), "r.edi")
    yard.take(ack.format(9, 999), "o.edi")
    assert subjects(post)[1:] == ["edigw: 2 alerts (1 orphan, 1 refused)"]


def test_only_the_kinds_that_are_wanted(yard: Yard, post: Post) -> None:
    mail_to(yard, post.port, 'kinds = ["waiting"]')
    yard.drop("no edi", "b.edi")
    yard.take(orders("1"))
    yard.take(CONFLICT, "c.edi")
    assert subjects(post) == ["edigw: 1 alert (1 waiting)"]


def test_a_file_that_cannot_be_delivered_for_minutes(yard: Yard, post: Post) -> None:
    mail_to(yard, post.port)
    out = yard.base / "data/acme/out"
    yard.drop(orders("1"))
    out.rmdir()
    out.write_text("")  # a file where a folder should be
    for _ in range(7):
        with pytest.raises(TemporaryError):
            yard.once()
        yard.now += timedelta(hours=2)
    told = [one for one in "".join(post.texts()).split("\n\n") if "cannot be delivered" in one]
    assert len(told) == 2 and "mailbox acme" in told[0]  # the 997 and the 855, each once
    assert "edigw docs redeliver" in told[0]


def test_a_parked_partner_is_told_once(yard: Yard, post: Post) -> None:
    mail_to(yard, post.port)
    path = yard.base / "partners/acme/partner.yaml"
    good = path.read_text("utf-8")
    path.write_text(good + "lenience: strict\n", "utf-8")
    for _ in range(3):
        yard.once()
        yard.now += timedelta(minutes=2)
    assert subjects(post) == ["edigw: 1 alert (1 parked)"] and "edigw partners check acme" in post.texts()[0]
    path.write_text(good, "utf-8")
    yard.once()
    path.write_text(good + "lenience: strict\n", "utf-8")
    yard.now += timedelta(minutes=2)
    yard.once()
    assert len(post.mails) == 2


def test_a_mailbox_that_does_not_let_us_in_is_told_after_a_while_and_once(
    yard: Yard, post: Post, tmp_path: Path
) -> None:
    mail_to(yard, post.port, 'kinds = ["silent"]')
    with in_a_thread(tmp_path) as server:
        yard.tell(
            f"mailboxes:\n  acme:\n    transport: sftp\n    host: 127.0.0.1\n    port: {server.port}\n    user: {US}\n"
            f"    key: file:{server.key}\n    host_keys: SHA256:{43 * 'a'}\n"
        )
        for _ in range(4):
            with pytest.raises(TemporaryError, match="HOSTKEY"):
                yard.once()
            yard.now += timedelta(minutes=8)
        assert subjects(post) == ["edigw: 1 alert (1 silent)"]
        assert "mailbox acme" in post.texts()[0] and "edigw mailboxes list" in post.texts()[0]
        yard.rewrite(f"    host_keys: SHA256:{43 * 'a'}", f"    host_keys: {server.pin}")
        yard.once()
        yard.rewrite(f"    host_keys: {server.pin}", f"    host_keys: SHA256:{43 * 'b'}")
        for _ in range(2):
            with pytest.raises(TemporaryError, match="HOSTKEY"):
                yard.once()
            yard.now += timedelta(minutes=11)
        assert len(post.mails) == 2


def test_36_as2_033_a_certificate_that_ends_is_told_30_7_and_1_days_before_and_when_it_has(
    yard: Yard, post: Post
) -> None:
    mail_to(yard, post.port, 'kinds = ["certificate"]')
    toml = yard.base / "edigw.toml"
    toml.write_text(toml.read_text("utf-8").replace("[identity.main]", '[identity.main]\nas2 = "US"', 1), "utf-8")
    hub = 'transport = "as2"\n[mailbox.hub.as2]\ntheir_name = "HUB"\nmdn = "none"\n'
    hub += 'sign = "none"\nencrypt = "none"\nmust_be_encrypted = false\n'
    toml.write_text(toml.read_text("utf-8") + f"\n[mailbox.hub]\n{hub}", "utf-8")
    held = Entry(
        "hub-1", False, "hub", ("verify",), 64 * "a", "CN=hub", "1", yard.now - timedelta(days=1),
        yard.now + timedelta(days=31),
    )  # fmt: skip
    (yard.base / "certs").mkdir()
    (yard.base / "certs/hub-1.toml").write_text(entry_text(held), "utf-8")
    for days in (0, 1, 0, 1, 22, 0, 6, 0, 2, 1):  # the 1st, 24th, 30th and 32nd tell something new
        yard.now += timedelta(days=days)
        yard.once()
    assert subjects(post) == ["edigw: 1 alert (1 certificate)"] * 4
    soon, *_, over = post.texts()
    assert "nothing that hub signs is believed after" in soon and "edigw status" in soon
    assert "ended" in over


def test_what_was_sent_leaves_the_database_when_it_was_kept_long_enough(yard: Yard, post: Post) -> None:
    mail_to(yard, post.port, 'keep = "30 d"')
    yard.take("no edi")
    (first,) = stored(yard)
    for days, there in ((29, True), (2, False)):
        yard.now += timedelta(days=days)
        yard.take(f"no edi after {days}", f"{days}.edi")
        assert (first in stored(yard)) is there, days
    assert len(post.mails) == 3 and len(stored(yard)) == 2


def stored(yard: Yard) -> list[str]:
    """The messages that are there, each with its alerts."""
    with context(yard) as made, made.store.read() as connection:
        messages = list(connection.execute(select(tables.alert_message.c.id)).scalars())
        assert sorted(messages) == sorted(connection.execute(select(tables.alert.c.message_id)).scalars())
    return messages


def test_at_most_one_message_in_so_long(yard: Yard, post: Post) -> None:
    mail_to(yard, post.port)
    for n in range(5):
        yard.take(f"no edi {n}", f"{n}.edi")
    assert len(post.mails) == 1
    yard.now += timedelta(minutes=1)
    yard.once()
    assert subjects(post)[1:] == ["edigw: 4 alerts (4 quarantined)"]


def test_what_is_refused_is_tried_again_under_its_id(yard: Yard, post: Post, hook: Hook) -> None:
    mail_to(yard, post.port)
    hook_to(yard, hook.url)
    post.replies = ["451 later", "550 never"]
    assert yard.take("no edi")["attention"] == 1  # a pass is none the worse for it
    assert (len(post.mails), len(hook.taken)) == (0, 1)
    told = yard.app.status()
    assert any("1 alerts by mail could not be sent, and are tried again: mail: cannot send: 451" in one["message"]
               for one in told["troubles"])  # fmt: skip
    yard.once()
    assert post.replies == ["550 never"]  # not before its time
    for _ in range(2):
        yard.now += timedelta(minutes=5)
        yard.once()
    assert len(post.mails) == 1 and len(hook.taken) == 1
    assert not any("alerts" in one["message"] for one in yard.app.status()["troubles"])


def test_it_is_given_up_in_the_end_and_status_says_so(yard: Yard) -> None:
    mail_to(yard, free_port())
    yard.take("no edi")
    for _ in range(rows.TRIES):
        yard.now += timedelta(hours=2)
        yard.once()
    told = yard.app.status()
    assert told["counts"]["dead_alerts"] == 1 and not told["ok"]
    (trouble,) = [one for one in told["troubles"] if "alerts" in one["message"]]
    assert "1 alerts by mail could not be sent: mail: cannot connect" in trouble["message"]
    assert "edigw alerts retry" in trouble["hint"]


def dies(work: Callable[[], object], at: str) -> None:
    pid = os.fork()
    if pid == 0:
        try:
            arm(at)
            work()
        finally:
            os._exit(99)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 137


@pytest.mark.parametrize(("boundary", "arrived"), [("F.claimed", 0), ("F.sent", 1)])
def test_one_that_dies_loses_none_and_sends_again_under_the_same_id(
    yard: Yard, hook: Hook, boundary: str, arrived: int
) -> None:
    hook_to(yard, hook.url)
    yard.drop("no edi")
    dies(yard.once, boundary)
    assert len(hook.taken) == arrived
    yard.now += timedelta(minutes=5)
    yard.once()
    yard.now += timedelta(minutes=5)
    yard.once()
    assert len(hook.ids()) == arrived + 1 and len(set(hook.ids())) == 1
    assert len({body for _, body in hook.taken}) == 1


@pytest.mark.parametrize("boundary", ["C.decided", "B.closing", "C.committed"])
def test_an_alert_is_there_exactly_where_its_document_is(yard: Yard, hook: Hook, boundary: str) -> None:
    hook_to(yard, hook.url)
    yard.take(orders("1"))
    yard.drop(CONFLICT, "c.edi")
    dies(yard.once, boundary)
    yard.now += timedelta(minutes=10)
    yard.once()
    (waiting,) = yard.docs(state="WAITING")
    assert [one["document"] for _, body in hook.taken for one in json.loads(body)["alerts"]] == [waiting["id"]]


def test_once_waits_no_longer_than_its_bound(yard: Yard, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(alerting, "ONCE_S", 0.5)
    with silent_server() as port:
        mail_to(yard, port, timeout="60 s")
        yard.drop("no edi")
        started = time.monotonic()
        assert yard.once()["attention"] == 1
        assert time.monotonic() - started < 10


def test_what_is_not_signed_because_the_secret_is_empty_is_not_sent(yard: Yard, hook: Hook, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("\n")
    hook_to(yard, f'{hook.url}"\nwebhook.secret = "file:{tmp_path}/secret')
    yard.take("no edi")
    assert hook.taken == []
    (tmp_path / "secret").write_text("hunter2\n")
    yard.now += timedelta(minutes=5)
    yard.once()
    ((headers, body),) = hook.taken
    assert headers["X-Edigw-Signature"] == f"sha256={signature('hunter2', headers['X-Edigw-Timestamp'], body)}"
    assert abs(int(headers["X-Edigw-Timestamp"]) - yard.now.timestamp()) < 60


def test_a_secret_that_is_not_there_is_told_not_raised(yard: Yard, post: Post) -> None:
    mail_to(yard, post.port, 'mail.user = "x"\nmail.password = "env:EDIGW_NO_SUCH"')
    yard.take("no edi")
    with context(yard) as made:
        yard.now += timedelta(hours=1)
        assert alerting.attempt(made, lambda: False) == "mail.password: the environment has no EDIGW_NO_SUCH"
    assert post.users == []


def test_a_fault_of_the_program_is_reported_and_ends_no_thread(yard: Yard, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> list[str]:
        raise KeyError("nonsense")

    monkeypatch.setattr(alerting, "send_due", broken)
    with context(yard) as made:
        assert "see data/crash" in alerting.attempt(made, lambda: False)
    (report,) = (yard.base / "data/crash").iterdir()
    assert "KeyError" in report.read_text("utf-8")
    report.unlink()


def test_the_thread_says_each_trouble_once_and_its_end(yard: Yard, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    outcomes = ["away", "away", "", ""]
    mail_to(yard, 1)
    passes = threading.Semaphore(0)

    def outcome(*_: object) -> str:
        passes.release()
        return outcomes.pop(0)

    monkeypatch.setattr(alerting, "attempt", outcome)
    alerter = alerting.Alerter(said.append)
    with context(yard) as made:
        for _ in range(4):
            alerter.wake(made)
            assert passes.acquire(timeout=5)
            time.sleep(0.05)
        alerter.stop()
    assert said == ["trouble: away", "over: alerts are sent again"]


@contextmanager
def daemon(yard: Yard) -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-m", "edigw", "run", "--workspace", str(yard.base)]
    running = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    try:
        yield running
    finally:
        if running.poll() is None:
            running.kill()
        running.communicate()


def test_the_daemon_tells(yard: Yard, post: Post) -> None:
    mail_to(yard, post.port)
    with daemon(yard) as running:
        yard.drop("no edi")
        until(lambda: bool(post.mails))
        running.send_signal(signal.SIGTERM)
        assert running.wait(10) == 0


def test_a_server_that_never_answers_holds_up_neither_pipeline_nor_stop(yard: Yard) -> None:
    with silent_server() as port:
        mail_to(yard, port, timeout="60 s")
        with daemon(yard) as running:
            yard.drop("no edi")
            until(lambda: any(row["state"] == "QUARANTINED" for row in yard.docs()))
            time.sleep(1.0)  # it hangs on the server by now
            yard.drop(orders("1"), "b.edi")
            until(lambda: len(yard.files()) == 2, 15)
            started = time.monotonic()
            running.send_signal(signal.SIGTERM)
            assert running.wait(10) == 0
            assert time.monotonic() - started < 9
            said = running.stdout.read().decode() if running.stdout else ""
        assert "Traceback" not in said
    with context(yard) as made, made.store.read() as connection:
        (row,) = connection.exec_driver_sql("SELECT state, tries FROM alert_message").all()
        assert tuple(row) == ("RETRY", 1)  # claimed: free again when its time is over


def test_no_channel_no_send(yard: Yard) -> None:
    with context(yard) as made:
        alerts = made.configuration.settings.alerts
        assert alerting.send_due(made, lambda: False) == []
        with pytest.raises(EdigwError):
            alerting._url("file:/no/such")
        assert alerts.channels == ()
