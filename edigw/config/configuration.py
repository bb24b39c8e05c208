"""The whole configuration of a workspace: settings, partners, who stands on an envelope, maps."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from edigw.config import as2, brief, kept, stamps
from edigw.config.brief import Brief
from edigw.config.certs.entries import read_entries
from edigw.config.certs.needs import Need, needs
from edigw.config.kept import Kept, Record
from edigw.config.maps import Maps
from edigw.config.partner_file import cross_references, draft
from edigw.config.secret import Unfit, resolve_secret
from edigw.config.settings import FILE, Settings, read_settings, understand_settings
from edigw.config.shipped import Library
from edigw.config.stamps import Stamp
from edigw.config.standards import NAMES, standard_of
from edigw.errors import ConfigError, Fault, NotFound
from edigw.model.partner import Agreement, Mailbox, Partner
from edigw.structure.releases import OWN

if TYPE_CHECKING:
    from edigw.mapping.rows import DocumentMap
    from edigw.structure.dictionary import Dictionary


@dataclass(frozen=True, slots=True)
class Found:
    """Whose envelope it is. `reason` is "" when `partner` is given, else a stable word for why not."""

    partner: Partner | None = None
    name: str | None = None  # known for CONFIG and USAGE_MISMATCH too
    reason: str = ""  # UNKNOWN_PARTNER, UNKNOWN_RECEIVER, USAGE_MISMATCH, CONFIG
    message: str = ""


class Partners(Mapping[str, Partner]):
    """The partners that are not parked. Their CSV rows are read when a partner is first asked for."""

    def __init__(self, records: Mapping[str, Record], secrets: Mapping[str, Partner], workspace: Path) -> None:
        self._records = records
        self._resolved = secrets
        self._workspace = workspace
        self._whole: dict[str, Partner] = {}

    def __getitem__(self, name: str) -> Partner:
        if name not in self._whole:
            partner = self.without_rows(name)
            items, locations, _ = cross_references(name, self._workspace, self._records[name].csv_files)
            self._whole[name] = partner.model_copy(update={"items": items, "locations": locations})
        return self._whole[name]

    def without_rows(self, name: str) -> Partner:
        """The partner without the rows of items.csv and locations.csv: quick for lists over all."""
        found = self._resolved.get(name) or self._records[name].partner
        if found is None:
            raise KeyError(name)
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(self._records)

    def __len__(self) -> int:
        return len(self._records)


class Configuration:
    """Read by `load`; never changes. `reload` makes a new one."""

    def __init__(self, settings: Settings, library: Library, records: Mapping[str, Record], faults: _Faults) -> None:
        self.settings = settings
        self.library = library
        self.parked: Mapping[str, tuple[Fault, ...]] = MappingProxyType(faults.parked)
        good = {name: record for name, record in records.items() if name not in faults.parked}
        self.partners = Partners(good, faults.resolved, settings.workspace)
        self.mailboxes: Mapping[str, Mailbox] = MappingProxyType(_mailboxes(settings, records))
        self.needs: Sequence[Need] = _needs(settings, self.mailboxes)
        self._as2 = {(box.as2.their_name, box.as2.our_name): box for box in self.mailboxes.values() if box.as2}
        self._records = records
        self._maps = Maps(library)
        self._by_pair: dict[tuple[str, str, str], list[Record]] = {}
        self._theirs: dict[str, list[Record]] = {}
        for record in records.values():
            for theirs in record.theirs:
                self._theirs.setdefault(theirs, []).append(record)
                for ours in record.ours:
                    self._by_pair.setdefault((record.standard, theirs, ours), []).append(record)
        parts = [settings_hash(settings.workspace), *(f"{name} {record.hash}" for name, record in records.items())]
        self.hash = hashlib.sha256("\n".join(parts).encode()).hexdigest()

    def find_partner(
        self, sender: str, receiver: str, usage: str, groups: Sequence[str] = (), standard: str = "x12"
    ) -> Found:
        """Whose an interchange is, by its standard, its ids (`qualifier:id`), ISA15 and the GS02s that it carries.

        An id is one of its standard: the same one may stand for another partner in the other standard.
        """
        pair = self._by_pair.get((standard, sender, receiver), [])
        if not pair:
            return self._unknown(sender, receiver, standard)
        same = [record for record in pair if record.usage == usage]
        if not same:
            names = " and ".join(record.name for record in pair)
            message = f"usage {usage} came, partner {names} trades with usage {pair[0].usage}"
            return Found(name=pair[0].name, reason="USAGE_MISMATCH", message=message)
        by_group = [record for record in same if set(record.groups) & set(groups)]
        candidates = by_group or [record for record in same if not record.groups] or same
        ready = [record for record in candidates if record.name not in self.parked]
        if ready:
            return Found(self.partners[ready[0].name], ready[0].name)
        name = candidates[0].name
        return Found(
            name=name, reason="CONFIG", message=f"the files of partner {name} are faulty: partners check {name}"
        )

    def _unknown(self, sender: str, receiver: str, standard: str) -> Found:
        """Nobody has this pair of ids: what is known of the sender."""
        known = self._theirs.get(sender, [])
        if not known:
            return Found(reason="UNKNOWN_PARTNER", message=f"no partner has the interchange id {sender}")
        here = [record for record in known if record.standard == standard]
        if not here:
            message = f"partner {known[0].name} trades {known[0].standard}, and this is {standard}"
            return Found(reason="UNKNOWN_PARTNER", message=message)
        message = f"the sender {sender} is known, but {receiver} is not an id that we have with it"
        return Found(name=here[0].name, reason="UNKNOWN_RECEIVER", message=message)

    def as2_mailbox(self, their_name: str, our_name: str) -> Mailbox | None:
        """The mailbox of a pair of AS2 names, exactly as they are written; a parked partner's too."""
        return self._as2.get((their_name, our_name))

    def address(self, name: str) -> Record:
        """The ids of a partner, parked or not: `theirs`, `ours`, `groups`, `usage`."""
        return self._records[name]

    def partner(self, name: str) -> Partner:
        """A partner by name. Raises NotFound, or ConfigError when it is parked."""
        if name in self.parked:
            raise ConfigError(self.parked[name], f"mend it, then `edigw partners check {name}`")
        if name not in self.partners:
            known = ", ".join(sorted(self.partners)) or "none"
            raise NotFound(f"there is no partner {name}", f"known: {known}")
        return self.partners[name]

    def map_for(self, partner: Partner | str, document: str, direction: str) -> DocumentMap:
        """The map of an agreement. Raises NotFound without an agreement or map, ConfigError for a faulty map."""
        whole = self.partners.without_rows(partner) if isinstance(partner, str) else partner
        agreed = _agreement(whole, document, direction)
        return self._maps.load(self.map_name(whole, document, direction), whole, agreed.release)

    def map_name(self, partner: Partner, document: str, direction: str) -> str:
        """The name of that map: `x12/004010/850` or `partners/<name>/850.yaml`. Raises NotFound."""
        name = self._maps.name(partner, _agreement(partner, document, direction))
        if name is None:
            message = f"there is no map for {document} of partner {partner.name}"
            fix = f"write partners/{partner.name}/{document}.yaml or maps/{partner.standard}/RELEASE/{document}.yaml"
            raise NotFound(message, fix)
        return name

    def has_map(self, partner: Partner, document: str, direction: str) -> bool:
        """Whether the document is agreed and has a map."""
        agreement = partner.agreement(document, direction)
        return agreement is not None and self._maps.name(partner, agreement) is not None

    def base_map(self, document: str, release: str = "004010") -> DocumentMap:
        """The base map of a document, for `edigw explain` without a partner. Raises NotFound.

        `release` as in GS08 or, of EDIFACT, as D96A or as UNH has it: it tells the standard.
        """
        standard = standard_of(release)
        own = OWN[standard](release) if standard == "edifact" else release
        name = self.library.base(standard, own, document) if own else None
        if name is None:
            raise NotFound(f"there is no base map for {document} {release}", f"known: {self.library.base_maps()}")
        return self._maps.load(name, None)

    def dictionary(self, release: str = "004010") -> Dictionary:
        """The dictionary of a release as GS08 or UNH gives it: its own, else the nearest. Raises NotFound."""
        return self._maps.dictionary(release)


