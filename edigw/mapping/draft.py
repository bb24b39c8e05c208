"""A partner's overlay drafted from what its samples hold: every row is a comment until a person has read the guide."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from edigw.mapping.rows import DocumentMap
from edigw.mapping.survey import Chain, Place, Survey

MOST_CODES = 8  # of one element; more are no closed list
MOST_EXAMPLES = 3
_WIDTH = 48  # where the remarks begin


@dataclass(slots=True)
class _Branch:
    """Rows of the body below one segment."""

    rows: list[tuple[str, str]] = field(default_factory=list)  # (row, remark)
    below: dict[str, _Branch] = field(default_factory=dict)


def draft(chart: DocumentMap, found: Survey, title: str) -> str:
    """The text of an overlay over this base map. `title` says of whom and from what. It loads as it is."""
    lines = [
        f"# {_tame(title)}",
        "# Each row below is a guess. Where the partner's guide says the same, take its first # away, and that of the",
        "# rows that it stands under; delete the rest.",
        f"extends: {base_name(chart)}",
    ]
    sections = {"guide": _guide(found), "tables": _tables(found), "body": _body(found)}
    for name, found_rows in sections.items():
        rows = list(found_rows)
        lines += ["", f"#{name}:", *rows] if rows else []
    return "\n".join(lines) + "\n"


def base_name(chart: DocumentMap) -> str:
    """How an overlay names this base map: x12/004010/850."""
    return f"{chart.standard}/{chart.release[:6]}/{chart.document}"


def not_taken(found: Survey) -> list[tuple[str, int, list[str]]]:
    """(address with element, how often, examples) of all that the base map takes nowhere."""
    return [
        (f"{'/'.join(chain)}/{element_name(chain, at)}", len(values), examples(values))
        for chain, place in found.places.items()
        for at, values in sorted(place.lost.items())
    ]


def element_name(chain: Chain, at: int) -> str:
    return f"{chain[-1].partition('*')[0].partition('[')[0]}{at:02d}"


def examples(values: Iterable[str]) -> list[str]:
    """A few different values, fit for a line of text."""
    return [_tame(value)[:40] for value in list(dict.fromkeys(values))[:MOST_EXAMPLES]]


def _tame(text: str) -> str:
    return "".join(letter if letter.isprintable() and letter <= "\xff" else "?" for letter in text)


def _line(row: str, remark: str) -> str:
    return f"#{row}".ljust(_WIDTH) + f"  # {remark}"


def _guide(found: Survey) -> Iterator[str]:
    for chain, place in found.places.items():
        where = "/".join(chain)
        if place.turns == place.parents and "*" in chain[-1] and not chain[-1].startswith("HL"):
            yield _line(f"  {where}: required", f"in all {place.parents}")
        for at, codes in sorted(place.codes.items()):
            also = found.foreign.get((chain, at), Counter())
            if also:
                words = " ".join(sorted(also))
                yield _line(
                    f"  {where}/{element_name(chain, at)}: also {words}",
                    "not in the dictionary's list; the row wants a table of its own",
                )
            elif at not in place.unlisted and _narrows(chain, at, codes):
                yield _line(f"  {where}/{element_name(chain, at)}: only {' '.join(sorted(codes))}", _counted(codes))


def _narrows(chain: Chain, at: int, codes: Counter[str]) -> bool:
    """Whether the codes may be a closed list: few, not the address's own, and not deep inside."""
    own = chain[-1].partition("*")[2]
    qualifier = bool(own) and set(codes) == {own}
    return len(chain) <= 2 and len(codes) <= MOST_CODES and not qualifier and not chain[-1].startswith("HL")


def _counted(codes: Counter[str]) -> str:
    return ", ".join(f"{_tame(code)} {times} times" for code, times in codes.most_common(MOST_CODES))


def _tables(found: Survey) -> Iterator[str]:
    for table, codes in sorted(found.wordless.items()):
        yield f"#  {table}:"
        for (code, number), times in sorted(codes.items()):
            yield _line(f"    {_quoted(code)}: word_{_word(code)}",
                        f"{times} times in element {number}; give it a word")  # fmt: skip


def _quoted(code: str) -> str:
    plain = code.isascii() and code.isalnum()
    return code if plain else "'" + _tame(code).replace("'", "''") + "'"


def _word(text: str) -> str:
    return "".join(letter if letter.isascii() and letter.isalnum() else "_" for letter in text.lower())


def _body(found: Survey) -> Iterator[str]:
    root = _Branch()
    for chain, place in found.places.items():
        if place.lost:
            branch = root
            for step in chain:
                branch = branch.below.setdefault(step, _Branch())
            branch.rows += _private(chain, place)
    yield from _indented(root, "  ")


def _private(chain: Chain, place: Place) -> Iterator[tuple[str, str]]:
    """Rows into private fields: what they mean, only the partner's guide can say."""
    own = chain[-1].partition("*")[2]
    for at, values in sorted(place.lost.items()):
        if not (own and at == 1):
            name = element_name(chain, at)
            word = _word(f"{chain[-1].partition('*')[0]}_{own}_{at}" if own else name)
            shown = ", ".join(examples(values))
            yield f"{name}: own.{word}", f"{len(values)} times: {shown}; or a path of the model"


def _indented(branch: _Branch, indent: str) -> Iterator[str]:
    for row, remark in branch.rows:
        yield _line(indent + row, remark)
    for address, below in branch.below.items():
        yield f"#{indent}{address}:"
        yield from _indented(below, indent + "  ")
