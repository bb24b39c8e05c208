"""The words of the code lists: what one standard can say and the other has no code for, and how each word fares."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from typing import Any, NamedTuple

from matrix import NAMES, STANDARDS, TABLE, chart_of
from matrix_paths import Names, paths

from edigw.mapping.tables import CodeTable

FIRST = {standard: releases[0] for standard, releases in STANDARDS.items()}
HELD = frozenset({"lines", "items", "orders", "pallets", "cartons"})  # what a document cannot be without
OF_STORES = ("destinations_unit", "location_kind")  # idle where there are no `destinations`


class Pair(NamedTuple):
    """A code list of one standard beside that of another, at the first path where they meet."""

    document: str
    names: Names
    theirs: CodeTable
    ours: CodeTable

    @property
    def lacking(self) -> frozenset[str]:
        return frozenset(self.theirs.spoken) - self.ours.codes.keys()


@cache
def pairs(standard: str) -> tuple[Pair, ...]:
    """Each pair of lists that bear one path's words, the standard's own as `ours`."""
    found: dict[tuple[str, str], Pair] = {}
    (other,) = STANDARDS.keys() - {standard}
    for document in NAMES:
        ours, theirs = (paths(chart_of(document, FIRST[one])) for one in (standard, other))
        for names in sorted(ours.keys() & theirs.keys()):
            mine, yours = (next((spot.table for spot in side[names] if spot.table), None) for side in (ours, theirs))
            if mine is not None and yours is not None:
                found.setdefault((mine.name, yours.name), Pair(document, names, yours, mine))
    return tuple(found[key] for key in sorted(found))


@cache
def named(standard: str) -> dict[str, frozenset[str]]:
    """The words that tests/losses.toml names as lacking, by code list."""
    rows = tomllib.loads(TABLE.read_text("utf-8"))["words"][standard]
    return {name: frozenset(words.split()) for name, words in rows.items()}


def lacking(standard: str) -> dict[str, frozenset[str]]:
    """The words that the standard's lists lack."""
    found: dict[str, frozenset[str]] = {}
    for pair in pairs(standard):
        found[pair.ours.name] = found.get(pair.ours.name, frozenset()) | pair.lacking
    return {name: words for name, words in found.items() if words}


def saying(data: Mapping[str, Any], names: Names, word: str) -> dict[str, Any]:
    """The document with little else than this word at this path; KeyError where it does not say the path."""
    kept = {
        key: tuple(_bare(one) for one in value) if key in HELD else value
        for key, value in data.items()
        if key in HELD or not isinstance(value, dict | tuple)
    }
    return {**kept, names[0]: _put(data[names[0]], names[1:], word)}


def _bare(value: Mapping[str, Any]) -> dict[str, Any]:
    return {key: inner for key, inner in value.items() if not isinstance(inner, dict | tuple) and key not in OF_STORES}


def _put(value: Any, names: Names, word: str) -> Any:
    if not names:
        return word
    if isinstance(value, tuple):
        at = next((at for at, one in enumerate(value) if _says(one, names)), None)
        if at is None:
            raise KeyError(names[0])
        alone = _put(value[at], names, word)
        bare = [{**_bare(one), **({names[0]: alone[names[0]]} if one is value[at] else {})} for one in value]
        return tuple(bare) if "qty" in value[at] or "number" in value[at] else (alone,)
    if names[0] == "*":
        key = next((key for key, inner in value.items() if _says(inner, names[1:])), None)
        if key is None:
            raise KeyError(names[0])
        return {word: value[key]} if not names[1:] else {key: _put(value[key], names[1:], word)}
    return {**value, names[0]: _put(value[names[0]], names[1:], word)}


def _says(value: Any, names: Names) -> bool:
    if not names:
        return True
    if isinstance(value, tuple):
        return any(_says(one, names) for one in value)
    if names[0] == "*":
        return any(_says(inner, names[1:]) for inner in value.values())
    return names[0] in value and _says(value[names[0]], names[1:])
