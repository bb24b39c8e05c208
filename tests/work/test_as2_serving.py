"""POST /as2 over a real socket: what is answered, what is kept, and that it goes on to an order."""

from __future__ import annotations

import base64
import hashlib
import ssl
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from http.client import HTTPException
from pathlib import Path

import pytest
from as2_partner import trading
from as2_yard import SIGNED, As2Yard, posted
from yard import orders

from edigw.config.certs import seal
from edigw.config.certs.keep import Cut, Place, create
from edigw.errors import UsageError
from edigw.model.serving import Listening
from edigw.pipeline.context import Context
from edigw.store import tables
from edigw.work.as2_serving import As2Server

pytestmark = pytest.mark.usefixtures("shipped_maps_once")


@pytest.fixture
def yard(tmp_path: Path) -> Iterator[As2Yard]:
    with trading(tmp_path / "shop") as (made, _):
        yield made


def test_1_an_850_becomes_an_order_and_its_signed_receipt_tells_its_mic(yard: As2Yard) -> None:
    entity = yard.entity(name="orders.edi")
    with yard.serving() as port:
        answer = posted(port, *yard.message(entity))
    report = yard.verified(answer)
    assert answer.status == 200
    assert b"Disposition: automatic-action/MDN-sent-automatically; processed\r\n" in report
    assert dict(answer.headers)["as2-from"] == "US"
    assert yard.wakes == 1
    yard.once()
    assert ("in", "850", "DONE", None) in yard.states()
    assert len(yard.app.orders_list()) == 1
    assert base64.b64encode(hashlib.sha256(entity).digest()) + b", sha-256\r\n" in report


def test_18_the_same_again_gets_the_stored_receipt_and_no_second_order(yard: As2Yard) -> None:
    headers, body = yard.message(yard.entity())
    with yard.serving() as port:
        first = posted(port, headers, body)
        again = posted(port, headers, body)
    assert (again.status, again.body) == (first.status, first.body)
    assert yard.wakes == 1
    yard.once()
    assert sum(kind == "850" for _, kind, _, _ in yard.states()) == 1


def test_as2_001_what_is_no_as2_is_400(yard: As2Yard) -> None:
    with yard.serving() as port:
        assert posted(port, [("Content-Type", "text/plain")], b"x").status == 400
        assert posted(port, [], b"x", path="/other").status == 404
    assert yard.once()["received"] == 0 and yard.docs() == []


def test_17_an_unknown_partner_gets_a_receipt_that_says_so(yard: As2Yard) -> None:
    headers = [("AS2-From", "NOBODY"), ("AS2-To", "US"), ("Message-ID", "<1>"), ("Disposition-Notification-To", "x")]
    with yard.serving() as port:
        answer = posted(port, headers, b"x" * 100_000)
    assert answer.status == 200 and b"unknown-trading-relationship" in answer.body
    assert b"Traceback" not in answer.body and yard.crashes() == []


def test_as2_040_who_is_refused_all_the_time_waits_and_others_do_not(yard: As2Yard) -> None:
    with yard.serving(refusals=5) as port:
        statuses = [posted(port, [], b"x", "127.0.0.2").status for _ in range(8)]
        good = posted(port, *yard.message(yard.entity()))
    assert statuses == [400] * 5 + [429] * 3
    assert good.status == 200 and yard.wakes == 1


def test_where_nothing_can_be_stored_the_same_is_asked_for_again(yard: As2Yard, monkeypatch) -> None:
    from edigw.errors import TemporaryError
    from edigw.store.archive import Archive

    def full(self: Archive, path: Path) -> None:
        raise TemporaryError("no room")

    headers, body = yard.message(yard.entity())
    with yard.serving() as port:
        with monkeypatch.context() as patched:
            patched.setattr(Archive, "keep_file", full)
            assert posted(port, headers, body).status == 503
        assert yard.wakes == 0
        assert posted(port, headers, body).status == 200


def test_what_breaks_the_program_is_reported_and_asked_for_again(yard: As2Yard, monkeypatch) -> None:
    def broken(*given: object) -> None:
        raise ValueError("ours")

    monkeypatch.setattr("edigw.work.as2_serving.take_in", broken)
    with yard.serving() as port:
        answer = posted(port, *yard.message(yard.entity()))
    assert answer.status == 503 and b"Traceback" not in answer.body
    assert "ValueError: ours" in yard.crashes()[0]


def test_as2_015_twice_at_once_is_processed_once(yard: As2Yard) -> None:
    headers, body = yard.message(yard.entity())
    with yard.serving() as port, ThreadPoolExecutor(6) as threads:
        answers = list(threads.map(lambda _: posted(port, headers, body), range(6)))
    assert {answer.status for answer in answers} == {200}
    assert len({answer.body for answer in answers}) == 1
    assert yard.wakes == 1
    yard.once()
    assert sum(kind == "850" for _, kind, _, _ in yard.states()) == 1


def test_2_an_async_receipt_waits_in_the_outbox_and_the_answer_is_empty(yard: As2Yard) -> None:
    wish = (*SIGNED, ("Receipt-Delivery-Option", "http://127.0.0.1:9/mdn"))
    with yard.serving() as port:
        answer = posted(port, *yard.message(yard.entity(), "<1@them>", *wish))
    assert (answer.status, answer.body) == (200, b"")
    with yard.context() as context, context.store.read() as c:
        (row,) = c.exec_driver_sql("SELECT name, mailbox, state FROM outbox").all()
    assert (row.name[:4], row.mailbox, row.state) == ("mdn-", "acme", "READY")


