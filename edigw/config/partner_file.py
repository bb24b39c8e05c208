"""partner.yaml, its profile and the defaults become a Partner; what is wrong parks it and leaves its ids known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from edigw import carrier
from edigw.carrier import Spot
from edigw.config import csvfiles, kinds
from edigw.config.rows import ROWS
from edigw.config.said import PARTNER, PROFILE, Said, Setting, default, gather
from edigw.config.settings import Settings
from edigw.config.shipped import Library, read_text, shipped
from edigw.errors import ConfigError, Fault
from edigw.model.partner import Item, Location, Mailbox, Partner

RESERVED = ("any", "blobs", "crash", "erp", "unknown", "work")
"""Names that no partner and no mailbox may have: our own mailbox, the system lane, folders under data/."""


@dataclass(frozen=True, slots=True)
class Address:
    """What stands on envelopes between them and us; known for parked partners too."""

    theirs: tuple[str, ...] = ()  # "qualifier:id"
    ours: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()  # GS ids of theirs; empty: any
    usage: str = "P"


@dataclass(frozen=True, slots=True)
class Draft:
    """A partner file as read: a Partner (without its CSV rows) when there is no fault."""

    name: str
    partner: Partner | None
    address: Address
    faults: tuple[Fault, ...] = ()
    mailboxes: tuple[Mailbox, ...] = ()
    csv_files: tuple[str, str] = ("items.csv", "locations.csv")
    settings: Mapping[str, Setting] = field(default_factory=dict)  # what file and profile say, the file's before
    names: Mapping[str, Spot] = field(default_factory=dict)  # agreements, fields, mailboxes that they name
    profile: str | None = None


def draft(name: str, settings: Settings, library: Library) -> Draft:
    """Read partners/<name>/partner.yaml. Faults are in the Draft; nothing is raised for what a person wrote."""
    label = f"partners/{name}/partner.yaml"
    whole = True
    try:
        said = _read(settings.workspace / label, label)
    except ConfigError as error:
        said, whole = _salvage(settings.workspace / label, label, error), False
    setting = said.settings.get("profile")
    over = _profile(str(setting.value), setting.spot, settings.workspace) if setting else Said(label)
    merged = Said(label, {**over.settings, **said.settings}, {**over.names, **said.names}, (*said.faults, *over.faults))
    faults = [*merged.faults, *check_name(name, label)]
    if whole:
        faults.extend(_cross(name, merged, settings, library))
    address = _address(merged, settings)
    partner = None if faults else build(name, merged, settings)
    boxes = partner.mailboxes if partner else mailboxes(name, merged, settings)
    files = (_getter(merged)("items"), _getter(merged)("locations"))
    profile = str(setting.value) if setting else None
    return Draft(name, partner, address, tuple(faults), boxes, files, merged.settings, merged.names, profile)


def check_name(name: str, label: str) -> tuple[Fault, ...]:
    """A folder name that cannot be a partner's."""
    if name in RESERVED:
        return (Fault(label, 1, 1, f"the name {name} is taken by edigw itself", "rename the folder"),)
    try:
        kinds.name(name)
    except kinds.Unfit as unfit:
        return (Fault(label, 1, 1, unfit.message, f"rename the folder: {unfit.fix}"),)
    return ()


def _read(path: Path, label: str) -> Said:
    return gather(carrier.read(read_text(path, label), label), label, PARTNER)


def _salvage(path: Path, label: str, error: ConfigError) -> Said:
    """The rows above a fault that ends the reading: whose file it is stays known, so that its arrivals wait."""
    try:
        lines = read_text(path, label).splitlines()
    except ConfigError:
        return Said(label, faults=error.faults)
    for end in range(min(*(fault.line for fault in error.faults), len(lines) + 1) - 1, 0, -1):
        try:
            said = gather(carrier.read("\n".join(lines[:end]), label), label, PARTNER)
        except ConfigError:
            continue
        return Said(label, said.settings, said.names, error.faults)
    return Said(label, faults=error.faults)


def _profile(name: str, spot: Spot, workspace: Path) -> Said:
    label = f"partners/_profiles/{name}.yaml"
    for root in (workspace, shipped()):
        if (root / label).is_file():
            try:
                return gather(carrier.read(read_text(root / label, label), label), label, PROFILE)
            except ConfigError as error:
                return Said(label, faults=error.faults)
    known = sorted({path.stem for root in (workspace, shipped()) for path in (root / label).parent.glob("*.yaml")})
    fix = f"known: {', '.join(known) or 'none'}"
    return Said(label, faults=(spot.fault(f"there is no profile `{name}`", fix),))


