"""The command line as a person calls it, and a shop that trades with one partner."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from shop import Shop

from edigw.cli.main import run


@pytest.fixture
def call(capfd: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str]]:
    """Run `edigw WORDS`; the exit code and what it printed."""

    def edigw(*words: str) -> tuple[int, str]:
        capfd.readouterr()
        code = run(list(words))
        out, err = capfd.readouterr()
        assert "Traceback" not in out + err
        return code, out + err

    return edigw


@pytest.fixture
def shop(tmp_path: Path, call: Callable[..., tuple[int, str]], shipped_maps_once: None) -> Shop:
    base = tmp_path / "shop"
    assert call("init", str(base))[0] == 0
    made = Shop(base, call)
    made.edigw("partners", "add", "acme", "--id", "08:6123830000", "--our-id", "01:SUPPLIER001", "--documents",
               "850,855,856,810,997")  # fmt: skip
    toml = base / "edigw.toml"
    toml.write_text(toml.read_text("utf-8").replace('# settle = "1 s"', 'settle = "0 s"'), "utf-8")
    return made
