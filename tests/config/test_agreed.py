"""Agreements that cannot be: each is told at its row, with what to write instead."""

from __future__ import annotations

import pytest

from edigw.config.partner_file import draft
from edigw.config.settings import read_settings
from edigw.config.shipped import Library

from .conftest import ACME, EDIFACT, Make

FAULTS = [
    (ACME + "acknowledge: {send: 999}\n", 6, "there is no 999 in release 004010", "write 997, or `999 out:`"),
    (ACME + "  999 in:\n", 6, "there is no 999 in 004010", "write `999 in: {release: 005010}` (it is in 005010)"),
    (ACME + "  861 in: {release: 005010VICS}\n", 6, "no 861 in 005010VICS, which is read by 005010", "release: 004010"),
    (EDIFACT + "  RETANN in:\n", 8, "there is no RETANN in D96A", "RETANN in: {release: D01B}"),
    (EDIFACT + "  RECADV in: {release: D93A}\n", 8, "there is no RECADV in D93A", "it is in D96A and D01B"),
    (ACME + "  860 in: {acknowledge: {within: 1 h}}\n", 6, "what comes in awaits no acknowledgement", "`855 out`"),
]


@pytest.mark.parametrize(("text", "line", "message", "fix"), FAULTS)
def test_what_cannot_be_agreed_is_told_with_what_can(make: Make, text: str, line: int, message: str, fix: str) -> None:
    workspace = make({"acme": text})
    (fault,) = draft("acme", read_settings(workspace), Library(workspace)).faults
    assert (fault.line, message in fault.message, fix in fault.fix) == (line, True, True), fault


def test_a_message_that_comes_as_another_one_and_a_neighbour_are_no_faults(make: Make) -> None:
    text = EDIFACT + "  RETANN in: {release: D00A}\n"
    workspace = make({"acme": text})
    assert draft("acme", read_settings(workspace), Library(workspace)).faults == ()


def test_a_workspaces_own_dictionary_counts(make: Make) -> None:
    workspace = make({"acme": EDIFACT + "  RETANN in:\n"})
    own = workspace / "maps/edifact/D96A/sets"
    own.mkdir(parents=True)
    (own / "RETANN.txt").write_text("RETANN\n  UNH!\n  UNT!\n", "utf-8")
    assert draft("acme", read_settings(workspace), Library(workspace)).faults == ()
