"""The rows of a shipment's levels, placed by the map's `levels` line.

`HL*O -> order` where the pointer segment bears a code for its level; `CPS[PAC.C202.7065=201] -> pallet` where what
stands in it tells the level, and `LIN -> items[]` for items that stand inside a level without one of their own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from edigw.carrier import Spot
from edigw.mapping import words
from edigw.mapping.address import ElementAddress, SegmentAddress, Test
from edigw.mapping.compile import LEVELS, Parent, segment
from edigw.mapping.context import Context, Scope
from edigw.mapping.numbering import item_number
from edigw.mapping.paths import Steps
from edigw.mapping.rows import Block, Dated, Leaf, Listing, Loss, Mark, Pointer, SegmentRow, Single, Told
from edigw.mapping.source import Level, SourceRow
from edigw.model.base import Model
from edigw.model.shipment import ShipmentItem, ShipmentOrder
from edigw.structure.dictionary import Dictionary, Position, SetDef

PREFIX = {"S": "", "O": "orders[].", "T": "pallets[].", "P": "cartons[].", "I": "items[]."}


def pointer_of(dictionary: Dictionary, set_def: SetDef) -> Pointer | None:
    """The segment that numbers the levels of such a message."""
    for at, position in enumerate(set_def.children):
        definition = dictionary.segments.get(position.tag)
        if definition is not None and definition.pointer:
            number, parent, level, below, *_ = (*definition.pointer, 0, 0)
            inside = tuple(child.tag for child in position.children[1:])
            after = frozenset(later.tag for later in set_def.children[at + 1 :])
            return Pointer(position.tag, number, parent, level, below, inside=inside, after=after)
    return None


def engine(pointer: Pointer) -> dict[str, frozenset[int]]:
    """Elements that are written from the levels, by segment."""
    own = {pointer.number, pointer.parent, pointer.level, pointer.below} - {0}
    return {pointer.tag: frozenset(own)} | ({"BSN": frozenset({5})} if pointer.level else {})


def scope_of(model: type[Model], pointer: Pointer | None) -> Scope:
    """Where the message's own rows start; without a level for orders they may speak of its order."""
    return Scope(model, order=ShipmentOrder if pointer is not None and not pointer.level else None)


def letter(row: SourceRow, pointer: Pointer) -> str:
    """The level that a row is about, "" for none, ? for one that cannot be told."""
    if not isinstance(row.address, SegmentAddress):
        return ""
    if pointer.level:
        tests = row.address.tests if row.address.tag == pointer.tag else ()
        marked = next((test.value for test in tests if test.place.element == pointer.level and not test.child), "?")
        return marked if row.address.tag == pointer.tag else ""
    aimed = next((mark for mark in "TPI" if row.arrow and row.arrow.path == LEVELS[mark][0]), "?")
    if row.address.tag == pointer.tag:
        return aimed if row.arrow is not None else "S"
    return "I" if aimed == "I" and row.address.tag in pointer.inside else ""


def compile_levels(
    context: Context, rows: list[SourceRow], root: Parent, model: type[Model], spot: Spot, pointer: Pointer
) -> tuple[dict[str, SegmentRow], Pointer]:
    """The compiled rows by letter, and what tells the levels apart. Rows of levels that are not named sleep."""
    position = next(p for p in root.positions if p.tag == pointer.tag)
    named = [level.letter for level in context.levels]
    _ordered(context, named, pointer, spot)
    made: dict[str, SegmentRow] = {}
    marks: list[Mark] = []
    for row in rows:
        mark = letter(row, pointer)
        if mark not in PREFIX:
            context.faults.add(row.spot, f"`{row.address}` names no level", _how(pointer))
            continue
        if mark not in named:
            context.loss.append(Loss("sleeps", str(row.address), "", str(row.spot)))
            continue
        if not _arrow_fits(context, row, mark):
            continue
        if mark in made and not pointer.level:
            context.faults.add(row.spot, f"`{row.arrow}` stands twice", "list further codes in the table of its row")
            continue
        compiled = _level(context, row, mark, root, position, model, pointer)
        if compiled is not None:
            made[mark] = compiled
            marks += _marks(context, mark, row, compiled)
    _whole(context, made, named, spot)
    _told_apart(context, marks)
    return made, _finished(pointer, made, marks)


def _level(
    context: Context, row: SourceRow, mark: str, root: Parent, position: Position, model: type[Model], pointer: Pointer
) -> SegmentRow | None:
    """The row of one level."""
    named = [level.letter for level in context.levels]
    awake, item = _awake(context, row, mark, named)
    order = ShipmentOrder if mark in "SI" and not pointer.level else None
    scope = Scope(LEVELS[mark][1] if mark in LEVELS else model, PREFIX[mark], item=item, order=order)
    if mark != "I" or pointer.level:
        return segment(context, awake if pointer.level else _unmarked(awake), root, position, scope)
    assert isinstance(row.address, SegmentAddress)
    inside = next(child for child in position.children if child.tag == row.address.tag)
    parent = Parent((SegmentAddress(pointer.tag),), position.children, row.spot)
    compiled = segment(context, replace(awake, arrow=None), parent, inside, scope)
    return item_number(compiled) if compiled is not None else None


