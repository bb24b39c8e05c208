"""Eleven invented partners, each by its file and its overlays alone: what they send goes the whole way through App.

What we then send stands in the samples as the input of a case of its own, byte for byte; `pytest --update` writes it.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from bench import ROOT
from yard import Yard

from edigw.errors import Refused

SAMPLES = ROOT / "samples"
PARTNERS = SAMPLES / "partners"
OURS = """
[identity.main]
name = "Bramble Kitchen"
interchange = ["ZZ:BRAMBLE", "14:9521321000018"]
gln = "9521321000018"
gs1_prefixes = ["9521321"]
invoice_series = "BK-"

[identity.main.address]
street1 = "9 Willow Mill Road"
city = "Dayton"
region = "OH"
postcode = "45402"
country = "US"
"""
LIVES = {  # partner: its cases in their order, and what we send it
    "aldermoor": (("850-aldermoor", "850-aldermoor-again"), "855 855 856 810"),
    "dapplecote": (("850-dapplecote",), "855 856 810"),
    "fernhollow": (("850-fernhollow",), "856 810"),
    "hollowbeck": (("ORDERS-hollowbeck",), "ORDRSP DESADV INVOIC"),
    "ironbarrow": (("850-ironbarrow",), "856 810"),
    "kestrel": (("850-kestrel",), "855 856 810"),
    "larkspur": (("850-larkspur",), "855 856 810"),
    "oldstead": (("850-oldstead", "850-oldstead-release"), "856 810"),
    "pebble": (("850-pebble",), "855 856 810"),
    "quillmark": (("850-quillmark",), "855 856 810"),
    "voltmere": (("850-voltmere",), "855 856 810"),
}
NUMBER = re.compile(rb"(?:BEG\*\w+\*\w+\*|BGM\+220\+)([\w-]+)")
OLDER = ("kestrel", "larkspur", "pebble")  # their documents in samples/ were written by hand


class Life:
    """A gateway in which one of the partners trades."""

    def __init__(self, base: Path, name: str) -> None:
        self.yard, self.name = Yard(base), name
        (base / "edigw.toml").write_text(OURS, "utf-8")
        shutil.copytree(PARTNERS / name, base / "partners" / name)

    def take(self, case: str) -> str:
        """The case's file comes in; the number of its first order."""
        data = (SAMPLES / case / "input.edi").read_bytes()
        assert self.yard.take(data, f"{case}.edi", self.name)["left"] == []
        found = NUMBER.search(data)
        assert found is not None
        return found[1].decode()

    def decide(self, verb: str, number: str, case: str) -> None:
        """What our people ask for: as the case's own file says, else everything."""
        asked = SAMPLES / case / f"{verb}.json"
        self.yard.app.orders_decide(verb, number, file=asked if asked.is_file() else None, partner=self.name)

    def live(self) -> dict[str, str]:
        """From the order to the invoice; all files that the partner gets, by name."""
        cases, _ = LIVES[self.name]
        for case in cases:
            number = self.take(case)
        if (SAMPLES / cases[-1] / "ack.json").is_file():
            self.decide("ack", number, cases[-1])
        self.decide("ship", number, cases[-1])
        if not self.yard.docs(type="810") and not self.yard.docs(type="INVOIC"):
            self.decide("invoice", number, cases[-1])
        self.yard.once()
        return self.yard.files(self.name)


@pytest.mark.parametrize("name", LIVES)
def test_a_partner_is_served_from_its_order_to_its_bill(
    name: str, tmp_path: Path, shipped_maps_once: None, expected: Callable[[Path, str | None], None]
) -> None:
    life = Life(tmp_path, name)
    cases, sent = LIVES[name]
    files = life.live()
    ours = [file for file in files if not file.startswith(("997", "CONTRL"))]
    assert len(files) - len(ours) == len(cases)
    assert sorted(file.split("_")[0] for file in ours) == sorted(sent.split())
    whole = tmp_path / "all.edi"
    whole.write_text("".join(files.values()), "latin-1")
    told = life.yard.app.check(whole, partner=name)
    sets = [one for at in told["interchanges"] for group in at["groups"] for one in group["sets"]]
    assert [(one["verdict"], one["findings"]) for one in sets] == [("accepted", [])] * len(files)
    assert told["verdict"] == "accepted"
    latest = {file.split("_")[0]: file for file in sorted(ours)}
    for kind, file in latest.items() if name not in OLDER else ():
        folder = SAMPLES / f"{kind}-{name}"
        folder.mkdir(exist_ok=True)
        expected(folder / "input.edi", files[file])
    assert life.yard.crashes() == []


def test_each_partner_is_said_by_its_file_and_short_overlays() -> None:
    assert sorted(path.name for path in PARTNERS.iterdir()) == sorted(LIVES)
    for overlay in PARTNERS.glob("*/[8O]*.yaml"):
        assert len(overlay.read_text("utf-8").splitlines()) <= 40, overlay


def test_what_waits_for_its_stores_cannot_leave_before_the_release(tmp_path: Path, shipped_maps_once: None) -> None:
    life = Life(tmp_path, "oldstead")
    number = life.take("850-oldstead")
    with pytest.raises(Refused, match="location 00899 only stands for stores that are not known yet"):
        life.decide("ship", number, "850-oldstead")
    assert life.take("850-oldstead-release") == number
    assert life.yard.app.orders_show(number, partner="oldstead")["revision"] == 2
    life.decide("ship", number, "850-oldstead-release")
    life.yard.once()
    notice = life.yard.text("856", "oldstead")
    assert [row.split("*")[4] for row in notice.split("~\n") if row.startswith("N1*ST")] == ["00012", "00027"]


def test_what_must_never_come_twice_is_refused_and_killed_lines_stay_killed(
    tmp_path: Path, shipped_maps_once: None
) -> None:
    life = Life(tmp_path, "quillmark")
    number = life.take("850-quillmark")
    shown = life.yard.app.orders_show(number, partner="quillmark")
    assert [(line["confirmed"], line["rejected"]) for line in shown["lines"]] == [("1", "0"), ("0", "2")]
    again = (SAMPLES / "850-quillmark" / "input.edi").read_text("ascii")
    again = again.replace("PO1*1*1*EA", "PO1*1*5*EA").replace("000000001", "000000002")
    life.yard.take(again, "again.edi", "quillmark")
    assert [doc["reason"] for doc in life.yard.docs(type="850")] == [None, "ORDER_EXISTS"]
