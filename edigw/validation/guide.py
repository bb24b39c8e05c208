"""What a partner's guide narrows, kept: each row of it against the tree of a message.

The rows are structure's (edigw/structure/guide.py), since the map language makes them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from edigw.structure.dictionary import SetDef
from edigw.structure.guide import Address, Condition, Guide, Row, Step
from edigw.structure.plan import Plan, plan_of
from edigw.tree import COMPONENT, REPEAT, Finding, Node
from edigw.validation.codes import choices
from edigw.validation.findings import Spot, on_element, qualifier
from edigw.validation.rules import RULES

__all__ = ["Address", "Condition", "Guide", "Row", "Step", "admitted", "narrow"]

Chain = tuple[Node, ...]  # from the root to a node, by the steps of an address
Place = tuple[int, int, int | None]  # position of the segment, element, component


def admitted(guide: Guide, root: Node) -> dict[Place, frozenset[str]]:
    """Which codes the guide's `also` rows admit besides the dictionary's, and where."""
    made: dict[Place, frozenset[str]] = {}
    for row in guide.rows:
        if row.also and row.address.element is not None:
            for chain in _chains((root,), row.address.steps):
                place = (chain[-1].segment.position, row.address.element, row.address.component)
                made[place] = made.get(place, frozenset()) | set(row.also)
    return made


def narrow(guide: Guide, root: Node, set_def: SetDef) -> list[Finding]:
    """What breaks the guide, row by row."""
    plan = plan_of(set_def)
    return [finding for row in guide.rows for finding in _row(row, root, plan)]


def _row(row: Row, root: Node, plan: Plan) -> Iterator[Finding]:
    steps = row.address.steps
    if row.one_of:
        for chain in _chains((root,), steps):
            yield from _one_of(row, chain, plan)
    elif row.address.element is not None:
        for chain in _chains((root,), steps):
            yield from _element(row, chain)
    elif steps:
        for chain in _chains((root,), steps[:-1]):
            yield from _segment(row, chain, plan)


def _chains(start: Chain, steps: tuple[Step, ...]) -> list[Chain]:
    """Every way from the last node of `start` down these steps."""
    chains = [start]
    for step in steps:
        chains = [(*chain, child) for chain in chains for child in chain[-1].children if step.fits(child)]
    return chains


def _repetitions(chain: Chain, address: Address) -> list[str]:
    """The texts of every repetition of an element, of a component in every repetition."""
    text = chain[-1].segment.get(address.element or 1)
    parts = text.split(REPEAT) if REPEAT in text else [text]
    if address.component is None:
        return parts
    return ["".join(part.split(COMPONENT)[address.component - 1 : address.component]) for part in parts]


def _content(chain: Chain, address: Address) -> str:
    """The text at an element or component of the chain's last node; its tag where the address is a segment."""
    segment = chain[-1].segment
    if address.element is None:
        return segment.tag
    text = segment.get(address.element)
    if address.component is None:
        return text
    parts = text.split(COMPONENT)
    return parts[address.component - 1] if address.component <= len(parts) else ""


def _found(address: Address, steps: tuple[Step, ...], chain: Chain) -> list[str]:
    """What stands at an address, seen from a chain that went down `steps`: within the turns that both share."""
    shared = 0
    while shared < min(len(steps), len(address.steps), len(chain) - 1) and steps[shared] == address.steps[shared]:
        shared += 1
    ends = _chains(chain[: shared + 1], address.steps[shared:])
    return [text for end in ends if (text := _content(end, address))]


def _holds(condition: Condition | None, row: Row, chain: Chain) -> bool:
    if condition is None:
        return True
    values = _found(condition.address, row.address.steps, chain)
    return any(not condition.codes or value in condition.codes for value in values)


def _hint(row: Row, rule: str) -> str:
    return RULES[rule][1] + (f" ({row.where})" if row.where else "")


def _element(row: Row, chain: Chain) -> Iterator[Finding]:
    values = _repetitions(chain, row.address)
    if not any(values):
        if row.required and _holds(row.when, row, chain):
            said = f"{row.when.text or 'another element'} requires it" if row.when else "required"
            yield _on_element(row, chain, "2" if row.when else "1", "GUIDE_REQUIRED", said)
    elif row.not_used and _holds(row.when, row, chain):
        shown = _content(chain, row.address)[:40]
        yield _on_element(row, chain, "10", "GUIDE_NOT_USED", f"`{shown}` stands where the guide uses nothing")
    if row.at_least is not None and (count := sum(map(bool, values))) < row.at_least:
        text = f"{_stands(count)}; at least {row.at_least} must stand"
        yield _on_element(row, chain, "1", "GUIDE_AT_LEAST", text)
    if row.at_most is not None and len(values) > row.at_most:
        text = f"{_stands(len(values))}; at most {row.at_most} may stand"
        yield _on_element(row, chain, "12", "GUIDE_AT_MOST", text)
    if row.only or row.length or row.patterns:
        for at, value in enumerate(values, 1):
            if value and (wrong := _value(row, value)):
                yield _on_element(row, chain, *wrong, (at, value) if len(values) > 1 else None)