def _address(said: Said, settings: Settings) -> Address:
    get = _getter(said)
    identity = settings.identities.get(get("as"))
    ours = (get("ids.ours"),) if get("ids.ours") else (identity.interchange if identity else ())
    return Address((*get("ids.interchange"), *get("ids.aliases")), ours, get("ids.group"), get("usage"))


def _getter(said: Said) -> Any:
    def get(path: str) -> Any:
        setting = said.settings.get(path)
        return setting.value if setting else DEFAULTS[path]

    return get


FIRST_WITH_999 = "005010"
DEFAULTS: Mapping[str, Any] = {row.path: default(row) for row in ROWS}


def _cross(name: str, said: Said, settings: Settings, library: Library) -> Iterable[Fault]:
    """Faults that only several settings, or the files beside this one, show."""
    get = _getter(said)
    if not get("ids.interchange"):
        fix = "write under `ids:` the row `interchange: qualifier:id`, as 08:6123830000"
        yield said.spot("ids.group", "ids.ours").fault("their interchange id is missing", fix)
    identity = settings.identities.get(get("as"))
    if identity is None:
        known = ", ".join(settings.identities) or "none"
        message = f"edigw.toml has no identity `{get('as')}`"
        yield said.spot("as").fault(message, f"known: {known}; say `as:` one of them, or add [identity.{get('as')}]")
    elif not get("ids.ours") and not identity.interchange:
        message = f"our own id is missing: identity {identity.key} has no interchange ids"
        yield said.spot("as").fault(message, "write under `ids:` the row `ours: qualifier:id`")
    answers = said.settings.get("answers.send")
    if answers and answers.value != "none" and "agreements.855 out" not in said.names:
        fix = "write `855 out:` under `agreements:`, or say none here"
        yield answers.spot.fault(f"answers.send says {answers.value}, but 855 is not exchanged", fix)
    yield from _delimiters(said)
    yield from _awaited(said)
    yield from _acknowledged(said)
    yield from _files(name, said, settings, library)
    yield from _mailbox_faults(name, said, settings)


def _delimiters(said: Said) -> Iterable[Fault]:
    seen: dict[str, str] = {}
    for part in ("element", "segment", "component", "repetition"):
        path = f"envelope.{part}"
        mark = _getter(said)(path)
        if mark and mark in seen:
            yield said.spot(path, seen[mark]).fault(
                f"{path} and {seen[mark]} are the same character", "give each its own"
            )
        seen.setdefault(mark, path)


def _awaited(said: Said) -> Iterable[Fault]:
    for path, setting in said.settings.items():
        if setting.row.path == "agreements.*.acknowledge.within" and " in." in path:
            fix = "say it for what we send, as `856 out`"
            yield setting.spot.fault("what comes in awaits no acknowledgement", fix)


def _acknowledged(said: Said) -> Iterable[Fault]:
    """A 999 is none before release 005010."""
    for path, way in (("acknowledge.send", "out"), ("acknowledge.expect", "in")):
        release = _own(said, f"agreements.999 {way}.release") or _getter(said)("release")
        if _getter(said)(path) == "999" and release[:6] < FIRST_WITH_999:
            fix = f"write 997, or `999 {way}:` with a release from {FIRST_WITH_999} on under `agreements:`"
            yield said.spot(path).fault(f"there is no 999 in release {release}", fix)


def _files(name: str, said: Said, settings: Settings, library: Library) -> Iterable[Fault]:
    folder = settings.workspace / "partners" / name
    for path in ("items", "locations"):
        if path in said.settings and not (folder / said.settings[path].texts[0]).is_file():
            yield said.spot(path).fault(f"there is no {said.settings[path].texts[0]} here", "make it or drop the row")
    for setting in said.settings.values():
        if setting.row.path == "agreements.*.map":
            map_name = setting.texts[0]
            local = map_name.endswith(".yaml")
            if not (folder / map_name).is_file() if local else library.path(f"maps/{map_name}.yaml") is None:
                fix = "a file beside partner.yaml, or one of: " + ", ".join(library.base_maps())
                yield setting.spot.fault(f"there is no map {map_name}", fix)


def _mailbox_faults(name: str, said: Said, settings: Settings) -> Iterable[Fault]:
    own = {path.split(".")[1] for path in said.names if path.startswith("mailboxes.")} | {name}
    for mailbox in sorted(own - {name}):
        if mailbox in settings.mailboxes or mailbox in RESERVED:
            message = f"the mailbox name {mailbox} is taken"
            yield said.spot(f"mailboxes.{mailbox}").fault(message, "choose another name")
    for setting in said.settings.values():
        if setting.row.path == "agreements.*.mailbox" and setting.value not in own | settings.mailboxes.keys():
            known = ", ".join(sorted(own | settings.mailboxes.keys()))
            yield setting.spot.fault(f"there is no mailbox {setting.value}", f"known: {known}")


