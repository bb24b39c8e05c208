"""Numbers without gap: they are given inside the transaction that uses them, so a rollback takes them back.

One fixed order, so that no two transactions wait for each other: the lane first, then SSCC rows, then invoice
rows, each kind sorted by its key.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, Table, select, update

from edigw.store import sql
from edigw.store.tables import invoice_counter, lane, sscc_counter

LAST = 999_999_999  # ISA13, GS06 and ST02 have at most 9 digits


@dataclass(frozen=True, slots=True)
class Controls:
    """Control numbers of one envelope."""

    epoch: int  # grows when the numbers start again at 1
    isa: int
    groups: tuple[int, ...]
    sets: tuple[int, ...]


def plan_controls(held: Row[Any], wanted: Sequence[tuple[int, int]]) -> list[Controls]:
    """The numbers of several envelopes, each of so many groups and sets, on an outbound lane that is locked (`held`).

    Nothing is taken before `keep_controls`: an envelope that cannot be written costs no number.
    """
    epoch, isa, gs, st = held.epoch, held.isa_no, held.gs_no, held.st_no
    planned = []
    for groups, sets in wanted:
        if isa + 1 > LAST or gs + groups > LAST or st + sets > LAST:
            epoch, isa, gs, st = epoch + 1, 0, 0, 0
        planned.append(
            Controls(epoch, isa + 1, tuple(range(gs + 1, gs + groups + 1)), tuple(range(st + 1, st + sets + 1)))
        )
        isa, gs, st = isa + 1, gs + groups, st + sets
    return planned


def keep_controls(connection: Connection, held: Row[Any], planned: Sequence[Controls]) -> None:
    """The planned numbers are taken now."""
    if not planned:
        return
    epoch, isa, gs, st = held.epoch, held.isa_no, held.gs_no, held.st_no
    for one in planned:
        if one.epoch != epoch:
            epoch, gs, st = one.epoch, 0, 0
        isa, gs, st = one.isa, max([gs, *one.groups]), max([st, *one.sets])
    change = update(lane).where(lane.c.id == held.id)
    connection.execute(change.values(epoch=epoch, isa_no=isa, gs_no=gs, st_no=st))


def take_sscc(connection: Connection, prefix: str, usage: str, count: int) -> range:
    """`count` serial numbers under a GS1 company prefix; the first ever is 1."""
    return _take(connection, sscc_counter, {"prefix": prefix, "usage": usage}, count)


def take_invoice(connection: Connection, identity: str, usage: str, series: str, count: int = 1) -> range:
    """`count` numbers of an identity's invoice series; the first ever is 1."""
    return _take(connection, invoice_counter, {"identity": identity, "usage": usage, "series": series}, count)


def hold(connection: Connection, prefixes: Sequence[str], identity: str, usage: str) -> None:
    """Locks the SSCC rows of these prefixes, then the identity's invoice rows, before any of them is needed."""
    same = (sscc_counter.c.prefix.in_(list(prefixes)), sscc_counter.c.usage == usage)
    connection.execute(sql.locked(select(sscc_counter.c.prefix).where(*same).order_by(sscc_counter.c.prefix))).all()
    mine = (invoice_counter.c.identity == identity, invoice_counter.c.usage == usage)
    connection.execute(
        sql.locked(select(invoice_counter.c.series).where(*mine).order_by(invoice_counter.c.series))
    ).all()


def _take(connection: Connection, counter: Table, key: dict[str, Any], count: int) -> range:
    if count < 1:
        raise ValueError(f"{count} numbers cannot be taken")
    same = [counter.c[name] == value for name, value in key.items()]
    change = update(counter).where(*same).values(last=counter.c.last + count).returning(counter.c.last)
    last = connection.execute(change).scalar()
    if last is None:
        sql.add_if_new(connection, counter, {**key, "last": 0})
        last = connection.execute(change).scalar_one()
    return range(last - count + 1, last + 1)
