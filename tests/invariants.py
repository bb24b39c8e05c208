"""The contract's invariants, asked of a workspace from outside: the command line's JSON and the folders, nothing else.

`check` is called when nothing is under way: after the last restart and a pass that found nothing to do.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from edigw.app import App

Row = dict[str, Any]

FINAL_IN = {"DONE", "ACCEPTED_WITH_ERRORS", "REJECTED", "DUPLICATE", "QUARANTINED"}
FINAL_OUT = {"SENT", "DELIVERED", "FAILED", "CANCELLED"}
ENVELOPE_FAULTS = {"TA105"}
HEADER = re.compile(
    rb"ISA\*.{2}\*.{10}\*.{2}\*.{10}\*(.{2}\*.{15})\*(.{2}\*.{15})\*.{6}\*.{4}\*.\*.{5}\*(\d{9})\*.\*(.)"
)  # sender, receiver, ISA13, ISA15
NEVER_ANSWERED = {"997", "999", "TA1", "CONTRL"}


def sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


@dataclass
class World:
    """What was dropped and what partners have picked up, beside the workspace itself."""

    base: Path
    dropped: Sequence[tuple[str, bytes]]  # (mailbox, bytes), in the order in which they were dropped
    taken: list[tuple[str, str, bytes]] = field(default_factory=list)  # (partner, name, bytes) that were picked up

    def __post_init__(self) -> None:
        self.app = App(self.base)
        self.docs: list[Row] = self.app.docs_list(limit=0)
        self.inbound = [row for row in self.docs if row["direction"] == "in" and row["standard"] != "canonical"]
        self.outbound = [row for row in self.docs if row["direction"] == "out"]

    def delivered(self) -> list[tuple[str, str, bytes]]:
        """(partner, name, bytes) of everything that any partner could ever see."""
        lying = [
            (path.parent.parent.name, path.name, path.read_bytes())
            for path in self.base.glob("data/*/out/*") if not path.name.startswith(".")
        ]  # fmt: skip
        return [*self.taken, *lying]


def check(world: World) -> list[str]:
    """Every breach, as a sentence; none is what one wants."""
    rules = (every_byte, one_answer_a_group, control_numbers, one_order_a_key, one_first_answer, whole_files,
             everything_ends, order_of_arrival, no_traceback)  # fmt: skip
    return [f"{rule.__name__}: {breach}" for rule in rules for breach in rule(world)]


def every_byte(world: World) -> Iterable[str]:
    """1: each file is in the list exactly as often as it arrived, or still in the folder; its bytes come back."""
    receipts = {row["receipt_id"]: row for row in world.docs if row["direction"] == "in" and row["receipt_id"]}
    listed = Counter(row["source_sha256"] for row in receipts.values())
    lying = Counter(
        sha(path.read_bytes())
        for pattern in ("data/*/in/*", "data/*/.work*/**/*", "data/*/in/.work*/**/*")
        for path in world.base.glob(pattern) if path.is_file()
    )  # fmt: skip
    came = Counter(sha(data) for _, data in world.dropped)
    for digest, times in came.items():
        if listed[digest] + lying[digest] != times:
            yield f"a file came {times} times, {listed[digest]} are listed and {lying[digest]} still lie there"
    for row in receipts.values():
        if row["raw_size"] and sha(world.app.docs_raw(row["id"])) != row["source_sha256"]:
            yield f"{row['id']}: its raw bytes differ from their sha256"


def one_answer_a_group(world: World) -> Iterable[str]:
    """2: exactly one functional answer a group that was examined; none where TA1 refused, nobody was known, or FA."""
    answered_by: dict[str, list[Row]] = defaultdict(list)
    for reply in world.outbound:
        for one in reply["answers"]:
            answered_by[one].append(reply)
    groups: dict[tuple[str, str, str], list[Row]] = defaultdict(list)
    for row in world.inbound:
        if row["group_control"] is not None:
            groups[row["receipt_id"], row["interchange_control"], row["group_control"]].append(row)
    for key, rows in groups.items():
        replies = {reply["id"] for row in rows for reply in answered_by[row["id"]] if reply["type"] == "997"}
        wanted = _wanted(rows)
        if wanted is not None and len(replies) != wanted:
            yield f"group {key} has {len(replies)} functional answers, not {wanted}"
    for row in world.inbound:
        if row["type"] in NEVER_ANSWERED and answered_by[row["id"]]:
            yield f"{row['id']} is an acknowledgement and was answered"


def _wanted(rows: Sequence[Row]) -> int | None:
    """How many functional answers a group must have; None where that hangs on the partner's policy."""
    states = {row["state"] for row in rows}
    if states == {"DUPLICATE"} and {row["reason"] for row in rows} == {"REPEATED"}:
        return None
    if "QUARANTINED" in states or any(row["type"] in NEVER_ANSWERED for row in rows):
        return 0 if all(row["reason"] != "POISON" for row in rows) else None
    if any(row["reason"] == "CONFIG" for row in rows):
        return 0
    refused = all(row["state"] == "REJECTED" and row["code_type"] in ENVELOPE_FAULTS for row in rows)
    return 0 if refused else 1


