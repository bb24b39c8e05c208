"""A shipment (X12 856) made from what is confirmed: which lines, for whom, in which cartons, with which SSCCs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from edigw.errors import Refused
from edigw.lifecycle import enrich
from edigw.lifecycle.cartons import Packed, Pick, pack
from edigw.lifecycle.facts import ZERO, LedgerLine, Moved, OrderState
from edigw.lifecycle.ledger import divided, plain, stated
from edigw.lifecycle.lines import destinations
from edigw.lifecycle.requests import ShipLine, ShipRequest, ShipUnit
from edigw.lifecycle.sscc import LENGTH, sscc18
from edigw.model.base import Lading, Moment, Party, Ref
from edigw.model.order import OrderLine
from edigw.model.partner import Identity, Partner
from edigw.model.shipment import HandlingUnit, Shipment, ShipmentItem, ShipmentOrder

CARTON = "corrugated_carton"  # what a carton is that nobody described
BY_STORE = frozenset(("per_store", "mark_for"))  # partner.stores.policy: items know their store


def plan(states: Sequence[OrderState], request: ShipRequest, partner: Partner) -> Packed:
    """What goes where, before any number is given. Raises Refused for what cannot be shipped or packed so."""
    picks = tuple(_picks(states, request, partner))
    if not picks:
        raise Refused("nothing to ship: " + "; ".join(_why_nothing(state) for state in states), _ANSWER_FIRST)
    return pack(picks, request, [_carton_qty(pick, partner) for pick in picks], partner.shipment.pallet_cartons)


_ANSWER_FIRST = "only what is confirmed and not shipped can leave: answer the order first (`edigw orders ack`)"


def _why_nothing(state: OrderState) -> str:
    confirmed = sum((line.confirmed for line in state.ledger), ZERO)
    shipped = sum((line.shipped for line in state.ledger), ZERO)
    return (
        f"order {state.number}: {plain(confirmed)} confirmed - {plain(shipped)} shipped = {plain(confirmed - shipped)}"
    )


def unlabelled(packed: Packed, partner: Partner) -> int:
    """How many cartons and pallets are to get an SSCC; none where we have no GS1 prefix."""
    if not partner.identity.gs1_prefixes:
        return 0
    return sum(1 for unit in (*packed.pallets, *packed.cartons) if unit.sscc is None)


def _picks(states: Sequence[OrderState], request: ShipRequest, partner: Partner) -> Iterator[Pick]:
    taken: dict[tuple[str, str], Decimal] = {}  # by order and line: already picked here
    stores: dict[tuple[str, str, str | None], Decimal] = {}  # by order, line and store: likewise
    known = {(state.number, ledger.no): (state, line, ledger) for state in states for line, ledger in state.pairs()}
    for asked in request.lines or _everything(states):
        state, line, ledger = _found(states, known, asked.order or request.order, asked.no)
        spot = (state.order_id, ledger.no)
        left = ledger.confirmed - ledger.shipped - taken.get(spot, ZERO)
        qty = left if asked.qty is None else asked.qty * _factor(ledger, asked.unit)
        if qty <= 0:
            raise Refused(
                f"line {ledger.no} of order {state.number}: {plain(ledger.confirmed)} confirmed -"
                f" {plain(ledger.shipped + taken.get(spot, ZERO))} shipped = {plain(left)}; cannot ship {plain(qty)}",
                _ANSWER_FIRST,
            )
        taken[spot] = taken.get(spot, ZERO) + qty
        whole = Pick(
            state, line, ledger, qty, asked.destination, asked.carton, asked.pallet, asked.lot, asked.expires_on
        )
        for pick in _by_store(whole, stores, partner):
            place = (*spot, pick.destination)
            stores[place] = stores.get(place, ZERO) + pick.qty
            yield pick


def _everything(states: Sequence[OrderState]) -> Iterator[ShipLine]:
    for state in states:
        for _, ledger in state.pairs():
            if ledger.confirmed > ledger.shipped:
                yield ShipLine(order=state.number, no=ledger.no)


def _found(
    states: Sequence[OrderState],
    known: Mapping[tuple[str, str], tuple[OrderState, OrderLine, LedgerLine]],
    order: str | None,
    no: str,
) -> tuple[OrderState, OrderLine, LedgerLine]:
    if order is None and len(states) > 1:
        raise Refused(f"line {no}: of which order?", "the shipment holds several: give the line its `order`")
    number = order or states[0].number
    if (number, no) not in known:
        raise Refused(f"line {no} of order {number} does not exist", "`edigw orders show` lists the lines")
    return known[number, no]


def _factor(ledger: LedgerLine, unit: str | None) -> Decimal:
    if unit in (None, ledger.order_unit):
        return ledger.factor
    if unit == ledger.unit:
        return Decimal(1)
    units = " or ".join(dict.fromkeys(str(word) for word in (ledger.order_unit, ledger.unit)))
    raise Refused(f"line {ledger.no}: cannot count in {unit}", f"give the quantity in {units}")


def _by_store(pick: Pick, picked: Mapping[tuple[str, str, str | None], Decimal], partner: Partner) -> tuple[Pick, ...]:
    """Cut a pick over the line's stores, in their order, each up to what it has not got yet."""
    if partner.stores.policy not in BY_STORE or pick.destination or not pick.line.destinations:
        return (pick,)
    got: dict[str | None, Decimal] = {}
    for part in (part for fact in pick.state.shipments for part in fact.items if part.no == pick.ledger.no):
        got[part.destination] = got.get(part.destination, ZERO) + part.qty
    left, parts = pick.qty, list[Pick]()
    for location, share in destinations(pick.line, pick.ledger, partner):
        here = got.get(location, ZERO) + picked.get((pick.state.order_id, pick.ledger.no, location), ZERO)
        qty = min(max(share - here, ZERO), left)
        if qty and location in partner.stores.placeholders:
            raise Refused(
                f"line {pick.ledger.no} of order {pick.state.number}: location {location} only stands for stores that"
                " are not known yet",
                "wait for the order's release with the real stores, or name each line's destination",
            )
        if qty:
            left -= qty
            parts.append(replace(pick, qty=qty, destination=location))
    return (*parts, replace(pick, qty=left)) if left else tuple(parts)


