from __future__ import annotations

import json
import re
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from edigw.config.add import NewPartner, add_partner
from edigw.config.configuration import load
from edigw.config.init import dated, init
from edigw.errors import UsageError

NOW = datetime(2026, 3, 30, 14, 5, tzinfo=UTC)


def test_an_empty_workspace_takes_a_partner_without_an_editor(tmp_path: Path) -> None:
    made = init(tmp_path / "w", False, NOW)
    assert (made.partners, made.dropped) == ((), ())
    assert {path.name for path in made.workspace.iterdir()} == {"edigw.toml", "partners", "maps", "data"}
    add_partner(made.workspace, NewPartner("acme", ("08:1",), "01:US", ("850", "855", "997")))
    configuration = load(made.workspace)
    assert configuration.find_partner("08:1", "01:US", "P").name == "acme"
    assert configuration.partners["acme"].identity.gs1_prefixes


def test_the_demo_stands_and_its_orders_wait(tmp_path: Path) -> None:
    made = init(tmp_path, True, NOW)
    configuration = load(tmp_path, strict=True)
    assert set(made.partners) == set(configuration.partners)
    assert made.partners
    orders = [path for path in made.dropped if path.suffix == ".edi"]
    assert orders
    for path in orders:
        text = path.read_text()
        assert not re.search("[{}]", text)
        segments = [segment.split("*") for segment in text.replace("\n", "").split("~")]
        isa = segments[0]
        found = configuration.find_partner(f"{isa[5]}:{isa[6].strip()}", f"{isa[7]}:{isa[8].strip()}", isa[15])
        assert found.partner is not None
        assert path.parent == Path(found.partner.mailboxes[0].inbox)
        assert (found.partner.lifecycle.ships, found.partner.lifecycle.invoices) == ("at_once", "at_once")
        assert found.partner.shipment.carton_qty
        ids = {item.ids["buyer_item"] for item in found.partner.items}
        assert {segment[9] for segment in segments if segment[0] == "PO1"} <= ids
        for document, way in (("850", "in"), ("997", "out"), ("855", "out"), ("856", "out"), ("810", "out")):
            assert configuration.has_map(found.partner, document, way)
        count = next(int(segment[1]) for segment in segments if segment[0] == "SE")
        assert count == len(segments) - 5
        assert len(text.split("~")[0]) == 105
        assert time.time() - path.stat().st_mtime > 60  # settled already


def test_what_waits_at_the_erp_door_is_json(tmp_path: Path) -> None:
    made = init(tmp_path, True, NOW)
    entries = [json.loads(path.read_text()) for path in made.dropped if path.parent == tmp_path / "data/erp/in"]
    assert [entry["kind"] for entry in entries] == ["stock"]
    assert all(entry["partner"] in made.partners for entry in entries)


def test_a_workspace_is_never_overwritten(tmp_path: Path) -> None:
    init(tmp_path, False, NOW)
    (tmp_path / "edigw.toml").write_text("# mine\n")
    with pytest.raises(UsageError, match="is a workspace already"):
        init(tmp_path, True, NOW)
    assert (tmp_path / "edigw.toml").read_text() == "# mine\n"
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError, match="is a file"):
        init(tmp_path / "file", False, NOW)


def test_dates_of_samples_are_filled_in() -> None:
    assert dated("{YYMMDD}*{HHMM}*{YYYYMMDD}*{YYYYMMDD+7}", NOW) == "260330*1405*20260330*20260406"
    assert dated('{"a": 1}', NOW) == '{"a": 1}'
