"""The walk: one inbound 850 and one outbound 856 traced; nothing calls back, and the README tells the truth."""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from edigw.app import App
from edigw.config import stamps

ROOT = Path(__file__).parent.parent
CODE = str(ROOT / "edigw") + "/"
README = ROOT / "README.md"


class Tracer:
    """Which file of ours called which, by the nearest caller that is ours, whatever library stands between."""

    def __init__(self) -> None:
        self.calls: dict[tuple[str, str], str] = {}  # (caller, called) -> the first function called, in order

    def trace(self, work: Callable[[], object]) -> None:
        sys.setprofile(self._on)
        try:
            work()
        finally:
            sys.setprofile(None)

    def _on(self, frame: FrameType, event: str, _: Any) -> None:
        if event != "call" or not frame.f_code.co_filename.startswith(CODE) or frame.f_code.co_name == "<module>":
            return
        caller = frame.f_back
        while caller and not caller.f_code.co_filename.startswith(CODE):
            if caller.f_code.co_filename.startswith("<frozen importlib"):
                return
            caller = caller.f_back
        if caller is None or caller.f_code.co_filename == frame.f_code.co_filename:
            return
        pair = (caller.f_code.co_filename[len(CODE) :], frame.f_code.co_filename[len(CODE) :])
        self.calls.setdefault(pair, frame.f_code.co_name)

    def steps(self) -> list[str]:
        """The files in the order in which the walk reaches them, each with the verb that it is reached by."""
        seen: dict[str, str] = {}
        for (_, called), verb in self.calls.items():
            seen.setdefault(called, verb)
        return [f"{place:<34} {verb}" for place, verb in seen.items()]


@pytest.fixture(scope="module")
def walk(tmp_path_factory: pytest.TempPathFactory) -> Tracer:
    """Once to warm up what is loaded lazily, once traced: an order comes in, its ship notice goes out."""
    base = tmp_path_factory.mktemp("walk") / "demo"
    App(base).init(demo=True)
    inbox = next(path for path in (base / "data").glob("*/in/*") if path.is_file())
    shutil.copy(inbox, base / "kept.edi")
    App(base).once()
    tracer = Tracer()
    renumbered = (base / "kept.edi").read_bytes()
    for old, new in ((b"000000001", b"000000002"), (b"DEMO-1001", b"DEMO-1002")):
        renumbered = renumbered.replace(old, new)
    (inbox.parent / "again.edi").write_bytes(renumbered)
    os.utime(inbox.parent / "again.edi", (1_000_000_000, 1_000_000_000))  # at rest, so that the first pass takes it
    app = App(base)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stamps, "RACE_NS", 10**18)  # what was kept is not believed: the partner's files are read
        tracer.trace(app.once)
    assert len(app.docs_list(type="856")) == 2
    return tracer


def test_no_two_files_call_each_other_both_ways(walk: Tracer) -> None:
    both = {tuple(sorted(pair)) for pair in walk.calls if pair[::-1] in walk.calls}
    assert not both


def test_the_readme_prints_the_walk(walk: Tracer, request: pytest.FixtureRequest) -> None:
    told = "<!-- walk -->\n```\n" + "\n".join(walk.steps()) + "\n```\n<!-- /walk -->"
    text = README.read_text("utf-8")
    fresh = re.sub(r"<!-- walk -->.*<!-- /walk -->", lambda _: told, text, flags=re.DOTALL)
    if request.config.getoption("--update"):
        README.write_text(fresh, "utf-8")
    assert fresh == README.read_text("utf-8")
