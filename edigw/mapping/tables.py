"""Code lists: a standard's codes and the model's words, one to one for writing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from edigw.carrier import Spot
from edigw.mapping.faults import Faults, near
from edigw.mapping.source import SourceTable


class CodeRefused(ValueError):
    """A code that the table does not have, where it refuses what it does not know."""


@dataclass(frozen=True, slots=True)
class CodeTable:
    """A code list of one map, its layers merged."""

    name: str
    words: dict[str, str]  # code -> word, both spellings to read
    codes: dict[str, str]  # word -> code to write, those that are only written among them
    keep: bool  # a foreign code becomes the word x12:<element>:<code>
    spot: Spot
    standard: str = "x12"
    lent: Mapping[str, str] = field(default_factory=dict)  # a word that is only written -> what it reads back as
    lent_at: Mapping[str, Spot] = field(default_factory=dict)  # where that is said

    @property
    def spoken(self) -> list[str]:
        """The words that can be written and read back."""
        return [word for word in self.codes if word not in self.lent]

    def word(self, code: str, number: str) -> str:
        """The word for a code of data element `number`. Raises CodeRefused."""
        word = self.words.get(code)
        if word is not None:
            return word
        if self.keep:
            return f"{self.standard}:{number}:{code}"
        raise CodeRefused(f"code `{code}` is not in table `{self.name}`")

    def code(self, word: str, number: str) -> str:
        """The code for a word, in data element `number`. Raises ValueError."""
        code = self.codes.get(word)
        if code is not None:
            return code
        kept = f"{self.standard}:{number}:"
        if self.keep and word.startswith(kept):
            return word.removeprefix(kept)
        if ":" in word:
            raise ValueError(f"`{word}` was kept from another code list than {kept}, or table `{self.name}` keeps none")
        raise ValueError(f"table `{self.name}` has no code for `{word}`")

    def kept(self, word: str) -> bool:
        """Whether this word is a foreign code that was kept."""
        return word.startswith(f"{self.standard}:")


def compile_table(name: str, source: SourceTable, unknown: str, standard: str, faults: Faults) -> CodeTable:
    """A table ready for use. Two codes for one word, a code plain and in `also`, a word plain and in `as`: faults."""
    codes: dict[str, str] = {}
    for code, (word, spot) in source.words.items():
        if word in codes:
            fix = f"keep one; move the other to `also: {{{code}: {word}}}`, which is only read"
            faults.add(spot, f"`{word}` has two codes in table `{name}`: {codes[word]} and {code}", fix)
            continue
        codes[word] = code
    words = {code: word for code, (word, _) in source.words.items()}
    for code, (word, spot) in source.also.items():
        if code in words:
            faults.add(spot, f"`{code}` stands twice in table `{name}`", "keep one of the rows")
        elif word not in codes:
            fix = f"write `{code}: {word}` outside `also`, or name a word that the table has"
            faults.add(spot, f"`also` gives `{code}` the word `{word}`, which has no code of its own", fix)
        words[code] = word
    lent = _lent(name, source, codes, faults)
    policy = source.otherwise[0] if source.otherwise else unknown
    return CodeTable(
        name, words, {**codes, **{word: codes[target] for word, target in lent.items()}}, policy == "keep",
        source.spot, standard, lent, {word: source.lent[word][1] for word in lent},
    )  # fmt: skip


def _lent(name: str, source: SourceTable, codes: Mapping[str, str], faults: Faults) -> dict[str, str]:
    """The words of `as`: each without a code of its own, and written by the code of a word that has one."""
    found = {}
    for word, (target, spot) in source.lent.items():
        if word in codes:
            fix = f"take one of the rows out; `{codes[word]}` says it exactly"
            faults.add(spot, f"`{word}` has the code {codes[word]} in table `{name}`, and stands under `as` too", fix)
        elif target not in codes:
            told = f"`as` writes `{word}` by the code of `{target}`, which has none in table `{name}`"
            faults.add(spot, told, near(target, list(codes)))
        else:
            found[word] = target
    return found


def empty_table(name: str, spot: Spot, standard: str) -> CodeTable:
    """A table that keeps every code as it is."""
    return CodeTable(name, {}, {}, True, spot, standard)
