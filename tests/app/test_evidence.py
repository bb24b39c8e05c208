"""`edigw docs evidence` writes a folder or a .zip; a document that did not travel by AS2 has none."""

from __future__ import annotations

import json
import zipfile
from hashlib import sha256
from pathlib import Path

import pytest
from as2_partner import trading
from evidence_reader import wrong
from yard import Yard, orders

from edigw.cli.main import run
from edigw.errors import NotFound, TemporaryError, UsageError
from edigw.pipeline.as2.receiving import take_in


def test_from_the_order_that_came_to_the_answer_that_went(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with trading(tmp_path / "shop") as (yard, _):
        headers, body = yard.message(yard.entity())
        with yard.context() as context:
            path = yard.base / "data" / "body"
            path.write_bytes(body)
            take_in(context, tuple(headers), path, sha256(body).digest())
        for _ in range(2):  # what the receipt proves is noted in the pass after
            yard.once()
        found = {doc["type"]: doc for doc in yard.docs()}
        assert found["855"]["state"] == "DELIVERED"
        for kind in ("850", "855"):
            told = yard.app.docs_evidence(found[kind]["id"])
            assert json.loads(json.dumps(told)) == told
            folder = tmp_path / f"evidence-{found[kind]['id']}"
            assert wrong(folder) == [] and told["files"] == sorted(one.name for one in folder.iterdir()
                                                                   if "verified" not in one.name)  # fmt: skip
        ident = found["855"]["id"]
        with pytest.raises(UsageError, match="is there already"):
            yard.app.docs_evidence(ident)
        twice = [tmp_path / "a.zip", tmp_path / "b.zip"]
        for archive in twice:
            yard.app.docs_evidence(ident, out=archive)
        assert twice[0].read_bytes() == twice[1].read_bytes()
        assert "README.txt" in zipfile.ZipFile(twice[0]).namelist()
        with pytest.raises(TemporaryError, match="cannot be written"):
            yard.app.docs_evidence(ident, out=twice[0] / "x")
        with pytest.raises(NotFound, match="no document nothing"):
            yard.app.docs_evidence("nothing")
        words = ["docs", "evidence", ident, "--workspace", str(yard.base), "--out", "c.zip"]
        assert run(words) == 0
        out = capfd.readouterr().out
        assert "DELIVERED, receipt kept" in out and "README.txt" in out
        assert run([*words[:-1], "d.zip", "--json"]) == 0 and json.loads(capfd.readouterr().out)["id"] == ident


def test_a_document_that_came_by_a_folder_has_none(tmp_path: Path, yard: Yard) -> None:
    yard.take(orders("1"))
    with pytest.raises(NotFound, match="did not travel by AS2"):
        yard.app.docs_evidence(yard.docs()[0]["id"], out=tmp_path / "x")
    assert not (tmp_path / "x").exists()