def control_numbers(world: World) -> Iterable[str]:
    """4: without gap and in order for each pair and usage, each bound to one sequence of bytes."""
    lanes: dict[tuple[str, ...], dict[int, set[str]]] = defaultdict(lambda: defaultdict(set))
    for partner, name, data in world.delivered():
        if partner == "erp":
            continue
        found = HEADER.match(data)
        if not found:
            yield f"{partner}/{name} is no interchange"
            continue
        key = (partner, found[1].decode(), found[2].decode(), found[4].decode())
        lanes[key][int(found[3])].add(sha(data))
    for key, numbers in lanes.items():
        if sorted(numbers) != list(range(1, max(numbers) + 1)):
            yield f"{key}: the numbers {sorted(numbers)} have a gap"
        for number, digests in numbers.items():
            if len(digests) != 1:
                yield f"{key}: {number} stands on {len(digests)} different files"
    sets: Counter[tuple[str, str, str]] = Counter()
    for row in world.outbound:
        if row["group_control"] is not None:
            sets[row["partner"], row["usage"], row["set_control"]] += 1
    yield from (f"{key}: a set's number stands on {times} documents" for key, times in sets.items() if times > 1)


def one_order_a_key(world: World) -> Iterable[str]:
    """5: one order a number; its lines are those of the document that opened or last revised it."""
    orders = world.app.orders_list(limit=0)
    for key, times in Counter((row["partner"], row["usage"], row["number"]) for row in orders).items():
        if times > 1:
            yield f"{key}: {times} orders"
    documents = {row["id"]: row for row in world.docs}
    for order in orders:
        shown = world.app.orders_show(order["id"])
        last = documents.get(shown["revisions"][-1]["document_id"])
        if last is None or last["state"] in ("REJECTED", "DUPLICATE", "QUARANTINED"):
            yield f"order {order['number']}: its revision names {last and last['state']}"
            continue
        ordered = [(line["line"], line["ordered"]) for line in shown["lines"]]
        if shown["revision"] == 1 and ordered != [(line["line"], line["qty"]) for line in last["lines"]]:
            yield f"order {order['number']}: its lines are {ordered}, its document says {last['lines']}"


def one_first_answer(world: World) -> Iterable[str]:
    """6: each accepted order has one answer, or waits."""
    answers = Counter(row["order_id"] for row in world.outbound if row["type"] == "855")
    for row in world.inbound:
        if row["type"] != "850" or row["state"] not in ("DONE", "ACCEPTED_WITH_ERRORS"):
            continue
        if answers[row["order_id"]] != 1:
            yield f"order {row['po_number']} has {answers[row['order_id']]} answers"


def whole_files(world: World) -> Iterable[str]:
    """7: nothing partial; a name means one sequence of bytes."""
    names: dict[tuple[str, str], set[str]] = defaultdict(set)
    for partner, name, data in world.delivered():
        names[partner, name].add(sha(data))
        if partner == "erp":
            try:
                json.loads(data)
            except ValueError:
                yield f"erp/{name} is cut off"
        elif not data.startswith(b"ISA*") or not re.search(rb"IEA\*\d+\*\d{9}~\n?\Z", data):
            yield f"{partner}/{name} is cut off"
    yield from (f"{key} was seen with {len(seen)} contents" for key, seen in names.items() if len(seen) > 1)
    sent = {row["source_sha256"] for row in world.outbound if row["state"] == "SENT" and row["standard"] == "x12"}
    visible = {sha(data) for partner, _, data in world.delivered() if partner != "erp"}
    if sent != visible:
        yield f"{len(sent - visible)} files are SENT and never seen, {len(visible - sent)} were seen and are not SENT"


def everything_ends(world: World) -> Iterable[str]:
    """8: a final state, or WAITING with reason, waits_for and due_at."""
    for row in world.docs:
        if row["state"] == "WAITING":
            if not (row["reason"] and row["waits_for"] and row["due_at"]):
                yield f"{row['id']} waits without saying why, for whom or until when"
        elif row["state"] not in (FINAL_IN if row["direction"] == "in" else FINAL_OUT):
            yield f"{row['id']} ({row['direction']} {row['type']}) is still {row['state']}"


def order_of_arrival(world: World) -> Iterable[str]:
    """9: a partner's orders took effect in the order of their documents."""
    documents = {row["id"]: n for n, row in enumerate(world.docs)}
    for partner in {row["partner"] for row in world.inbound}:
        opened = [documents.get(row["document_id"], -1) for row in world.app.orders_list(partner=partner, limit=0)]
        if opened != sorted(opened):
            yield f"{partner}: orders were opened out of turn"
        answered = [row["caused"] for row in world.outbound if row.get("caused") and row["partner"] == partner]
        if answered != sorted(answered):
            yield f"{partner}: answers left out of turn"


def no_traceback(world: World) -> Iterable[str]:
    """11: nothing crashed."""
    for path in world.base.glob("data/crash/*"):
        yield f"{path.name}: {path.read_text('utf-8').splitlines()[-1]}"
