"""The accept path: one message as normalised bytes against the dictionary; yes or no and nothing else.

A yes is a promise that the diagnosing path (diagnose.py) finds nothing; a no says nothing, the diagnosing path judges.
Guides are not in it. Patterns are compiled for the tags that were met, and only once enough sets were seen to pay for
the compiling.

The text is what the whole.py of edigw/formats/x12/ and edifact/ makes: \\x1c before every segment and after the last,
\\x1d between elements, \\x1e between repetitions, \\x1f between components, whatever stood on the wire; no DEL of the
sender's own.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from edigw.structure.dictionary import Dictionary, SetDef
from edigw.tree import Message
from edigw.validation.elements import ASCII_ONLY
from edigw.validation.lists import NOTHING
from edigw.validation.patterns import segment
from edigw.validation.shape import Shape, token

PATIENCE = 16_384  # bytes of sets with a tag not met before, until patterns are compiled; each time twice as many

_BEYOND = re.compile("[^\x00-\x7f]")
_DOUBTFUL = re.compile("[\x80-\x9f\ud800-\udfff\ufffd-\uffff]|[\xc2-\xf4][\x80-\xbf]")  # no text, or UTF-8 read twice


def accepts(message: Message, dictionary: Dictionary, charset: str = "latin-1", decimal: str = ".") -> bool:
    """Whether this set is known to be without a fault of its own; False: ask `diagnose`."""
    if message.text is None:
        return False
    set_def = dictionary.sets.get(message.type)
    return set_def is not None and acceptor(dictionary, set_def, decimal).accepts(message.text, charset)


class Doubt(NamedTuple):
    """A set that was not accepted."""

    parts: Sequence[bytes]  # its segments, with stand-ins
    tokens: Sequence[bytes]  # what each begins with
    matched: Sequence[bytes]  # the same of those that match their patterns


UNREAD = Doubt((), (), ())  # no pattern was tried


def acceptor(dictionary: Dictionary, set_def: SetDef, decimal: str = ".") -> Acceptor:
    """One for all sets. `decimal`: the characters that may be an EDIFACT number's decimal mark."""
    return _acceptor(dictionary, set_def, decimal)


@lru_cache(maxsize=256)
def _acceptor(dictionary: Dictionary, set_def: SetDef, decimal: str) -> Acceptor:
    return Acceptor(dictionary, set_def, decimal=decimal)


