"""The life of an order over AS2 with a partner that is `openssl` and a plain HTTP client, either way."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from as2_partner import trading
from as2_yard import posted
from yard import group, isa, transaction

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
