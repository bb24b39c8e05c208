"""The patterns of a guide: what may stand at each place of a value. Read, and drawn from, never searched with.

A pattern is one place behind the other: a character, or `[…]`, any of these; behind it `{3}`, `{1,6}` or `?`. What
else regular expressions know is refused: no choice inside a value, nothing without an end, nothing nested.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from edigw.mapping.faults import Wrong
from edigw.mapping.lenses import Choose
from edigw.mapping.rows import Codec
from edigw.structure.dictionary import ElementDef
from edigw.structure.guide import Pattern

TRIES = 100  # draws of one value
MOST = 512  # places: no element is longer
SPECIAL = ".*+()|\\^$]}{?"  # what regular expressions give another meaning, or what stands in the wrong place
_ITEM = re.compile(r"(?:\[([^\[\]]+)\]|([^\[]))(?:\{(\d{1,4})(?:,(\d{1,4}))?\}|(\?))?")
_RANGE = re.compile(r"([0-9])-([0-9])|([A-Z])-([A-Z])|([a-z])-([a-z])|(.)")
FIX = "write what stands at each place: `PO[0-9]{6}`, `[A-Z][A-Z0-9]{0,9}`, `[.]` for the point itself"


def pattern(text: str) -> Pattern:
    """One pattern of a guide's row. Raises Wrong."""
    takes: dict[str, int] = {}
    optional = length = at = 0
    while at < len(text):
        found = _ITEM.match(text, at)
        if found is None or (found[2] and found[2] in SPECIAL):
            raise Wrong(f"`{text}` is no pattern at `{text[at:]}`", FIX)
        characters = _any_of(text, found[1]) if found[1] else found[2]
        least, most = _count(text, found)
        if length + most > MOST:
            raise Wrong(f"`{text}` has more than {MOST} places", "no element is as long: write a smaller count")
        places = (1 << length + most) - (1 << length)
        for character in characters:
            takes[character] = takes.get(character, 0) | places
        optional |= places & ~((1 << length + least) - 1)
        length, at = length + most, found.end()
    return Pattern(text, takes, optional, length)


def _count(text: str, found: re.Match[str]) -> tuple[int, int]:
    if found[5]:
        return 0, 1
    least = int(found[3] or 1)
    most = int(found[4] or least)
    if most < max(least, 1):
        raise Wrong(f"`{found[0]}` in `{text}` fits nothing", "write the smaller number first: {1,6}")
    return least, most


def _any_of(text: str, inside: str) -> str:
    if inside.startswith("^"):
        raise Wrong(f"`[{inside}]` in `{text}` names what may not stand", "name what may: `[A-Z0-9]`")
    found = ""
    for each in _RANGE.finditer(inside):
        first, last = (each[1] or each[3] or each[5], each[2] or each[4] or each[6])
        if each[7]:
            if each[7] == "-" and 0 < each.start() < len(inside) - 1:
                raise Wrong(f"`[{inside}]` in `{text}` has a range of neither letters nor digits",
                            "ranges are within 0-9, A-Z or a-z; `-` itself comes first or last")  # fmt: skip
            found += each[7]
        elif first > last:
            raise Wrong(f"`{each[0]}` in `{text}` holds nothing", f"write {last}-{first}")
        else:
            found += "".join(map(chr, range(ord(first), ord(last) + 1)))
    return found


def lengths(made: Pattern) -> tuple[int, int]:
    """The shortest and the longest value that it fits, in characters."""
    return made.length - made.optional.bit_count(), made.length


def drawn(patterns: Sequence[Pattern], codec: Codec, element: ElementDef, choose: Choose) -> Any:
    """A canonical value that is written as one of the patterns wants; where none is found, any."""
    value = codec.sample(choose, element)
    for _ in range(TRIES):
        if any(each.fits(codec.write(value)) for each in patterns):
            return value
        try:
            value = codec.read(_text(patterns[choose.randrange(len(patterns))], choose))
        except ValueError:
            value = codec.sample(choose, element)
    return value


def _text(made: Pattern, choose: Choose) -> str:
    text = ""
    for place in range(made.length):
        bit = 1 << place
        if not (made.optional & bit and choose.randrange(2)):
            characters = [character for character, places in made.takes.items() if places & bit]
            text += characters[choose.randrange(len(characters))]
    return text
