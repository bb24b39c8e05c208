"""The whole round by files alone: 850, 855, 860, 865, 856, 810, 180, its answer and the credit memo; both sides' 997s.

The retailer is simulated here: it reads what lies in its folder and acknowledges every group of ours; what it drops is
samples/round/.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest
from bench import ROOT
from yard import Yard

ROUND = ROOT / "samples" / "round"


def segments(text: str) -> list[list[str]]:
    return [row.split("*") for row in text.replace("\n", "").split("~") if row]


@dataclass
class Retailer:
    """What one partner sees: files out of one folder and into another. It knows nothing of edigw."""

    yard: Yard
    release: str
    control: int = 100
    got: list[str] = field(default_factory=list)  # texts of the sets that came, without acknowledgements
    acknowledged: list[tuple[str, str, str]] = field(default_factory=list)  # (GS01, GS06, AK901) of what it sent
    sent: list[tuple[str, str]] = field(default_factory=list)  # (GS01, GS06)

    def drop(self, name: str) -> None:
        text = (ROUND / name).read_text("ascii")
        if self.release == "005010":
            text = text.replace("*U*00401*", "*^*00501*").replace("*X*004010~", "*X*005010~")
        self.sent += [(row[1], row[6]) for row in segments(text) if row[0] == "GS"]
        self.yard.take(text, name, "harbour")
        self.read()

    def read(self) -> None:
        """Take the files away; acknowledge each group that is none itself."""
        while files := self.yard.pick_up("harbour"):
            for text in files.values():
                self._take(text)
            self.yard.once()

    def _take(self, text: str) -> None:
        sets: list[list[str]] = []
        for row in segments(text):
            match row[0]:
                case "GS":
                    group, sets = row, []
                case "ST":
                    sets.append(row)
                    self.got.append(f"ST*{row[1]}~")
                case "AK1" if group[1] == "FA":
                    about = row
                case "AK9":
                    self.acknowledged.append((about[1], about[2], row[1]))
                case "GE" if group[1] != "FA":
                    self._acknowledge(group, sets)
                case "ISA" | "SE" | "GE" | "IEA":
                    pass
                case _:
                    self.got[-1] += "*".join(row) + "~"

    def _acknowledge(self, group: list[str], sets: list[list[str]]) -> None:
        self.control += 1
        rows = [f"ST*997*{self.control:04d}", f"AK1*{group[1]}*{group[6]}"]
        rows += [line for one in sets for line in (f"AK2*{one[1]}*{one[2]}", "AK5*A")]
        rows += [f"AK9*A*{len(sets)}*{len(sets)}*{len(sets)}"]
        rows += [f"SE*{len(rows) + 1}*{self.control:04d}"]
        newer = self.release == "005010"
        head = (
            f"ISA*00*          *00*          *ZZ*HARBOUR        *ZZ*BRAMBLE        *260302*0915*{'^' if newer else 'U'}"
        )
        text = "".join(f"{row}~\n" for row in [
            f"{head}*{'00501' if newer else '00401'}*{self.control:09d}*0*P*>",
            f"GS*FA*HARBOUR*BRAMBLE*20260302*0915*{self.control}*X*{self.release}", *rows,
            f"GE*1*{self.control}", f"IEA*1*{self.control:09d}",
        ])  # fmt: skip
        self.yard.drop(text, f"ack-{self.control}.edi", "harbour")

    def sets(self, kind: str) -> list[str]:
        return [text for text in self.got if text.startswith(f"ST*{kind}~")]


@pytest.fixture(params=["004010", "005010"])
def retailer(request: pytest.FixtureRequest, tmp_path: Path, shipped_maps_once: None) -> Retailer:
    yard = Yard(tmp_path, datetime(2026, 3, 2, 9, 30, tzinfo=UTC)).init()
    folder = tmp_path / "partners" / "harbour"
    folder.mkdir(parents=True)
    own = (ROUND / "partner.yaml").read_text("utf-8").replace("release: 004010", f"release: {request.param}")
    (folder / "partner.yaml").write_text(own, "utf-8")
    return Retailer(yard, request.param)


def test_the_whole_round(retailer: Retailer) -> None:
    yard = retailer.yard
    retailer.drop("1-order.edi")
    (answer,) = retailer.sets("855")
    assert "~BAK*00*AD*HB-2001*20260302*" in answer and answer.count("~ACK*IA*") == 3

    retailer.drop("2-change.edi")
    (changed,) = retailer.sets("865")
    assert "~BCA*04*AC*HB-2001**1*20260302****" in changed
    outcomes = [row[1:4] for row in segments(changed) if row[0] == "ACK"]
    assert outcomes == [["IA", "30", "EA"], ["IA", "8", "EA"], ["ID", "6", "EA"], ["IA", "5", "EA"], ["IR"]]
    assert len(retailer.sets("855")) == 1

    yard.take((ROUND / "3-shipped.json").read_bytes(), "3-shipped.json", "erp")
    retailer.read()
    (notice,) = retailer.sets("856")
    (bill,) = retailer.sets("810")
    assert [row[2:4] for row in segments(notice) if row[0] == "SN1"] == [["30", "EA"], ["8", "EA"], ["5", "EA"]]
    assert "~TDS*12200~" in bill  # 30 x 2.50 + 8 x 4.00 + 5 x 3.00

    retailer.drop("4-return.edi")
    (allowed,) = retailer.sets("180")
    assert "~RDR*PA~" in allowed and "~RDR*RA~" in allowed and "~RDR*RD**QD~" in allowed
    assert len(retailer.sets("810")) == 1

    yard.take((ROUND / "5-received.json").read_bytes(), "5-received.json", "erp")
    retailer.read()
    credit = retailer.sets("810")[1]
    number = segments(allowed)[1][2]
    assert "*CR***" in credit and "~TDS*1000~" in credit and f"~REF*RZ*{number}~" in credit  # 4 x 2.50

    _the_books_agree(retailer)


def _the_books_agree(retailer: Retailer) -> None:
    """Ledger, acknowledgements of either side, and what our own systems were told."""
    yard = retailer.yard
    order = yard.app.orders_show("HB-2001")
    columns = ("ordered", "confirmed", "cancelled", "shipped", "invoiced", "returned", "credited")
    assert {line["line"]: tuple(line[name] for name in columns) for line in order["lines"]} == {
        "1": ("30", "30", "0", "30", "30", "4", "4"),
        "2": ("10", "8", "2", "8", "8", "0", "0"),
        "3": ("6", "0", "6", "0", "0", "0", "0"),
        "4": ("5", "5", "0", "5", "5", "0", "0"),
    }
    assert (order["state"], order["revision"]) == ("invoiced", 2)
    assert sum(1 for one in order["invoices"] if one["kind"] == "credit_memo") == 1
    assert sorted(retailer.acknowledged) == sorted((*one, "A") for one in retailer.sent)
    ours = [one for one in yard.docs() if one["direction"] == "out" and one["type"] != "997"]
    assert [one["type"] for one in ours] == ["855", "865", "856", "810", "180", "810"]
    assert {(one["state"], one["answer"]) for one in ours} == {("SENT", "accepted")}
    assert {one["state"] for one in yard.docs() if one["direction"] == "in"} == {"DONE"}
    told = [json.loads(path.read_text()) for path in sorted((yard.base / "data/erp/out").glob("*_*.json"))]
    assert sorted(one["kind"] for one in told) == ["change", "order", "return"]
    files = ("3-shipped.json", "5-received.json")
    results = [json.loads((yard.base / "data/erp/out" / name).read_text()) for name in files]
    assert [one["results"][0]["state"] for one in results] == ["DONE", "DONE"]
    assert yard.crashes() == []
