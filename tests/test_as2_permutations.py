"""Checklist 3: plain, signed, sealed, both; no receipt, an unsigned, a signed one; at once and later; each way."""

from __future__ import annotations

import itertools
from datetime import timedelta
from pathlib import Path

import pytest
from as2_partner import BYTES, lay, paid, trading, tried
from as2_yard import SIGNED, posted
from openssl_peer import EDI, built
from sqlalchemy import select

from edigw.store import tables

LAYERS = list(itertools.product((False, True), (False, True)))
RECEIPTS = list(itertools.product(("none", "unsigned", "signed"), (False, True)))
PACKED = [pytest.param("", id="plain"), *(pytest.param(one, marks=pytest.mark.torture) for one in ("first", "last"))]


@pytest.mark.parametrize("compress", PACKED)
def test_3_each_form_comes_with_each_receipt(tmp_path: Path, compress: str) -> None:
    with trading(tmp_path / "shop", "must_be_signed: no", "must_be_encrypted: no") as (yard, _):
        with yard.serving() as port:
            for number, ((sign, seal), (receipt, later)) in enumerate(itertools.product(LAYERS, RECEIPTS)):
                kind, body, mic = built(yard.peer, sign, seal, compress)
                wish = SIGNED[: {"none": 0, "unsigned": 1, "signed": 2}[receipt]]
                wish += (("Receipt-Delivery-Option", "http://127.0.0.1:9/mdn"),) if later else ()
                answer = posted(port, yard.headed(f"<{number}@them>", kind, *wish, ("X", "x")), body)
                assert answer.status == 200
                assert bool(answer.body) == (receipt != "none" and not later)
                if answer.body:
                    report = yard.verified(answer) if receipt == "signed" else answer.body
                    assert f"{mic}, sha-256\r\n".encode() in report and b"; processed\r\n" in report
        with yard.context() as context, context.store.read() as c:
            assert len(list(c.execute(select(tables.outbox.c.id)))) == 8  # receipts that are posted later
            assert [row.body for row in c.execute(select(tables.inbox.c.body))] == [EDI] * 24


@pytest.mark.torture
@pytest.mark.parametrize(("sign", "seal"), LAYERS)
@pytest.mark.parametrize(("receipt", "later"), RECEIPTS)
def test_3_each_form_leaves_with_each_receipt(
    tmp_path: Path, sign: bool, seal: bool, receipt: str, later: bool
) -> None:  # fmt: skip
    rows = [f"sign: {'sha256' if sign else 'none'}", f"encrypt: {'aes256-cbc' if seal else 'none'}", f"mdn: {receipt}"]
    rows += ["mdn_url: http://127.0.0.1:1/as2"] if later and receipt != "none" else []
    with trading(tmp_path / "shop", *rows) as (yard, them), yard.context() as context:
        lay(context, yard, "file")
        there = (yard, them, context)
        message, state, _ = tried(there)
        if later and receipt != "none":
            assert (message.state, state) == ("AWAITING", "SENT")
            paid(there)
            message, state, _ = tried(there, timedelta(seconds=5))
        assert them.taken[0].payload == BYTES
        wanted = "SENT" if receipt == "none" else "DELIVERED"
        assert (message.state, state) == (wanted, wanted)
