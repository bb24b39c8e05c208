"""Whose interchange is it, and by what rules is it judged: its ids against partners and mailboxes."""

from __future__ import annotations

from dataclasses import dataclass, replace

from edigw.config.configuration import Configuration, Found
from edigw.config.standards import WITHIN
from edigw.errors import NotFound
from edigw.formats.x12.events import Terms
from edigw.formats.x12.lists import ID_QUALIFIERS
from edigw.mapping.rows import DocumentMap
from edigw.model.partner import Agreement, Partner
from edigw.pipeline.read.standards import STANDARDS, Standard
from edigw.pipeline.rules import fault
from edigw.structure.dictionary import Dictionary
from edigw.structure.releases import NEAREST, OWN, SAME
from edigw.tree import Finding, Interchange

QUARANTINED = ("UNKNOWN_PARTNER", "NOT_CARRIED")


def document_of(kind: str, application: str, partner: Partner | None, direction: str) -> str:
    """The document that a transaction set or message is: with some partners UNB 0026 makes it another one.

    What is known to be another one is never taken for the message's usual document, agreed upon or not.
    """
    if not application:
        return kind
    named = (row for row in partner.agreements if row.direction == direction) if partner else ()
    agreed = (row.document for row in named if (row.message or row.document, row.application) == (kind, application))
    known = (document for document, came in WITHIN.items() if came == (kind, application))
    return next(agreed, None) or next(known, kind)


@dataclass(frozen=True, slots=True)
class Rules:
    """By what an interchange is judged. Without a partner the standard's dictionary alone judges, strictly."""

    configuration: Configuration
    partner: Partner | None = None
    leniency: str = "strict"
    usage: str = "P"
    findings: tuple[Finding, ...] = ()  # what routing found wrong with the envelope
    reason: str | None = None  # nothing of it takes effect: UNKNOWN_PARTNER, CONFIG …
    parked: str | None = None  # the partner whose files are faulty
    direction: str = "in"  # out: a file of ours, which only `check` is ever shown
    standard: str = "x12"  # the interchange's
    application: str = ""  # UNB 0026: with some partners it tells documents of one message type apart

    @property
    def words(self) -> Standard:
        return STANDARDS[self.standard]

    @property
    def quarantined(self) -> bool:
        return self.reason in QUARANTINED

    def agreed(self, said: tuple[str, str]) -> str | None:
        """What ISA02 or ISA04 must hold; None: whatever it holds. Where nothing was agreed, only `strict` minds."""
        return said[1] if said[0] != "00" or self.leniency == "strict" else None

    def document(self, kind: str) -> str:
        """The document that a transaction set or message is."""
        return document_of(kind, self.application, self.partner, self.direction)

    def naming(self, kind: str) -> Agreement | None:
        """The agreement for a transaction set or message, where it names conventions."""
        found = self.partner.agreement(self.document(kind), self.direction) if self.partner else None
        return found if found is not None and found.conventions else None

    def dictionary(self, release: str, functional_id: str = "") -> Dictionary | None:
        """The dictionary that reads a release (GS08; of EDIFACT the message's); None: there is none for it, or the
        partner does not trade it.

        A neighbouring release is read by the nearest dictionary where an agreement names it; where nobody is asked,
        and for acknowledgements, always.
        """
        near = self.nearest(release)
        asked = self.partner is not None and functional_id not in self.words.acknowledging
        return self.configuration.dictionary(near) if near and (not asked or self._trades(release)) else None

    def nearest(self, release: str) -> str | None:
        """The release of the nearest dictionary; None: it is no published release."""
        return NEAREST[self.standard](release)

    def own(self, dictionary: Dictionary, release: str) -> bool:
        """Whether the dictionary is the release's own."""
        return SAME[self.standard](dictionary.release, release) or OWN[self.standard](release) == dictionary.release

    def _trades(self, release: str) -> bool:
        """Whether an agreement names this release, or one that the same dictionary reads and this is its own."""
        rows = self.partner.agreements if self.partner else ()
        agreed = [row.release for row in rows if row.direction == self.direction]
        own = OWN[self.standard](release)
        return any(SAME[self.standard](one, release) or own == self.nearest(one) for one in agreed)

    @property
    def acknowledges_with(self) -> str:
        """What answers a group, or in EDIFACT an interchange: 997 or 999, CONTRL; none."""
        return self.partner.acknowledge.send if self.partner else self.words.acknowledgement

    def acknowledges_in(self, received: str) -> str:
        """The release, as in GS08, of the functional acknowledgement for a group: as agreed, else the group's."""
        agreed = self._acknowledgement
        if agreed is not None:
            return agreed.release
        read_by = self.dictionary(received)
        return read_by.release if read_by else self.words.release

    @property
    def _acknowledgement(self) -> Agreement | None:
        return self.partner.agreement(self.acknowledges_with, "out") if self.partner else None

    def acknowledges_by(self, release: str) -> DocumentMap:
        """The map that writes the functional acknowledgement: the partner's own, else the base."""
        kind = self.acknowledges_with
        try:
            if self.partner is not None:
                return self.configuration.map_for(self.partner, kind, "out")
        except NotFound:
            pass  # it is sent all the same: `acknowledge.send` says so
        return self.configuration.base_map(kind, self.nearest(release) or release)

    def map_for(self, document: str, release: str) -> DocumentMap | None:
        """The map that reads a document of a dictionary's release; None: not traded.

        Raises ConfigError for a faulty map.
        """
        if self.partner is not None:
            agreed = self.partner.agreement(document, self.direction)
            if agreed is not None and agreed.application not in ("", self.application):
                return None
            try:
                chart = self.configuration.map_for(self.partner, document, self.direction)
                if SAME[self.standard](chart.release, release):
                    return chart
            except NotFound:
                pass
            if document not in self.words.acknowledgements:
                return None
        try:
            return self.configuration.base_map(document, release)
        except NotFound:
            return None


