"""What partner.yaml, a profile or edigw.toml says: its mapping held against the rows, every fault at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from typing import Any

from edigw.carrier import Entry, Items, Spot, Table, Text
from edigw.config import kinds
from edigw.config.rows import LATER, NOT_IN_PROFILES, Row
from edigw.config.standards import DOCUMENTS_OF, NAMES, ROWS_OF, others
from edigw.config.workspace_rows import WORKSPACE_LATER, WORKSPACE_ROWS
from edigw.errors import Fault


@dataclass(frozen=True, slots=True)
class Setting:
    """One value that a file says."""

    path: str  # with the names that the file chose: "agreements.850 in.release"
    row: Row
    texts: tuple[str, ...]  # as they stand in the file
    value: Any  # what the row's kind makes of it; a tuple where the row takes several
    spot: Spot


@dataclass(frozen=True, slots=True)
class Said:
    """Everything that one file says."""

    file: str
    settings: dict[str, Setting] = field(default_factory=dict)
    names: dict[str, Spot] = field(default_factory=dict)  # what stands for a `*`: "agreements.850 in"
    faults: tuple[Fault, ...] = ()
    standard: str = "x12"  # by whose rows it was read

    def spot(self, *paths: str) -> Spot:
        """Where the first of these paths stands; else the file's first line."""
        for path in paths:
            if path in self.settings:
                return self.settings[path].spot
            if path in self.names:
                return self.names[path]
        return Spot(self.file, 1, 1)


Branch = dict[str, "Branch | Row"]


@dataclass(frozen=True, slots=True)
class Grammar:
    """What a kind of file may say."""

    tree: Branch
    later: Mapping[str, str]
    misnamed: Callable[[Entry, str, str], Fault | None]  # of a name that the file chose, by the path above; standard
    foreign: Mapping[str, str] = field(default_factory=dict)  # blocks that belong elsewhere, and where
    standard: str = "x12"
    others: Mapping[str, str] = field(default_factory=dict)  # settings of another standard, and what to say instead


def tree(rows: Sequence[Row]) -> Branch:
    """The rows by the words of their paths."""
    root: Branch = {}
    for row in rows:
        *above, last = row.path.split(".")
        branch = root
        for word in above:
            below = branch.setdefault(word, {})
            assert isinstance(below, dict)
            branch = below
        branch[last] = row
    return root


def gather(table: Table, file: str, grammar: Grammar) -> Said:
    """Hold a file's mapping against its rows. Faults are collected, never raised."""
    said = Said(file, standard=grammar.standard)
    faults: list[Fault] = []
    for entry in table:
        faults.extend(_entry(entry, grammar.tree, "", "", _Walk(said, grammar)))
    return Said(file, said.settings, said.names, tuple(faults), grammar.standard)


@dataclass(frozen=True, slots=True)
class _Walk:
    said: Said
    grammar: Grammar


def _entry(entry: Entry, branch: Branch, above: str, pattern: str, walk: _Walk) -> Iterator[Fault]:
    """`above` and `pattern` are the path so far, as named and as in the rows; both end with a dot or are empty."""
    path = above + entry.key
    if not above and entry.key in walk.grammar.foreign:
        yield entry.spot.fault(f"`{path}` does not belong here", walk.grammar.foreign[path])
        return
    if (later := walk.grammar.later.get(pattern + entry.key)) is not None:
        yield _literal_secret(entry) or entry.spot.fault(
            f"`{path}` is not supported yet ({later})", "take it out; nothing would obey it"
        )
        return
    if (instead := walk.grammar.others.get(pattern + entry.key)) is not None:
        name = NAMES[walk.grammar.standard]
        yield _literal_secret(entry) or entry.spot.fault(f"{name} has no `{path}`", instead)
        return
    step = entry.key if entry.key in branch else "*"
    found = branch.get(step)
    if found is None:
        yield _literal_secret(entry) or entry.spot.fault(f"unknown setting `{path}`", _nearest(entry.key, branch))
        return
    if step == "*":
        if (fault := walk.grammar.misnamed(entry, above, walk.grammar.standard)) is not None:
            yield fault
            return
        walk.said.names[path] = entry.spot
    if isinstance(found, Row):
        yield from _leaf(entry, found, path, walk.said)
    elif isinstance(entry.value, Table):
        for below in entry.value:
            yield from _entry(below, found, f"{path}.", f"{pattern}{step}.", walk)
    elif not (isinstance(entry.value, Text) and not entry.value.value):
        words = ", ".join(word for word in found if word != "*") or "names"
        yield entry.spot.fault(f"`{path}` is a block", f"write rows below it: {words}")


