"""Files and documents of the store explained: in, out, and before they have an envelope."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from yard import Yard, orders

from edigw.app import App
from edigw.errors import NotFound, UsageError


def test_a_file_needs_no_workspace(tmp_path: Path) -> None:
    file = tmp_path / "a.edi"
    file.write_text(orders("4711"), "latin-1")
    told = App(tmp_path / "nowhere").explain(str(file))
    assert told["file"] == str(file) and told["document"] is None
    assert told["sets"][0]["document"]["number"] == "4711"


def test_documents_are_explained_by_their_ids(yard: Yard) -> None:
    yard.take(orders("1", "2"), name="two.edi")
    for doc in yard.docs():
        told = yard.app.explain(doc["id"])
        (one,) = told["sets"]
        assert (one["type"], one["control"], one["direction"]) == (doc["type"], doc["set_control"], doc["direction"])
        assert one["partner"] == "acme" and told["document"] == doc["id"] and told["file"] == doc["file_name"]
        assert not one["untaken"] and "faulty" not in one["totals"]
    second = [doc for doc in yard.docs(type="850") if doc["po_number"] == "2"]
    assert yard.app.explain(second[0]["id"])["sets"][0]["document"]["number"] == "2"


def test_what_waits_for_its_envelope_is_explained_as_composed(yard: Yard, monkeypatch: pytest.MonkeyPatch) -> None:
    yard.take(orders("1"))
    (answer,) = yard.docs(type="855")
    monkeypatch.setattr("edigw.store.queries.raw", lambda connection, document_id: None)
    told = yard.app.explain(answer["id"], path="lines.qty")
    (one,) = told["sets"]
    assert one["interchange"] is None and one["direction"] == "out" and len(one["asked"]["places"]) >= 1
    (order,) = yard.docs(type="850")
    with pytest.raises(NotFound, match="in no file"):
        yard.app.explain(order["id"])


def test_a_partner_that_is_gone_leaves_the_base_map(yard: Yard) -> None:
    yard.take(orders("1"))
    (order,) = yard.docs(type="850")
    shutil.rmtree(yard.base / "partners" / "acme")
    yard.partner("other", "08:999")
    (one,) = yard.app.explain(order["id"])["sets"]
    assert one["partner"] is None and "base map" in one["notes"][0] and one["document"]["number"] == "1"


def test_a_receipt_that_held_no_edi_says_so(yard: Yard) -> None:
    yard.take("hello")
    (doc,) = yard.docs()
    with pytest.raises(UsageError, match="no interchange of X12 or EDIFACT"):
        yard.app.explain(doc["id"])


def test_errors_say_what_is_missing(yard: Yard, tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="no file and no document"):
        yard.app.explain("01nothing")
    with pytest.raises(NotFound, match="no file"):
        App(tmp_path / "nowhere").explain("01nothing")
    with pytest.raises(UsageError, match="cannot be read"):
        yard.app.explain(str(tmp_path))
    file = tmp_path / "a.edi"
    file.write_text(orders("4711"), "latin-1")
    with pytest.raises(NotFound, match="nobody"):
        yard.app.explain(str(file), partner="nobody")
