from __future__ import annotations

import pytest

from edigw.config.kinds import KINDS
from edigw.config.rows import LATER, ROWS, ROWS_BY_PATH, SYNTAXES, Row
from edigw.config.said import default, understand
from edigw.config.standards import (
    ACKNOWLEDGEMENTS,
    ANSWER,
    DOCUMENTS_OF,
    EXAMPLES,
    INSTEAD,
    ROWS_OF,
    WITHIN,
    default_release,
    others,
    standard_of,
)
from edigw.formats.edifact.charsets import CHARSETS


@pytest.mark.parametrize("row", ROWS_OF["edifact"], ids=lambda row: row.path)
def test_a_row_of_edifact_is_whole(row: Row) -> None:
    assert row.kind in KINDS and (row.kind == "word") == bool(row.words)
    default(row)
    for word in row.words:
        understand(row, word)


def test_rows_are_of_one_standard_or_of_both() -> None:
    assert {row.only for row in ROWS} == {"", *ROWS_OF}
    assert ROWS_OF["x12"] == tuple(row for row in ROWS if row.only != "edifact")
    differs = [row.path for row in ROWS_OF["edifact"] if row != ROWS_BY_PATH[row.path]]
    assert {"release", "envelope.segment", "acknowledge.send"} <= set(differs)


@pytest.mark.parametrize("standard", ROWS_OF)
def test_what_is_said_instead_is_a_setting_of_this_standard(standard: str) -> None:
    here, away = {row.path for row in ROWS_OF[standard]}, others(standard)
    assert INSTEAD[standard].keys() <= away.keys()
    assert not away.keys() & here and not away.keys() & LATER.keys()
    for fix in INSTEAD[standard].values():
        named = {word.strip(",:;`") for word in fix.split() if "." in word.strip(",.:;")}
        assert named <= here, fix


def test_documents_have_directions_answers_and_examples() -> None:
    for standard, documents in DOCUMENTS_OF.items():
        assert {way for ways in documents.values() for way in ways} == {"in", "out"}
        assert documents[ANSWER[standard]] == ("out",)
        assert all(documents[kind] == ("in", "out") for kind in ACKNOWLEDGEMENTS[standard])
        assert set(EXAMPLES[standard][1].split(",")) <= documents.keys()
        understand(next(row for row in ROWS_OF[standard] if row.path == "ids.ours"), EXAMPLES[standard][0])
    assert all(message in DOCUMENTS_OF["edifact"] for message, _ in WITHIN.values())


def test_character_sets_are_those_that_can_be_read_and_written() -> None:
    assert list(SYNTAXES) == [name for name, known in CHARSETS.items() if known.supported]


@pytest.mark.parametrize(
    ("release", "standard"),
    [("004010", "x12"), ("004030VICS", "x12"), ("", "x12"), ("D96A", "edifact"), ("D:96A:UN:EAN008", "edifact"),
     ("D97A", "edifact"), ("21", "edifact"), ("D3", "edifact"), ("901", "edifact"), ("850", "x12")],
)  # fmt: skip
def test_a_release_tells_its_standard(release: str, standard: str) -> None:
    assert standard_of(release) == standard


def test_default_releases() -> None:
    assert (default_release("x12"), default_release("edifact")) == ("004010", "D96A")
