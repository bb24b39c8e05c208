"""Packing: how many cartons and pallets a shipment needs, and what stands in each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from edigw.errors import Refused
from edigw.lifecycle.facts import LedgerLine, OrderState
from edigw.lifecycle.requests import ShipRequest, ShipUnit
from edigw.lifecycle.sscc import valid
from edigw.model.order import OrderLine


@dataclass(frozen=True, slots=True)
class Pick:
    """So much of one line for one destination, in one carton, on one pallet."""

    state: OrderState
    line: OrderLine
    ledger: LedgerLine
    qty: Decimal  # in the base unit
    destination: str | None = None
    carton: str | None = None  # ShipUnit.key
    pallet: str | None = None
    lot: str | None = None
    expires_on: date | None = None

    @property
    def drop(self) -> tuple[str, str | None]:
        """A carton and a pallet hold goods of one order for one destination."""
        return self.state.number, self.destination


@dataclass(frozen=True, slots=True)
class Packed:
    """What stands where; units without an SSCC are to get one."""

    picks: tuple[Pick, ...]
    cartons: tuple[ShipUnit, ...] = ()
    pallets: tuple[ShipUnit, ...] = ()


def cut(qty: Decimal, carton_qty: Decimal) -> Iterator[Decimal]:
    """Full cartons, then the rest."""
    if carton_qty <= 0:
        raise Refused(f"a carton of {carton_qty} holds nothing", "carton_qty is above zero")
    full, rest = divmod(qty, carton_qty)
    yield from (carton_qty for _ in range(int(full)))
    if rest:
        yield rest


def pack(
    picks: Sequence[Pick], request: ShipRequest, sizes: Sequence[Decimal | None], pallet_cartons: int | None
) -> Packed:
    """As the request says; where it names no carton, by the sizes: base units a carton for each pick."""
    if request.cartons or request.pallets or any(pick.carton or pick.pallet for pick in picks):
        return _as_asked(picks, request)
    if all(size is None for size in sizes):
        return Packed(tuple(picks))
    packed: list[Pick] = []
    for pick, size in zip(picks, sizes, strict=True):
        for qty in cut(pick.qty, size) if size else (pick.qty,):
            packed.append(replace(pick, qty=qty, carton=f"C{len(packed) + 1}"))
    return _palletised(packed, pallet_cartons)


def _palletised(picks: list[Pick], pallet_cartons: int | None) -> Packed:
    """So many cartons a pallet, never two drops on one."""
    if not pallet_cartons:
        return Packed(tuple(picks), tuple(ShipUnit(key=pick.carton or "") for pick in picks))
    standing: dict[tuple[str, str | None], list[str]] = {}  # drop: pallet of each of its cartons
    pallets: list[str] = []
    placed: list[Pick] = []
    for pick in picks:
        filled = standing.setdefault(pick.drop, [])
        if len(filled) % pallet_cartons == 0:
            pallets.append(f"P{len(pallets) + 1}")
            filled.append(pallets[-1])
        else:
            filled.append(filled[-1])
        placed.append(replace(pick, pallet=filled[-1]))
    cartons = tuple(ShipUnit(key=pick.carton or "", pallet=pick.pallet) for pick in placed)
    return Packed(tuple(placed), cartons, tuple(ShipUnit(key=key) for key in pallets))


def _as_asked(picks: Sequence[Pick], request: ShipRequest) -> Packed:
    """The request's own cartons and pallets, checked; ones that only a line or a carton names are taken as given."""
    picks = _into_the_only_one(picks, request)
    cartons = _units(request.cartons, (pick.carton for pick in picks), "carton")
    stands = _standing(picks, cartons)
    placed = [replace(pick, pallet=stands.get(pick.carton or "", pick.pallet)) for pick in picks]
    pallets = _units(request.pallets, (pick.pallet for pick in placed), "pallet")
    _one_drop(placed)
    for name, units, used in (
        ("carton", cartons, {pick.carton for pick in placed}),
        ("pallet", pallets, {pick.pallet for pick in placed}),
    ):
        if empty := [key for key in units if key not in used]:
            raise Refused(f"{name} {empty[0]} holds nothing", f"name the lines that stand in {name} {empty[0]}")
    return Packed(tuple(placed), tuple(cartons.values()), tuple(pallets.values()))


def _into_the_only_one(picks: Sequence[Pick], request: ShipRequest) -> Sequence[Pick]:
    """One carton and no word on what it holds: it holds everything. So does one pallet without cartons."""
    if len(request.cartons) == 1 and not any(pick.carton for pick in picks):
        return [replace(pick, carton=request.cartons[0].key) for pick in picks]
    if len(request.pallets) == 1 and not request.cartons and not any(pick.carton or pick.pallet for pick in picks):
        return [replace(pick, pallet=request.pallets[0].key) for pick in picks]
    return picks


def _units(given: Sequence[ShipUnit], named: Iterator[str | None], what: str) -> dict[str, ShipUnit]:
    units: dict[str, ShipUnit] = {}
    for unit in given:
        if unit.key in units:
            raise Refused(f"{what} {unit.key} stands twice in the request", "a key names one thing")
        if unit.sscc and not valid(unit.sscc):
            raise Refused(f"{what} {unit.key}: `{unit.sscc}` is no SSCC-18", "18 digits, the last one a mod-10 check")
        units[unit.key] = unit
    for key in named:
        if key and key not in units:
            units[key] = ShipUnit(key=key, sscc=key if valid(key) else None)
    return units


def _standing(picks: Sequence[Pick], cartons: dict[str, ShipUnit]) -> dict[str, str]:
    """The pallet of each carton that stands on one; it stands on at most one."""
    stands = {key: carton.pallet for key, carton in cartons.items() if carton.pallet}
    for pick in picks:
        if pick.carton and pick.pallet and stands.setdefault(pick.carton, pick.pallet) != pick.pallet:
            raise Refused(
                f"carton {pick.carton} stands on pallet {stands[pick.carton]} and on {pick.pallet}", "name one pallet"
            )
    return stands


def _one_drop(picks: Sequence[Pick]) -> None:
    seen: dict[tuple[str, str], tuple[str, str | None]] = {}
    for pick in picks:
        for what, key in (("carton", pick.carton), ("pallet", pick.pallet)):
            if key and seen.setdefault((what, key), pick.drop) != pick.drop:
                raise Refused(
                    f"{what} {key} holds goods of order {pick.state.number} for {pick.destination or 'its ship-to'}"
                    f" and of order {seen[what, key][0]} for {seen[what, key][1] or 'its ship-to'}",
                    "a carton or pallet holds one order's goods for one destination",
                )
