from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from edigw.config.csvfiles import ITEM_COLUMNS, LOCATION_COLUMNS
from edigw.config.kinds import KINDS
from edigw.config.rows import DOCUMENTS, LATER, ROWS, Row
from edigw.config.said import default, understand
from edigw.config.standards import DOCUMENTS_OF, ROWS_OF
from edigw.config.workspace_rows import WORKSPACE_LATER, WORKSPACE_ROWS

PAGE = Path(__file__).parents[2] / "docs" / "partner-file.md"


@pytest.mark.parametrize("row", [*ROWS, *WORKSPACE_ROWS], ids=lambda row: row.path)
def test_a_row_is_whole(row: Row) -> None:
    assert row.kind in KINDS
    assert row.doc or row.path.startswith("identity.*.address.")
    assert (row.kind == "word") == bool(row.words)
    assert not set(row.words) & set(row.later)
    default(row)
    for word in row.words:
        understand(row, word)


def test_paths_are_said_once_and_none_is_also_for_later() -> None:
    for rows, later in ((ROWS, LATER), (WORKSPACE_ROWS, WORKSPACE_LATER)):
        paths = [row.path for row in rows]
        assert len(paths) == len(set(paths))
        assert not set(paths) & set(later)


def test_directions_are_in_or_out() -> None:
    assert {way for ways in DOCUMENTS.values() for way in ways} == {"in", "out"}


def test_the_page_shows_every_row(expected: Callable[[Path, str | None], None]) -> None:
    """The tables between the marks are written from the rows: `pytest --update` writes them."""
    page = PAGE.read_text("utf-8")
    for mark, lines in (
        ("settings", table(ROWS_OF["x12"])),
        ("edifact", edifact()),
        ("documents", documents()),
        ("later", later(LATER)),
        ("items", columns({**ITEM_COLUMNS, "ids.WORD": "their id of that kind, as ids.buyer_item"})),
        ("locations", columns(LOCATION_COLUMNS)),
        ("workspace", table(WORKSPACE_ROWS)),
        ("workspace later", later(WORKSPACE_LATER)),
    ):
        begin, end = f"<!-- {mark} -->\n", f"<!-- end of {mark} -->"
        before, _, rest = page.partition(begin)
        _, found, after = rest.partition(end)
        assert found, f"the page has no {mark}"
        page = before + begin + "\n".join(lines) + "\n" + end + after
    expected(PAGE, page)


def table(rows: Sequence[Row]) -> Iterator[str]:
    yield "| setting | takes | default | means |"
    yield "|---|---|---|---|"
    for row in rows:
        words = " · ".join(f"`{word}`" for word in row.words) or row.kind
        takes = f"{words}; several" if row.several else words
        yield cell(f"`{row.path}`", takes, f"`{row.default}`" if row.default else "", row.doc)


def edifact() -> Iterator[str]:
    """The rows that EDIFACT alone has or has otherwise, and those that it has not."""
    before = {row.path: row for row in ROWS if row.only != "edifact"}
    yield from table([row for row in ROWS_OF["edifact"] if row != before.get(row.path)])
    missing = ", ".join(f"`{row.path}`" for row in ROWS if row.only == "x12")
    yield from ("", f"It has none of these: {missing}.")


def documents() -> Iterator[str]:
    yield "| standard | comes in | goes out |"
    yield "|---|---|---|"
    for standard, known in DOCUMENTS_OF.items():
        yield cell(standard, *(", ".join(kind for kind, ways in known.items() if way in ways) for way in ("in", "out")))


def later(rows: dict[str, str]) -> Iterator[str]:
    yield "| setting | would say |"
    yield "|---|---|"
    for path, doc in rows.items():
        yield cell(f"`{path}`", doc)


def columns(rows: dict[str, str]) -> Iterator[str]:
    yield "| column | holds |"
    yield "|---|---|"
    for name, doc in rows.items():
        yield cell(f"`{name}`", doc)


def cell(*texts: str) -> str:
    return "| " + " | ".join(text.replace("|", "\\|") for text in texts) + " |"