@dataclass(frozen=True, slots=True)
class Router:
    """Finds the rules for the interchanges of one file."""

    configuration: Configuration
    mailbox: str | None = None  # by which it came in; None for `check`
    partner: Partner | None = None  # `check --partner`: judged by this one's rules, whoever sent it
    leniency: str | None = None  # `check --leniency`
    ask_nobody: bool = False  # `check` without a partner

    def terms(self, interchange: Interchange) -> Terms:
        """How the reader reads it."""
        rules = self.rules(interchange)
        lenient = rules.leniency == "lenient"
        if rules.partner is None:
            return Terms(lenient=lenient)
        agreed = rules.partner.envelope
        return Terms(lenient, agreed.charset, rules.agreed(agreed.authorization), rules.agreed(agreed.security))

    def rules(self, interchange: Interchange) -> Rules:
        found = self._rules(interchange)
        return replace(found, standard=interchange.standard, application=interchange.application)

    def _rules(self, interchange: Interchange) -> Rules:
        if self.ask_nobody:
            return Rules(self.configuration, leniency=self.leniency or "strict", usage=interchange.usage)
        found = self._find(interchange)
        if self.partner is not None:
            return self._as_told(self.partner, interchange, found)
        if found.name is not None and not self._carries(found.name):
            return self._not_carried(found.name, interchange)
        if found.partner is not None:
            return Rules(self.configuration, found.partner, found.partner.leniency, interchange.usage)
        if found.reason == "CONFIG" or (found.reason == "UNKNOWN_PARTNER" and self._own_mailbox_is_parked()):
            return self._parked(found.name or self.mailbox or "", interchange, found.message)
        finding = _finding(found.reason, found.message, interchange)
        partner = self._sender(interchange, found.name) or self._misspelt(interchange)
        if partner is None:
            unknown = found.reason if found.reason in QUARANTINED else "UNKNOWN_PARTNER"
            return Rules(self.configuration, usage=_usage(interchange), findings=(finding,), reason=unknown)
        return Rules(self.configuration, partner, partner.leniency, _usage(interchange), (finding,))

    def _find(self, interchange: Interchange) -> Found:
        """The partner by its ids in this standard."""
        return self.configuration.find_partner(
            interchange.sender, interchange.receiver, interchange.usage, standard=interchange.standard
        )

    def _as_told(self, partner: Partner, interchange: Interchange, found: Found) -> Rules:
        leniency, usage = self.leniency or partner.leniency, _usage(interchange)
        mirrored = self.configuration.find_partner(
            interchange.receiver, interchange.sender, interchange.usage, standard=interchange.standard
        )
        if found.name != partner.name and mirrored.name == partner.name:
            return Rules(self.configuration, partner, leniency, usage, direction="out")
        wrong = found.reason in STANDARDS[interchange.standard].routing
        notes = (_finding(found.reason, found.message, interchange).at(severity="note"),) if wrong else ()
        return Rules(self.configuration, partner, leniency, usage, notes)

    def _carries(self, name: str) -> bool:
        box = self.configuration.mailboxes.get(self.mailbox or "")
        return box is None or not box.carries or name in box.carries

    def _not_carried(self, name: str, interchange: Interchange) -> Rules:
        carried = ", ".join(self.configuration.mailboxes[self.mailbox or ""].carries)
        message = f"the mailbox {self.mailbox} does not carry partner {name}, only {carried}"
        finding = _finding("NOT_CARRIED", message, interchange)
        return Rules(self.configuration, usage=_usage(interchange), findings=(finding,), reason="NOT_CARRIED")

    def _parked(self, name: str, interchange: Interchange, message: str) -> Rules:
        finding = _finding("CONFIG", message or f"the files of partner {name} are faulty", interchange)
        usage = _usage(interchange)
        return Rules(self.configuration, usage=usage, findings=(finding,), reason="CONFIG", parked=name)

    def _own_mailbox_is_parked(self) -> bool:
        return self.mailbox in self.configuration.parked

    def _misspelt(self, interchange: Interchange) -> Partner | None:
        """The mailbox's own partner, where the sender is its id behind a qualifier that does not exist."""
        partner = self.configuration.partners.get(self.mailbox or "")
        qualifier, _, bare = interchange.sender.partition(":")
        if partner is None or partner.standard != interchange.standard or qualifier in ID_QUALIFIERS:
            return None
        return partner if bare in [known.partition(":")[2] for known in partner.ids.interchange] else None

    def _sender(self, interchange: Interchange, name: str | None) -> Partner | None:
        """The partner that sent it although it may not: for a refusal there must be somebody to send it to."""
        partners = self.configuration.partners
        if name is not None:
            return partners.get(name)
        return next((one for one in map(partners.without_rows, partners) if _knows(one, interchange)), None)


def _knows(partner: Partner, interchange: Interchange) -> bool:
    known = (*partner.ids.interchange, *partner.ids.aliases)
    return partner.standard == interchange.standard and interchange.sender in known


def _usage(interchange: Interchange) -> str:
    return interchange.usage if interchange.usage in ("P", "T") else "P"


def _finding(rule: str, message: str, interchange: Interchange) -> Finding:
    words = STANDARDS[interchange.standard]
    code = words.routing.get(rule, "")
    return fault(
        rule, message, words.code_list if code else "", code, segment=words.header, offset=interchange.start
    )  # fmt: skip


__all__ = ["Router", "Rules", "document_of"]
