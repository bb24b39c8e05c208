"""The catalogue's rows of EDIFACT, through the whole line and through `check`; none of it is kept here.

A row asks for one of its states and for one of its codes: in the CONTRL that the partner gets, or in what the
documents bear. `-s` prints the counts.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from catalogue import FOLDER, THERE, borne, listed, reached, shown
from catalogue import said as said_in_x12
from edifact_yard import OURS, contrl, orders, trading
from yard import Yard

from edigw.formats import files
from edigw.formats.mapped import Data
from edigw.tree import Interchange

pytestmark = pytest.mark.skipif(not THERE, reason="EDIGW_CORPUS has no bad-inputs beside it")

ROWS = [row for row in listed("edifact") if row["file"]]

DIFFERS: dict[str, tuple[str, str, str]] = {  # row -> (a state of ours, a code of ours, why)
    "EDIFACT-068": ("QUARANTINED", "0085:47", "without a UNB there is nobody to send a UCI to: kept, and told")
}

IN_WORDS = {"EDIFACT-007": ("reason:SEGMENT_TOO_LONG", "our word for what the row calls LIMIT_SEGMENT")}

BESIDE = {"EDIFACT-074": "01:RETAILER001"}  # rows whose file holds an interchange of an X12 partner too


def said(text: str) -> set[str]:
    """Codes in CONTRLs as the catalogue writes them: 0085, and the action of UCI and UCM."""
    found: set[str] = set()
    for row in text.replace("\n", "").split("'"):
        tag, *elements = row.split("+")
        at = {"UCI": 3, "UCF": 3, "UCM": 2, "UCS": 0, "UCD": -1}.get(tag)
        if at is None:
            continue
        if at > 0 and len(elements) > at:
            found.add(f"{tag}:{elements[at]}")
        code = elements[at + 1 : at + 2]
        found |= {f"0085:{one}" for one in code if one}
    return found


def envelope(data: Data) -> Interchange | None:
    """The first interchange of EDIFACT in a file."""
    return next((one for one in files.read(data) if isinstance(one, Interchange) and one.standard == "edifact"), None)


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Yard(tmp_path_factory.mktemp("catalogue") / "gateway").init().base


@pytest.mark.usefixtures("shipped_maps_once")
@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["id"])
def test_a_bad_input_ends_as_the_catalogue_says(row: dict[str, str], prepared: Path, tmp_path: Path) -> None:
    yard, id_ = Yard(Path(shutil.copytree(prepared, tmp_path / "gateway"))), row["id"]
    data = (FOLDER / row["file"]).read_bytes()
    at = envelope(data)
    ours = at.receiver if at and at.receiver.startswith("14:54") else OURS
    trading(yard, our_id=ours, leniency="strict", duplicates="again")
    if id_ in BESIDE:
        yard.partner("acme", BESIDE[id_], leniency="strict")
        yard.tell("mailboxes:\n  rewe:\n    carries: [rewe, acme]\n", "rewe")
    path = tmp_path / "bad.edi"
    path.write_bytes(data)
    told = yard.app.check(path, partner="rewe")
    assert told["bytes"] == len(data)
    yard.take(data, partner="rewe")
    documents = shown(yard)
    sent = said("".join(text for name, text in yard.files("rewe").items() if name.startswith("CONTRL")))
    sent |= said_in_x12("".join(yard.files("acme").values()))
    states, codes = {one["state"] for one in documents}, sent | borne(documents)
    wanted = dict(row)
    if id_ in DIFFERS:
        wanted["states"], wanted["codes"], _ = DIFFERS[id_]
    if id_ in IN_WORDS:
        wanted["codes"], _ = IN_WORDS[id_]
    assert reached(wanted, states, codes), (states, codes)
    assert all(one["state"] not in ("RECEIVED", "PROCESSING", "RETRY") for one in documents)
    assert yard.crashes() == []


def ends(yard: Yard, data: bytes, *, states: str, codes: str) -> None:
    """What the one file comes to, and that its CONTRL says so."""
    yard.take(data, partner="rewe")
    documents = shown(yard)
    sent = said("".join(yard.files("rewe").values()))
    assert reached({"states": states, "codes": codes}, {one["state"] for one in documents}, borne(documents))
    assert sent & set(codes.split("|"))


def test_012_a_character_set_that_is_not_read(yard: Yard) -> None:
    ends(trading(yard), orders("1").replace(b"UNOC:3", b"UNOX:3"), states="REJECTED", codes="0085:46|0085:2")


def test_055_an_element_that_is_too_short(yard: Yard) -> None:
    """No element of ORDERS has a shortest length above one; the date of UNB's own has, and a guide may say one."""
    path = yard.base / "partners" / "rewe" / "ORDERS.yaml"
    trading(yard)
    path.write_text("extends: edifact/D96A/ORDERS\nguide:\n  BGM.1004: length 4..35\n", "utf-8")
    ends(yard, orders("1"), states="REJECTED", codes="0085:40")


def test_070_a_contrl_refuses_our_ship_notice(yard: Yard) -> None:
    trading(yard).take(orders("1"), partner="rewe")
    yard.app.orders_decide("ship", "1")
    yard.once()
    (notice,) = yard.docs(type="DESADV")
    assert yard.take(contrl(notice["interchange_control"], "4"), "ack.edi", "rewe")["attention"] == 1
    shown_ = yard.app.docs_show(notice["id"])
    assert (shown_["answer"], shown_["code_type"], shown_["code"]) == ("rejected", "UCI", "4")
    assert shown_["repair"][0]["command"].startswith("edigw docs reissue")


def test_every_row_has_its_place() -> None:
    rows = {row["id"]: row for row in listed("edifact")}
    here = Path(__file__).read_text("utf-8")
    built = {id_ for id_ in rows if f"def test_{id_.partition('-')[2]}_" in here}
    assert set(rows) == {row["id"] for row in ROWS} | built
    assert set(rows) >= {*DIFFERS, *IN_WORDS, *BESIDE}
    print(f"{len(rows)} rows: {len(rows) - len(DIFFERS)} end as the catalogue says")
    assert len(DIFFERS) / len(rows) <= 0.02
