"""The rows of a shipment's levels: `HL*O -> order` and the like, placed by the map's `levels` line."""

from __future__ import annotations

from dataclasses import replace

from edigw.carrier import Spot
from edigw.mapping.address import SegmentAddress
from edigw.mapping.compile import LEVELS, Parent, segment
from edigw.mapping.context import Context, Scope
from edigw.mapping.rows import Loss, SegmentRow, Single
from edigw.mapping.source import Level, SourceRow
from edigw.model.base import Model
from edigw.model.shipment import ShipmentItem

PREFIX = {"S": "", "O": "orders[].", "T": "pallets[].", "P": "cartons[].", "I": "items[]."}


def letter(row: SourceRow) -> str:
    """The level that an HL row is about, "" for none."""
    if not isinstance(row.address, SegmentAddress) or row.address.tag != "HL":
        return ""
    return next((test.value for test in row.address.tests if test.place.element == 3 and not test.child), "?")


def compile_levels(
    context: Context, rows: list[SourceRow], root: Parent, model: type[Model], spot: Spot
) -> dict[str, SegmentRow]:
    """The compiled rows by letter. Rows of levels that are not named sleep."""
    position = next((p for p in root.positions if p.tag == "HL"), None)
    if position is None:
        context.faults.add(spot, f"{context.set_def.type} has no HL", "take the `levels` line out")
        return {}
    named = [level.letter for level in context.levels]
    made: dict[str, SegmentRow] = {}
    for row in rows:
        mark = letter(row)
        if mark not in PREFIX:
            context.faults.add(row.spot, f"`{row.address}` names no level", "write HL*S, HL*O, HL*T, HL*P or HL*I")
            continue
        if mark not in named:
            context.loss.append(Loss("sleeps", str(row.address), "", str(row.spot)))
            continue
        if not _arrow_fits(context, row, mark):
            continue
        awake, item = _awake(context, row, mark, named)
        scope = Scope(LEVELS[mark][1] if mark in LEVELS else model, PREFIX[mark], item=item)
        compiled = segment(context, awake, root, position, scope)
        if compiled is not None:
            made[mark] = compiled
    _whole(context, made, named, spot)
    return made


def _arrow_fits(context: Context, row: SourceRow, mark: str) -> bool:
    wanted = f"-> {LEVELS[mark][0]}{'[]' if mark == 'I' else ''}" if mark in LEVELS else ""
    if str(row.arrow or "") == wanted:
        return True
    says = f"`{row.address} {row.arrow or ''}`".replace(" `", "`")
    context.faults.add(
        row.spot, f"{says} does not say what it is", f"write `{row.address} {wanted}`".replace(" `", "`")
    )
    return False


def _awake(context: Context, row: SourceRow, mark: str, named: list[str]) -> tuple[SourceRow, type[Model] | None]:
    """A unit's rows about its item (`item.qty`) wake only where items stand above units."""
    if mark not in "TP":
        return row, None
    if named.index("I") < named.index(mark):
        return row, ShipmentItem
    return replace(row, children=_without_item(context, row.children)), None


def _without_item(context: Context, rows: tuple[SourceRow, ...]) -> tuple[SourceRow, ...]:
    kept = []
    for row in rows:
        if row.words is not None and row.words.text.startswith("item."):
            context.loss.append(Loss("sleeps", str(row.address), str(row.words), str(row.spot)))
            continue
        children = _without_item(context, row.children)
        if row.children and not children:
            continue
        kept.append(replace(row, children=children))
    return tuple(kept)


def _whole(context: Context, made: dict[str, SegmentRow], named: list[str], spot: Spot) -> None:
    for mark in named:
        if mark not in made and mark != "S" and not context.faults.found:
            context.faults.add(spot, f"`levels` names {mark}, and no row is about it", f"add HL*{mark} rows")
    below = named[named.index("I") + 1 :] if "I" in named else []
    if below and not any(_carries_quantity(made[mark]) for mark in below if mark in made):
        fix = f"add `SN1: {{SN102: item.qty | dec | required, SN103: item.unit | code unit}}` to HL*{below[-1]}"
        context.faults.add(spot, f"{below[-1]} stands below I and its rows carry no quantity", fix)


def _carries_quantity(row: SegmentRow) -> bool:
    rows = [row]
    while rows:
        one = rows.pop()
        if any(isinstance(leaf, Single) and leaf.path == "item.qty" for leaf in one.leaves):
            return True
        rows.extend(one.children.rows)
    return False


def below_items(levels: tuple[Level, ...]) -> tuple[str, ...]:
    """The unit levels that stand below I."""
    letters = [level.letter for level in levels]
    return tuple(letters[letters.index("I") + 1 :]) if "I" in letters else ()
