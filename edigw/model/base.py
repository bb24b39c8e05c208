"""What every canonical model shares: frozen, closed, Decimal and dates, and the five open bags."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, ParamSpec, Self, TypeVar, cast

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer


class Model(BaseModel):
    """A frozen value object. Absent is None or (); unknown keys are refused."""

    __slots__ = ("_written",)

    model_config = ConfigDict(frozen=True, extra="forbid")

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """As pydantic's, in a fifth of its time: no model of ours has private values, or more than its fields."""
        if deep:
            return super().model_copy(update=update, deep=True)
        changes = update or {}
        copy = vouched(type(self), {**self.__dict__, **changes}, self.__pydantic_fields_set__ | changes.keys())
        if (kept := written(self)) is not None:
            keep_written(copy, kept[0], kept[1] | changes.keys())
        return copy


_Said = ParamSpec("_Said")
_Some = TypeVar("_Some", bound=Model)
_new = object.__new__
_fields, _given, _more, _private = (
    BaseModel.__dict__[name].__set__
    for name in ("__dict__", "__pydantic_fields_set__", "__pydantic_extra__", "__pydantic_private__")
)


_written = Model.__dict__["_written"]


def written(model: Model) -> tuple[dict[str, str], frozenset[str]] | None:
    """What canonical.py wrote of a model: field -> text, and the fields that were changed since."""
    try:
        kept: tuple[dict[str, str], frozenset[str]] = _written.__get__(model)
    except AttributeError:
        return None
    return kept


def keep_written(model: Model, parts: dict[str, str], changed: frozenset[str] = frozenset()) -> None:
    _written.__set__(model, (parts, changed))


def vouched(model: type[_Some], body: dict[str, Any], given: set[str] | None = None) -> _Some:
    """The model that pydantic would make of a body that has every field, in the model's order and of its type.

    Whoever calls vouches for that: nothing is asked again. `given`: the fields that were set, all where it is None.
    """
    one = _new(model)
    _fields(one, body)
    _given(one, set(body) if given is None else given)
    _more(one, None)
    _private(one, None)
    return one


def known(model: Callable[_Said, _Some]) -> Callable[_Said, _Some]:
    """What makes the model of values that are known to be right, as those of other models are: nothing is asked."""
    kind = cast("type[_Some]", model)
    blank = {name: field.get_default(call_default_factory=True) for name, field in kind.model_fields.items()}
    bags = tuple(name for name, value in blank.items() if isinstance(value, dict))

    def make(*_: _Said.args, **given: _Said.kwargs) -> _Some:
        body = {**blank, **given}
        for name in bags:
            if name not in given:
                body[name] = {}
        return vouched(kind, body, set(given))

    return make


def _decimal(value: Any) -> Any:
    if isinstance(value, float):
        raise ValueError('write the number as text, as "12.50": a binary float is not exact')
    return value


def _plain(value: Decimal) -> str:
    return format(value, "f")


Number = Annotated[Decimal, BeforeValidator(_decimal), PlainSerializer(_plain, when_used="json")]
"""An exact decimal; text in JSON, never in exponent form."""


def _several(value: Any) -> Any:
    """A bag's value may be written singly: {"upc": "0123"} is {"upc": ["0123"]}."""
    if not isinstance(value, dict):
        return value
    return {key: item if isinstance(item, (list, tuple)) else (item,) for key, item in value.items()}


class Ref(Model):
    """A reference number in words of the map's `reference` table."""

    value: str | None = None
    text: str | None = None
    line: str | None = None  # of the document that it names
    on: date | None = None  # of that document


class Moment(Model):
    """A business date, with the time of day where one was given (HHMM or HHMMSS, the sender's zone)."""

    on: date | None = None
    time: str | None = None
    time_kind: str | None = None  # what the time of day is, where it is another thing than the date
    zone: str | None = None
    period_kind: str | None = None  # how `period` is written, where no single day is meant
    period: str | None = None


Ids = Annotated[dict[str, tuple[str, ...]], BeforeValidator(_several)]  # item ids: {"upc": ["0123…"], "buyer_part": …}
Refs = Annotated[dict[str, tuple[Ref, ...]], BeforeValidator(_several)]
Dates = Annotated[dict[str, tuple[Moment, ...]], BeforeValidator(_several)]
Own = dict[str, str]  # private values that partner.yaml declares under `fields`, kept and echoed


class Contact(Model):
    role: str | None = None
    name: str | None = None
    phone: str | None = None
    email: str | None = None
    fax: str | None = None
    other: dict[str, str] = Field(default_factory=dict)  # numbers of other kinds, by word
    reference: str | None = None


class Party(Model):
    """A company, store, warehouse or person."""

    id_type: str | None = None  # duns, duns4, gln, buyer_assigned, seller_assigned …
    id: str | None = None
    name: str | None = None
    name2: tuple[str, ...] = ()
    street1: str | None = None
    street2: str | None = None
    street3: str | None = None
    street4: str | None = None
    city: str | None = None
    region: str | None = None
    postcode: str | None = None
    country: str | None = None
    location_type: str | None = None
    location: str | None = None
    kind: str | None = None  # set by enrichment: store, distribution_center, customer
    refs: Refs = Field(default_factory=dict)
    contacts: tuple[Contact, ...] = ()


Parties = Annotated[dict[str, tuple[Party, ...]], BeforeValidator(_several)]


class Note(Model):
    kind: str | None = None
    number: str | None = None
    title: str | None = None
    on: date | None = None
    time: str | None = None
    dates: Dates = Field(default_factory=dict)
    text: tuple[str, ...] = ()


