"""Pairs, and dates with their format, of a set that is read in haste."""

from __future__ import annotations

from edigw.mapping.moments import parts, said
from edigw.mapping.paths import Entries, get, put
from edigw.mapping.places import places_of
from edigw.mapping.rows import Dated, Pairs
from edigw.mapping.seen import Act, Elements, Object, Seen, Unusual, read, set_once, text_in
from edigw.mapping.values import put_pair


def dated(leaf: Dated) -> Act:
    def act(elements: Elements, obj: Object, seen: Seen) -> None:
        text, code = text_in(elements, places[0]), text_in(elements, places[1])
        if not text:
            if leaf.required or code:
                raise Unusual
            return
        try:
            found = said(leaf, text, code)
        except ValueError as error:
            raise Unusual from error
        if found.time and not leaf.time:
            raise Unusual
        seen.keep(found.period_kind)
        for steps, value in parts(leaf, found):
            set_once(obj, steps, value)

    places = places_of(leaf)
    return act


def _composite_pairs(leaf: Pairs) -> Act:
    def act(elements: Elements, obj: Object, seen: Seen) -> None:
        for key, value in both:
            if key.element < len(elements):
                _careful_pair(leaf, text_in(elements, key), text_in(elements, value), obj, seen)

    places = places_of(leaf)
    both = list(zip(places[::2], places[1::2], strict=True))
    return act


def pairs(leaf: Pairs) -> Act:
    if leaf.by:
        return _composite_pairs(leaf)

    def act(elements: Elements, obj: Object, seen: Seen) -> None:
        codes, texts = elements[first:end:2], elements[first + 1 : end : 2]
        if len(codes) > len(texts):
            raise Unusual
        bag = obj.get(key) if key else get(obj, leaf.steps)
        for code, text in zip(codes, texts, strict=True):
            word = words.get(code)
            if word is None or not text or careful:
                _careful_pair(leaf, code, text, obj, seen)
                bag = get(obj, leaf.steps)
                continue
            value = read(leaf.codec, text) if reads else text
            if bag is None:
                put(obj, leaf.steps, bag := {})
            if word in bag:
                bag[word].append(value)
            else:
                bag[word] = Entries((value,)) if heads else [value]

    key = str(leaf.steps[0]) if len(leaf.steps) == 1 else ""
    words, heads = {**leaf.table.words, **leaf.heads.codes}, bool(leaf.heads.words)
    first, end, reads = leaf.place.element, leaf.last + 1, leaf.codec.read is not str
    careful = leaf.single or leaf.codec.table is not None
    return act


def _careful_pair(leaf: Pairs, code: str, text: str, obj: Object, seen: Seen) -> None:
    if not code and not text:
        return
    if not code or not text:
        raise Unusual
    try:
        word = leaf.heads.codes.get(code) or leaf.table.word(code, leaf.number)
    except ValueError as error:
        raise Unusual from error
    value = read(leaf.codec, text)
    seen.keep(word)
    if not put_pair(leaf, obj, word, value):
        raise Unusual