def _value(row: Row, value: str) -> tuple[str, str, str] | None:
    """What is wrong with one value: code, rule, text."""
    if row.only and value not in row.only:
        return "7", "GUIDE_ONLY", f"`{value[:40]}` is not {choices(row.only, value)}"
    if row.length and not row.length[0] <= len(value) <= row.length[1]:
        code = "4" if len(value) < row.length[0] else "5"
        text = f"`{value[:40]}` has {len(value)} characters; {row.length[0]} to {row.length[1]} may stand"
        return code, "GUIDE_LENGTH", text
    if row.patterns and not any(each.fits(value) for each in row.patterns):
        wanted = " or ".join(each.text for each in row.patterns)
        return "7", "GUIDE_PATTERN", f"`{value[:40]}` does not look like {wanted}"
    return None


def _stands(count: int) -> str:
    return ("does not stand there", "stands once")[count] if count < 2 else f"stands {count} times"


def _on_element(
    row: Row, chain: Chain, code: str, rule: str, text: str, repetition: tuple[int, str] | None = None
) -> Finding:
    at, value = repetition or (None, _content(chain, row.address))
    spot = Spot(row.address.element or 1, row.address.component, at)
    return on_element(chain[-1].segment, row.address.path, spot, code, rule, text, value=value, hint=_hint(row, rule))


def _segment(row: Row, parent: Chain, plan: Plan) -> Iterator[Finding]:
    step = row.address.steps[-1]
    found = [child for child in parent[-1].children if step.fits(child)]
    if row.required and not found and _holds(row.when, row, parent):
        said = f" when {row.when.text}" if row.when and row.when.text else ""
        yield _absent(row, row.address, parent, plan, "GUIDE_REQUIRED", f"{row.address} is required{said}")
    if row.not_used and _holds(row.when, row, parent):
        for node in found:
            yield _on_segment(row, node, "2", "GUIDE_NOT_USED", f"{row.address} is not used")
    if row.at_least is not None and len(found) < row.at_least:
        rule = "GUIDE_LOOP_AT_LEAST" if _loop(plan, parent, step.tag) else "GUIDE_AT_LEAST"
        text = f"{row.address} {_stands(len(found))}; at least {row.at_least} must stand"
        yield _absent(row, row.address, parent, plan, rule, text)
    if row.at_most is not None:
        code = "4" if _loop(plan, parent, step.tag) else "5"
        for node in found[row.at_most :]:
            text = f"{row.address} {_stands(len(found))}; at most {row.at_most} may stand"
            yield _on_segment(row, node, code, "GUIDE_AT_MOST", text)


def _one_of(row: Row, chain: Chain, plan: Plan) -> Iterator[Finding]:
    there = [address for address in row.one_of if _found(address, row.address.steps, chain)]
    listed = ", ".join(map(str, row.one_of))
    first = row.one_of[0]
    if not there and _holds(row.when, row, chain):
        text = f"one of {listed} is required"
        if first.element is not None and first.steps == row.address.steps:
            yield _on_element(replace(row, address=first), chain, "2", "GUIDE_ONE_OF", text)
        else:
            yield _absent(row, first, chain, plan, "GUIDE_ONE_OF", text)
    elif len(there) > 1:
        extra = replace(row, address=there[1])
        end = _chains(chain, there[1].steps[len(row.address.steps) :])[0]
        text = f"{' and '.join(map(str, there))} stand together; only one of {listed} may"
        if extra.address.element is None:
            yield _on_segment(extra, end[-1], "2", "GUIDE_ONE_OF", text)
        else:
            yield _on_element(extra, end, "10", "GUIDE_ONE_OF", text)


def _on_segment(row: Row, node: Node, code: str, rule: str, text: str) -> Finding:
    segment = node.segment
    return Finding(
        code_type="AK304",
        code=code,
        rule=rule,
        message=f"{text} (segment {segment.position})",
        segment=segment.tag,
        position=segment.position,
        offset=segment.offset,
        hint=_hint(row, rule),
        path=row.address.path,
        qualifier=qualifier(segment),
    )


def _absent(row: Row, address: Address, parent: Chain, plan: Plan, rule: str, text: str) -> Finding:
    """Something is missing under the last node of `parent`: reported where it would have stood."""
    step = address.steps[len(parent) - 1] if len(address.steps) >= len(parent) else address.steps[-1]
    position, offset = _where(parent, plan, step.tag)
    return Finding(
        code_type="AK304",
        code="3",
        rule=rule,
        message=f"{text} (before segment {position})",
        segment=step.tag,
        position=position,
        offset=offset,
        hint=_hint(row, rule),
        path=address.path,
        qualifier=step.values[0] if step.values and step.element == 1 else None,
    )


def _where(parent: Chain, plan: Plan, tag: str) -> tuple[int, int]:
    """Position and offset of the first segment under the parent that stands after this tag's place."""
    inner = _inner(plan, parent)
    places = inner.at.get(tag, (0,)) if inner else (0,)
    node = parent[-1]
    for child in node.children:
        if inner and inner.at.get(child.tag, (0,))[-1] > places[-1]:
            return child.segment.position, child.segment.offset
    while node.children:
        node = node.children[-1]
    return node.segment.position + 1, node.segment.offset


def _inner(plan: Plan, chain: Chain) -> Plan | None:
    """The plan of the loop that the chain's last node opens."""
    inner: Plan | None = plan
    for node in chain[1:]:
        if inner is None:
            return None
        inner = next((inner.loops[at] for at in inner.at.get(node.tag, ()) if inner.loops[at]), None)
    return inner


def _loop(plan: Plan, parent: Chain, tag: str) -> bool:
    inner = _inner(plan, parent)
    return inner is not None and any(inner.loops[at] for at in inner.at.get(tag, ()))