def _agreement(partner: Partner, document: str, direction: str) -> Agreement:
    found = partner.agreement(document, direction)
    if found is None:
        fix = f"write `{document} {direction}:` under `agreements:` in partners/{partner.name}/partner.yaml"
        raise NotFound(f"partner {partner.name} has no agreement for {document} {direction}", fix)
    return found


def settings_hash(workspace: Path) -> str:
    path = workspace / FILE
    return hashlib.sha256(path.read_bytes() if path.exists() else b"").hexdigest()


@dataclass(frozen=True, slots=True)
class _Faults:
    parked: dict[str, tuple[Fault, ...]]
    resolved: dict[str, Partner]  # partners whose envelope bears a secret, with it


def load(workspace: Path, strict: bool = False, *, fresh: bool = False) -> Configuration:
    """Read a workspace. `fresh` trusts nothing that was kept from an earlier start.

    Raises NotFound where there is no workspace, ConfigError with every fault of edigw.toml and of the base maps;
    with `strict` also those of partners, which else park their partner alone.
    """
    workspace = workspace.resolve()
    library = Library(workspace)
    try:
        settings = read_settings(workspace)
    except ConfigError as error:
        raise ConfigError([*error.faults, *_own_base_faults(Maps(library))]) from None
    around = stamps.shared(workspace)
    key = kept.key(workspace, (workspace / FILE).read_bytes(), around)
    before = Kept() if fresh else kept.read(settings.data_dir, key)
    maps = Maps(library)
    if before.key != key and (wrong := _own_base_faults(maps)):
        raise ConfigError(wrong)
    records = {name: _record(name, settings, maps, before) for name in stamps.partner_names(workspace)}
    if not fresh and (before.key != key or records != before.records):
        kept.write(settings.data_dir, Kept(key=key, records=records))
    faults = _faults(records, settings)
    if not fresh:
        _keep_brief(settings, records, faults, around)
    if strict and faults.parked:
        raise ConfigError([fault for some in faults.parked.values() for fault in some])
    return Configuration(settings, library, records, faults)


