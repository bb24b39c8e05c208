"""A gateway with one AS2 partner."""

from __future__ import annotations

from pathlib import Path

import pytest
from as2_yard import As2Yard


@pytest.fixture
def yard(tmp_path: Path) -> As2Yard:
    made = As2Yard(tmp_path / "shop")
    made.init().partner()
    return made.open()