def _carton_qty(pick: Pick, partner: Partner) -> Decimal | None:
    item = enrich.crossing(partner).sku(pick.ledger.sku)
    return (item.carton_qty if item else None) or partner.shipment.carton_qty


def compose(
    packed: Packed, request: ShipRequest, partner: Partner, now: datetime, number: str, serials: Sequence[int]
) -> Shipment:
    """The notice; serials label pallets first, then cartons. Business dates are those of `now`'s own zone."""
    if unlabelled(packed, partner) > len(serials):
        raise Refused(
            f"{unlabelled(packed, partner)} cartons and pallets need an SSCC, {len(serials)} serials were given",
            "take as many from the counter as sscc_needed says",
        )
    labels = _labels(packed, partner, iter(serials))
    order = packed.picks[0].state.order
    return Shipment(
        number=request.number or number,
        purpose="original",
        created_on=now.date(),
        created_at=now.strftime("%H%M"),
        bill_of_lading=request.bill_of_lading,
        pro_number=request.pro_number,
        ship_from=order.ship_from or party_of(partner.identity),
        ship_to=_one_ship_to(packed),
        bill_to=order.bill_to,
        parties=order.parties,
        refs=request.refs,
        dates=_dates(request, now),
        contacts=request.contacts,
        carrier=(request.carrier,) if request.carrier else order.carrier,
        equipment=request.equipment,
        lading=request.lading or _lading(packed),
        notes=request.notes,
        orders=tuple(_orders(packed, partner)),
        pallets=tuple(_unit(unit, "pallet", packed, labels, partner) for unit in packed.pallets),
        cartons=tuple(_unit(unit, "carton", packed, labels, partner) for unit in packed.cartons),
        items=_items(packed, labels),
        own=order.own,
    )


def party_of(identity: Identity) -> Party:
    """Our company as a party."""
    party = identity.address
    changes: dict[str, object] = {} if party.name else {"name": identity.name or None}
    if identity.gln and not party.id:
        changes |= {"id_type": "gln", "id": identity.gln}
    return party.model_copy(update=changes)


def _labels(packed: Packed, partner: Partner, serials: Iterator[int]) -> dict[tuple[str, str], str]:
    """(pallet or carton, key of the request): the key in the shipment, an SSCC where there is one."""
    prefixes, labels = partner.identity.gs1_prefixes, dict[tuple[str, str], str]()
    for what, units in (("pallet", packed.pallets), ("carton", packed.cartons)):
        for unit in units:
            given = sscc18(partner.shipment.extension, prefixes[0], next(serials)) if not unit.sscc and prefixes else ""
            labels[what, unit.key] = unit.sscc or given or unit.key
    bearers: dict[str, str] = {}
    for (what, key), label in labels.items():
        bearer = f"{what} {key}"
        if (twin := bearers.setdefault(label, bearer)) != bearer and len(label) == LENGTH:
            raise Refused(f"{twin} and {bearer} both bear {label}", "an SSCC names one carton or pallet")
    return labels


def _one_ship_to(packed: Packed) -> Party | None:
    first = packed.picks[0].state
    for pick in packed.picks:
        if pick.state.order.ship_to != first.order.ship_to:
            raise Refused(
                f"orders {first.number} and {pick.state.number} go to different places", "ship each on its own"
            )
    return first.order.ship_to


