from __future__ import annotations

from edigw.config.settings import Limits
from edigw.config.workspace_rows import WORKSPACE_ROWS


def test_every_limit_has_its_row_and_every_row_its_limit() -> None:
    rows = {row.path.removeprefix("limits.") for row in WORKSPACE_ROWS if row.block == "limits"}
    assert rows == set(Limits.__slots__)
