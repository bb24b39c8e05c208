"""What we write is held against the dictionary and the partner's guide before it may leave."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from edigw.config.configuration import Configuration, shipped_only
from edigw.formats.packed import unpack
from edigw.model.answer import AnswerLine, OrderAnswer, Outcome
from edigw.model.base import Party
from edigw.model.partner import EnvelopeRules
from edigw.pipeline.outbound.compose import Composed, compose


@pytest.fixture(scope="module")
def configuration(tmp_path_factory: pytest.TempPathFactory) -> Configuration:
    return shipped_only(Path(tmp_path_factory.mktemp("none")))


def answer(**changes: object) -> OrderAnswer:
    line = AnswerLine(no="1", qty=Decimal(2), unit="each", price=Decimal("1.5"), ids={"buyer_part": ("A~B",)},
                      outcomes=(Outcome(status="accepted", qty=Decimal(2), unit="each"),))  # fmt: skip
    plain = {"order_number": "1", "purpose": "original", "status": "accepted_unchanged", "lines": (line,)}
    return OrderAnswer.model_validate({**plain, "ordered_on": "2026-11-01", **changes})


def write(configuration: Configuration, body: OrderAnswer, **rules: str) -> Composed:
    envelope = EnvelopeRules().model_copy(update=rules)
    return compose(configuration.base_map("855"), body, configuration.dictionary("004010"), envelope)


def test_a_good_one_is_packed_without_st_and_se(configuration: Configuration) -> None:
    made = write(configuration, answer())
    assert made.reason is None, made.findings
    tags = [segment.tag for segment in unpack(made.packed)]
    assert tags[0] == "BAK" and "ST" not in tags and "SE" not in tags
    assert "A B" in str(unpack(made.packed))


def test_delimiters_in_data_may_be_refused(configuration: Configuration) -> None:
    made = write(configuration, answer(), delimiters_in_data="refuse")
    assert made.reason == "CANNOT_WRITE" and "~" in made.findings[0].message


def test_a_word_without_a_code_cannot_be_written(configuration: Configuration) -> None:
    assert write(configuration, answer(status="nonsense")).reason == "CANNOT_WRITE"


def test_what_breaks_the_dictionary_never_leaves(configuration: Configuration) -> None:
    made = write(configuration, answer(order_number="X" * 40))
    assert made.reason in ("SELF_VALIDATION", "CANNOT_WRITE") and made.findings


def test_a_character_that_the_charset_lacks_is_found(configuration: Configuration) -> None:
    made = write(configuration, answer(ship_to=Party(name="Łódź", id_type="buyer_assigned", id="12")))
    assert made.reason == "SELF_VALIDATION", made.findings
    assert any("latin-1" in finding.message or finding.code == "6" for finding in made.findings)