def _leaf(entry: Entry, row: Row, path: str, said: Said) -> Iterator[Fault]:
    if isinstance(entry.value, Table) or (isinstance(entry.value, Items) and not row.several):
        yield entry.spot.fault(f"`{path}` takes one value", _example(row))
        return
    items = entry.value.items if isinstance(entry.value, Items) else (entry.value,)
    texts, values = [], []
    for item in items:
        if not isinstance(item, Text):
            yield item.spot.fault(f"`{path}` takes a list of plain values", _example(row))
            return
        if not item.value:
            continue
        try:
            values.append(understand(row, item.value))
        except kinds.Unfit as unfit:
            yield item.spot.fault(f"`{path}`: {unfit.message}", unfit.fix)
            return
        texts.append(item.value)
    if texts:
        value = tuple(values) if row.several else values[0]
        said.settings[path] = Setting(path, row, tuple(texts), value, entry.spot)
    elif row.default and not row.several:
        yield entry.spot.fault(f"`{path}` has no value", _example(row))
    elif isinstance(entry.value, Items):
        said.settings[path] = Setting(path, row, (), (), entry.spot)  # a list that says: none


def understand(row: Row, text: str) -> Any:
    """The value of one text. Raises kinds.Unfit."""
    if row.words:
        word = re.sub("[ -]", "_", text)
        if word in {re.sub("[ -]", "_", known) for known in row.words}:
            return dict(row.same).get(word, word)
        allowed = f"one of: {', '.join(row.words)}"
        if text in row.later:
            raise kinds.Unfit(f"`{text}` is not supported yet", allowed)
        raise kinds.Unfit(f"`{text}` is no word for it", allowed)
    return kinds.KINDS[row.kind](text)


def default(row: Row) -> Any:
    """The value that a row has when nothing says it: () or None where there is none."""
    if not row.default:
        return () if row.several else None
    value = understand(row, row.default)
    return (value,) if row.several else value


def _example(row: Row) -> str:
    if row.words:
        return f"one of: {', '.join(row.words)}"
    return f"write a {row.kind}" + (f", as {row.default}" if row.default else "")


def _nearest(word: str, known: Mapping[str, object]) -> str:
    near = get_close_matches(word, [key for key in known if key != "*"], 1)
    if near:
        return f"did you mean `{near[0]}`?"
    return "known here: " + ", ".join(key for key in known if key != "*") + "; see docs/partner-file.md"


def _literal_secret(entry: Entry) -> Fault | None:
    """A password where none belongs must not be answered by its own text."""
    if not kinds.SECRET_NAME.search(entry.key) or not isinstance(entry.value, Text) or not entry.value.value:
        return None
    if kinds.REFERENCE.fullmatch(entry.value.value):
        return None
    return entry.value.spot.fault(
        f"a literal secret under `{entry.key}` (SECRET_IN_CONFIG)",
        "take it out of the file and change it: secrets are env:NAME, file:/path or keyring:SERVICE/NAME",
    )


def _misnamed(entry: Entry, above: str, standard: str) -> Fault | None:
    if above == "agreements.":
        return _no_agreement(entry, standard)
    if above == "fields.":
        if re.fullmatch("[a-z][a-z0-9_]{0,40}", entry.key):
            return None
        return entry.spot.fault(f"`{entry.key}` is no field name", "small letters, digits and _, a letter first")
    return _no_name(entry, above, standard)


def _no_name(entry: Entry, above: str, standard: str) -> Fault | None:
    try:
        kinds.name(entry.key)
    except kinds.Unfit as unfit:
        return entry.spot.fault(f"`{above}{entry.key}`: {unfit.message}", unfit.fix)
    return None


def _no_agreement(entry: Entry, standard: str) -> Fault | None:
    document, _, direction = entry.key.partition(" ")
    known = DOCUMENTS_OF[standard]
    if document == "TA1" and standard == "x12":
        return entry.spot.fault("TA1 is no agreement", "say it with acknowledge.ta1")
    if document not in known:
        return entry.spot.fault(f"`{entry.key}` is no document", _fitting(document, standard))
    if direction not in ("in", "out"):
        return entry.spot.fault(f"`{entry.key}` lacks its direction", f"write `{document} {known[document][0]}`")
    if direction not in known[document]:
        return entry.spot.fault(
            f"`{entry.key}` is not supported yet", f"a supplier exchanges {document} {known[document][0]} only"
        )
    return None


def _fitting(document: str, standard: str) -> str:
    """How an agreement would be written, or that the file is of another standard."""
    for other, known in DOCUMENTS_OF.items():
        if document in known and other != standard:
            return f"it is {NAMES[other]}'s: say `standard: {other}`"
    return "write it as `850 in` or `855 out`" if standard == "x12" else "write it as `ORDERS in` or `ORDRSP out`"


def _partner(standard: str) -> Grammar:
    return Grammar(tree(ROWS_OF[standard]), LATER, _misnamed, standard=standard, others=others(standard))


PARTNERS: Mapping[str, Grammar] = {standard: _partner(standard) for standard in ROWS_OF}
"""standard -> what a partner file says."""

PROFILES: Mapping[str, Grammar] = {
    standard: replace(grammar, foreign=dict.fromkeys(NOT_IN_PROFILES, "it belongs to one partner's partner.yaml"))
    for standard, grammar in PARTNERS.items()
}
WORKSPACE = Grammar(tree(WORKSPACE_ROWS), WORKSPACE_LATER, _no_name)
