"""The right side of a map row: a path with its lenses, a constant, a template, a derived number, a block."""

from __future__ import annotations

import re
from dataclasses import dataclass

from edigw.mapping.faults import Wrong

UNUSED = "not used"  # an overlay takes the base's row out
MARKERS = ("required", "echo", "read only", "write only")
_PIPE = re.compile(r"\s+\|\s+")
_DERIVED = re.compile(r"=\s*(count|sum)\(\s*([a-z][\w.]*)\s*\)")
_PATH = re.compile(r"[a-z][a-z0-9_]*(\.[a-z0-9][a-z0-9_]*)*")
_WHEN = re.compile(r"(\S+)\s+is\s+(\S+(?:\s+or\s+\S+)*)")


@dataclass(frozen=True, slots=True)
class Words:
    """One right side, taken apart. `kind` says what `text` is."""

    kind: str  # path, list (path[]), is, like, count, sum, use, moment, fields, unused
    text: str
    pipes: tuple[str, ...] = ()  # "code unit", "pairs product", "dec": in the order of the row
    markers: frozenset[str] = frozenset()
    fields: tuple[Words, ...] = ()  # kind fields

    def __str__(self) -> str:
        head = {"is": "is ", "like": "like ", "use": "use ", "moment": "moment by "}.get(self.kind, "") + self.text
        if self.kind in ("count", "sum"):
            head = f"= {self.kind}({self.text})"
        elif self.kind == "list":
            head += "[]"
        elif self.kind == "fields":
            head = ", ".join(str(field) for field in self.fields)
        return " | ".join((head, *self.pipes, *(m for m in MARKERS if m in self.markers)))


@dataclass(frozen=True, slots=True)
class When:
    """`path is word or word`."""

    path: str
    words: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.path} is {' or '.join(self.words)}"


def parse(text: str) -> Words:
    """A right side. Raises Wrong."""
    text = text.strip()
    if text == UNUSED:
        return Words("unused", UNUSED)
    if "," in text and not text.startswith(("like ", "is ")):
        fields = tuple(parse(part) for part in text.split(","))
        odd = next((f for f in fields if f.kind != "path"), None)
        if odd is not None:
            raise Wrong(f"`{odd}` cannot stand in a list of fields", "write paths with their lenses, between commas")
        return Words("fields", "", fields=fields)
    head, *rest = _PIPE.split(text)
    markers = frozenset(part for part in rest if part in MARKERS)
    pipes = tuple(" ".join(part.split()) for part in rest if part not in MARKERS)
    if head.startswith("is "):
        return Words("is", head[3:].strip(), pipes, markers)
    if head.startswith("like "):
        return Words("like", head[5:].strip(), pipes, markers)
    if head.startswith("use "):
        return Words("use", head[4:].strip(), pipes, markers)
    if head.startswith("moment by "):
        return Words("moment", head[10:].strip(), pipes, markers)
    if head.startswith("="):
        derived = _DERIVED.fullmatch(head)
        if derived is None:
            raise Wrong(f"`{head}` is no derived number", "write = count(path) or = sum(path)")
        return Words(derived[1], derived[2], pipes, markers)
    kind, path = ("list", head[:-2]) if head.endswith("[]") else ("path", head)
    if not _PATH.fullmatch(path):
        raise Wrong(f"`{head}` is no path", "write a.b, is X, like {a} / {b}, = count(p), = sum(p) or use BLOCK")
    return Words(kind, path, pipes, markers)


def when(text: str) -> When:
    """A condition. Raises Wrong."""
    match = _WHEN.fullmatch(text.strip())
    if match is None or not _PATH.fullmatch(match[1]):
        raise Wrong(f"`when: {text}` is no condition", "write `when: path is word` or `path is word or word`")
    return When(match[1], tuple(re.split(r"\s+or\s+", match[2])))
