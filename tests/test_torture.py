"""The daemon under load, killed with -9 at random moments again and again: the contract's invariants hold.

`pytest -m torture` runs the long form; EDIGW_KILLS says how many kills (default 200).
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from invariants import World, check
from shop import ORDER

from edigw.app import App

PARTNERS = {"acme": "6123830000", "bolt": "7700000001"}


@dataclass
class Load:
    """Two partners and an ERP that drop files by renaming them in, as fast as asked, and pick up what they get."""

    base: Path
    chance: random.Random
    dropped: list[tuple[str, bytes]] = field(default_factory=list)
    taken: list[tuple[str, str, bytes]] = field(default_factory=list)
    controls: dict[str, int] = field(default_factory=dict)
    orders: set[tuple[str, str]] = field(default_factory=set)
    unread: set[tuple[str, str]] = field(default_factory=set)
    files: int = 0

    def drop(self) -> None:
        """One more file: mostly a new order, sometimes a repeat, a broken one, rubbish, or an ERP's shipment."""
        partner = self.chance.choice(sorted(PARTNERS))
        control = self.controls[partner] = self.controls.get(partner, 0) + 1
        number = f"{partner[0].upper()}{control}"
        text = ORDER.format(number=number, control=control).replace("6123830000", PARTNERS[partner])
        luck = self.chance.random()
        if luck < 0.08 and control > 1:
            self._repeat(partner, control - 1)
            return
        if luck < 0.14:
            text = text.replace("*24*EA", "*x*EA")
        elif luck < 0.18:
            text = text[: text.index("GE*")]
            self.unread.add((partner, number))
        elif luck < 0.20:
            text = f"rubbish {number}"
            self.unread.add((partner, number))
        else:
            self.orders.add((partner, number))
        self._put(partner, text.encode("ascii"), "edi")

    def _repeat(self, partner: str, control: int) -> None:
        """The latest interchange again. What was refused as a whole before is read for the first time now."""
        self.controls[partner] = control
        number = f"{partner[0].upper()}{control}"
        if (partner, number) in self.unread:
            self.orders.add((partner, number))
        text = ORDER.format(number=number, control=control).replace("6123830000", PARTNERS[partner])
        self._put(partner, text.encode("ascii"), "edi")

    def ship(self) -> None:
        """The ERP ships an order that it may or may not know yet; such an entry waits or takes effect once."""
        partner, number = self.chance.choice(sorted(self.orders))
        body = {"order": number, "lines": [{"no": "1", "qty": "1"}]}
        entry = {
            "kind": "shipment",
            "version": "1",
            "id": f"s{self.files}",
            "partner": partner,
            "usage": "P",
            "body": body,
        }
        self._put("erp", json.dumps({**entry, "body": body}).encode(), "json")

    def _put(self, mailbox: str, data: bytes, ending: str) -> None:
        self.files += 1
        folder = self.base / "data" / mailbox
        part = folder / f".{self.files}.tmp"
        part.write_bytes(data)
        self.dropped.append((mailbox, data))
        part.rename(folder / "in" / f"{self.files:06d}.{ending}")

    def pick_up(self) -> None:
        """The partners take some of what lies there; nothing half-written may ever be seen."""
        for partner in PARTNERS:
            for path in sorted((self.base / "data" / partner / "out").iterdir()):
                if not path.name.startswith(".") and self.chance.random() < 0.5:
                    self.taken.append((partner, path.name, path.read_bytes()))
                    path.unlink()


@pytest.fixture
def load(tmp_path: Path, request: pytest.FixtureRequest) -> Load:
    base = tmp_path / "w"
    app = App(base)
    app.init(demo=False)
    for name, id_ in PARTNERS.items():
        app.partners_add(
            name, standard="x12", release="004010", id=f"08:{id_}", our_id="01:SUPPLIER001", gs_id=None, our_gs_id=None,
            documents=("850", "855", "856", "810", "997"), usage="P", leniency="business", answers="automatic",
            duplicates="again", identity=None,
        )  # fmt: skip
    toml = base / "edigw.toml"
    toml.write_text(toml.read_text("utf-8").replace('# settle = "1 s"', 'settle = "0 s"'), "utf-8")
    bolt = base / "partners/bolt/partner.yaml"  # by a thread of its own
    bolt.write_text(bolt.read_text("utf-8") + "mailboxes:\n  bolt:\n    apart: yes\n", "utf-8")
    return Load(base, random.Random(getattr(request, "param", 7)))


def torture(load: Load, kills: int) -> None:
    for _ in range(kills):
        daemon = subprocess.Popen(
            [sys.executable, "-m", "edigw", "run", "--workspace", str(load.base)],
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env={**os.environ},
        )  # fmt: skip
        until = time.monotonic() + load.chance.uniform(0.5, 1.6)
        while time.monotonic() < until:
            load.drop()
            if load.orders and load.chance.random() < 0.2:
                load.ship()
            load.pick_up()
            time.sleep(load.chance.uniform(0.02, 0.1))
        daemon.kill()
        _, complaint = daemon.communicate()
        assert daemon.returncode == -9, complaint.decode()
        assert b"Traceback" not in complaint
    come_to_rest(load)
    assert check(World(load.base, load.dropped, load.taken)) == []
    opened = {(row["partner"], row["number"]) for row in App(load.base).orders_list(limit=0)}
    assert opened == load.orders


def come_to_rest(load: Load) -> None:
    """Started again; what a dead process had leased for sending is taken over once the lease has run out."""
    for _ in range(60):
        told = App(load.base).once()
        lying = [row for row in App(load.base).docs_list(limit=0) if row["state"] in ("READY", "ENVELOPED", "SENDING")]
        if not lying and not any(told[name] for name in ("received", "processed", "sent")):
            return
        time.sleep(1)
    raise AssertionError("it never comes to rest")


def test_killed_three_times_under_load(load: Load) -> None:
    torture(load, 3)


@pytest.mark.torture
@pytest.mark.parametrize("load", [int(os.environ.get("EDIGW_SEED", "1"))], indirect=True)
def test_killed_again_and_again_under_load(load: Load) -> None:
    torture(load, int(os.environ.get("EDIGW_KILLS", "200")))
