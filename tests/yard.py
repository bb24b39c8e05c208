"""A gateway in a folder with its own clock, and the X12 that its partners drop: for pipeline, work and app tests."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from edigw.app import App

THEIRS, OURS = "08:6123830000", "01:SUPPLIER001"
DOCUMENTS = ("850", "855", "856", "810", "997")


def order(number: str = "4711", lines: Sequence[tuple[str, str]] = (("1", "24"), ("2", "12")), *more: str) -> str:
    """The body of an 850; lines are (number, quantity)."""
    rows = [f"BEG*00*SA*{number}**20261101~", *more, "N1*ST*NORTH STORE*92*0042~"]
    rows += [f"PO1*{no}*{qty}*EA*1.25**BP*06500{no}~" for no, qty in lines]
    return "\n".join([*rows, f"CTT*{len(lines)}~"]) + "\n"


def transaction(kind: str, body: str, control: str = "0001") -> str:
    return f"ST*{kind}*{control}~\n{body}SE*{body.count('~') + 2}*{control}~\n"


def group(sets: Iterable[str], control: int = 1, kind: str = "PO", count: int | None = None) -> str:
    held = list(sets)
    head = f"GS*{kind}*6123830000*SUPPLIER001*20261101*0800*{control}*X*004010~\n"
    return head + "".join(held) + f"GE*{len(held) if count is None else count}*{control}~\n"


def isa(groups: Iterable[str], control: int = 1, sender: str = THEIRS, receiver: str = OURS, ask: str = "0",
        usage: str = "P", count: int | None = None) -> str:  # fmt: skip
    """An interchange; `count` is what IEA01 claims."""
    held = list(groups)
    (one, theirs), (other, ours) = sender.split(":"), receiver.split(":")
    head = f"ISA*00*          *00*          *{one}*{theirs:<15}*{other}*{ours:<15}*261101*0800*U*00401*{control:09d}"
    return f"{head}*{ask}*{usage}*>~\n{''.join(held)}IEA*{len(held) if count is None else count}*{control:09d}~\n"


def orders(*numbers: str, control: int = 1, **more: Any) -> str:
    """An interchange with one group of orders."""
    sets = [transaction("850", order(number), f"{n:04d}") for n, number in enumerate(numbers, 1)]
    return isa([group(sets, control)], control, **more)


def change(number: str, *lines: str, sequence: str = "1", control: int = 50, purpose: str = "04") -> str:
    """An interchange with an 860; lines are POC segments without their terminator."""
    body = f"BCH*{purpose}*SA*{number}**{sequence}*20261101*****20261102~\n" + "".join(f"{line}~\n" for line in lines)
    return isa([group([transaction("860", body)], control, "PC")], control)


def back(number: str, *lines: str, called: str = "RT1", control: int = 70, purpose: str = "00") -> str:
    """An interchange with a 180; lines are BLI segments and what follows them."""
    body = f"BGN*{purpose}*{called}*20261110~\nPRF*{number}~\n" + "".join(f"{line}~\n" for line in lines)
    return isa([group([transaction("180", body)], control, "AN")], control)


@dataclass
class Yard:
    base: Path
    now: datetime = datetime(2026, 11, 1, 8, 0, tzinfo=UTC)
    dropped: list[tuple[str, bytes]] = field(default_factory=list)  # (partner, bytes)

    def clock(self) -> datetime:
        self.now += timedelta(milliseconds=1)
        return self.now

    @property
    def app(self) -> App:
        return App(self.base, self.clock)

    def init(self) -> Yard:
        self.app.init()
        return self

    def partner(self, name: str = "acme", their_id: str = THEIRS, **more: Any) -> Yard:
        said = {"documents": DOCUMENTS, **more}
        self.app.partners_add(name, id=their_id, our_id=OURS, **said)
        return self

    def tell(self, text: str, name: str = "acme") -> None:
        """Rows at the end of a partner's file."""
        path = self.base / "partners" / name / "partner.yaml"
        path.write_text(path.read_text("utf-8") + text, "utf-8")

    def rewrite(self, old: str, new: str, name: str = "acme") -> None:
        """Another row of a partner's file in the place of one that is there."""
        path = self.base / "partners" / name / "partner.yaml"
        text = path.read_text("utf-8")
        assert f"{old}\n" in text
        path.write_text(text.replace(f"{old}\n", f"{new}\n", 1), "utf-8")

    def drop(self, data: str | bytes, name: str = "a.edi", partner: str = "acme") -> Path:
        """A file that appears by rename and was written a while ago."""
        raw = data.encode("latin-1") if isinstance(data, str) else data
        inbox = self.base / "data" / partner / "in"
        inbox.mkdir(parents=True, exist_ok=True)
        temporary = inbox / f".{name}.tmp"
        temporary.write_bytes(raw)
        then = self.now.timestamp() - 60 + len(self.dropped) / 1000
        os.utime(temporary, (then, then))
        self.dropped.append((partner, raw))
        return temporary.rename(inbox / name)

    def once(self) -> dict[str, Any]:
        return self.app.once()

    def take(self, data: str | bytes, name: str = "a.edi", partner: str = "acme") -> dict[str, Any]:
        self.drop(data, name, partner)
        return self.once()

    def docs(self, **wanted: Any) -> list[dict[str, Any]]:
        return self.app.docs_list(limit=0, **wanted)

    def states(self, **wanted: Any) -> list[tuple[str, str, str, str | None]]:
        """(direction, type, state, reason) of each document."""
        return [(d["direction"], d["type"], d["state"], d["reason"]) for d in self.docs(**wanted)]

    def files(self, partner: str = "acme") -> dict[str, str]:
        """What the partner can pick up, by name; what starts with a dot is none of its business."""
        found = sorted((self.base / "data" / partner / "out").glob("[!.]*"))
        return {path.name: path.read_bytes().decode("latin-1") for path in found}

    def pick_up(self, partner: str = "acme") -> dict[str, str]:
        """The partner takes its files away."""
        taken = self.files(partner)
        for name in taken:
            (self.base / "data" / partner / "out" / name).unlink()
        return taken

    def text(self, kind: str, partner: str = "acme") -> str:
        """All files of a type that lie in the partner's folder, one after the other."""
        return "".join(text for name, text in self.files(partner).items() if name.startswith(f"{kind}_"))

    def crashes(self) -> list[str]:
        return [path.read_text("utf-8") for path in (self.base / "data" / "crash").glob("*")]