def _ordered(context: Context, named: list[str], pointer: Pointer, spot: Spot) -> None:
    """Orders have a level above the items', or none where items stand inside the other levels."""
    if pointer.level:
        good, fix = "O" in named[: named.index("I")], "write O above I: S O T? P? I, S O I P, S P O I, S O I"
    else:
        good, fix = "O" not in named and named[-1] == "I", f"{pointer.tag} has no level of orders: S T? P? I"
    if not good:
        context.faults.add(spot, "this is no order of levels", fix)


def _how(pointer: Pointer) -> str:
    if pointer.level:
        return "write HL*S, HL*O, HL*T, HL*P or HL*I"
    return f"write {pointer.tag}, `{pointer.tag}[...] -> pallet`, `{pointer.tag}[...] -> carton` or `LIN -> items[]`"


def _unmarked(row: SourceRow) -> SourceRow:
    """The row with its tests as constants that are always written, but for those that a row of its own carries."""
    assert isinstance(row.address, SegmentAddress)
    children = list(row.children)
    for test in row.address.tests:
        if test.child:
            _with_constant(children, test, row.spot)
    tests = tuple(test for test in row.address.tests if not test.child)
    return replace(row, address=replace(row.address, tests=tests), children=tuple(children))


def _with_constant(rows: list[SourceRow], test: Test, spot: Spot) -> None:
    constant = SourceRow(ElementAddress(test.place), spot, words=words.parse(f"is {test.value} | required"))
    bare = SegmentAddress(test.child)
    at = next((at for at, row in enumerate(rows) if row.address == bare), None)
    if at is None:
        rows.append(SourceRow(bare, spot, children=(constant,)))
    elif constant.address not in [child.address for child in rows[at].children]:
        rows[at] = replace(rows[at], children=(constant, *rows[at].children))


def _marks(context: Context, mark: str, row: SourceRow, compiled: SegmentRow) -> Iterator[Mark]:
    """What tells the level by what stands in it, and what is written there where nothing is said."""
    assert isinstance(row.address, SegmentAddress)
    for test in row.address.tests:
        leaf = next((each for each in _inside(compiled, test.child) if str(each.place) == str(test.place)), None)
        if isinstance(leaf, Single):
            yield Mark(
                mark,
                test.child,
                leaf.place,
                test.value,
                leaf.steps,
                leaf.codec.read(test.value),
                leaf.codec.table,
                test.also,
            )
        elif test.also and test.child:
            told = f"`{test}` tells a level by several values, and no row says which one it was"
            context.faults.add(row.spot, told, f"let a row carry {test.place}: `packaging | code TABLE`")
        elif leaf is not None:
            yield Mark(mark, test.child, leaf.place, test.value)


def _inside(row: SegmentRow, tag: str) -> Iterator[Leaf]:
    return (leaf for child in row.children.by_tag.get(tag, ()) for leaf in child.leaves)


def _told_apart(context: Context, marks: list[Mark]) -> None:
    """One level at most may take whatever it does not know."""
    open_tables = [mark.table for mark in marks if mark.table is not None and mark.table.keep]
    for table in open_tables[:-1]:
        told = f"table `{table.name}` keeps what it does not know, and so does another level's"
        context.faults.add(table.spot, told, "write `else: refuse` in all but one, or a level cannot be told")


def _finished(pointer: Pointer, made: dict[str, SegmentRow], marks: list[Mark]) -> Pointer:
    item = made.get("I")
    if pointer.level or item is None:
        return replace(pointer, marks=tuple(marks))
    return replace(pointer, marks=tuple(marks), items=item.tag)


def with_orders(
    context: Context, pointer: Pointer, root: Block, made: dict[str, SegmentRow], spot: Spot
) -> Pointer:  # fmt: skip
    """The pointer with where rows speak of orders that have no level."""
    if not pointer.items or "I" not in made:
        return pointer
    above = [*root.rows, *(made[mark] for mark in ("S",) if mark in made)]
    once = [said for row in above for said in _segments(row)]
    each = list(_segments(made["I"]))
    number = ("order", "number")
    facts = Told(
        root=_facts(own for own, _ in once),
        lines=_facts(own for own, _ in each),
        beside=_facts(whole for own, whole in once if number in own),
        needs=tuple(steps for own, whole in each if number in own for steps in whole if steps[0] != "order"),
    )
    if "number" not in facts.root | facts.lines:
        fix = "let a row carry `order.number`: RFF+ON at the message's root, or among the items' rows"
        context.faults.add(spot, "no row says of which order an item is", fix)
    return replace(pointer, told=facts)


def _facts(found: Iterable[list[Steps]]) -> frozenset[str]:
    return frozenset(str(steps[1]) for paths in found for steps in paths if steps[0] == "order" and len(steps) > 1)


def _segments(row: SegmentRow) -> Iterator[tuple[list[Steps], list[Steps]]]:
    """For a row and each below it: the paths of its segment, and these with the ones of the segments below."""
    own = [row.steps] if row.steps else [steps for leaf in row.leaves for steps in _paths(leaf)]
    whole = list(own)
    for child in row.children.rows if not row.steps else ():
        for found in _segments(child):
            yield found
            whole += found[0]
    yield own, whole


def _paths(leaf: Leaf) -> list[Steps]:
    if isinstance(leaf, Dated):
        return [steps for steps in (leaf.on, leaf.time) if steps]
    return [leaf.steps] if isinstance(leaf, Single | Listing) else []


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
            context.faults.add(spot, f"`levels` names {mark}, and no row is about it", "add rows about that level")
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
