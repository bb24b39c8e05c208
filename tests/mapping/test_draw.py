"""Drawing: the choices alone decide which document comes out."""

from __future__ import annotations

from random import Random

from tinymaps import load, order

from edigw.mapping.draw import draw

CHART = load(order())


def test_the_same_choices_give_the_same_document() -> None:
    assert draw(CHART, Random(5)) == draw(CHART, Random(5))


def test_other_choices_give_other_documents() -> None:
    assert len({draw(CHART, Random(seed)).model_dump_json() for seed in range(20)}) > 5