def _own_base_faults(maps: Maps) -> tuple[Fault, ...]:
    """The faults of base maps, none where all of them are shipped ones: those are known to be sound."""
    return maps.base_faults() if maps.library.has_own_maps else ()


def _keep_brief(settings: Settings, records: Mapping[str, Record], faults: _Faults, around: Stamp) -> None:
    boxes = _mailboxes(settings, records)
    told = Brief(
        partners=len(records) - len(faults.parked),
        parked={name: len(some) for name, some in faults.parked.items()},
        database=settings.database_url if settings.database_said else None,
        mailboxes=[["apart" if box.apart else box.transport, box.inbox, box.outbox] for box in boxes.values()],
        certificates=[list(need) for need in _needs(settings, boxes)],
    )
    references = {record.partner.envelope.security[1] for record in records.values() if record.partner is not None}
    known = {name: record.stamp for name, record in records.items()}
    brief.write(str(settings.workspace), told, known, sorted(references - {""}), around)


def _needs(settings: Settings, boxes: Mapping[str, Mailbox]) -> list[Need]:
    """What is needed of certificates, and what there is of it."""
    listens = settings.http.identity if settings.http is not None and settings.http.tls else ""
    if not listens and not any(box.as2 for box in boxes.values()):
        return []
    return needs(boxes.values(), read_entries(settings.workspace)[0], listens)


def _mailboxes(settings: Settings, records: Mapping[str, Record]) -> dict[str, Mailbox]:
    boxes = [mailbox for record in records.values() for mailbox in record.mailboxes]
    return {**{mailbox.name: mailbox for mailbox in boxes}, **settings.mailboxes}


def shipped_only(workspace: Path) -> Configuration:
    """What there is without a workspace: no partner, the default limits, the maps and dictionaries that are shipped."""
    settings = understand_settings("", workspace.resolve())
    return Configuration(settings, Library(workspace.resolve()), {}, _Faults({}, {}))


