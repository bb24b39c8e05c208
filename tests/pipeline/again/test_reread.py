"""A stored file is read again by today's files: its documents by where they stand, with what refuses them."""

from __future__ import annotations

import re
from typing import Any

import pytest
from yard import Yard, group, isa, order, orders, transaction

from edigw.app.workspace import Workspace
from edigw.pipeline.again import reread
from edigw.pipeline.again.reread import Files, Fresh
from edigw.store import documents


def fresh(yard: Yard) -> list[Fresh | None]:
    """Each inbound document as it is read today."""
    workspace = Workspace(yard.base, yard.clock)
    with workspace.opened(boxes=False) as context, context.store.read() as connection:
        files = Files(context, yard.now)
        ids = [row["id"] for row in yard.docs() if row["direction"] == "in"]
        return [files.fresh(connection, one) for one in documents.find(connection, ids)]


def stored(yard: Yard) -> list[Any]:
    workspace = Workspace(yard.base, yard.clock)
    with workspace.reading() as connection:
        return [documents.get(connection, row["id"]) for row in yard.docs() if row["direction"] == "in"]


def test_it_reads_what_was_stored(yard: Yard) -> None:
    yard.take(isa([group([transaction("850", order(n), f"000{n}") for n in ("1", "2")])]))
    for now, then in zip(fresh(yard), stored(yard), strict=True):
        assert now is not None
        assert {name: getattr(then, name) for name in ("type", "release", "verdict", "body", "map_hash")} == {
            name: now.columns[name] for name in ("type", "release", "verdict", "body", "map_hash")
        }
        assert (now.refused, now.held) == (None, False)


def test_a_fault_of_the_group_refuses_what_is_in_it(yard: Yard) -> None:
    yard.take(isa([group([transaction("850", order())], count=7)]))
    (now,) = fresh(yard)
    assert now is not None
    assert now.refused is None  # a count that is wrong passes with `business`
    yard.tell("leniency: strict\n")
    (now,) = fresh(yard)
    assert now is not None
    assert now.refused == "GROUP_COUNT"


def test_what_nobody_sent_is_held(bare: Yard) -> None:
    yard = bare.partner("other", "08:1111111111")
    yard.take(orders("5"), partner="other")
    (now,) = fresh(yard)
    assert now is not None
    assert (now.held, now.refused) == (True, "UNKNOWN_PARTNER")


def test_what_could_not_be_read_for_its_size_or_its_bytes_holds_nothing(
    yard: Yard, monkeypatch: pytest.MonkeyPatch
) -> None:
    yard.take(orders("5"))
    toml = yard.base / "edigw.toml"
    limit = re.compile(r"^#? *file = .*$", re.MULTILINE)
    toml.write_text(limit.sub('file = "100 B"', toml.read_text("utf-8"), count=1), "utf-8")
    assert fresh(yard) == [None]
    toml.write_text(toml.read_text("utf-8").replace("100 B", "1 MB"), "utf-8")
    assert fresh(yard) != [None]

    def broken(*anything: Any) -> None:
        raise RecursionError

    monkeypatch.setattr(reread, "examine", broken)
    assert fresh(yard) == [None]
