"""Which map an agreement uses, loaded once each; the dictionaries that maps and validation stand on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edigw.config.shipped import DictionaryTexts, Library
from edigw.errors import ConfigError, Fault, NotFound
from edigw.model.partner import Agreement, FieldRule, Partner
from edigw.structure.dictionary import Dictionary, nearest_release, parse

if TYPE_CHECKING:
    from edigw.mapping.rows import DocumentMap


class Maps:
    """Maps and dictionaries of one configuration; each is loaded when it is first needed."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self._dictionaries: dict[tuple[str, str], Dictionary] = {}
        self._maps: dict[tuple[str, tuple[FieldRule, ...], str], DocumentMap] = {}

    def dictionary(self, release: str, standard: str = "x12") -> Dictionary:
        """The dictionary that reads a release. Raises NotFound."""
        near = nearest_release(release)
        if near is None:
            raise NotFound(f"there is no dictionary for {standard} {release}", "004010 and its variants are known")
        if (standard, near) not in self._dictionaries:
            texts = DictionaryTexts(self.library, standard, near)
            self._dictionaries[standard, near] = parse(standard, near, texts)
        return self._dictionaries[standard, near]

    def name(self, partner: Partner, agreement: Agreement) -> str | None:
        """`partners/<name>/850` or `x12/004010/850`; None when there is neither."""
        if agreement.map and not agreement.map.endswith(".yaml"):
            return agreement.map
        own = f"partners/{partner.name}/{(agreement.map or agreement.document).removesuffix('.yaml')}"
        if agreement.map or self.library.path(f"{own}.yaml"):
            return own
        release = nearest_release(agreement.release)
        return self.library.base(partner.standard, release, agreement.document) if release else None

    def load(self, name: str, partner: Partner | None) -> DocumentMap:
        """A map for a partner (its fields, its rule for unknown codes). Raises ConfigError with all its faults."""
        from edigw.mapping.language import load  # heavy, and not needed by `status`

        fields = partner.fields if partner else ()
        unknown = partner.unknown_codes if partner else "refuse"
        if (name, fields, unknown) not in self._maps:
            release = name.split("/")[1] if not name.startswith("partners/") else "004010"
            dictionary = self.dictionary(release)
            self._maps[name, fields, unknown] = load(self.library.text, name, dictionary, fields, unknown)
        return self._maps[name, fields, unknown]

    def base_faults(self) -> tuple[Fault, ...]:
        """Every fault of every base map."""
        faults: list[Fault] = []
        for name in self.library.base_maps():
            try:
                self.load(name, None)
            except (ConfigError, NotFound) as error:
                found = error.faults if isinstance(error, ConfigError) else ()
                faults.extend(found or [Fault(f"maps/{name}.yaml", 1, 1, error.message, error.hint)])
        return tuple(dict.fromkeys(faults))

    def own_faults(self, partner: Partner) -> tuple[Fault, ...]:
        """Every fault of the maps beside a partner's partner.yaml that its agreements use."""
        faults: list[Fault] = []
        for agreement in partner.agreements:
            name = self.name(partner, agreement)
            if name is not None and name.startswith("partners/"):
                try:
                    self.load(name, partner)
                except ConfigError as error:
                    faults.extend(error.faults)
        return tuple(dict.fromkeys(faults))
