"""The commands that repair a document, for each situation in which one can."""

from __future__ import annotations

from typing import Any

import pytest

from edigw.app.repairs import repairs

SENT = {"id": "d1", "direction": "out", "type": "856", "state": "SENT", "answer": "rejected", "order_id": "o1",
        "said": [], "replaced_by": None, "standard": "x12", "reason": None, "findings": []}  # fmt: skip
CAME = {**SENT, "direction": "in", "type": "850", "state": "DONE", "answer": "none"}


def said(*places: dict[str, Any], faults: tuple[str, ...] = ()) -> list[dict[str, Any]]:
    return [{"word": "rejected", "faults": list(faults), "places": list(places)}]


@pytest.mark.parametrize(("document", "verbs"), [
    (SENT, ["reissue"]),
    ({**SENT, "said": said({"row": "856.yaml:3", "path": "items[0].qty"})}, ["reissue", "reprocess"]),
    ({**SENT, "said": said(faults=("count_wrong",))}, ["redeliver"]),
    ({**SENT, "said": said(faults=("not_supported",))}, ["reissue"]),
    ({**SENT, "answer": "accepted"}, []),
    ({**SENT, "answer": "overdue"}, ["redeliver"]),
    ({**SENT, "state": "FAILED", "answer": "none"}, ["redeliver"]),
    ({**SENT, "state": "WAITING", "answer": "none"}, ["release"]),
    ({**SENT, "replaced_by": "d2"}, []),
    ({**SENT, "type": "997"}, []),
    (CAME, []),
    ({**CAME, "state": "QUARANTINED"}, ["reprocess"]),
    ({**CAME, "state": "WAITING", "reason": "UNREADABLE"}, ["reprocess", "release"]),
    ({**CAME, "state": "WAITING", "reason": "MANUAL"}, ["release"]),
    ({**CAME, "state": "WAITING", "reason": "CONFIG"}, []),
    ({**CAME, "state": "WAITING", "reason": "CONFLICT", "standard": "canonical"}, ["release"]),
    ({**CAME, "answer": "orphan"}, ["reprocess", "release"]),
])  # fmt: skip
def test_each_situation_has_its_commands(document: dict[str, Any], verbs: list[str]) -> None:
    assert [one["command"].split()[2] for one in repairs(document)] == verbs


def test_the_map_rows_that_must_be_mended_are_named() -> None:
    (first, _) = repairs({**SENT, "said": said({"row": "partners/acme/856.yaml:3", "path": "items[0].qty"})})
    assert "partners/acme/856.yaml:3" in first["why"]
