"""The words of each standard: whoever asks for one finds it for all."""

from __future__ import annotations

import pytest

from edigw.config.rows import DOCUMENTS
from edigw.formats.files import FORMATS
from edigw.pipeline.outbound.drafts import WIRE
from edigw.pipeline.outbound.wire import WIRES
from edigw.pipeline.read.standards import MEANING, STANDARDS
from edigw.pipeline.rules import RULES


def test_a_standard_that_is_read_has_words_and_is_written() -> None:
    assert FORMATS.keys() == STANDARDS.keys() == WIRES.keys() == WIRE.keys()


@pytest.mark.parametrize("name", STANDARDS)
def test_words_agree_with_each_other(name: str) -> None:
    words = STANDARDS[name]
    assert words.acknowledgement in words.acknowledgements
    assert all(MEANING[kind] == "acknowledgement" for kind in words.acknowledgements)
    assert words.routing.keys() <= RULES.keys()
    for finding in (words.not_traded, words.unknown, words.no_release):
        assert finding.code and finding.rule in RULES and finding.segment in (words.set, words.group)


def test_what_is_written_means_what_it_is_written_for() -> None:
    said = {"change_answer": "answer", "credit": "invoice"}
    for documents in WIRE.values():
        assert all(MEANING[kind] == said.get(word, word) for word, (kind, _) in documents.items())


def test_each_document_that_is_exchanged_both_ways_or_answered_has_a_meaning() -> None:
    spoken = {"816", "820", "830", "832", "846", "852", "869", "870", "940", "943", "944", "945", "947"}  # no turn yet
    assert DOCUMENTS.keys() - MEANING.keys() <= spoken
