"""partner.yaml, its profile and the defaults become a Partner; what is wrong parks it and leaves its ids known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from edigw import carrier
from edigw.carrier import Spot
from edigw.config import agreed, as2, csvfiles, kinds, logins, posting, remote
from edigw.config.said import PARTNERS, PROFILES, Said, Setting, default, gather, understand
from edigw.config.settings import Settings
from edigw.config.shipped import Library, read_text, shipped
from edigw.config.standards import ACKNOWLEDGEMENTS, ANSWER, EXAMPLES, ROWS_OF, WITHIN
from edigw.errors import ConfigError, Fault
from edigw.model.partner import Identity, Item, Location, Mailbox, Partner

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
    standard: str = "x12"


def draft(name: str, settings: Settings, library: Library) -> Draft:
    """Read partners/<name>/partner.yaml. Faults are in the Draft; nothing is raised for what a person wrote."""
    label = f"partners/{name}/partner.yaml"
    own, over, whole = _both(label, settings.workspace)
    merged = Said(
        label, {**over.settings, **own.settings}, {**over.names, **own.names}, (*own.faults, *over.faults), own.standard
    )
    faults = [*merged.faults, *check_name(name, label)]
    if whole:
        faults.extend(_cross(name, merged, settings, library))
    address = _address(merged, settings)
    partner = None if faults else build(name, merged, settings)
    boxes = partner.mailboxes if partner else mailboxes(name, merged, settings)
    files = (_getter(merged)("items"), _getter(merged)("locations"))
    profile = str(own.settings["profile"].value) if "profile" in own.settings else None
    return Draft(
        name, partner, address, tuple(faults), boxes, files, merged.settings, merged.names, profile, merged.standard
    )


def check_name(name: str, label: str) -> tuple[Fault, ...]:
    """A folder name that cannot be a partner's."""
    if name in RESERVED:
        return (Fault(label, 1, 1, f"the name {name} is taken by edigw itself", "rename the folder"),)
    try:
        kinds.name(name)
    except kinds.Unfit as unfit:
        return (Fault(label, 1, 1, unfit.message, f"rename the folder: {unfit.fix}"),)
    return ()


def _both(label: str, workspace: Path, standard: str = "x12") -> tuple[Said, Said, bool]:
    """What the file and its profile say, by the rows of the standard that they name, and whether all could be read."""
    own, whole = _own_file(workspace / label, label, standard)
    setting = own.settings.get("profile")
    over = _profile(str(setting.value), setting.spot, workspace, standard) if setting else Said(label)
    named = own.settings.get("standard") or over.settings.get("standard")
    if named is not None and named.value != standard:
        return _both(label, workspace, str(named.value))
    return own, over, whole


def _own_file(path: Path, label: str, standard: str) -> tuple[Said, bool]:
    try:
        return gather(carrier.read(read_text(path, label), label), label, PARTNERS[standard]), True
    except ConfigError as error:
        return _salvage(path, label, error, standard), False


def _salvage(path: Path, label: str, error: ConfigError, standard: str) -> Said:
    """The rows above a fault that ends the reading: whose file it is stays known, so that its arrivals wait."""
    try:
        lines = read_text(path, label).splitlines()
    except ConfigError:
        return Said(label, faults=error.faults)
    for end in range(min(*(fault.line for fault in error.faults), len(lines) + 1) - 1, 0, -1):
        try:
            said = gather(carrier.read("\n".join(lines[:end]), label), label, PARTNERS[standard])
        except ConfigError:
            continue
        return Said(label, said.settings, said.names, error.faults, standard)
    return Said(label, faults=error.faults)


def _profile(name: str, spot: Spot, workspace: Path, standard: str) -> Said:
    label = f"partners/_profiles/{name}.yaml"
    for root in (workspace, shipped()):
        if (root / label).is_file():
            try:
                return gather(carrier.read(read_text(root / label, label), label), label, PROFILES[standard])
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
    defaults = DEFAULTS[said.standard]

    def get(path: str) -> Any:
        setting = said.settings.get(path)
        return setting.value if setting else defaults[path]

    return get


