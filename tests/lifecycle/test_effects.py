"""Effects are data: comparable, frozen, and every one is in the union that the pipeline matches over."""

from __future__ import annotations

import dataclasses
import typing

import pytest

from edigw.lifecycle import effects
from edigw.lifecycle.effects import Decision, Duplicate, Effect


def test_an_effect_is_a_value() -> None:
    assert Duplicate("d1", "again") == Duplicate("d1", "again")
    with pytest.raises(dataclasses.FrozenInstanceError):
        Duplicate("d1", "again").of = "d2"  # type: ignore[misc]
    assert Decision().effects == ()


def test_every_class_of_the_module_is_an_effect_or_the_decision() -> None:
    classes = {
        value
        for value in vars(effects).values()
        if dataclasses.is_dataclass(value) and value.__module__ == effects.__name__
    }
    assert classes - {Decision} == set(typing.get_args(Effect))
