"""A set's structure as a regular expression over its tags, one character for each segment.

It follows `fold`: a segment takes the first place that it can. What was entered must succeed (`(?!…)` behind every
place that was passed by), so that it never finds a second reading which fold does not have. A loop over its limit is
refused even where a later place could take it; the diagnosing path knows better.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from edigw.structure.dictionary import Position, SetDef
from edigw.structure.plan import plan_of

MANY, LONG = 1_000, 1_500  # shapes that are remembered; bytes of their tags, five hundred segments
FEW = 4  # places that are tried one by one; of more, a look at the next tag may pass half of them by


class Shape:
    """`letters`: tag as a token of three bytes -> its character; `whole`: the pattern, compiled when first asked."""

    def __init__(self, set_def: SetDef) -> None:
        self.tags = sorted(plan_of(set_def).tags)
        self.letters = {token(tag): chr(ord("0") + at) for at, tag in enumerate(self.tags)}
        self._names = {token(tag): tag for tag in self.tags}
        self._children = set_def.children
        self._whole: re.Pattern[str] | None = None
        self._met: set[bytes] = set()  # shapes that fit: a sender's orders have few

    def fits(self, tokens: Sequence[bytes]) -> bool:
        """Whether segments with these tags, in this order, are a set. Raises KeyError for a tag that it lacks.

        Tokens are whole, of three bytes each, as only segments have that match their patterns.
        """
        joined = b"".join(tokens)
        if joined in self._met:
            return True
        fits = self._fits(tokens)
        if fits and len(joined) <= LONG:
            if len(self._met) >= MANY:
                self._met.clear()
            self._met.add(joined)
        return fits

    def _fits(self, tokens: Sequence[bytes]) -> bool:
        if self._whole is None:
            self._whole = re.compile(self.sequence(self._children))
        return self._whole.fullmatch("".join(map(self.letters.__getitem__, tokens))) is not None

    def holds(self, tokens: Sequence[bytes]) -> bool:
        """The same where there may be tags that the set lacks, or that are no tags."""
        try:
            return self._fits(tokens)
        except KeyError:
            return False

    def named(self, tokens: Sequence[bytes]) -> list[str]:
        """The tags, of two or three letters, of these tokens."""
        names = self._names
        try:
            return list(map(names.__getitem__, tokens))
        except KeyError:
            return [names.get(each) or each.rstrip(b"\x1d").decode("latin-1") for each in tokens]

    def sequence(self, positions: Sequence[Position]) -> str:
        if len(positions) <= FEW:
            return "".join(map(self._position, positions))
        half = len(positions) // 2
        return self._half(positions[:half]) + self._half(positions[half:])

    def _half(self, positions: Sequence[Position]) -> str:
        inner = self.sequence(positions)
        if len(positions) <= FEW or any(each.required for each in positions):
            return inner
        first = self._class([each.tag for each in positions])
        return f"(?:(?={first}){inner}|(?!{first}))"

    def _position(self, position: Position) -> str:
        letter = self._class([position.tag])
        least = 1 if position.required else 0
        if not position.loop:
            return f"{letter}{{{least},{'' if position.max is None else position.max}}}+"
        turn = letter + self.sequence(position.children[1:])
        most = "" if position.repeat is None else position.repeat
        return f"(?>(?:{turn}){{{least},{most}}})(?!{letter})"

    def _class(self, tags: Sequence[str]) -> str:
        letters = [re.escape(self.letters[token(tag)]) for tag in sorted(set(tags))]
        return letters[0] if len(letters) == 1 else f"[{''.join(letters)}]"


def token(tag: str) -> bytes:
    """The first three bytes of a segment with this tag: a tag of two letters has its separator with it."""
    return tag.encode("ascii").ljust(3, b"\x1d")[:3]