CONTRL_RELEASE = {"4": "41"}  # syntax version -> the CONTRL's own version and release
FIRST_CONTRL, SUBSET_CONTRL = "21", "D3"  # of the versions before; with an association code, as EANCOM has it
DEFAULTS: Mapping[str, Mapping[str, Any]] = {
    standard: {row.path: default(row) for row in rows} for standard, rows in ROWS_OF.items()
}


def _cross(name: str, said: Said, settings: Settings, library: Library) -> Iterable[Fault]:
    """Faults that only several settings, or the files beside this one, show."""
    get = _getter(said)
    if not get("ids.interchange"):
        fix = f"write under `ids:` the row `interchange: qualifier:id`, as {EXAMPLES[said.standard][0]}"
        yield said.spot("ids.group", "ids.ours").fault("their interchange id is missing", fix)
    identity = settings.identities.get(get("as"))
    if identity is None:
        known = ", ".join(settings.identities) or "none"
        message = f"edigw.toml has no identity `{get('as')}`"
        yield said.spot("as").fault(message, f"known: {known}; say `as:` one of them, or add [identity.{get('as')}]")
    elif not get("ids.ours") and not identity.interchange:
        message = f"our own id is missing: identity {identity.key} has no interchange ids"
        yield said.spot("as").fault(message, "write under `ids:` the row `ours: qualifier:id`")
    elif not get("ids.ours"):
        yield from _unfit_identity(said, identity)
    answers, answer = said.settings.get("answers.send"), ANSWER[said.standard]
    if answers and answers.value != "none" and f"agreements.{answer} out" not in said.names:
        fix = f"write `{answer} out:` under `agreements:`, or say none here"
        yield answers.spot.fault(f"answers.send says {answers.value}, but {answer} is not exchanged", fix)
    yield from _delimiters(said)
    yield from agreed.faults(said, library)
    yield from _files(name, said, settings, library)
    yield from _mailbox_faults(name, said, settings)


def _unfit_identity(said: Said, identity: Identity) -> Iterable[Fault]:
    """An identity has ids of both standards: the first one is written where the partner says none."""
    row = next(row for row in ROWS_OF[said.standard] if row.path == "ids.ours")
    try:
        understand(row, identity.interchange[0])
    except kinds.Unfit as unfit:
        fix = "write under `ids:` the row `ours:` with the id that we use with them"
        yield said.spot("as").fault(f"identity {identity.key}: {unfit.message}", fix)


MARKS = ("element", "segment", "component", "repetition")
EDIFACT_MARKS = (*MARKS, "release_character", "decimal")


def _delimiters(said: Said) -> Iterable[Fault]:
    seen: dict[str, str] = {}
    for part in EDIFACT_MARKS if said.standard == "edifact" else MARKS:
        path = f"envelope.{part}"
        mark = _getter(said)(path)
        if mark and mark in seen:
            yield said.spot(path, seen[mark]).fault(
                f"{path} and {seen[mark]} are the same character", "give each its own"
            )
        seen.setdefault(mark, path)


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
    for mailbox in sorted(own):
        base = f"mailboxes.{mailbox}"
        yield from remote.faults(said, base)
        yield from posting.faults(said, base)
        yield from logins.faults(said, base)
        yield from as2.faults(said, base, _sides(name, said, settings), settings.workspace)
    yield from logins.twice(said, "mailboxes", settings.mailboxes.values())
    for setting in said.settings.values():
        if setting.row.path == "agreements.*.mailbox" and setting.value not in own | settings.mailboxes.keys():
            known = ", ".join(sorted(own | settings.mailboxes.keys()))
            yield setting.spot.fault(f"there is no mailbox {setting.value}", f"known: {known}")


def _sides(name: str, said: Said, settings: Settings) -> as2.Sides:
    return as2.Sides(name, settings.identities.get(_getter(said)("as")))


