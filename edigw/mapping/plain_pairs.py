"""Pairs, and dates with their format, of a set that is read in haste."""

from __future__ import annotations

from datetime import date

from edigw.mapping.moments import parts, said
from edigw.mapping.paths import Entries, get, put
from edigw.mapping.places import places_of
from edigw.mapping.rows import Dated, Pairs, SegmentRow
from edigw.mapping.seen import Act, Elements, Object, Seen, Unusual, read, set_once
from edigw.mapping.spread import number
from edigw.mapping.values import put_pair


def dated(leaf: Dated, row: SegmentRow, free: bool) -> Act:
    """`free`: nothing can stand yet where the day goes."""

    def act(elements: Elements, obj: Object, seen: Seen) -> None:
        size = len(elements)
        text, code = elements[at] if at < size else "", elements[beside] if beside < size else ""
        if code == "102" and key and len(text) == 8 and text.isascii() and text.isdigit():
            obj[key] = date.fromisoformat(text)
            return
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

    at, beside = (number(row.elements, place) for place in places_of(leaf))
    key = str(leaf.on[0]) if free and len(leaf.on) == 1 else ""
    return act


def pairs(leaf: Pairs, row: SegmentRow) -> Act:
    return _composite_pairs(leaf, row) if leaf.by else _plain_pairs(leaf, row)


def _composite_pairs(leaf: Pairs, row: SegmentRow) -> Act:
    def act(elements: Elements, obj: Object, seen: Seen) -> None:
        size = len(elements)
        for first, qualifier, held in both:
            if first >= size:
                break
            code = elements[qualifier] if qualifier < size else ""
            text = elements[held] if held < size else ""
            word = words.get(code)
            if word is None or not text or not key:
                _careful_pair(leaf, code, text, obj, seen)
                continue
            value = read(leaf.codec, text) if reads else text
            if key not in obj:
                obj[key] = {word: Entries((value,))}
            elif word in obj[key]:
                obj[key][word].append(value)
            else:
                obj[key][word] = Entries((value,))

    numbers = [number(row.elements, place) for place in places_of(leaf)]
    both = [(min(pair), *pair) for pair in zip(numbers[::2], numbers[1::2], strict=True)]
    words, reads = {**leaf.table.words, **leaf.heads.codes}, leaf.codec.read is not str
    careful = leaf.single or leaf.codec.table is not None or len(leaf.steps) > 1
    key = "" if careful else str(leaf.steps[0])
    return act


def _plain_pairs(leaf: Pairs, row: SegmentRow) -> Act:
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
    first = number(row.elements, leaf.place)
    end, reads = first + leaf.last - leaf.place.element + 1, leaf.codec.read is not str
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
