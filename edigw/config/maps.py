"""Which map an agreement uses, loaded once each; the dictionaries that maps and validation stand on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edigw.config.shipped import DictionaryTexts, Library
from edigw.config.standards import standard_of
from edigw.errors import ConfigError, Fault, NotFound
from edigw.model.partner import Agreement, FieldRule, Partner
from edigw.structure.dictionary import Dictionary, parse
from edigw.structure.releases import KNOWN, NEAREST

if TYPE_CHECKING:
    from edigw.mapping.rows import DocumentMap


class Maps:
    """Maps and dictionaries of one configuration; each is loaded when it is first needed."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self._dictionaries: dict[tuple[str, str], Dictionary] = {}
        self._maps: dict[tuple[str, str, tuple[FieldRule, ...], str], DocumentMap] = {}

    def dictionary(self, release: str, standard: str = "") -> Dictionary:
        """The dictionary that reads a release: its own, else the nearest. Raises NotFound.

        A release tells whose it is: 004010 X12's, D96A or D:96A:UN EDIFACT's.
        """
        standard = standard or standard_of(release)
        near = NEAREST[standard](release) if standard in NEAREST else None
        if near is None:
            known = ", ".join(KNOWN.get(standard, KNOWN))
            raise NotFound(f"there is no dictionary for {standard} {release}", f"known: {known}")
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
        release = NEAREST[partner.standard](agreement.release)
        return self.library.base(partner.standard, release, agreement.document) if release else None

    def load(self, name: str, partner: Partner | None, release: str | None = None) -> DocumentMap:
        """A map for a partner (its fields, its rule for unknown codes). Raises ConfigError with all its faults.

        `release` is the agreement's; a base map names its own.
        """
        from edigw.mapping.language import load  # heavy, and not needed by `status`

        fields = partner.fields if partner else ()
        unknown = partner.unknown_codes if partner else "refuse"
        standard = partner.standard if partner else name.split("/", maxsplit=1)[0]
        dictionary = self.dictionary(release or name.split("/")[1], standard)
        key = (name, dictionary.release, fields, unknown)
        if key not in self._maps:
            self._maps[key] = load(self.library.text, name, dictionary, fields, unknown)
        return self._maps[key]

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
        """Every fault of the partner's own maps that its agreements use, and of base maps of another release."""
        faults: list[Fault] = []
        for agreement in partner.agreements:
            name = self.name(partner, agreement)
            if name is not None and name.split("/")[1] != NEAREST[partner.standard](agreement.release):
                try:
                    self.load(name, partner, agreement.release)
                except ConfigError as error:
                    faults.extend(error.faults)
        return tuple(dict.fromkeys(faults))
