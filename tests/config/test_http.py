"""Where we listen by HTTP: nowhere unless it is said, and then within bounds."""

from __future__ import annotations

from pathlib import Path

import pytest

from edigw.config.settings import understand_settings
from edigw.errors import ConfigError
from edigw.model.serving import Guard, Listening

from .conftest import TOML


def understood(text: str, folder: Path) -> Listening | None:
    return understand_settings(f"{TOML}\n[http]\n{text}\n", folder).http


def test_nowhere_unless_it_is_said(tmp_path: Path) -> None:
    assert understand_settings(TOML, tmp_path).http is None
    assert understood('body = "1 MB"', tmp_path) is None


def test_where_and_within_which_bounds(tmp_path: Path) -> None:
    assert understood('listen = "[::]:4080"', tmp_path) == Listening("::", 4080)
    text = 'listen = "127.0.0.1:0"\ntls = false\nbody = "1 MB"\nhead = "3 s"\nrate = "2 kB"\ndeadline = "2 min"\n'
    text += "connections = 7\nper_address = 6\nrefusals = 5"
    guard = Guard(head_s=3, rate=2_048, deadline_s=120, connections=7, per_address=6, refusals=5)
    found = understood(text, tmp_path)
    assert found is not None and (found.guard.body, found.guard.rate) == (1 << 20, guard.rate)
    assert (found.address, found.port, found.tls) == ("127.0.0.1", 0, False)
    assert (found.guard.head_s, found.guard.deadline_s) == (guard.head_s, guard.deadline_s)
    assert (found.guard.connections, found.guard.per_address, found.guard.refusals) == (7, 6, 5)


def test_an_identity_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="there is no identity other"):
        understood('listen = "127.0.0.1:0"\nas = "other"', tmp_path)
