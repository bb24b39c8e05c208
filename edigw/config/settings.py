"""edigw.toml: the database, our identities, limits and the mailboxes that bring many partners."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from edigw.carrier import Entry, Items, Spot, Table, Text, Value
from edigw.config import as2, http, logins, posting, remote
from edigw.config.alerts import understand_alerts
from edigw.config.said import WORKSPACE, Said, Setting, default, gather
from edigw.config.secret import REFERENCE, Unfit, resolve_secret
from edigw.config.workspace_rows import WORKSPACE_ROWS
from edigw.errors import ConfigError, Fault, NotFound
from edigw.model.alerts import NONE, Alerts
from edigw.model.base import Party
from edigw.model.partner import Identity, Mailbox
from edigw.model.served import NOWHERE, Served
from edigw.model.serving import Listening

FILE = "edigw.toml"


@dataclass(frozen=True, slots=True)
class Limits:
    """What is refused when it is larger, in bytes; `sets_per_group` is a count."""

    file: int
    interchange: int
    set: int
    segment: int
    sets_per_group: int


@dataclass(frozen=True, slots=True)
class Settings:
    workspace: Path  # absolute
    database_url: str  # resolved: no reference, an absolute path
    identities: Mapping[str, Identity]
    limits: Limits
    poll_s: float
    settle_s: float
    sessions: int  # threads for mailboxes that are apart, at most
    patience_s: float  # that `once` waits for them
    mailboxes: Mapping[str, Mailbox]  # those of edigw.toml and our own systems': `erp`
    alerts: Alerts = NONE
    sftp: Served = NOWHERE
    http: Listening | None = None  # None: nowhere
    database_said: bool = True  # edigw.toml says the URL itself, no reference to it

    @property
    def data_dir(self) -> Path:
        return self.workspace / "data"


def read_settings(workspace: Path) -> Settings:
    """Raises NotFound without an edigw.toml, ConfigError with all its faults."""
    path = workspace / FILE
    try:
        text = path.read_bytes().decode("utf-8")
    except FileNotFoundError:
        hint = f"make one with `edigw init {workspace}`, or name another with --workspace"
        raise NotFound(f"{workspace} is no workspace: it has no {FILE}", hint) from None
    except UnicodeDecodeError:
        raise ConfigError([Fault(FILE, 1, 1, "not UTF-8 text", "save the file as UTF-8")]) from None
    except OSError as error:
        raise ConfigError([Fault(FILE, 1, 1, f"cannot be read: {error.strerror}", "mend its permissions")]) from None
    return understand_settings(text, workspace.resolve())


def understand_settings(text: str, workspace: Path) -> Settings:
    """The settings of an edigw.toml's text. Raises ConfigError."""
    said = gather(_table(_toml(text), _places(text)), FILE, WORKSPACE)
    faults = list(said.faults)
    url = _resolve(said, "database.url", faults)
    identities = {name: _identity(name, said) for name in names(said, "identity")}
    mailboxes = {name: _mailbox(name, said, workspace, identities) for name in names(said, "mailbox")}
    faults.extend(_mailbox_faults(said, workspace, identities, mailboxes))
    faults.extend(filter(None, [http.fault(said, identities)]))
    alerts = understand_alerts(said, faults)
    if faults:
        raise ConfigError(faults)
    erp = Mailbox(
        name="erp",
        inbox=str(workspace / "data" / "erp" / "in"),
        outbox=str(workspace / "data" / "erp" / "out"),
        settle_s=value(said, "work.settle"),
    )
    return Settings(
        workspace=workspace,
        database_url=_absolute(url, workspace),
        identities=MappingProxyType(identities),
        limits=Limits(**{row: value(said, f"limits.{row}") for row in Limits.__slots__}),
        poll_s=value(said, "work.poll"),
        settle_s=value(said, "work.settle"),
        sessions=value(said, "work.sessions"),
        patience_s=value(said, "work.patience"),
        mailboxes=MappingProxyType({**mailboxes, "erp": erp}),
        alerts=alerts,
        sftp=logins.served(said),
        http=http.listening(said),
        database_said=not REFERENCE.fullmatch(str(value(said, "database.url"))),
    )


_DEFAULTS: Mapping[str, Any] = {row.path: default(row) for row in WORKSPACE_ROWS}


def value(said: Said, path: str, pattern: str = "") -> Any:
    """What the file says, else the row's default. `pattern` is the row's path where a name stands in `path`."""
    setting = said.settings.get(path)
    return setting.value if setting else _DEFAULTS[pattern or path]


def names(said: Said, block: str) -> list[str]:
    """The names that stand under a block, in the order of the file."""
    return [path.split(".")[1] for path in said.names if path.startswith(f"{block}.")]


def _identity(name: str, said: Said) -> Identity:
    start, fields = f"identity.{name}.", {}
    for row in WORKSPACE_ROWS:
        if row.path.startswith("identity.*."):
            fields[row.path.removeprefix("identity.*.")] = value(said, row.path.replace("identity.*.", start), row.path)
    address = {key.removeprefix("address."): fields.pop(key) for key in list(fields) if key.startswith("address.")}
    fields["name"] = fields["name"] or ""
    fields |= {row: fields[row] or "" for row in ("invoice_series", "as2")}
    party = Party(name=fields["name"] or None, **address)
    return Identity.model_validate({"key": name, "address": party, **fields})


