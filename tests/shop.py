"""A shop that trades with one partner, seen only through its folders and the command line."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ORDER = """\
ISA*00*          *00*          *08*6123830000     *01*SUPPLIER001    *261101*0800*U*00401*{control:09d}*0*P*>~
GS*PO*6123830000*SUPPLIER001*20261101*0800*{control}*X*004010~
ST*850*0001~
BEG*00*SA*{number}**20261101~
N1*ST*NORTH STORE*92*0042~
PO1*1*24*EA*1.25**BP*065001~
PO1*2*12*EA*2.50**BP*065002~
CTT*2~
SE*7*0001~
GE*1*{control}~
IEA*1*{control:09d}~
"""


@dataclass
class Shop:
    base: Path
    call: Callable[..., tuple[int, str]]

    def edigw(self, *words: str) -> Any:
        """A command that must succeed; its JSON."""
        code, out = self.call(*words, "--json", "--workspace", str(self.base))
        assert code == 0, out
        return json.loads(out)

    def drop(self, number: str = "4711", control: int = 1) -> Path:
        """An order in the partner's folder."""
        path = self.base / "data" / "acme" / "in" / f"{number}-{control}.edi"
        path.write_text(ORDER.format(number=number, control=control), "ascii")
        return path

    def files(self) -> list[str]:
        """What the partner can pick up."""
        return sorted(path.name for path in (self.base / "data" / "acme" / "out").iterdir())
