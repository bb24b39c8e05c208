"""Loading a map: its layers found and merged, every row checked, all faults reported at once."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence

from edigw.carrier import Spot
from edigw.errors import ConfigError, Fault
from edigw.mapping import guides
from edigw.mapping.compile import Parent, block
from edigw.mapping.context import Context
from edigw.mapping.faults import Faults, near
from edigw.mapping.hierarchy import compile_levels, engine, letter, pointer_of, scope_of, with_orders
from edigw.mapping.idle import check_idle
from edigw.mapping.named import located
from edigw.mapping.overlay import merge
from edigw.mapping.rows import DocumentMap, Loss, Pointer, SegmentRow
from edigw.mapping.shelf import Shelf
from edigw.mapping.source import SourceMap, Texts, called, names_of_map, read_map
from edigw.mapping.tables import CodeTable
from edigw.mapping.taken import taken
from edigw.model.acknowledgement import Acknowledgement, InterchangeAcknowledgement
from edigw.model.adjustment import Adjustment
from edigw.model.advice import ApplicationAdvice
from edigw.model.answer import OrderAnswer
from edigw.model.base import Model
from edigw.model.catalogue import PriceCatalogue
from edigw.model.change import ChangeAnswer, OrderChange
from edigw.model.inventory import InventoryReport
from edigw.model.invoice import Invoice
from edigw.model.order import Order
from edigw.model.partner import FieldRule
from edigw.model.receiving import ReceivingAdvice
from edigw.model.returns import Return
from edigw.model.sales import SalesReport
from edigw.model.shipment import Shipment
from edigw.model.text import TextMessage
from edigw.structure.dictionary import Dictionary, SetDef

MODELS: dict[str, type[Model]] = {
    "Order": Order,
    "OrderAnswer": OrderAnswer,
    "Shipment": Shipment,
    "Invoice": Invoice,
    "OrderChange": OrderChange,
    "ChangeAnswer": ChangeAnswer,
    "Return": Return,
    "Acknowledgement": Acknowledgement,
    "InterchangeAcknowledgement": InterchangeAcknowledgement,
    "ApplicationAdvice": ApplicationAdvice,
    "ReceivingAdvice": ReceivingAdvice,
    "Adjustment": Adjustment,
    "TextMessage": TextMessage,
    "InventoryReport": InventoryReport,
    "SalesReport": SalesReport,
    "PriceCatalogue": PriceCatalogue,
}


def load(
    texts: Mapping[str, str] | Texts,
    name: str,
    dictionary: Dictionary,
    own_fields: Sequence[str | FieldRule] = (),
    unknown_codes: str = "refuse",
) -> DocumentMap:
    """The map of this name, ready to read and write.

    `texts` gives files by name: the map itself, what it extends, and shared code lists (maps/codes/<name>.yaml).
    `own_fields` are those that the partner's file declares. Raises ConfigError with every fault at once.
    """
    loading = Shelf(texts, Faults(), unknown_codes, dictionary.standard)
    layers = _layers(loading, name)
    if not layers:
        raise ConfigError(loading.faults.found)
    source = merge(layers, loading.faults)
    source.body = located(dictionary, source.body, loading.faults)
    check_idle(layers, source, loading.faults)
    model, set_def = _model(source, loading.faults), _set_def(source, dictionary, loading.faults)
    if model is None or set_def is None:
        raise ConfigError(sorted(loading.faults.found, key=_order))
    loading.sources = source.tables
    own = {rule.name: rule.type for rule in (FieldRule(name=r) if isinstance(r, str) else r for r in own_fields)}
    context = Context(
        dictionary, set_def, loading.faults, loading, own,
        levels=source.levels[0] if source.levels else (),
    )  # fmt: skip
    return _compile(loading, source, context, model, name)


def _set_def(source: SourceMap, dictionary: Dictionary, faults: Faults) -> SetDef | None:
    """The structure of the map's set."""
    if source.standard is None:
        faults.add(source.spot, "the map names no standard", "write `standard: X12 004010 850`, or `extends: ...`")
        return None
    name, release, kind = source.standard
    spot = source.standard_spot or source.spot
    if (name.lower(), release[:6]) != (dictionary.standard, dictionary.release):
        ours = f"{dictionary.standard.upper()} {dictionary.release}"
        faults.add(spot, f"the map is for {name} {release}, the dictionary for {ours}", "take a map of that release")
    elif kind not in dictionary.sets:
        faults.add(spot, f"there is no set {kind}", near(kind, sorted(dictionary.sets)))
    return dictionary.sets.get(kind)