def _mailbox_faults(
    said: Said, workspace: Path, identities: Mapping[str, Identity], mailboxes: Mapping[str, Mailbox]
) -> Iterator[Fault]:
    for name in mailboxes:
        if name in ("erp", "unknown"):
            yield said.spot(f"mailbox.{name}").fault(f"the mailbox name {name} is taken", "choose another name")
        yield from remote.faults(said, f"mailbox.{name}")
        yield from posting.faults(said, f"mailbox.{name}")
        yield from logins.faults(said, f"mailbox.{name}")
        yield from _as2_faults(name, said, workspace, identities)
    yield from logins.twice(said, "mailbox")
    for name, first, both in as2.twice([(name, box.as2) for name, box in mailboxes.items()]):
        pair = f"the AS2 names {both.their_name} and our {both.our_name} are mailbox {first}'s already"
        yield said.spot(f"mailbox.{name}").fault(pair, as2.ONE_FOR_ALL)


def _as2_faults(name: str, said: Said, workspace: Path, identities: Mapping[str, Identity]) -> Iterator[Fault]:
    key = value(said, f"mailbox.{name}.as", "mailbox.*.as")
    yield from as2.faults(said, f"mailbox.{name}", as2.Sides(name, identities.get(key)), workspace)
    if value(said, f"mailbox.{name}.transport", "mailbox.*.transport") == "as2" and key not in identities:
        known = ", ".join(identities) or "none"
        spot = said.spot(f"mailbox.{name}.as", f"mailbox.{name}")
        yield spot.fault(f"there is no identity `{key}`", f"known: {known}; say `as` one of them")


def _mailbox(name: str, said: Said, workspace: Path, identities: Mapping[str, Identity]) -> Mailbox:
    def get(row: str) -> Any:
        return value(said, f"mailbox.{name}.{row}", f"mailbox.*.{row}")

    carries = get("carries")
    far = remote.sftp(said, f"mailbox.{name}")
    return Mailbox(
        name=name,
        transport=get("transport"),
        inbox=str(workspace / ((get("inbox") if far is None else None) or f"data/{name}/in")),
        outbox=str(workspace / ((get("outbox") if far is None else None) or f"data/{name}/out")),
        sftp=far,
        http=posting.http(said, f"mailbox.{name}"),
        as2=as2.as2(said, f"mailbox.{name}", as2.Sides(name, identities.get(get("as")))),
        settle_s=value(said, "work.settle") if get("settle") is None else get("settle"),
        done_marker=get("done_marker"),
        carries=() if carries == ("any",) else carries,
        apart=get("apart"),
        tries=get("tries"),
        give_up_s=get("give_up"),
        **logins.fields(said, f"mailbox.{name}"),
    )


def _resolve(said: Said, path: str, faults: list[Fault]) -> str:
    setting = said.settings.get(path)
    if setting is None:
        return str(_DEFAULTS[path])
    try:
        return resolve_secret(str(setting.value))
    except Unfit as unfit:
        faults.append(setting.spot.fault(f"{path}: {unfit.message}", unfit.fix))
        return ""


def _absolute(url: str, workspace: Path) -> str:
    found = re.fullmatch(r"(sqlite(?:\+[a-z0-9]+)?):///([^/].*)", url)
    return f"{found[1]}:///{workspace / found[2]}" if found and found[2] != ":memory:" else url


def _toml(text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"\(at line (\d+), column (\d+)\)", str(error))
        line, column = (int(found[1]), int(found[2])) if found else (text.count("\n") + 1, 1)
        message = re.sub(r" \(at .*\)$", "", str(error))
        fix = 'text stands in "quotes", lists in [brackets], each row as key = value'
        raise ConfigError([Fault(FILE, line, column, message, fix)]) from None


def _places(text: str) -> dict[str, tuple[int, int]]:
    """Where each dotted path stands: tomllib gives values without places, so rows are found by their look."""
    places: dict[str, tuple[int, int]] = {}
    table = ""
    for number, line in enumerate(text.splitlines(), 1):
        if header := re.match(r"\s*\[+\s*([^\]]+?)\s*\]+", line):
            table = _bare(header[1])
            places.setdefault(table, (number, line.index("[") + 1))
        elif key := re.match(r"\s*((?:[\w-]+|\"[^\"]*\"|'[^']*')(?:\s*\.\s*(?:[\w-]+|\"[^\"]*\"|'[^']*'))*)\s*=", line):
            path = f"{table}.{_bare(key[1])}" if table else _bare(key[1])
            places.setdefault(path, (number, key.start(1) + 1))
    return places


def _bare(path: str) -> str:
    return re.sub(r"\s*\.\s*", ".", re.sub(r"[\"']", "", path)).strip()


def _table(data: Mapping[str, Any], places: Mapping[str, tuple[int, int]], above: str = "") -> Table:
    entries = []
    for key, item in data.items():
        path = f"{above}.{key}" if above else key
        spot = _spot(path, places)
        entries.append(Entry(key, spot, _value(item, path, spot, places)))
    return Table(tuple(entries), _spot(above, places))


def _value(item: Any, path: str, spot: Spot, places: Mapping[str, tuple[int, int]]) -> Value:
    if isinstance(item, dict):
        return _table(item, places, path)
    if isinstance(item, list):
        return Items(tuple(_value(part, path, spot, places) for part in item), spot)
    if isinstance(item, bool):
        return Text("yes" if item else "no", spot)
    return Text(str(item), spot)


def _spot(path: str, places: Mapping[str, tuple[int, int]]) -> Spot:
    """The path's own place, else that of what stands above or first below it."""
    near = path
    while near and near not in places:
        below = next((known for known in places if known.startswith(f"{near}.")), None)
        near = below or near.rpartition(".")[0]
    line, column = places.get(near, (1, 1))
    return Spot(FILE, line, column)


__all__ = ["FILE", "Limits", "Setting", "Settings", "read_settings", "resolve_secret", "understand_settings"]
