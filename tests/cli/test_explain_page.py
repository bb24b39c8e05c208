"""The page of an explanation: one file, nothing fetched, nothing of anybody's is markup, every link leads somewhere."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from shop import ORDER

from edigw.app import App
from edigw.cli.explain_page import page, text

EVIL = "<script>alert('x')</script>\"&"


class Checked(HTMLParser):
    """Ids, links and tags of a page; every tag that is opened is closed."""

    EMPTY = frozenset({"meta", "col"})

    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.tags: set[str] = set()
        self.open: list[str] = []
        self.words: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        if tag not in self.EMPTY:
            self.open.append(tag)
        for name, value in attrs:
            assert not name.startswith("on") and name != "src"
            if name == "id":
                self.ids.append(value or "")
            if name == "href":
                self.links.append(value or "")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def explained(tmp_path: Path, data: str, **asked: Any) -> dict[str, Any]:
    file = tmp_path / "order.edi"
    file.write_text(data, "latin-1")
    return App(tmp_path / "nowhere").explain(str(file), **asked)


@pytest.fixture
def order() -> str:
    return ORDER.format(number="4711", control=1)


def test_the_page_stands_alone_and_every_link_leads_somewhere(tmp_path: Path, order: str) -> None:
    html = page(explained(tmp_path, order, path="lines.price"))
    seen = Checked(html)
    assert not seen.open and not seen.tags & {"script", "link", "img", "iframe", "form"}
    assert seen.links and all(link.startswith("#") for link in seen.links)
    assert len(seen.ids) == len(set(seen.ids)) and {link[1:] for link in seen.links} <= set(seen.ids)
    assert not re.search(r"url\(|@import|https?:", html)
    assert "prefers-color-scheme:dark" in html and str(tmp_path) not in html


def test_segments_elements_and_the_document_are_on_it(tmp_path: Path, order: str) -> None:
    words = " ".join(Checked(page(explained(tmp_path, order))).words)
    for word in (
        "order.edi",
        "PO104",
        "1.25",
        "lines[0].price",
        "x12/004010/850.yaml:",
        "taken",
        "NORTH STORE",
        "each",
    ):
        assert word in words
    assert "price: " in words and "Asked for" not in words and "What no row takes" not in words


def test_values_are_never_markup_and_never_steer(tmp_path: Path, order: str) -> None:
    bad = (
        order.replace("*P*>~", "*P*:~")
        .replace("NORTH STORE", EVIL)
        .replace("BP*065001", "BP*\x85\x1b[31m")
        .replace("4711", "'><b>")
    )
    html = page(explained(tmp_path, bad.replace("PO1*2*12", "PO1*2*<i>TWELVE"), path="number"))
    assert "<script" not in html and "<i>" not in html and "'><b>" not in html
    assert "&lt;script&gt;" in html and "\x1b" not in html and "\x85" not in html
    assert not Checked(html).open
    assert text("a\u202eb") == "a\\u202eb" and text(None) == ""


def test_faults_untaken_and_several_sets(tmp_path: Path, order: str) -> None:
    start, end = order.index("ST*850"), order.index("GE*")
    again = (
        order[start:end].replace("0001", "0002").replace("*24*", "*XX*").replace("CTT*2", "ZZZ*1~\nQTY*74*3~\nCTT*2")
    )
    data = order[:end] + again + order[end:]
    told = explained(tmp_path, data + "RUBBISH")
    seen = Checked(page(told))
    words = " ".join(seen.words)
    assert "NOT_A_NUMBER" in words and "has no place here" in words and "What no row takes" in words
    assert {"#s1", "#s2"} <= set(seen.links) and {"s1", "s2"} <= set(seen.ids)
    assert "NOT_EDI" in words or "STRAY" in words
    few = page(explained(tmp_path, data, limit=1))
    assert "1 more sets are left out" in few


def test_a_set_without_map_or_envelope(tmp_path: Path, order: str) -> None:
    told = explained(tmp_path, order.replace("ST*850", "ST*999"))
    assert "no map" in page(told)
    told["sets"][0] |= {"interchange": None, "group": None}
    told |= {"sha256": None, "bytes": None}
    assert "not in a file yet" in page(told)
