"""The HTTP server of ours, by the rows of edigw.toml."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from edigw.config.said import Said, default
from edigw.config.workspace_rows import WORKSPACE_ROWS
from edigw.errors import Fault
from edigw.model.serving import Guard, Listening

_DEFAULTS: Mapping[str, Any] = {row.path: default(row) for row in WORKSPACE_ROWS if row.path.startswith("http.")}


def listening(said: Said) -> Listening | None:
    """Where it listens and what it lets in; None where there is none."""
    get = {row: said.settings[row].value if row in said.settings else usual for row, usual in _DEFAULTS.items()}
    if not get["http.listen"]:
        return None
    address, _, port = get["http.listen"].rpartition(":")
    guard = Guard(
        body=get["http.body"], head_s=get["http.head"], rate=get["http.rate"], deadline_s=get["http.deadline"],
        connections=get["http.connections"], per_address=get["http.per_address"], refusals=get["http.refusals"],
    )  # fmt: skip
    return Listening(address.strip("[]"), int(port), get["http.as"], get["http.tls"], guard)


def fault(said: Said, identities: Mapping[str, object]) -> Fault | None:
    """An identity that is not there."""
    row = said.settings.get("http.as")
    if row is None or row.value in identities:
        return None
    return row.spot.fault(f"there is no identity {row.value}", f"one of: {', '.join(identities)}")
