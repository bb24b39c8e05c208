"""Where a map that is being loaded finds its texts and code lists, and which of them it has used."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from edigw.mapping.faults import Faults
from edigw.mapping.overlay import table_over
from edigw.mapping.source import SourceTable, Texts, lookup, names_of_table, read_table
from edigw.mapping.tables import CodeTable, compile_table


@dataclass(slots=True)
class Shelf:
    """The texts and code lists of one map, each read when it is first asked for; what was read is remembered."""

    texts: Mapping[str, str] | Texts
    faults: Faults
    unknown: str
    standard: str
    used: dict[str, str] = field(default_factory=dict)
    sources: dict[str, SourceTable] = field(default_factory=dict)
    tables: dict[str, CodeTable | None] = field(default_factory=dict)

    def text(self, names: tuple[str, ...]) -> tuple[str, str] | None:
        found = lookup(self.texts, names)
        if found is not None:
            self.used[found[0]] = found[1]
        return found

    def table(self, name: str) -> CodeTable | None:
        """A code list: the shared one, with the map's own rows over it."""
        if name not in self.tables:
            own, shared = self.sources.get(name), self._shared(name)
            source = table_over(shared, own, self.faults) if shared and own else own or shared
            made = compile_table(name, source, self.unknown, self.standard, self.faults) if source else None
            self.tables[name] = made
        return self.tables[name]

    def names(self) -> list[str]:
        """The code lists of the map itself."""
        return sorted(self.sources)

    def _shared(self, name: str) -> SourceTable | None:
        found = self.text(names_of_table(name, self.standard))
        return (_sound(*found) or read_table(found[1], found[0], self.faults)) if found else None


@lru_cache(512)  # a list that many maps share is read once; nobody changes what was read
def _sound(file: str, text: str) -> SourceTable | None:
    """A code list without fault."""
    faults = Faults()
    made = read_table(text, file, faults)
    return None if faults.found else made
