"""Who asks, what is meant, and what is told: the same for all three verbs."""

from __future__ import annotations

import pytest
from yard import Yard, orders

from edigw.app import again
from edigw.errors import NotFound, UsageError


def test_who_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EDIGW_USER", "k.bauer")
    assert again.who() == "k.bauer"
    monkeypatch.delenv("EDIGW_USER")
    monkeypatch.setenv("LOGNAME", "someone")
    assert again.who() == "someone"


def test_filters_mean_what_docs_list_means_in_the_verbs_direction(yard: Yard) -> None:
    yard.take(orders("1", "2"))
    yard.take(orders("3", control=2), "b.edi")
    told = yard.app.docs_again("redeliver", reason="x", plan=True, partner="acme", type="855")
    assert [one["id"] for one in told["documents"]] == [row["id"] for row in yard.docs(type="855")]
    assert (told["verb"], told["plan"], told["reason"], told["counts"]) == ("redeliver", True, "x", {"redelivered": 3})
    assert told["sends"] == [{"partner": "acme", "type": "855", "count": 3}]
    one = yard.app.docs_again("redeliver", reason="x", plan=True, po="2")
    assert [row["type"] for row in one["documents"]] == ["855"]
    assert len(yard.app.docs_again("reprocess", reason="x", plan=True, partner="acme")["documents"]) == 3
    assert len(yard.app.docs_again("reprocess", reason="x", plan=True, partner="acme", limit=1)["documents"]) == 1
    assert yard.app.docs_again("reprocess", reason="x", plan=True, since="2030-01-01")["documents"] == []


def test_what_is_not_meant_well_is_refused(yard: Yard) -> None:
    yard.take(orders("1"))
    some = yard.docs()[0]["id"]
    for ids, more in (((), {}), ((some,), {"partner": "acme"}), ((some,), {"reason": " "})):
        with pytest.raises(UsageError):
            yard.app.docs_again("reprocess", ids, **{"reason": "x", **more})
    with pytest.raises(NotFound):
        yard.app.docs_again("reissue", ["nothing"], reason="x")


def test_several_documents_of_one_file_are_sent_once(yard: Yard) -> None:
    path = yard.base / "partners" / "acme" / "partner.yaml"
    path.write_text(path.read_text("utf-8").replace("  855 out:\n", "  855 out:\n    batching: {when: every 1 s}\n"))
    yard.take(orders("1", "2"))
    yard.now = yard.now.replace(hour=9)
    yard.once()
    assert len({row["interchange_control"] for row in yard.docs(type="855")}) == 1
    told = yard.app.docs_again("redeliver", reason="x", type="855", plan=True)
    assert told["counts"] == {"redelivered": 2}
    assert told["sends"] == [{"partner": "acme", "type": "855", "count": 2}]
