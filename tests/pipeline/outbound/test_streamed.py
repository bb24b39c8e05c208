"""An interchange that is written piece by piece is what it would be at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest

from edigw.errors import CannotWrite
from edigw.formats.x12.write import Header, OutGroup, OutSet, write_interchange
from edigw.model.partner import EnvelopeRules
from edigw.pipeline.outbound import streamed
from edigw.store.archive import Archive

TEXT = "AK1\x1dPO\x1d1\x1c" + "AK2\x1d850\x1d0001\x1cAK4\x1d1\x1d\x1d7\x1dÅé€\x1cAK5\x1dR\x1c" * 50


@dataclass
class Held:
    type: str
    release: str
    blob: str
    segments: int


def head(charset: str) -> Header:
    rules = EnvelopeRules(charset=charset)
    return Header("01:US", "08:THEM", "US", "THEM", "P", rules, datetime(2026, 11, 1, 8))


@pytest.mark.parametrize("step", [1, 7, 1_048_576])
def test_in_steps_or_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: int) -> None:
    monkeypatch.setattr(streamed, "STEP", step)
    monkeypatch.setattr("edigw.store.archive.IN_ROW", 100)
    archive = Archive(tmp_path)
    blob = archive.keep(TEXT.encode()).blob
    assert blob is not None
    kept = streamed.keep(archive, head("utf-8"), Held("997", "004010", blob, TEXT.count("\x1c") + 2), (7, 8, 9))
    whole = write_interchange(head("utf-8"), 7, [OutGroup("FA", "004010", 8, [OutSet("997", 9, TEXT)])])
    assert bytes(archive.load(kept.body, kept.blob)) == whole
    assert kept.size == len(whole)


def test_what_the_charset_lacks_is_no_byte(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("edigw.store.archive.IN_ROW", 100)
    archive = Archive(tmp_path)
    held = Held("997", "004010", archive.keep(TEXT.encode()).blob or "", 5)
    with pytest.raises(CannotWrite):
        streamed.keep(archive, head("ascii"), held, (7, 8, 9))
    assert not list(tmp_path.glob(".*"))
