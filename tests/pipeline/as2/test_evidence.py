"""What is kept is gathered as evidence: of what came by AS2 and what went, by the keys of its day."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from as2_partner import BYTES, paid, tried
from as2_yard import As2Yard
from evidence_reader import commands, unpack, wrong
from yard import orders

from edigw.config.certs.keep import Cut, Place, rotate
from edigw.pipeline.as2.evidence import exchanges
from edigw.pipeline.as2.receiving import take_in
from edigw.pipeline.context import Context
from edigw.protocols.as2.evidence import Exchange, bundle
from edigw.store import outbox, tables


def went(context: Context) -> list[Exchange]:
    document: Any = SimpleNamespace(direction="out", outbox_id="file", receipt_id=None)
    return exchanges(context, document)


def kinds(folder: Path) -> list[str]:
    return [command.split()[1] for command, _ in commands(folder)]


def test_what_went_with_the_partners_receipt(there, tmp_path: Path) -> None:
    tried(there)
    (found,) = went(there[2])
    assert (found.direction, found.state, found.payloads) == ("out", "DELIVERED", (BYTES,))
    folder = unpack(bundle(found), tmp_path / "x")
    assert wrong(folder) == [] and kinds(folder) == ["dgst", "dgst", "cms", "x509"]
    them = there[1]
    assert (folder / "request-body.bin").read_bytes() == them.taken[0].body
    assert (folder / "content.bin").read_bytes() == them.taken[0].entity  # what openssl found on the other side
    assert (folder / "receipt-signer.pem").read_bytes() == (them.peer.folder / "them.crt").read_bytes()
    assert (folder / "request-recipient.pem").read_bytes() == (them.peer.folder / "them.crt").read_bytes()


def test_a_receipt_that_came_later_and_a_second_message(later, tmp_path: Path) -> None:
    tried(later)
    paid(later)
    with later[2].store.begin() as c:
        outbox.redeliver(c, "file", later[0].now)
    tried(later, timedelta(hours=2))
    one, two = went(later[2])
    assert (one.state, two.state) == ("DELIVERED", "AWAITING") and one.message_id != two.message_id
    assert wrong(unpack(bundle(one), tmp_path / "x")) == []
    assert "No receipt was kept" in bundle(two)["README.txt"].decode()


@pytest.mark.parametrize(("behaviour", "told"), [("wrong mic", "THE MIC IS ANOTHER"), ("unsigned", "is not signed")])
def test_a_receipt_that_proves_something_else(there, tmp_path: Path, behaviour: str, told: str) -> None:
    there[1].behaves = [behaviour]
    tried(there)
    (found,) = went(there[2])
    folder = unpack(bundle(found), tmp_path / "x")
    assert told in (folder / "README.txt").read_text("utf-8") and wrong(folder) == []


def test_when_the_certificates_are_over_the_evidence_is_the_same(there) -> None:
    tried(there)
    before = bundle(went(there[2])[0])
    there[0].now += timedelta(days=1000)
    assert bundle(went(there[2])[0]) == before


def test_what_was_agreed_since_makes_no_content_that_was_not_sent(there) -> None:
    tried(there)
    box = there[2].configuration.mailboxes["acme"]
    changed = box.model_copy(update={"as2": box.as2.model_copy(update={"file_names": True})})
    there[2].configuration.mailboxes = {"acme": changed}
    (found,) = went(there[2])
    assert found.covered is None and found.payloads == (BYTES,)
    there[2].configuration.mailboxes = {}
    (found,) = went(there[2])
    readme = bundle(found)["README.txt"].decode()
    assert "could not be made again" in readme and found.request.body == there[1].taken[0].body


def test_what_came_with_our_receipt(yard: As2Yard, tmp_path: Path) -> None:
    headers, body = yard.message(yard.entity())
    with yard.context() as context:
        path = yard.base / "data" / "body"
        path.write_bytes(body)
        assert take_in(context, tuple(headers), path, sha256(body).digest()).taken
        with context.store.read() as c:
            receipt = c.execute(tables.inbox.select()).one()
        document: Any = SimpleNamespace(direction="in", receipt_id=receipt.id, outbox_id=None)
        (found,) = exchanges(context, document)
        plain = replace(context, stations=None)
        (unopened,) = exchanges(plain, document)
    assert (found.direction, found.state, found.covered) == ("in", "ACCEPTED", yard.entity())
    assert found.payloads == (orders("4711").encode(),)
    folder = unpack(bundle(found), tmp_path / "x")
    assert wrong(folder) == [] and kinds(folder) == ["dgst", "dgst", "cms", "x509", "cms", "x509"]
    assert (folder / "receipt-signer.pem").read_bytes() == (yard.peer.folder / "us.crt").read_bytes()
    assert unopened.covered is None and unopened.request.body == body


def test_what_came_or_went_by_a_folder_has_none(there) -> None:
    for document in (
        SimpleNamespace(direction="in", receipt_id="none", outbox_id=None),
        SimpleNamespace(direction="out", receipt_id=None, outbox_id=None),
    ):
        assert exchanges(there[2], document) == []


def test_36_after_a_rotation_each_bears_the_certificate_of_its_day(yard: As2Yard, tmp_path: Path) -> None:
    """The new key counts from an hour ago on, so by its dates alone it might have signed what the old one did."""
    headers, body = yard.message(yard.entity())
    with yard.context() as context:
        path = yard.base / "data" / "body"
        path.write_bytes(body)
        take_in(context, tuple(headers), path, sha256(body).digest())
        with context.store.read() as c:
            receipt = c.execute(tables.inbox.select()).one()
    place = Place(True, "main", since=yard.now - timedelta(days=1))
    rotate(yard.base, "main-1", place, Cut(bits=2048), yard.now)
    with yard.context() as context:
        document: Any = SimpleNamespace(direction="in", receipt_id=receipt.id, outbox_id=None)
        (found,) = exchanges(context, document)
    folder = unpack(bundle(found), tmp_path / "x")
    assert wrong(folder) == []
    assert (folder / "receipt-signer.pem").read_bytes() == (yard.peer.folder / "us.crt").read_bytes()