def build(name: str, said: Said, settings: Settings) -> Partner:
    """The Partner of a file without faults. A secret stands in it as its reference; CSV rows are not loaded."""
    get = _getter(said)
    fields: dict[str, Any] = {}
    for row in ROWS_OF[said.standard]:
        if row.target != "-" and "*" not in row.path and (value := get(row.path)) is not None:
            *above, last = (row.target or row.path).split(".")
            place = fields
            for word in above:
                place = place.setdefault(word, {})
            place[last] = value
    if said.standard == "x12":
        for part in ("authorization", "security"):
            held = (get(f"envelope.{part}_qualifier"), get(f"envelope.{part}") or "")
            fields["envelope"][part] = held
    if f"agreements.{ANSWER[said.standard]} out" not in said.names:
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
    always = ACKNOWLEDGEMENTS[said.standard][0]  # what we send may be answered, whether we await it or not
    implied = [f"{kind} in" for kind in dict.fromkeys([always, get("acknowledge.expect")]) if kind != "none"]
    implied += [f"{get('acknowledge.send')} out"] if get("acknowledge.send") != "none" else []
    for key in dict.fromkeys([*keys, *implied]):
        document, _, direction = key.partition(" ")
        when = _own(said, f"agreements.{key}.batching.when") or get("batching.when")
        most = _own(said, f"agreements.{key}.batching.most_sets") or get("batching.most_sets")
        edifact = _edifact(said, key, document) if said.standard == "edifact" else {}
        yield {
            "document": document,
            "direction": direction,
            "release": _own(said, f"agreements.{key}.release") or get("release"),
            "map": _own(said, f"agreements.{key}.map"),
            "mailbox": _own(said, f"agreements.{key}.mailbox"),
            "conventions": _own(said, f"agreements.{key}.conventions") or (),
            "batching": {**when, "most_sets": most},
            "within_s": _own(said, f"agreements.{key}.acknowledge.within"),
            **edifact,
        }


def _edifact(said: Said, key: str, document: str) -> dict[str, Any]:
    """What an EDIFACT agreement has beside. A CONTRL counts its releases by itself, and its subsets too."""
    get, own = _getter(said), {
        row: _own(said, f"agreements.{key}.{row}") for row in ("message", "application", "association", "release")
    }  # fmt: skip
    message, application = WITHIN.get(document, ("", ""))
    fields = {"message": own["message"] or message, "application": own["application"] or application}
    if document != "CONTRL":
        return {**fields, "association": own["association"] or get("association") or ""}
    usual = SUBSET_CONTRL if own["association"] else FIRST_CONTRL
    release = own["release"] or CONTRL_RELEASE.get(get("envelope.syntax_version"), usual)
    return {**fields, "association": own["association"] or "", "release": release}


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
        far = remote.sftp(said, f"mailboxes.{mailbox}")
        here = own if far is None else {"inbox": None, "outbox": None}
        made.append(
            Mailbox(
                name=mailbox,
                transport=_own(said, f"mailboxes.{mailbox}.transport") or "folder",
                sftp=far,
                http=posting.http(said, f"mailboxes.{mailbox}"),
                as2=as2.as2(said, f"mailboxes.{mailbox}", _sides(name, said, settings)),
                inbox=str(settings.workspace / (here["inbox"] or f"data/{mailbox}/in")),
                outbox=str(settings.workspace / (here["outbox"] or f"data/{mailbox}/out")),
                settle_s=settings.settle_s if own["settle"] is None else own["settle"],
                done_marker=bool(_own(said, f"mailboxes.{mailbox}.done_marker")),
                carries=() if carries == ("any",) else carries,
                **_patience(said, f"mailboxes.{mailbox}"),
                **logins.fields(said, f"mailboxes.{mailbox}"),
            )
        )
    return tuple(made)


def _patience(said: Said, base: str) -> dict[str, Any]:
    """What the file says of how it is served; the model has the defaults."""
    fields = {"apart": "apart", "tries": "tries", "give_up": "give_up_s"}
    found = {field: _own(said, f"{base}.{row}") for row, field in fields.items()}
    return {field: value for field, value in found.items() if value is not None}


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
