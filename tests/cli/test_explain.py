"""`edigw explain` as a person calls it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from shop import ORDER, Shop

Call = Callable[..., tuple[int, str]]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "order.edi"
    path.write_text(ORDER.format(number="4711", control=1).replace("CTT*2~", "PWK*OI*\x1b[31mEVIL~\nCTT*2~"), "latin-1")
    return path


def test_text_has_each_element_with_its_row(call: Call, file: Path) -> None:
    code, out = call("explain", str(file))
    assert code == 0
    (line,) = [line for line in out.splitlines() if "lines[0].price" in line]
    assert line.split()[:3] == ["PO104", "1.25", "price"]
    assert "maps/x12/004010/850.yaml:" in line and line.endswith("taken")
    assert "no row takes" in out and "findings" in out and "\x1b" not in out and "\\x1b[31mEVIL" in out


def test_backwards_json_and_one_set(call: Call, file: Path) -> None:
    code, out = call("explain", str(file), "--path", "lines[1].price")
    assert code == 0 and "PO1/PO104" in out and "2.50" in out and "BEG03" not in out
    code, out = call("explain", str(file), "--set", "0001", "--json")
    told = json.loads(out)
    assert code == 0 and told["sets"][0]["type"] == "850" and told["legend"]["taken"]
    code, out = call("explain", str(file), "--path", "lines[9].price")
    assert code == 0 and "no value there" in out


def test_a_page_is_written(call: Call, file: Path, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    code, out = call("explain", str(file), "--html", str(page))
    assert code == 0 and "1 set" in out and "lines[0].price" in page.read_text("utf-8")
    code, out = call("explain", str(file), "--html", str(tmp_path / "no" / "page.html"))
    assert code == 2 and "cannot be written" in out


def test_documents_of_a_shop_are_explained_by_id(shop: Shop) -> None:
    shop.drop()
    shop.edigw("once")
    for doc in shop.edigw("docs", "list"):
        told = shop.edigw("explain", doc["id"])
        assert told["sets"][0]["direction"] == doc["direction"] and told["sets"][0]["partner"] == "acme"


@pytest.mark.parametrize(
    ("words", "expected", "said"),
    [(["nothere.edi"], 2, "no file"), (["--partner", "nobody"], 2, "nobody"), (["--path", "lines.pryce"], 2, "price"),
     (["--set", "77"], 2, "no set 77"), (["--limit", "-1"], 2, "limit"), (["--path", "own.x"], 2, "own.x")],
)  # fmt: skip
def test_bad_calls(shop: Shop, call: Call, file: Path, words: list[str], expected: int, said: str) -> None:
    given = words if words[0] == "nothere.edi" else [str(file), *words]
    code, out = call("explain", *given, "--workspace", str(shop.base))
    assert code == expected and said in out


def test_what_holds_no_set(call: Call, tmp_path: Path) -> None:
    path = tmp_path / "x.edi"
    path.write_text("hello", "latin-1")
    code, out = call("explain", str(path))
    assert code == 2 and "of X12 or EDIFACT" in out
    path.write_text(ORDER.format(number="1", control=1).split("~")[0] + "~\nIEA*0*000000001~\n", "latin-1")
    code, out = call("explain", str(path))
    assert code == 1 and "0 sets" in out