def _layers(loading: Shelf, name: str) -> list[SourceMap]:
    """The files from the base to the one that was asked for."""
    layers: list[SourceMap] = []
    wanted, spot = name, Spot(name, 1, 1)
    while True:
        found = loading.text(names_of_map(wanted))
        if found is None:
            loading.faults.add(spot, f"there is no map `{wanted}`", "name a base map, as x12/004010/850")
            return []
        if any(layer.file == found[0] for layer in layers):
            loading.faults.add(spot, f"`{wanted}` extends itself", "take the line out")
            return []
        source = read_map(found[1], found[0], loading.faults)
        if source is None:
            return []
        if found[0].startswith("maps/") and source.name not in ("", called(found[0])):
            told = f"`map: {source.name}` is not what the map is called"
            loading.faults.add(source.spot, told, f"write `map: {called(found[0])}`, as its file is called")
        layers.insert(0, source)
        if source.extends is None:
            return layers
        wanted, spot = source.extends


def _model(source: SourceMap, faults: Faults) -> type[Model] | None:
    if source.model is None:
        faults.add(source.spot, "the map names no model", f"write `model: ...`: {', '.join(MODELS)}")
        return None
    name, spot = source.model
    if name not in MODELS:
        faults.add(spot, f"there is no model `{name}`", near(name, list(MODELS)))
    return MODELS.get(name)


def _compile(loading: Shelf, source: SourceMap, context: Context, model: type[Model], name: str) -> DocumentMap:
    faults = loading.faults
    for table in source.tables:
        loading.table(table)
    rows = guides.narrow(context, source.guide)
    root = Parent((), context.set_def.children, source.spot)
    pointer = _pointer(context, source)
    hierarchy = [row for row in source.body if pointer is not None and letter(row, pointer)]
    body = [row for row in source.body if pointer is None or not letter(row, pointer)]
    made = block(context, body, root, scope_of(model, pointer))
    levels: dict[str, SegmentRow] = {}
    if source.levels and pointer is not None:
        levels, pointer = compile_levels(context, hierarchy, root, model, source.levels[1], pointer)
        pointer = with_orders(context, pointer, made, levels, source.levels[1])
    _check_conditions(context)
    guide = guides.finish(rows, context, {str(spot): spot for _, _, spot in source.guide})
    if faults.found:
        raise ConfigError(sorted(faults.found, key=_order))
    assert source.standard is not None
    digest = hashlib.sha256()
    for file in sorted(loading.used):
        digest.update(f"{file}\0{loading.used[file]}\0".encode())
    return DocumentMap(
        name=called(name), standard=context.dictionary.standard, release=source.standard[1],
        document=source.standard[2], dictionary=context.dictionary, model=model, root=made, guide=guide,
        levels=context.levels, level_rows=levels,
        tables={key: table for key, table in loading.tables.items() if table is not None},
        taken=taken(made, levels), hash=digest.hexdigest(), files=tuple(sorted(loading.used)),
        loss=(*context.loss, *_lent(loading.tables.values())), shown=tuple(context.shown),
        counts=pointer is not None and pointer.level > 0 and "CTT" not in made.by_tag, pointer=pointer,
        unknown=tuple(sorted({s.prefix + w.path for s, w, _ in context.conditions if context.enriched(s, w.path)})),
    )  # fmt: skip


def _pointer(context: Context, source: SourceMap) -> Pointer | None:
    """The segment that numbers the levels of a map that has some; its numbers are the engine's in any case."""
    pointer = pointer_of(context.dictionary, context.set_def)
    if source.levels is None:
        context.engine = engine(pointer) if pointer is not None and not pointer.level else {}
        return None
    if pointer is None:
        told = f"{context.set_def.type} has no HL or CPS, so no levels"
        context.faults.add(source.levels[1], told, "take the `levels` line out")
        return None
    context.pointer, context.engine = pointer.tag, engine(pointer)
    return pointer


def _lent(tables: Iterable[CodeTable | None]) -> Iterator[Loss]:
    """The words that come back as another one."""
    for table in filter(None, tables):
        for word, target in table.lent.items():
            yield Loss("written as", f"{table.name} {word}", target, str(table.lent_at[word]))


def _order(fault: Fault) -> tuple[str, int, int]:
    return fault.file, fault.line, fault.column


def _check_conditions(context: Context) -> None:
    """Refuses a `when` that can never match: its path is not carried, or its words are not of that path."""
    for scope, when, spot in context.conditions:
        carried = context.carried.get(scope.prefix + when.path)
        enriched = context.enriched(scope, when.path)
        if carried is not None and carried.table is not None:
            words = carried.table.spoken
        elif carried is not None:
            context.faults.add(spot, f"`{when.path}` is open text", "take a path that a `code TABLE` row carries")
            continue
        elif enriched is not None:
            words = list(enriched)
        else:
            known = [path for path, other in context.carried.items() if other.table is not None]
            context.faults.add(spot, f"no row of this map carries `{when.path}`", near(when.path, known))
            continue
        for word in when.words:
            if word not in words:
                context.faults.add(spot, f"`{when.path} is {word}` can never match", near(word, words))
