"""What is stored of a request, what is not, and that an id has one meaning."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from as2_partner import trading
from as2_yard import SIGNED, As2Yard, Headers
from openssl_peer import key
from sqlalchemy import select
from yard import orders

from edigw.model.alerts import KINDS
from edigw.pipeline.as2.receiving import Reply, at_the_door, take_in
from edigw.pipeline.context import Context
from edigw.store import tables

pytestmark = pytest.mark.usefixtures("shipped_maps_once")


def take(context: Context, yard: As2Yard, headers: Headers, body: bytes) -> Reply:
    path = yard.base / "data" / "body"
    path.write_bytes(body)
    return take_in(context, tuple(headers), path, sha256(body).digest())


def rows(context: Context, table: Any = tables.as2_message) -> list[Any]:
    with context.store.read() as c:
        return list(c.execute(select(table).order_by(table.c.id)))


def test_what_is_accepted_is_kept_raw_with_its_receipt_and_who_signed_it(yard: As2Yard) -> None:
    headers, body = yard.message(yard.entity(name="a b.edi"))
    with yard.context() as context:
        reply = take(context, yard, headers, body)
        (row,), (arrival,) = rows(context), rows(context, tables.inbox)
    assert reply.taken and (row.state, row.accepted) == ("ACCEPTED", True)
    assert (row.body, row.body_sha256) == (body, sha256(body).hexdigest())
    assert [tuple(one) for one in row.headers] == list(headers)
    assert (row.receipt_body, row.message_id) == (reply.body, "<1@them>")
    assert row.signer.encode() == (yard.peer.folder / "them.crt").read_bytes()
    assert (arrival.mailbox, arrival.name, arrival.transport) == ("acme", "a b.edi", "as2")
    assert arrival.token == f"as2:{row.id}:1"
    assert arrival.body == orders("4711").encode()


def test_several_attachments_are_arrivals_of_their_own(yard: As2Yard) -> None:
    one, two = yard.entity(orders("1")), yard.entity(orders("2", control=2))
    both = b"Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n" + one + b"\r\n--x\r\n" + two + b"\r\n--x--\r\n"
    with yard.context() as context:
        assert take(context, yard, *yard.message(both)).taken
        assert [row.token[-2:] for row in rows(context, tables.inbox)] == [":1", ":2"]
    yard.once()
    assert len(yard.app.orders_list()) == 2


def test_as2_016_the_same_id_for_another_content_is_refused_and_told(yard: As2Yard) -> None:
    with yard.context() as context:
        context.store.alerting = dict.fromkeys(KINDS, ("mail",))
        take(context, yard, *yard.message(yard.entity()))
        reply = take(context, yard, *yard.message(yard.entity(orders("666"))))
        states = [(row.state, row.accepted) for row in rows(context)]
        told = [(row.kind, row.partner, row.file) for row in rows(context, tables.alert)]
        arrivals = rows(context, tables.inbox)
    assert b"unexpected-processing-error" in reply.body and not reply.taken
    assert states == [("ACCEPTED", True), ("REFUSED", False)]
    assert told == [("integrity", "acme", "<1@them>")]
    assert len(arrivals) == 1


def test_the_same_content_sealed_anew_gets_the_same_receipt(yard: As2Yard) -> None:
    with yard.context() as context:
        first = take(context, yard, *yard.message(yard.entity()))
        again = take(context, yard, *yard.message(yard.entity()))
        assert (again.body, again.taken) == (first.body, False)
        assert len(rows(context)) == len(rows(context, tables.inbox)) == 1


def test_a_forgery_under_a_known_or_later_id_changes_nothing(yard: As2Yard) -> None:
    yard.peer.keep("them2", key("stranger", "them"))
    entity = yard.entity()
    from openssl_peer import two_parts

    kind, body = two_parts(entity, yard.peer.signature(entity, by="them2"))
    forged = yard.peer.sealed(f"Content-Type: {kind}\r\n\r\n".encode() + body)
    headers, good = yard.message(entity)
    with yard.context() as context:
        refused = take(context, yard, headers, forged)
        assert refused.refused and rows(context, tables.inbox) == []
        assert rows(context)[0].body is None  # of who proves nothing, nothing is kept but what was said to them
        assert take(context, yard, headers, good).taken
        assert take(context, yard, headers, forged).body == refused.body
        assert len(rows(context)) == 2


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ((("Content-Type", "x"),), 400),
        ((("AS2-From", "THEM"), ("AS2-To", "US")), 400),
        ((("AS2-From", "THEM"), ("AS2-To", "US"), ("Message-ID", "<1>"), ("Message-ID", "<2>")), 400),
        ((("AS2-From", "X"), ("AS2-To", "US"), ("Message-ID", "<1>"), *SIGNED), 200),
        ((("AS2-From", "them"), ("AS2-To", "US"), ("Message-ID", "<1>"), *SIGNED), 200),
    ],
)
def test_17_at_the_door(yard: As2Yard, headers: Headers, status: int) -> None:
    with yard.context() as context:
        reply = at_the_door(context, tuple(headers), None)
        assert reply is not None and reply.status == status and reply.refused
        assert status == 400 or b"unknown-trading-relationship" in reply.body
        assert at_the_door(context, tuple(yard.headed("<1>", "x")), None) is None
        assert rows(context) == []


def test_32_a_long_odd_message_id_is_kept_and_told_as_it_came(yard: As2Yard) -> None:
    ident = "<" + "a/'\";--" * 150 + "@th\u00e9m>"
    with yard.context() as context:
        reply = take(context, yard, *yard.message(yard.entity(), ident))
        assert rows(context)[0].message_id == ident
        assert ident.encode("latin-1") in reply.body


def test_11_no_receipt_where_none_is_wished(yard: As2Yard) -> None:
    with yard.context() as context:
        reply = take(context, yard, *yard.message(yard.entity(), "<1@them>", ("X-None", "1")))
        assert reply.taken and (reply.status, reply.headers, reply.body) == (200, (), b"")
        assert take(context, yard, *yard.message(yard.entity(), "<1@them>", ("X-None", "1"))).body == b""


def test_35_a_receipt_to_a_host_that_was_not_agreed_on_is_not_posted(yard: As2Yard) -> None:
    wish = (*SIGNED, ("Receipt-Delivery-Option", "http://169.254.169.254/latest"))
    with yard.context() as context:
        reply = take(context, yard, *yard.message(yard.entity(), "<1@them>", *wish))
        assert reply.refused and rows(context, tables.outbox) == []


def test_39_who_must_show_a_certificate_on_tls_is_not_read_without(tmp_path: Path) -> None:
    with trading(tmp_path / "shop", "client_certificate: yes") as (yard, _), yard.context() as context:
        headers = tuple(yard.headed("<1>", "x"))
        for shown in (None, b"another"):
            reply = at_the_door(context, headers, shown)
            assert reply is not None and reply.status == 403 and reply.refused
