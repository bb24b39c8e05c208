"""The life of an order over AS2 with a partner that is `openssl` and a plain HTTP client, either way."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest
from as2_partner import trading
from as2_yard import As2Yard, posted
from yard import group, isa, orders, transaction

from edigw.cli.main import run


def test_an_order_by_as2_its_answer_by_as2_and_one_timeline_of_it_all(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with trading(tmp_path / "shop") as (yard, them):
        with yard.serving() as port:
            first = posted(port, *yard.message(yard.entity()))
            yard.verified(first)
            yard.once()
            sent = {re.search(rb"ST\*(\d+)\*", one.payload)[1].decode(): one for one in them.taken}
            assert set(sent) == {"997", "855"}
            number = re.search(rb"GS\*PR\*[^~]*?\*(\d+)\*X\*", sent["855"].payload)[1].decode()
            body = f"AK1*PR*{number}~\nAK9*A*1*1*1~\n"
            answer = isa([group([transaction("997", body)], 9, "FA")], 9)
            yard.verified(posted(port, *yard.message(yard.entity(answer), "<997@them>")))
            yard.now += timedelta(minutes=1)
            yard.once()
        assert {(kind, state) for way, kind, state, _ in yard.states() if way == "out"} == {
            ("997", "DELIVERED"), ("855", "DELIVERED"),
        }  # fmt: skip
        (order,) = yard.docs(type="850")
        (ours,) = yard.docs(type="855")
        assert ours["answer"] == "accepted"
        story = yard.app.docs_show(order["id"])["story"]
        assert [one["what"] for one in yard.app.docs_show(ours["id"])["story"]] == [one["what"] for one in story]
    told = [(one["direction"], one["type"]) for one in story]
    wanted = [("in", "AS2"), ("out", "MDN"), ("in", "850"), ("out", "997"), ("out", "855"), ("out", "AS2"),
              ("in", "MDN"), ("in", "AS2"), ("in", "997")]  # fmt: skip
    rest = iter(told)
    assert all(one in rest for one in wanted), told  # in this order
    assert [one["at"] for one in story] == sorted(one["at"] for one in story)
    assert any("MDN: processed; the message is DELIVERED" in one["what"] for one in story)
    capfd.readouterr()
    assert run(["docs", "show", order["id"], "--workspace", str(yard.base)]) == 0
    shown = capfd.readouterr().out
    assert "the whole story" in shown and "MDN answered: processed, MIC " in " ".join(shown.split())


def test_as2_017_the_same_interchange_under_a_new_id_is_told_by_a_ta1(tmp_path: Path) -> None:
    with trading(tmp_path / "shop") as (yard, them), yard.serving() as port:
        yard.tell("duplicates:\n  answer: ta1\n")
        first = posted(port, *yard.message(yard.entity()))
        yard.once()
        again = posted(port, *yard.message(yard.entity(), "<2@them>"))
        yard.once()
        assert b"; processed\r\n" in yard.verified(first) and b"; processed\r\n" in yard.verified(again)
        assert ("in", "850", "DUPLICATE") in [one[:3] for one in yard.states()]
        assert len(yard.app.orders_list()) == 1
        assert any(re.search(rb"TA1\*0{8}1\*\d+\*\d+\*R\*025", one.payload) for one in them.taken)


def test_why_a_document_was_not_delivered_and_that_it_can_be_delivered_anew(tmp_path: Path) -> None:
    with trading(tmp_path / "shop") as (yard, them), yard.serving() as port:
        them.behaves = ["refused", "404"]
        posted(port, *yard.message(yard.entity()))
        yard.once()
        yard.now += timedelta(minutes=1)
        yard.once()
        sent = [doc for doc in yard.docs() if doc["direction"] == "out"]
        assert {(doc["state"], doc["reason"]) for doc in sent} == {("FAILED", "REFUSED"), ("FAILED", "NOT_TAKEN")}
        for doc in sent:
            kinds = [event["kind"] for event in yard.app.docs_show(doc["id"])["timeline"]]
            assert "document.undelivered" in kinds
        yard.app.docs_again("redeliver", [doc["id"] for doc in sent], reason="mended")
        for _ in range(2):
            yard.now += timedelta(minutes=1)
            yard.once()
        assert {doc["state"] for doc in yard.docs() if doc["direction"] == "out"} == {"DELIVERED"}
        assert len({one.headers["message-id"] for one in them.taken}) == len(them.taken) == 4


@pytest.mark.torture
def test_as2_040_a_thousand_strangers_a_second_do_not_hold_up_who_is_known(tmp_path: Path) -> None:
    """Messages a second of a partner, alone and beside strangers from another address that post as fast as they can."""
    with trading(tmp_path / "shop") as (yard, _), yard.serving() as port:
        _rate(yard, port, "first", 20)
        alone = _rate(yard, port, "alone")
        strangers = subprocess.Popen([sys.executable, "-c", STRANGERS, str(port)], stdout=subprocess.PIPE, text=True)
        try:
            assert strangers.stdout is not None and strangers.stdout.readline() == "begun\n"
            beside = _rate(yard, port, "beside")
        finally:
            strangers.terminate()
            posts = strangers.communicate()[0]
        print(f"{alone:.0f} a second alone, {beside:.0f} beside strangers who posted {posts.split()}")
        assert beside >= 0.4 * alone  # they take half of two cores to post at all


STRANGERS = """
import http.client, signal, sys, time

pytestmark = pytest.mark.usefixtures("shipped_maps_once")
port, count, refused = int(sys.argv[1]), 0, 0
signal.signal(signal.SIGTERM, lambda *_: (print(count, refused, flush=True), sys.exit(0)))
print("begun", flush=True)
wire = None
while True:
    wire = wire or http.client.HTTPConnection("127.0.0.1", port, source_address=("127.0.0.2", 0))
    wire.request("POST", "/as2", b"x", {"Content-Type": "text/plain"})
    answer = wire.getresponse()
    answer.read()
    count, refused = count + 1, refused + (answer.status == 429)
    if answer.getheader("connection") == "close":
        wire.close()
        wire = None
"""


def _rate(yard: As2Yard, port: int, name: str, many: int = 300) -> float:
    sent = [yard.message(yard.entity(orders(f"{name}{n}", control=n)), f"<{name}{n}@them>") for n in range(1, many)]
    began = time.monotonic()
    for headers, body in sent:
        assert posted(port, headers, body).status == 200
    return len(sent) / (time.monotonic() - began)
