"""The carrier of maps and partner files: a strict subset of YAML in which every scalar is text.

Refused: duplicate keys, tags, anchors, aliases, merge keys, block scalars, several documents, non-text keys.
Every node knows its file, line and column, so that every later fault can say where it stands.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import yaml

from edigw.errors import ConfigError, Fault

MAX_NODES = 200_000
MAX_DEPTH = 50
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # libyaml's parser is 20 times faster, where it was built in


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in a file that a person wrote; lines and columns start at 1."""

    file: str
    line: int
    column: int

    def fault(self, message: str, fix: str = "") -> Fault:
        return Fault(self.file, self.line, self.column, message, fix)

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


@dataclass(frozen=True, slots=True)
class Text:
    """A scalar: always text."""

    value: str
    spot: Spot


@dataclass(frozen=True, slots=True)
class Items:
    """A sequence."""

    items: tuple[Value, ...]
    spot: Spot

    def __iter__(self) -> Iterator[Value]:
        return iter(self.items)


@dataclass(frozen=True, slots=True)
class Entry:
    """One `key: value` of a mapping."""

    key: str
    spot: Spot  # of the key
    value: Value


@dataclass(frozen=True, slots=True)
class Table:
    """A mapping, in the order of the file."""

    entries: tuple[Entry, ...]
    spot: Spot

    def __iter__(self) -> Iterator[Entry]:
        return iter(self.entries)

    def get(self, key: str) -> Value | None:
        return next((entry.value for entry in self.entries if entry.key == key), None)


Value = Text | Items | Table


def read(text: str, file: str) -> Table:
    """The file's top mapping. Raises ConfigError with file:line:col for whatever the subset refuses."""
    try:
        return _Reader(text, file).document()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        raise ConfigError([Fault(file, line, column, str(error.problem or error), _HINT)]) from None
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        fault = Fault(file, line, 1, "a character that text must not hold", "take control characters out")
        raise ConfigError([fault]) from None
    except yaml.YAMLError as error:
        raise ConfigError([Fault(file, 1, 1, str(error).splitlines()[0], _HINT)]) from None


_HINT = "a value with a comma, bracket, brace, colon or hash stands in a row of its own or in quotes"


class _Reader:
    """Walks the parser's events, so that nothing is ever constructed from what the file says."""

    def __init__(self, text: str, file: str) -> None:
        self.file = file
        self.events = yaml.parse(text, Loader=LOADER)
        self.count = 0
        self.depth = 0
        self.faults: list[Fault] = []

    def document(self) -> Table:
        event = self._next()
        while isinstance(event, (yaml.StreamStartEvent, yaml.DocumentStartEvent)):
            event = self._next()
        if isinstance(event, yaml.StreamEndEvent):
            return Table((), Spot(self.file, 1, 1))
        value = self._value(event)
        self._end()
        if self.faults:
            raise ConfigError(self.faults)
        if not isinstance(value, Table):
            raise ConfigError([value.spot.fault("the file must hold `key: value` rows")])
        return value

    def _end(self) -> None:
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent):
                self._refuse(event, "a second document starts here", "keep one document a file")
                return

    def _next(self) -> yaml.Event:
        self.count += 1
        event: yaml.Event = next(self.events)
        if self.count > MAX_NODES:
            raise ConfigError([self._spot(event).fault(f"more than {MAX_NODES} nodes", "split the file")])
        return event

    def _spot(self, event: yaml.Event) -> Spot:
        mark = event.start_mark
        return Spot(self.file, mark.line + 1, mark.column + 1) if mark else Spot(self.file, 1, 1)

    def _refuse(self, event: yaml.Event, message: str, fix: str) -> None:
        self.faults.append(self._spot(event).fault(message, fix))

    def _value(self, event: yaml.Event) -> Value:
        spot = self._spot(event)
        if isinstance(event, yaml.AliasEvent):
            self._refuse(event, "an alias", "write the value out; aliases are refused")
            return Text("", spot)
        if getattr(event, "anchor", None):
            self._refuse(event, "an anchor", "write the value out; anchors are refused")
        if getattr(event, "tag", None):
            self._refuse(event, "a tag", "drop the tag: every value is text")
        if isinstance(event, yaml.ScalarEvent):
            if event.style in ("|", ">"):
                self._refuse(event, "a block scalar", "write the text on one line")
            return Text(event.value, spot)
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise ConfigError([spot.fault(f"more than {MAX_DEPTH} levels deep", "write it flatter")])
        value: Value
        if isinstance(event, yaml.SequenceStartEvent):
            value = Items(tuple(self._items()), spot)
        else:
            value = Table(tuple(self._entries()), spot)
        self.depth -= 1
        return value

    def _items(self) -> Iterator[Value]:
        while not isinstance(event := self._next(), yaml.SequenceEndEvent):
            yield self._value(event)

    def _entries(self) -> Iterator[Entry]:
        seen: dict[str, Spot] = {}
        while not isinstance(event := self._next(), yaml.MappingEndEvent):
            spot, key = self._spot(event), self._value(event)
            value = self._value(self._next())
            if not isinstance(key, Text):
                self._refuse(event, "a key that is not plain text", "write the key as one word")
                continue
            if key.value == "<<":
                self._refuse(event, "a merge key", "write the rows out; merge keys are refused")
                continue
            if key.value in seen:
                self._refuse(
                    event, f"`{key.value}` stands twice, first on line {seen[key.value].line}", "keep one of them"
                )
                continue
            seen[key.value] = spot
            yield Entry(key.value, spot, value)
