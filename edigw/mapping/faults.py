"""Mistakes in a map, gathered so that a person sees all of them at once."""

from __future__ import annotations

from difflib import get_close_matches

from edigw.carrier import Spot
from edigw.errors import Fault


class Wrong(ValueError):
    """A word, address or path that cannot be understood; whoever knows the place turns it into a Fault."""

    def __init__(self, message: str, fix: str) -> None:
        super().__init__(message)
        self.message = message
        self.fix = fix


class Faults:
    """The list that one load fills."""

    def __init__(self) -> None:
        self.found: list[Fault] = []

    def add(self, spot: Spot, message: str, fix: str) -> None:
        fault = spot.fault(message, fix)
        if fault not in self.found:
            self.found.append(fault)

    def wrong(self, spot: Spot, wrong: Wrong) -> None:
        self.add(spot, wrong.message, wrong.fix)


def near(word: str, words: list[str]) -> str:
    """ "did you mean `x`?" or the choice itself, for a fix."""
    close = get_close_matches(word, words, 1)
    if close:
        return f"did you mean `{close[0]}`?"
    return "there is: " + ", ".join(sorted(words)[:20]) if words else "take the row out"