class Acceptor:
    """One set's patterns, compiled as its tags are met."""

    def __init__(self, dictionary: Dictionary, set_def: SetDef, patience: int = PATIENCE, decimal: str = ".") -> None:
        self.dictionary = dictionary
        self.decimal = decimal
        self.shape = Shape(set_def)
        self.patience = patience
        self.waited = 0
        self.known: set[bytes] = set()  # tokens of the tags that are compiled
        self.met: set[bytes] = set()
        self.find: Callable[[bytes], list[bytes]] | None = None
        self.blank: Callable[[bytes, bytes], bytes] = re.compile(NOTHING.encode()).sub
        self.links: list[Callable[[bytes], list[tuple[bytes, bytes]]]] = []

    def accepts(self, text: bytes, charset: str = "latin-1") -> bool:
        """Yes or no for one set."""
        return self.doubt(text, charset) is None

    def doubt(self, text: bytes, charset: str = "latin-1") -> Doubt | None:
        """None for a set that is accepted; otherwise how far it was understood."""
        plain = text if text.isascii() else stand_in(text, charset)
        if plain is None:
            return UNREAD
        matched = self.find(plain) if self.find else []
        if len(matched) == plain.count(b"\x1c") - 1 and self.shape.fits(matched) and self.linked(text):
            return None
        parts = plain[1:-1].split(b"\x1c")
        tokens = [part[:3] for part in parts]
        if self._learn(tokens, len(plain)):
            return self.doubt(text, charset)
        return Doubt(parts, tokens, matched) if self.find else UNREAD

    def linked(self, text: bytes) -> bool:
        """Whether every level of a set's hierarchies has its number and its parent."""
        return not self.links or all(linked(find(text)) for find in self.links)

    def failing(self, doubt: Doubt) -> list[int]:
        """Indexes of the segments that match no pattern."""
        matched, tokens, every = doubt.matched, doubt.tokens, range(len(doubt.tokens))
        if len(matched) + 1 != len(tokens):
            return [] if len(matched) == len(tokens) else self._unmatched(doubt.parts, every)
        last = next((at for at, token_ in enumerate(matched) if token_ != tokens[at]), len(matched))
        first = last  # one fails: this one, or one of the same tag right before it
        while first and tokens[first - 1] == tokens[last]:
            first -= 1
        return [last] if first == last else self._unmatched(doubt.parts, every[first : last + 1])

    def _unmatched(self, parts: Sequence[bytes], which: range) -> list[int]:
        text = b"\x1c" + b"\x1c".join(parts[which.start : which.stop]) + b"\x1c"
        left = self.blank(b"\x1c", text).split(b"\x1c")
        return [at for at, rest in zip(which, left[1:-1], strict=True) if rest]

    def _learn(self, tokens: Sequence[bytes], size: int) -> bool:
        """Whether patterns were compiled for tags of this set, of so many bytes, that were not met before."""
        if self.known.issuperset(tokens):
            return False
        fresh = (set(tokens) - self.known) & self.shape.letters.keys()
        if not fresh:
            return False
        self.met |= fresh
        self.waited += size
        if self.waited <= self.patience:
            return False
        self.waited, self.patience = 0, self.patience * 2
        self._compile(self.known | self.met)
        return True

    def learn(self, texts: Iterable[bytes]) -> None:
        """Compile for every tag of these sets at once."""
        tokens = {part[:3] for text in texts for part in text.split(b"\x1c")}
        self._compile(self.known | (tokens & self.shape.letters.keys()))

    def _compile(self, known: set[bytes]) -> None:
        tags = [tag for tag in self.shape.tags if token(tag) in known]
        pattern = re.compile(alternation(self.dictionary, tags, self.decimal).encode("latin-1"))
        self.find, self.blank = pattern.findall, pattern.sub
        self.links = [re.compile(link).findall for tag in tags if (link := pointer(self.dictionary, tag))]
        self.known = known


def alternation(dictionary: Dictionary, tags: list[str], decimal: str = ".") -> str:
    """Any segment of these tags behind its terminator's place; the tag is the one group."""
    by_letter: dict[str, list[str]] = {}
    for tag in tags:
        definition = dictionary.segments.get(tag)
        if definition is not None:
            by_letter.setdefault(tag[0], []).append(segment(definition, dictionary.codes, decimal)[1:])
    branches = [f"{letter}(?:{'|'.join(rests)})" for letter, rests in by_letter.items()]
    return rf"\x1c(?=(...))(?>{'|'.join(branches)})"


def pointer(dictionary: Dictionary, tag: str) -> bytes | None:
    """A pattern that reads a level's own number and its parent's; None for a segment that is no pointer."""
    definition = dictionary.segments.get(tag)
    if definition is None or not definition.pointer:
        return None
    own, parent = definition.pointer[:2]
    value, other = rb"([^\x1c\x1d]*+)", rb"(?:[^\x1c\x1d]*+\x1d)"
    start = rb"\x1c%b\x1d%b{%d}%b" % (tag.encode("ascii"), other, own - 1, value)
    return start + rb"(?>(?:\x1d%b{%d}%b)?)" % (other, parent - own - 1, value) if parent > own else start + rb"()"


def linked(levels: list[tuple[bytes, bytes]]) -> bool:
    """Every level has a number of its own and names a parent before it, or none (pointers.py)."""
    before: set[bytes] = set()
    for own, parent in levels:
        if own in before or (parent and parent not in before):
            return False
        before.add(own)
    return True


def stand_in(text: bytes, charset: str) -> bytes | None:
    """The text with DEL for every character beyond ASCII, as `elements.as_text` reads it; None: in doubt."""
    if charset.lower() in ASCII_ONLY:
        return None
    name = codecs.lookup(charset).name
    try:
        characters = text.decode("utf-8")
    except UnicodeDecodeError:
        characters = text.decode("latin-1") if name == "iso8859-1" else "\x80"
    if name not in ("utf-8", "iso8859-1") or _DOUBTFUL.search(characters):
        return None
    return _BEYOND.sub("\x7f", characters).encode("ascii")
