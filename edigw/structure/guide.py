"""What a partner's guide narrows (maps.md, key `guide`): rows as data, made by the map language, kept by validation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from edigw.tree import COMPONENT, Node


@dataclass(frozen=True, slots=True)
class Step:
    """One segment on the way from the message's root: its tag and, where the address tells several apart, a value.

    `REF*IA` is Step("REF", ("IA",)); `HL*S` is Step("HL", ("S",), element=3);
    `CPS[PAC.C202.7065=201]` is Step("CPS", ("201",), element=2, component=1, child="PAC").
    """

    tag: str
    values: tuple[str, ...] = ()  # any of these; empty: whatever stands there
    element: int = 1  # in which element the value stands
    component: int | None = None
    child: str = ""  # the value stands in a child segment of this tag

    def fits(self, node: Node) -> bool:
        """Whether this node is one that the step means."""
        if node.tag != self.tag:
            return False
        if not self.values:
            return True
        if not self.child:
            return self._value(node) in self.values
        return any(self._value(child) in self.values for child in node.children if child.tag == self.child)

    def _value(self, node: Node) -> str:
        text = node.segment.get(self.element)
        if self.component is None:
            return text
        parts = text.split(COMPONENT)
        return parts[self.component - 1] if self.component <= len(parts) else ""

    def __str__(self) -> str:
        return "*".join((self.tag, *self.values[:1]))


@dataclass(frozen=True, slots=True)
class Address:
    """A segment (element None), an element or a component, by the loops that lead to it.

    `PO1 -> N1*ST -> N402` is Address((Step("PO1"), Step("N1", ("ST",)), Step("N4")), 2).
    """

    steps: tuple[Step, ...]
    element: int | None = None
    component: int | None = None

    @property
    def path(self) -> str:
        """ "PO1/N1/N4", as findings carry it."""
        return "/".join(step.tag for step in self.steps)

    def __str__(self) -> str:
        text = "/".join(str(step) for step in self.steps)
        if self.element is not None:
            text += f"{self.element:02d}"
        return text if self.component is None else f"{text}-{self.component:02d}"


@dataclass(frozen=True, slots=True)
class Condition:
    """A `when` in the wire's own codes: the element at the address holds one of them (empty codes: it is present).

    Inside a loop that both addresses share, the same turn of that loop is asked.
    """

    address: Address
    codes: frozenset[str] = frozenset()
    text: str = ""  # as the guide says it: "kind is release"


@dataclass(frozen=True, slots=True)
class Pattern:
    """What a value must look like, character by character: places that must be filled, and places that may be.

    States and places are bits of one number, so a value costs one step a character, whatever the pattern.
    """

    text: str  # as the guide says it: "PO[0-9]{6,8}"
    takes: Mapping[str, int]  # a character -> the places that it may fill
    optional: int  # the places that may be left out
    length: int  # places

    def fits(self, value: str) -> bool:
        """Whether the whole value looks so."""
        reached = self._passed(1)
        for character in value:
            reached = self._passed((reached & self.takes.get(character, 0)) << 1)
            if not reached:
                return False
        return bool(reached >> self.length & 1)

    def _passed(self, reached: int) -> int:
        """With the places that are left out: a carry runs through every row of them."""
        return reached | ((self.optional + (reached & self.optional)) ^ self.optional)


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a guide: an address and what it says there. One row may say several things."""

    address: Address
    required: bool = False  # `required`, or `required when` with `when`
    when: Condition | None = None
    not_used: bool = False
    only: tuple[str, ...] = ()  # nothing but these values
    also: tuple[str, ...] = ()  # codes admitted besides the dictionary's
    at_least: int | None = None  # turns of this segment or loop under one parent, repetitions of this element
    at_most: int | None = None  # the same
    length: tuple[int, int] | None = None  # characters
    patterns: tuple[Pattern, ...] = ()  # the value looks like one of these
    one_of: tuple[
        Address, ...
    ] = ()  # exactly one of these is there in each turn of `address` (a loop; no steps: the set)
    where: str = ""  # file:line of the row, for the hint


@dataclass(frozen=True, slots=True)
class Guide:
    """Everything that a partner's guide says of one document; empty: the dictionary alone judges."""

    rows: tuple[Row, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.rows)