class Remark(Model):
    """A line of free text of a named kind (NTE)."""

    kind: str | None = None
    text: str | None = None


class Description(Model):
    """A described trait: PID without free form belongs here too."""

    kind: str | None = None
    trait: str | None = None
    agency: str | None = None
    code: str | None = None
    text: str | None = None


class Measure(Model):
    kind: str | None = None
    what: str | None = None
    value: Number | None = None
    unit: str | None = None
    low: Number | None = None  # the least, where a range is given
    high: Number | None = None


class Quantity(Model):
    """A quantity of a named kind (QTY)."""

    kind: str | None = None
    value: Number | None = None
    unit: str | None = None


class Tax(Model):
    kind: str | None = None
    amount: Number | None = None  # in the document's currency
    percent: Number | None = None
    jurisdiction_type: str | None = None
    jurisdiction: str | None = None
    exempt: str | None = None
    category: str | None = None  # at which of its rates: standard, reduced, zero …
    base: Number | None = None
    number: str | None = None
    relation: str | None = None
    line: str | None = None  # the line that it belongs to, where it stands elsewhere


class Charge(Model):
    """An allowance (we grant it) or a charge (we add it)."""

    sign: str | None = None  # allowance, charge, no_allowance_or_charge, promotion …
    code: str | None = None
    agency: str | None = None
    agency_code: str | None = None
    amount: Number | None = None  # in the document's currency
    percent_of: str | None = None
    percent: Number | None = None
    percent_base: Number | None = None  # the amount that it is taken of, in the document's currency
    rate: Number | None = None  # in the document's currency, per unit
    unit: str | None = None
    qty: Number | None = None
    method: str | None = None
    reference: str | None = None
    option: str | None = None
    text: str | None = None
    language: str | None = None
    currency: str | None = None  # where it is not the document's
    currency_party: str | None = None
    taxes: tuple[Tax, ...] = ()


class Terms(Model):
    """Terms of sale (ITD)."""

    kind: str | None = None
    basis: str | None = None
    discount_percent: Number | None = None
    discount_due_on: date | None = None
    discount_days: Number | None = None
    net_due_on: date | None = None
    net_days: Number | None = None
    discount_amount: Number | None = None
    deferred_due_on: date | None = None
    deferred_amount: Number | None = None
    deferred_percent: Number | None = None
    text: str | None = None
    day_of_month: Number | None = None
    method: str | None = None
    payable_percent: Number | None = None


class Freight(Model):
    """Who pays the freight and where title passes (FOB)."""

    payment: str | None = None
    location_type: str | None = None
    location: str | None = None
    terms_kind: str | None = None
    terms: str | None = None
    title_type: str | None = None
    title: str | None = None
    risk: str | None = None
    risk_text: str | None = None


class Carrier(Model):
    """How the goods travel (TD5, TD3, CAD)."""

    sequence: str | None = None
    id_type: str | None = None
    scac: str | None = None  # the carrier's code; a SCAC where id_type says so
    mode: str | None = None
    payment: str | None = None  # who pays it, where that is said with the carrier
    routing: str | None = None
    order_status: str | None = None
    location_type: str | None = None
    location: str | None = None
    transit_direction: str | None = None
    transit_time_kind: str | None = None
    transit_time: Number | None = None
    service: str | None = None
    service2: str | None = None
    service3: str | None = None
    equipment_initial: str | None = None
    equipment: str | None = None
    reference_kind: str | None = None
    reference: str | None = None


class Equipment(Model):
    kind: str | None = None
    initial: str | None = None
    number: str | None = None
    seal: str | None = None


class Lading(Model):
    """What the goods are packed in, and what they weigh (TD1)."""

    packaging: str | None = None
    count: Number | None = None
    commodity_kind: str | None = None
    commodity: str | None = None
    text: str | None = None
    weight_kind: str | None = None
    weight: Number | None = None
    weight_unit: str | None = None
    volume: Number | None = None
    volume_unit: str | None = None


class Packing(Model):
    """How one pack is made up (PO4)."""

    pack: Number | None = None  # inner units in one outer pack
    size: Number | None = None
    size_unit: str | None = None
    packaging: str | None = None
    weight_kind: str | None = None
    weight: Number | None = None
    weight_unit: str | None = None
    volume: Number | None = None
    volume_unit: str | None = None
    length: Number | None = None
    width: Number | None = None
    height: Number | None = None
    size_measure: str | None = None
    inner_pack: Number | None = None
    layer_position: str | None = None
    assigned: tuple[str, ...] = ()
    surface: str | None = None
    number: Number | None = None  # of packs


class PackNote(Model):
    """A marking or packaging instruction (PKG)."""

    kind: str | None = None
    trait: str | None = None
    agency: str | None = None
    code: str | None = None
    text: str | None = None
    load_option: str | None = None


class Amount(Model):
    """A monetary amount of a named kind (AMT), in the document's currency."""

    kind: str | None = None
    value: Number | None = None
    sign: str | None = None
    refs: Refs = Field(default_factory=dict)
    dates: Dates = Field(default_factory=dict)


Document = Model
"""Any canonical document: Order, OrderAnswer, Shipment, Invoice, Acknowledgement."""

__all__ = [name for name, value in list(globals().items()) if isinstance(value, type)] + [
    "Dates",
    "Ids",
    "Number",
    "Own",
    "Parties",
    "Refs",
    "date",
    "datetime",
]
