"""A code list as a regular expression that walks it letter by letter: the length of the list costs nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable

NOTHING = "(?!)"

Trie = dict[str, "Trie"]  # by next character; "" stands where a code ends


def one_of(codes: Iterable[str]) -> str:
    """A pattern that matches the longest of these codes; what follows a code is for the caller to ask."""
    trie: Trie = {}
    for code in sorted(set(codes)):
        node = trie
        for character in code:
            node = node.setdefault(character, {})
        node[""] = {}
    return _pattern(trie) if trie else NOTHING


def _pattern(node: Trie) -> str:
    """What may follow at this node; branches with the same rest share one, in the order of their characters."""
    rests: dict[str, list[str]] = {}
    for character, inner in node.items():
        if character:
            rests.setdefault(_pattern(inner), []).append(character)
    branches = [_class(characters) + rest for rest, characters in rests.items()]
    if not branches:
        return ""
    if "" in node:
        branches.append("")
    return branches[0] if len(branches) == 1 else f"(?:{'|'.join(branches)})"


def _class(characters: list[str]) -> str:
    if len(characters) == 1:
        return re.escape(characters[0])
    return f"[{''.join(map(re.escape, characters))}]"
