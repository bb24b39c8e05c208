"""docs/standards.md: the matrix for people, field by field, with what is lost and which words have no code."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from matrix import NAMES, RELEASES, STANDARDS, Loss, chart_of, refusals, table
from matrix_cases import CASES
from matrix_paths import limits, opened, paths
from matrix_words import named, pairs

STYLED = {"x12": "X12", "edifact": "EDIFACT"}
HEAD = """\
# One document in four releases

An order, its answer, a ship notice and an invoice are one model each, whatever standard they come in or go out by. This
page is written from the maps of X12 004010 and 005010 and of EDIFACT D96A and D01B, from `tests/losses.toml` and from
the code lists; `tests/test_matrix.py` writes the {cases} documents of `tests/matrix_cases.py` by each of the four and
reads them again: they come back equal but for what stands here.
"""
COUNTS = """\
## How many may stand there

Under one parent, where the four differ: further ones are refused. A star says that there is no limit.
"""
FIELDS = """\
## Where a field stands

By the object that it belongs to: an address starts at the segment that opens the object. A dash says that the maps of
the standard do not carry it. What differs between releases is told behind a colon.
"""
LOST = """\
## What is lost

Of documents that say more than the standard's maps carry. `refused`: the write is refused while it is there.
"""
REFUSED = """\
## What is refused besides

What the documents of `samples/` show when they are written in the other standard: what one demands and the other may
leave out. `.*` stands for anything, `\\w+` for a word.
"""
WORDS = """\
## Words without a code of their own

Words that one standard's lists have at a path where the other's have no code for them. Some are written by the nearest
code and read back as its word (`as` in a code list); the others are refused, with the path and the list's name.
"""


def page() -> str:
    head = HEAD.format(cases=sum(map(len, CASES.values())))
    return (
        "\n".join(
            [head, LOST, *_losses(), REFUSED, *_refusals(), COUNTS, *_counts(), FIELDS, *_fields(), WORDS, *_words()]
        ).rstrip("\n")
        + "\n"
    )


def _refusals() -> Iterator[str]:
    yield "| message | why |\n|---|---|"
    yield from (f"| {pattern.replace('|', chr(92) + '|')} | {why} |" for pattern, why in refusals().items())
    yield ""


def _losses() -> Iterator[str]:
    sections: dict[str, list[Loss]] = {}
    for row in table():
        sections.setdefault(row.section, []).append(row)
    for section, rows in sections.items():
        where, document = section.split(".")
        name = "every document" if document == "all" else f"{document}s"
        yield f"### By {STYLED.get(where, where)}, of {name}\n"
        yield "| what | what becomes of it | why |\n|---|---|---|"
        merged: dict[tuple[str, str], list[str]] = {}
        for row in rows:
            becomes = f"{row.fate.how} `{row.fate.word}`" if row.fate.word else row.fate.how
            becomes += f" beside `{row.fate.beside}`" if row.fate.beside else ""
            merged.setdefault((becomes, row.fate.why), []).append(f"`{row.path}{'=' * bool(row.value)}{row.value}`")
        yield from (f"| {' '.join(what)} | {becomes} | {why} |" for (becomes, why), what in merged.items())
        yield ""


def _counts() -> Iterator[str]:
    yield f"| list | {' | '.join(RELEASES)} |\n|---|{'---|' * len(RELEASES)}"
    for document, (model, _) in NAMES.items():
        every = {release: limits(chart_of(document, release)) for release in RELEASES}
        shared = set.intersection(*(set(one) for one in every.values()))
        for names in sorted(shared):
            most = [one[names] for one in every.values()]
            if len(set(most)) > 1:
                cells = " | ".join("*" if one is None else str(one) for one in most)
                yield f"| `{'.'.join((model.__name__, *names))}` | {cells} |"
    yield ""


def _fields() -> Iterator[str]:
    found: dict[str, dict[str, dict[str, set[str]]]] = {}  # object -> field -> release -> addresses
    for document, (model, _) in NAMES.items():
        for release in RELEASES:
            for names, spots in paths(chart_of(document, release)).items():
                owner, at = opened(model, names)
                field = ".".join(names[at:])
                cell = found.setdefault(owner, {}).setdefault(field, {}).setdefault(release, set())
                cell |= {spot.below(at) for spot in spots}
    for owner in sorted(found):
        yield f"### {owner}\n\n| field | X12 | EDIFACT |\n|---|---|---|"
        for field, cells in sorted(found[owner].items()):
            shown = (_cell(cells, releases) for releases in STANDARDS.values())
            yield f"| {f'`{field}`' if field else 'its word'} | {' | '.join(shown)} |"
        yield ""


def _cell(cells: dict[str, set[str]], releases: tuple[str, ...]) -> str:
    first, *later = ((release, _told(cells.get(release, ()))) for release in releases)
    return "; ".join([first[1], *(f"{release}: {text}" for release, text in later if text != first[1])])


def _told(addresses: Iterable[str]) -> str:
    return ", ".join(f"`{one}`" for one in sorted(addresses)) or "–"


def _words() -> Iterator[str]:
    for standard in STANDARDS:
        yield f"### Not in {STYLED[standard]}\n\n| list | written as another | refused |\n|---|---|---|"
        lent: dict[str, set[str]] = {}
        for pair in pairs(standard):
            theirs = set(pair.theirs.spoken)
            lent.setdefault(pair.ours.name, set())
            lent[pair.ours.name] |= {f"`{word}` as `{to}`" for word, to in pair.ours.lent.items() if word in theirs}
        for name in sorted(lent):
            refused = " ".join(f"`{word}`" for word in sorted(named(standard).get(name, ())))
            if lent[name] or refused:
                yield f"| {name} | {', '.join(sorted(lent[name])) or '–'} | {refused or '–'} |"
        yield ""
