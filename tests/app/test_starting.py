"""init: a workspace that works at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from edigw.app import App
from edigw.errors import UsageError


def test_a_demo_goes_all_the_way(tmp_path: Path) -> None:
    base = tmp_path / "demo"
    made = App(base).init(demo=True)
    assert made["partners"] and made["dropped"] and made["next"]
    assert App(base).once()["attention"] == 0
    sent = {(d["partner"], d["type"]) for d in App(base).docs_list(limit=0) if d["direction"] == "out"}
    assert {kind for _, kind in sent} == {"997", "855", "856", "810"}
    assert App(base).once() == {"received": 0, "parsed": 0, "processed": 0, "sent": 0, "attention": 0, "left": []}


def test_a_mistake_shows_at_once(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="is a workspace already"):
        App(Path(App(tmp_path / "shop").init()["workspace"])).init()
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError, match="is a file"):
        App(tmp_path / "file").init()


def test_an_empty_one_has_its_folders_and_database(tmp_path: Path) -> None:
    made = App(tmp_path / "shop").init()
    assert made["partners"] == []
    assert (tmp_path / "shop/data/erp/in").is_dir() and (tmp_path / "shop/data/edigw.sqlite").exists()
    assert App(tmp_path / "shop").docs_list() == []