def build(name: str, said: Said, settings: Settings) -> Partner:
    """The Partner of a file without faults. A secret stands in it as its reference; CSV rows are not loaded."""
    get = _getter(said)
    fields: dict[str, Any] = {}
    for row in ROWS:
        if row.target != "-" and "*" not in row.path and (value := get(row.path)) is not None:
            *above, last = (row.target or row.path).split(".")
            place = fields
            for word in above:
                place = place.setdefault(word, {})
            place[last] = value
    fields["envelope"]["authorization"] = (get("envelope.authorization_qualifier"), get("envelope.authorization") or "")
    fields["envelope"]["security"] = (get("envelope.security_qualifier"), get("envelope.security") or "")
    if "agreements.855 out" not in said.names:
        fields["answers"]["send"] = "none"
    fields["identity"] = settings.identities[get("as")]
    fields["agreements"] = tuple(_agreements(said))
    fields["fields"] = tuple(
        {"name": path.removeprefix("fields."), "type": setting.value}
        for path, setting in said.settings.items()
        if setting.row.path == "fields.*"
    )
    fields["mailboxes"] = mailboxes(name, said, settings)
    return Partner(name=name, **fields)


def _agreements(said: Said) -> Iterable[dict[str, Any]]:
    get = _getter(said)
    keys = [path.removeprefix("agreements.") for path in said.names if path.startswith("agreements.")]
    implied = [f"{kind} in" for kind in dict.fromkeys(["997", get("acknowledge.expect")]) if kind != "none"]
    implied += [f"{get('acknowledge.send')} out"] if get("acknowledge.send") != "none" else []
    for key in dict.fromkeys([*keys, *implied]):
        own = {row: _own(said, f"agreements.{key}.{row}") for row in ("release", "map", "mailbox")}
        document, _, direction = key.partition(" ")
        when = _own(said, f"agreements.{key}.batching.when") or get("batching.when")
        most = _own(said, f"agreements.{key}.batching.most_sets") or get("batching.most_sets")
        yield {
            "document": document,
            "direction": direction,
            "release": own["release"] or get("release"),
            "map": own["map"],
            "mailbox": own["mailbox"],
            "batching": {**when, "most_sets": most},
            "within_s": _own(said, f"agreements.{key}.acknowledge.within"),
        }


def _own(said: Said, path: str) -> Any:
    setting = said.settings.get(path)
    return setting.value if setting else None


def mailboxes(name: str, said: Said, settings: Settings) -> tuple[Mailbox, ...]:
    """The partner's mailboxes, its own (of its name) first. Folders are absolute."""
    named = [path.split(".")[1] for path in said.names if path.startswith("mailboxes.")]
    made = []
    for mailbox in dict.fromkeys([name, *named]):
        own = {row: _own(said, f"mailboxes.{mailbox}.{row}") for row in ("inbox", "outbox", "settle", "carries")}
        carries = own["carries"] or (name,)
        made.append(
            Mailbox(
                name=mailbox,
                inbox=str(settings.workspace / (own["inbox"] or f"data/{mailbox}/in")),
                outbox=str(settings.workspace / (own["outbox"] or f"data/{mailbox}/out")),
                settle_s=settings.settle_s if own["settle"] is None else own["settle"],
                done_marker=bool(_own(said, f"mailboxes.{mailbox}.done_marker")),
                carries=() if carries == ("any",) else carries,
            )
        )
    return tuple(made)


CrossReferences = tuple[tuple[Item, ...], tuple[Location, ...], tuple[Fault, ...]]


def cross_references(name: str, workspace: Path, files: tuple[str, str]) -> CrossReferences:
    """The rows of the CSV files beside partner.yaml; a file that is not there has none."""
    labels = [f"partners/{name}/{file}" for file in files]
    texts: list[str] = []
    faults: list[Fault] = []
    for label in labels:
        try:
            texts.append(read_text(workspace / label, label) if (workspace / label).is_file() else "")
        except ConfigError as error:
            texts.append("")
            faults.extend(error.faults)
    items, item_faults = csvfiles.items(texts[0], labels[0]) if texts[0] else ((), ())
    places, place_faults = csvfiles.locations(texts[1], labels[1]) if texts[1] else ((), ())
    return items, places, (*faults, *item_faults, *place_faults)