def _record(name: str, settings: Settings, maps: Maps, before: Kept) -> Record:
    folder = settings.workspace / "partners" / name
    stamp = stamps.stamp(folder)
    known = before.records.get(name)
    if known is not None and known.stamp == stamp:
        return known
    read = draft(name, settings, maps.library)
    faults = [*read.faults, *cross_references(name, settings.workspace, read.csv_files)[2]]
    if read.partner is not None:
        faults.extend(maps.own_faults(read.partner))
    return Record(
        name=name,
        stamp=stamp,
        hash=kept.content_hash(folder, [file for file, *_ in stamp]),
        partner=None if faults else read.partner,
        theirs=read.address.theirs,
        ours=read.address.ours,
        groups=read.address.groups,
        usage=read.address.usage,
        standard=read.standard,
        mailboxes=read.mailboxes,
        csv_files=read.csv_files,
        faults=tuple(kept.KeptFault(**asdict(fault)) for fault in faults),
    )


def _faults(records: Mapping[str, Record], settings: Settings) -> _Faults:
    """The faults of each record, and those that only several partners or the environment show."""
    parked = {
        name: [Fault(**fault.model_dump()) for fault in record.faults]
        for name, record in records.items()
        if record.faults
    }
    resolved = {}
    for name, record in records.items():
        if record.partner is not None and record.partner.envelope.security[1]:
            try:
                resolved[name] = _with_secret(record.partner)
            except Unfit as unfit:
                fault = Fault(_file(name), 1, 1, f"envelope.security: {unfit.message}", unfit.fix)
                parked.setdefault(name, []).append(fault)
    for name, fault in clashes([record for name, record in records.items() if name not in parked], settings.mailboxes):
        parked.setdefault(name, []).append(fault)
    return _Faults({name: tuple(faults) for name, faults in parked.items()}, resolved)


def _with_secret(partner: Partner) -> Partner:
    qualifier, reference = partner.envelope.security
    envelope = partner.envelope.model_copy(update={"security": (qualifier, resolve_secret(reference))})
    return partner.model_copy(update={"envelope": envelope})


def _file(name: str) -> str:
    return f"partners/{name}/partner.yaml"


def clashes(records: Sequence[Record], shared: Mapping[str, Mailbox]) -> Iterator[tuple[str, Fault]]:
    """Partners that an envelope, a mailbox or a folder could not tell apart: each of them gets its fault.

    `shared` are the mailboxes of edigw.toml.
    """
    named = [("edigw.toml", box.as2) for box in shared.values()]
    named += [(record.name, box.as2) for record in records for box in record.mailboxes]
    for name, first, both in as2.twice(named):
        pair = f"the AS2 names {both.their_name} and our {both.our_name} are {first}'s already"
        yield name, Fault(_file(name), 1, 1, pair, as2.ONE_FOR_ALL)
    for one, other, standard in _alike(records):
        fix = "give one of them another usage, its own group ids or another `ours`"
        for name, rival in ((one, other), (other, one)):
            said = f"same ids and usage as partner {rival}, and {NAMES[standard]} as well"
            yield name, Fault(_file(name), 1, 1, said, fix)
    folders: dict[str, str] = {}
    for record in records:
        for mailbox in record.mailboxes:
            names = [f"login {mailbox.login}"] if mailbox.login else []
            for what in (f"mailbox {mailbox.name}", f"folder {mailbox.inbox}", f"folder {mailbox.outbox}", *names):
                first = folders.setdefault(what, record.name)
                if first != record.name:
                    message = f"{what} is partner {first}'s already"
                    yield record.name, Fault(_file(record.name), 1, 1, message, "give it its own under `mailboxes:`")


def _alike(records: Sequence[Record]) -> Iterator[tuple[str, str, str]]:
    """The names of each two that are one partner to whoever reads an envelope, and their standard."""
    seen: dict[tuple[str, ...], list[Record]] = {}
    for record in records:
        told, same = set(), (record.standard, record.usage)
        for pair in ((*same, theirs, ours) for theirs in record.theirs for ours in record.ours):
            for other in seen.get(pair, []):
                apart = record.groups and other.groups and not set(record.groups) & set(other.groups)
                if not apart and other.name not in told:
                    told.add(other.name)
                    yield other.name, record.name, record.standard
            seen.setdefault(pair, []).append(record)
