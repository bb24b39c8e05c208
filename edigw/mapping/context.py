"""What compiling a map carries along: the dictionary, the tables, the faults, and which row reads which path."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from edigw.carrier import Spot
from edigw.mapping.address import Place, SegmentAddress
from edigw.mapping.faults import Faults, Wrong, near
from edigw.mapping.paths import Path, resolve
from edigw.mapping.rows import Condition, Heads, Loss, Shown
from edigw.mapping.shelf import Shelf
from edigw.mapping.source import Level
from edigw.mapping.tables import CodeTable
from edigw.mapping.words import When
from edigw.model.base import Model, Party
from edigw.structure.dictionary import Dictionary, ElementDef, SetDef

ENRICHED = {  # (model, field) that enrichment sets -> its words
    (Party, "kind"): ("store", "distribution_center", "customer")
}


@dataclass(frozen=True, slots=True)
class Scope:
    """The object at which paths start, and what is known on the way to it."""

    model: type[Model]
    prefix: str = ""  # absolute: "lines[]."
    whens: tuple[When, ...] = ()  # conditions on the way, with absolute paths
    item: type[Model] | None = None  # a level above which items hang: `item.qty`
    order: type[Model] | None = None  # where orders have no level of their own: `order.number`


@dataclass(frozen=True, slots=True)
class Carried:
    """Where a path stands on the wire."""

    steps: tuple[SegmentAddress, ...]
    place: Place
    table: CodeTable | None


@dataclass(slots=True)
class Context:
    dictionary: Dictionary
    set_def: SetDef
    faults: Faults
    shelf: Shelf
    own: Mapping[str, str]
    silenced: list[tuple[tuple[SegmentAddress, ...], int | None]] = field(default_factory=list)
    also: list[tuple[tuple[SegmentAddress, ...], int, frozenset[str]]] = field(default_factory=list)
    levels: tuple[Level, ...] = ()
    engine: Mapping[str, frozenset[int]] = field(default_factory=dict)  # tag -> elements written from the levels
    pointer: str = ""  # the segment that numbers the levels, where the map has some
    reads: dict[str, list[tuple[Spot, tuple[When, ...]]]] = field(default_factory=dict)
    heads: dict[str, Heads] = field(default_factory=dict)
    carried: dict[str, Carried] = field(default_factory=dict)  # by absolute path
    conditions: list[tuple[Scope, When, Spot]] = field(default_factory=list)
    loss: list[Loss] = field(default_factory=list)
    shown: list[Shown] = field(default_factory=list)

    def path(self, scope: Scope, text: str) -> Path:
        """A path that starts at the scope's object. Raises Wrong."""
        for name, beside in (("item", scope.item), ("order", scope.order)):
            if beside is not None and text.startswith(f"{name}."):
                inner = resolve(beside, text.removeprefix(f"{name}."), self.own)
                return replace(inner, text=text, steps=(name, *inner.steps))
        return resolve(scope.model, text, self.own)

    def table(self, name: str) -> CodeTable:
        """A code list by name. Raises Wrong."""
        table = self.shelf.table(name)
        if table is None:
            names = [known for known, found in self.shelf.tables.items() if found is not None]
            known = f"{near(name, names)}; or " if names else ""
            raise Wrong(f"there is no table `{name}`", f"{known}add it under `tables` or as maps/codes/{name}.yaml")
        return table

    def silent(self, steps: tuple[SegmentAddress, ...], element: int | None) -> bool:
        """Whether the guide says `not used` of this place."""
        return any(element == at and covers(guide, steps) for guide, at in self.silenced)

    def admitted(self, steps: tuple[SegmentAddress, ...], element: int) -> frozenset[str]:
        """The codes that the guide admits there besides the dictionary's."""
        found = [codes for guide, at, codes in self.also if at == element and covers(guide, steps)]
        return frozenset().union(*found)

    def heads_of(self, scope: Scope, bag: str) -> Heads:
        """The shared note of which words of a bag have rows of their own."""
        return self.heads.setdefault(scope.prefix + bag, Heads())

    def read(self, scope: Scope, path: str, spot: Spot) -> None:
        """Notes that a row reads a path; a second one without an exclusive `when` is a fault."""
        absolute = scope.prefix + path
        for other, whens in self.reads.get(absolute, ()):
            if not _exclusive(whens, scope.whens):
                fix = f"drop one, mark it `| echo` or `| write only`, or give both a `when`; the other is {other}"
                self.faults.add(spot, f"`{absolute}` is read twice", fix)
                break
        self.reads.setdefault(absolute, []).append((spot, scope.whens))

    def condition(self, scope: Scope, when: When, spot: Spot) -> Condition | None:
        """A `when`, its path typed; whether it can match is checked once everything was compiled."""
        try:
            path = self.path(scope, when.path)
            if path.shape.kind != "text":
                raise Wrong(f"`{when.path}` is no text, so no word", "take a path that a `code TABLE` row carries")
        except Wrong as wrong:
            self.faults.wrong(spot, wrong)
            return None
        self.conditions.append((scope, when, spot))
        known = not self.enriched(scope, when.path)
        return Condition(when.path, path.steps, frozenset(when.words), known, spot)

    def enriched(self, scope: Scope, path: str) -> tuple[str, ...] | None:
        """The words that enrichment may set there, None when it does not."""
        parent, _, name = path.rpartition(".")
        try:
            owner = self.path(scope, parent).shape.model if parent else scope.model
        except Wrong:
            return None
        return next((words for (model, leaf), words in ENRICHED.items() if owner is model and leaf == name), None)


def covers(guide: tuple[SegmentAddress, ...], steps: tuple[SegmentAddress, ...]) -> bool:
    """Whether a guide's address means this one too: `REF` means `REF*DP`."""
    pairs = zip(guide, steps, strict=False)
    return len(guide) == len(steps) and all(g.tag == s.tag and set(g.tests) <= set(s.tests) for g, s in pairs)


def absolute(scope: Scope, when: When) -> When:
    """The same condition, its path from the document's root."""
    return When(scope.prefix + when.path, when.words)


def _exclusive(one: tuple[When, ...], other: tuple[When, ...]) -> bool:
    return any(a.path == b.path and not set(a.words) & set(b.words) for a in one for b in other)


def may_be_coded(element: ElementDef) -> bool:
    """Whether the dictionary's list of codes, where there is one, binds it; EDIFACT's types do not tell."""
    return element.type in ("ID", "a", "an", "n")


def codes_admitted(context: Context, element: ElementDef, extra: frozenset[str]) -> frozenset[str] | None:
    """The codes that an element may hold, None for any."""
    if not may_be_coded(element):
        return None
    codes = context.dictionary.codes.get(element.number)
    return None if codes is None else codes | extra
