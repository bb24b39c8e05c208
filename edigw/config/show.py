"""`edigw partners show, list, check`: the whole of a partner with where each value came from; all faults."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from edigw.config import as2, logins, posting, remote
from edigw.config.certs.needs import SOON, ailing
from edigw.config.configuration import Configuration, load
from edigw.config.maps import Maps
from edigw.config.partner_file import Draft, draft
from edigw.config.rows import Row
from edigw.config.settings import read_settings
from edigw.config.shipped import Library
from edigw.config.standards import ACKNOWLEDGEMENTS, ANSWER, ROWS_OF
from edigw.errors import ConfigError, Fault, NotFound
from edigw.model.partner import Partner


@dataclass(frozen=True, slots=True)
class Shown:
    """One setting of a partner."""

    setting: str
    value: str
    origin: str  # default; partners/<name>/partner.yaml:LINE; profile NAME, FILE:LINE; the setting it follows


@dataclass(frozen=True, slots=True)
class Listed:
    """One partner in a list."""

    name: str
    usage: str
    standard: str
    id: str
    our_id: str
    documents: str  # "850,855,997"
    state: str  # ready, parked
    faults: tuple[Fault, ...] = ()


def show(workspace: Path, name: str) -> tuple[Shown, ...]:
    """Every setting of a partner. Raises NotFound; ConfigError when its file is faulty."""
    settings = read_settings(workspace.resolve())
    if not (settings.workspace / "partners" / name).is_dir():
        raise NotFound(f"there is no partner {name}", "`edigw partners list` shows them")
    library = Library(settings.workspace)
    read = draft(name, settings, library)
    if read.partner is None:
        raise ConfigError(read.faults)
    return tuple(_rows(read, read.partner, Maps(library)))


def _rows(read: Draft, partner: Partner, maps: Maps) -> Iterator[Shown]:
    for row in ROWS_OF[read.standard]:
        if "*" not in row.path:
            yield _implied(partner, read) if row.path == "answers.send" else _shown(row, row.path, read, "", "default")
    for agreement in partner.agreements:
        key = f"agreements.{agreement.document} {agreement.direction}"
        batching = agreement.batching
        when = "each" if batching.kind == "each" else f"every {batching.every_s} s"
        why = "" if key in read.names else f"the {agreement.document} belongs to every partner"
        name = maps.name(partner, agreement) or "none"
        own = agreement.mailbox or partner.name
        yield _row("agreements.*.release", key, read, agreement.release, why or "release")
        yield _row("agreements.*.map", key, read, name, why or "default")
        if agreement.direction == "in":
            named = ", ".join(agreement.conventions) or "any"
            yield _row("agreements.*.conventions", key, read, named, "default")
        yield _row("agreements.*.mailbox", key, read, own, why or "default")
        yield _row("agreements.*.batching.when", key, read, when, why or "batching.when")
        yield _row("agreements.*.batching.most_sets", key, read, str(batching.most_sets), why or "batching.most_sets")
        if read.standard == "edifact":
            for last in ("message", "application", "association"):
                usual = "association" if last == "association" and agreement.association else "default"
                yield _row(f"agreements.*.{last}", key, read, getattr(agreement, last), usual)
        if agreement.direction == "out" and agreement.document not in ACKNOWLEDGEMENTS[read.standard]:
            within = f"{agreement.within_s or partner.acknowledge.within_s} s"
            yield _row("agreements.*.acknowledge.within", key, read, within, "acknowledge.within")
    for field in partner.fields:
        yield _row("fields.*", f"fields.{field.name}", read, field.type, "default")
    for mailbox in partner.mailboxes:
        values = {
            "transport": mailbox.transport, "inbox": mailbox.inbox, "outbox": mailbox.outbox,
            "settle": f"{mailbox.settle_s:g} s", "done_marker": "yes" if mailbox.done_marker else "no",
            "carries": ", ".join(mailbox.carries) or "any",
            "apart": {None: "by its disk", True: "yes", False: "no"}[mailbox.apart],
            "tries": str(mailbox.tries), "give_up": f"{mailbox.give_up_s / 3600:g} h",
        }  # fmt: skip
        values |= logins.shown(mailbox) | remote.shown(mailbox) | as2.shown(mailbox) | posting.shown(mailbox)
        for last, value in values.items():
            yield _row(f"mailboxes.*.{last}", f"mailboxes.{mailbox.name}", read, value, "default")


def _row(pattern: str, key: str, read: Draft, value: str, origin: str) -> Shown:
    """A row below a name; `value` and `origin` are what holds when the file is silent."""
    row = _BY_PATH[read.standard][pattern]
    return _shown(row, key + pattern.partition("*")[2], read, value, origin)


_BY_PATH: Mapping[str, Mapping[str, Row]] = {
    standard: {row.path: row for row in rows} for standard, rows in ROWS_OF.items()
}


def _shown(row: Row, path: str, read: Draft, otherwise: str, origin: str) -> Shown:
    setting = read.settings.get(path)
    if setting is None:
        return Shown(path, otherwise or row.default, origin)
    place = str(setting.spot)
    if read.profile and "/_profiles/" in setting.spot.file:
        place = f"profile {read.profile}, {place}"
    return Shown(path, ", ".join(setting.texts), place)


def _implied(partner: Partner, read: Draft) -> Shown:
    """No 855 or ORDRSP is agreed: no answer, whatever the default."""
    row = _BY_PATH[read.standard]["answers.send"]
    if row.path not in read.settings and partner.answers.send == "none":
        return Shown(row.path, "none", f"{ANSWER[read.standard]} is not exchanged")
    return _shown(row, row.path, read, "", "default")


def listed(configuration: Configuration) -> tuple[Listed, ...]:
    """Every partner of a configuration, parked ones too, by name."""
    rows = []
    for name in sorted({*configuration.partners, *configuration.parked}):
        if name in configuration.parked:
            address = configuration.address(name)
            theirs, ours = address.theirs[:1], address.ours[:1]
            rows.append(
                Listed(
                    name, address.usage, "", "".join(theirs), "".join(ours), "", "parked", configuration.parked[name]
                )
            )
            continue
        partner = configuration.partners.without_rows(name)
        documents = ",".join(dict.fromkeys(agreement.document for agreement in partner.agreements))
        ours = (partner.ids.our_interchange,) if partner.ids.our_interchange else partner.identity.interchange
        id_ = partner.ids.interchange[0]
        rows.append(Listed(name, partner.usage, partner.standard, id_, ours[0], documents, "ready"))
    return tuple(rows)


def check(workspace: Path, now: datetime, name: str | None = None) -> tuple[Fault, ...]:
    """All faults of the workspace, or of one partner, and certificates that lack; every file is read again.

    Raises NotFound.
    """
    try:
        configuration = load(workspace, fresh=True)
    except ConfigError as error:
        return error.faults
    if name is None:
        parked = [fault for faults in configuration.parked.values() for fault in faults]
        return (*parked, *_lacking(configuration, now))
    if name not in configuration.parked and name not in configuration.partners:
        raise NotFound(f"there is no partner {name}", "`edigw partners list` shows them")
    return (*configuration.parked.get(name, ()), *_lacking(configuration, now, name))


def _lacking(configuration: Configuration, now: datetime, name: str | None = None) -> Iterator[Fault]:
    """Certificates that are needed and do not count now. One that ends soon is no fault: `edigw status` warns of it."""
    for need, one in ailing(configuration.needs, now):
        if one.code != SOON and name in (None, need.of):
            hub = not need.of or need.of in configuration.settings.mailboxes
            yield Fault("edigw.toml" if hub else f"partners/{need.of}/partner.yaml", 1, 1, one.message, one.hint)


__all__ = ["Listed", "Shown", "check", "listed", "show"]