def _dates(request: ShipRequest, now: datetime) -> dict[str, tuple[Moment, ...]]:
    shipped = Moment(on=request.shipped_on or now.date(), time=request.shipped_at)
    dates: dict[str, tuple[Moment, ...]] = {"shipped": (shipped,)}
    if request.delivers_on:
        dates["delivery_estimated"] = (Moment(on=request.delivers_on),)
    return dates


def _lading(packed: Packed) -> tuple[Lading, ...]:
    """What the whole is packed in, counted by kind of carton."""
    kinds: dict[str, list[ShipUnit]] = {}
    for carton in packed.cartons:
        kinds.setdefault(carton.packaging or CARTON, []).append(carton)
    return tuple(_counted(packaging, cartons) for packaging, cartons in kinds.items())


def _counted(packaging: str, cartons: Sequence[ShipUnit]) -> Lading:
    weights = [carton.weight for carton in cartons if carton.weight is not None]
    units = {carton.weight_unit for carton in cartons}
    count = Decimal(len(cartons))
    if len(weights) < len(cartons) or len(units) != 1:
        return Lading(packaging=packaging, count=count)
    total = sum(weights, ZERO)
    return Lading(packaging=packaging, count=count, weight_kind="gross", weight=total, weight_unit=units.pop())


def _orders(packed: Packed, partner: Partner) -> Iterator[ShipmentOrder]:
    """One for each order and destination, in the order of the picks."""
    seen: set[tuple[str, str | None]] = set()
    for pick in packed.picks:
        if pick.drop in seen:
            continue
        seen.add(pick.drop)
        order, spot = pick.state.order, pick.destination
        known = enrich.store(partner, spot, pick.line.location_kind) if spot else None
        marked = partner.stores.policy != "per_store"
        yield ShipmentOrder(
            number=order.number,
            destination=spot,
            release=order.release,
            ordered_on=order.ordered_on,
            department=order.department,
            division=order.division,
            vendor=order.vendor,
            buyer=order.buyer,
            mark_for=(known if marked else None) or order.mark_for,
            ship_to=None if marked else known,
            own=order.own,
        )


def _unit(
    unit: ShipUnit, what: str, packed: Packed, labels: Mapping[tuple[str, str], str], partner: Partner
) -> HandlingUnit:
    label = labels[what, unit.key]
    labelled = unit.sscc is not None or bool(partner.identity.gs1_prefixes)
    packed_in = {"packaging": unit.packaging, "count": Decimal(1)} if unit.packaging else {}
    weighs = {"weight_kind": "gross", "weight": unit.weight, "weight_unit": unit.weight_unit} if unit.weight else {}
    return HandlingUnit(
        key=label,
        sscc=label if labelled else None,
        packaging=unit.packaging,
        lading=(Lading.model_validate({**packed_in, **weighs}),) if packed_in or weighs else (),
        refs={"tracking": (Ref(value=unit.tracking),)} if unit.tracking else {},
    )


def _items(packed: Packed, labels: Mapping[tuple[str, str], str]) -> tuple[ShipmentItem, ...]:
    """An item a pick; `shipped_to_date` counts what left before and in this shipment up to its end."""
    total: dict[tuple[str, str], Decimal] = {}
    for pick in packed.picks:
        spot = (pick.state.order_id, pick.ledger.no)
        total[spot] = total.get(spot, pick.ledger.shipped) + pick.qty
    return tuple(_item(pick, labels, total[pick.state.order_id, pick.ledger.no]) for pick in packed.picks)


def _item(pick: Pick, labels: Mapping[tuple[str, str], str], to_date: Decimal) -> ShipmentItem:
    line, ledger = pick.line, pick.ledger
    qty, unit = stated(ledger, pick.qty)
    same = unit == ledger.order_unit
    return ShipmentItem(
        order=pick.state.number,
        destination=pick.destination,
        carton=labels["carton", pick.carton] if pick.carton else None,
        pallet=labels["pallet", pick.pallet] if pick.pallet else None,
        line_no=line.no,
        ids={**line.ids, "lot": (pick.lot,)} if pick.lot else line.ids,  # a lot goes out beside the item's ids
        qty=qty,
        unit=unit,
        ordered_qty=line.qty,
        ordered_unit=line.unit,
        shipped_to_date=divided(to_date, ledger.factor) if same and ledger.factor != 1 else to_date,
        lot=pick.lot,
        expires_on=pick.expires_on,
        description=line.description,
        own=line.own,
    )


def moved(packed: Packed, state: OrderState) -> tuple[Moved, ...]:
    """What the shipment takes from one order, by line and destination."""
    sums: dict[tuple[str, str | None], Decimal] = {}
    for pick in packed.picks:
        if pick.state.order_id == state.order_id:
            spot = (pick.ledger.no, pick.destination)
            sums[spot] = sums.get(spot, ZERO) + pick.qty
    return tuple(Moved(no=no, qty=qty, destination=spot) for (no, spot), qty in sums.items())