def test_an_operator_is_told_who_was_refused_and_why_once_a_minute(yard: As2Yard) -> None:
    stranger = [("AS2-From", "NOBODY"), ("AS2-To", "US"), ("Message-ID", "<1>")]
    headers, body = yard.message(yard.entity())
    with yard.serving() as port:
        for _ in range(2):
            posted(port, stranger, b"x")
            posted(port, [], b"x")
        posted(port, [("AS2-From", "THEM"), *stranger[1:], ("Content-Type", "application/edi-x12")], b"ISA")
        posted(port, headers, body)
    assert len(yard.told) == 3
    who, what, why = yard.told
    assert who == "AS2: 127.0.0.1: NOBODY to US: no partner of these names"
    assert what.startswith("AS2: 127.0.0.1: ") and "AS2-From" in what
    assert why == "AS2: 127.0.0.1: THEM to US: not encrypted, though it must be"


def test_the_server_of_the_daemon_listens_renews_and_drains(yard: As2Yard) -> None:
    told: list[str] = []
    with yard.context() as context:
        left = context.run_folder / "spool" / ".left.tmp"
        left.parent.mkdir(parents=True)
        left.write_bytes(b"x")
        asked: list[int] = []

        def ask() -> Context:
            asked.append(1)
            return context

        server = As2Server(ask, Listening(tls=False), told.append)
        server.start(yard.woken)
        assert not left.exists()
        assert told == [f"partners post AS2 to http://127.0.0.1:{server.port}/as2"]
        server.renew()
        assert posted(server.port, *yard.message(yard.entity())).status == 200
        assert len(asked) == 2 and yard.wakes == 1
        server.drain(1.0)
        with pytest.raises(OSError):
            posted(server.port, [], b"")


def test_39_without_a_certificate_there_is_no_tls_server(yard: As2Yard) -> None:
    with yard.context() as context, pytest.raises(UsageError, match="without a certificate"):
        As2Server(lambda: context, Listening(), print).start(yard.woken)


def test_16_folded_headers_and_odd_case(yard: As2Yard) -> None:
    headers, body = yard.message(yard.entity())
    odd = [(name.upper(), held.replace("; ", ";\r\n\t")) for name, held in headers]
    with yard.serving() as port:
        assert b"; processed\r\n" in yard.verified(posted(port, odd, body))


@pytest.mark.torture
def test_as2_015_twice_at_once_on_postgresql(yard: As2Yard, postgres_url: str) -> None:
    toml = yard.base / "edigw.toml"
    toml.write_text(toml.read_text("utf-8").replace("[database]", f'[database]\nurl = "{postgres_url}"', 1), "utf-8")
    with yard.context() as context, context.store.begin() as c:
        names = ", ".join(f'"{name}"' for name in tables.metadata.tables)
        c.exec_driver_sql(f"TRUNCATE {names} CASCADE")
    for number in range(10):
        headers, body = yard.message(yard.entity(orders(str(number), control=number + 1)), f"<{number}@them>")
        with yard.serving() as port, ThreadPoolExecutor(6) as threads:
            answers = list(threads.map(lambda _, port=port, sent=(headers, body): posted(port, *sent), range(6)))
        assert {answer.status for answer in answers} == {200} and len({answer.body for answer in answers}) == 1
    assert yard.wakes == 10
    yard.once()
    assert sum(kind == "850" for _, kind, _, _ in yard.states()) == 10


def test_a_rotated_certificate_is_shown_after_a_reload(yard: As2Yard, monkeypatch) -> None:
    monkeypatch.setattr(seal, "ROUNDS", 1_000)
    said: list[str] = []
    place = Place(True, "main", uses=("tls",), passphrase=f"file:{yard.base}/passphrase")
    names = [create(yard.base, place, Cut(days=9, bits=2048, hosts=("localhost",)), yard.now).name for _ in range(2)]
    old, new = ((yard.base / "certs" / f"{name}.crt").read_bytes() for name in names)
    entry = yard.base / "certs" / f"{names[1]}.toml"
    held = entry.read_bytes()
    entry.unlink()
    with ExitStack() as both:
        server = As2Server(lambda: both.enter_context(yard.context()), Listening(), said.append)
        server.start(yard.woken)
        where = ("127.0.0.1", server.port)
        assert ssl.get_server_certificate(where).encode() == old
        entry.write_bytes(held)
        (yard.base / "certs" / f"{names[0]}.toml").unlink()
        server.renew()
        assert ssl.get_server_certificate(where).encode() == new
        entry.unlink()
        server.renew()
        assert ssl.get_server_certificate(where).encode() == new
        assert "goes on with the certificate that it had" in said[-1]
        server.drain(1.0)


def test_40_a_judgement_that_takes_long_holds_up_no_stop(yard: As2Yard, monkeypatch) -> None:
    let_go, begun = threading.Event(), threading.Event()

    def slow(*given: object) -> None:
        begun.set()
        let_go.wait(20)

    monkeypatch.setattr("edigw.work.as2_serving.take_in", slow)
    with yard.context() as context, ThreadPoolExecutor(1) as beside:
        server = As2Server(lambda: context, Listening(tls=False), print)
        server.start(yard.woken)
        answer = beside.submit(posted, server.port, *yard.message(yard.entity()))
        assert begun.wait(10)
        began = time.monotonic()
        server.drain(1.0)
        assert time.monotonic() - began < 4.0
        with pytest.raises((OSError, HTTPException)):
            assert answer.result(10).status != 200
            raise ConnectionError
        let_go.set()
