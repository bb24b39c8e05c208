"""The rows of an AS2 mailbox: what they make, which do not belong together, and which certificates are not there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from edigw.config.certs.entries import chosen, read_entries
from edigw.config.said import Said, default
from edigw.config.workspace_rows import WORKSPACE_ROWS
from edigw.errors import Fault
from edigw.model.partner import As2, Identity, Mailbox

_DEFAULTS: Mapping[str, Any] = {
    row.path.removeprefix("mailbox.*.as2."): default(row)
    for row in WORKSPACE_ROWS
    if row.path.startswith("mailbox.*.as2.")
}
_FIELDS = {"mdn_within": "mdn_within_s", "timeout": "timeout_s"}
_ORDER = {"none": "none", "before_signing": "compress then sign", "after_signing": "sign then compress"}
_SAID = {"compress then sign": "before signing", "sign then compress": "after signing"}


@dataclass(frozen=True, slots=True)
class Sides:
    """Between whom the mailbox is."""

    owner: str  # the partner, or the mailbox of edigw.toml
    identity: Identity | None


def as2(said: Said, base: str, sides: Sides) -> As2 | None:
    """The AS2 of the mailbox whose rows stand under `base`; None where it travels otherwise, or says too little."""
    get = {row: _value(said, base, row) for row in _DEFAULTS}
    our_name = get["our_name"] or (sides.identity.as2 if sides.identity else "")
    if not _travels(said, base) or sides.identity is None or not our_name or not get["their_name"]:
        return None
    fields = {_FIELDS.get(row, row): value for row, value in get.items() if value is not None}
    fields |= {"owner": sides.owner, "identity": sides.identity.key, "our_name": our_name}
    fields["pss"] = fields.pop("signature") == "pss"
    fields["oaep"] = fields.pop("key_transport") == "oaep"
    fields["encrypt"] = fields["encrypt"].replace("_", "-")
    fields["compress"] = _ORDER[fields["compress"]]
    return As2(**fields)


def faults(said: Said, base: str, sides: Sides, workspace: Path) -> Iterable[Fault]:
    """Rows that are missing with as2, that another transport would pass over, that contradict each other."""
    if not _travels(said, base):
        for path, setting in said.settings.items():
            foreign = path.startswith(f"{base}.as2.") or path == f"{base}.as"
            if foreign and setting.value != default(setting.row):
                row = path.removeprefix(f"{base}.")
                yield setting.spot.fault(f"`{row}` belongs to `transport: as2`", "say the transport, or drop the row")
        return
    spot = said.spot(f"{base}.transport")
    if not _value(said, base, "their_name"):
        yield spot.fault("an as2 mailbox without `as2.their_name`", "write their AS2 name below `as2:`")
    if sides.identity is not None and not _value(said, base, "our_name") and not sides.identity.as2:
        fix = f"write `as2` under [identity.{sides.identity.key}] in edigw.toml, or `our_name` below `as2:`"
        yield spot.fault(f"our AS2 name is missing: identity {sides.identity.key} has none", fix)
    yield from _contradictions(said, base)
    yield from _strangers(said, base, sides, workspace)


def _contradictions(said: Said, base: str) -> Iterable[Fault]:
    get = {row: _value(said, base, row) for row in _DEFAULTS}
    rows = (
        ("sign", get["sign"] == "sha1" and "sha1" not in get["weak"], "SHA-1 is broken",
         "write sha256, or `weak: sha1` where the partner can do no better"),
        ("encrypt", get["encrypt"] == "3des_cbc" and "3des" not in get["weak"], "3DES is broken",
         "write aes256-cbc, or `weak: 3des` where the partner can do no better"),
        ("signature", get["sign"] == "none" and get["signature"] == "pss", "nothing is signed", "say `sign:` as well"),
        ("key_transport", get["encrypt"] == "none" and get["key_transport"] == "oaep", "nothing is encrypted",
         "say `encrypt:` as well"),
        ("compress", get["sign"] == "none" and get["compress"] == "after_signing", "nothing is signed",
         "write before signing, or say `sign:`"),
        ("mdn_url", bool(get["mdn_url"]) and get["mdn"] == "none", "no receipt is asked for", "say `mdn: signed`"),
    )  # fmt: skip
    for row, wrong, message, fix in rows:
        if wrong:
            path = f"{base}.as2.{row}"
            yield said.spot(path, f"{base}.transport").fault(f"`as2.{row}`: {message}", fix)


def _strangers(said: Said, base: str, sides: Sides, workspace: Path) -> Iterable[Fault]:
    """Certificates that are named and are not in the workspace."""
    named = [(row, ours, word) for row, ours in (("certificates", False), ("keys", True))
             for word in _value(said, base, row)]  # fmt: skip
    entries = read_entries(workspace)[0] if named else ()
    for row, ours, word in named:
        if not chosen(entries, (word,), ours):
            key = sides.identity.key if sides.identity else "main"
            whose = f"--as {key}" if ours else f"--partner {sides.owner}"
            known = ", ".join(one.name for one in entries if one.ours is ours) or "none"
            fix = f"`edigw certs import FILE {whose}`, or name another; known: {known}"
            yield said.spot(f"{base}.as2.{row}").fault(f"`as2.{row}`: there is no certificate {word}", fix)


def twice(named: Iterable[tuple[str, As2 | None]]) -> Iterator[tuple[str, str, As2]]:
    """Of (whose, mailbox's AS2): whose, whose it was before, where a pair of names stands once more."""
    seen: dict[tuple[str, str], str] = {}
    for whose, one in named:
        if one is not None:
            first = seen.setdefault((one.their_name, one.our_name), whose)
            if first != whose:
                yield whose, first, one


ONE_FOR_ALL = "let one mailbox carry them all: `[mailbox.NAME]` in edigw.toml, `carries` the partners"


def shown(mailbox: Mailbox) -> dict[str, str]:
    """The rows of an AS2 mailbox, as a person writes them."""
    held = mailbox.as2
    if held is None:
        return {}
    values = {
        "their_name": held.their_name, "our_name": held.our_name, "url": held.url, "sign": held.sign,
        "signature": "pss" if held.pss else "pkcs1", "encrypt": held.encrypt,
        "key_transport": "oaep" if held.oaep else "pkcs1", "compress": _SAID.get(held.compress, "none"),
        "mdn": held.mdn, "mdn_url": held.mdn_url, "mdn_within": f"{held.mdn_within_s} s",
        "mdn_hosts": ", ".join(held.mdn_hosts), "resends": str(held.resends),
        "must_be_signed": _yes(held.must_be_signed), "must_be_encrypted": _yes(held.must_be_encrypted),
        "weak": ", ".join(held.weak), "file_names": _yes(held.file_names), "version": held.version,
        "certificates": ", ".join(held.certificates) or f"all of {held.owner}",
        "keys": ", ".join(held.keys) or f"all of identity {held.identity}",
        "client_certificate": _yes(held.client_certificate), "timeout": f"{held.timeout_s:g} s",
    }  # fmt: skip
    return {f"as2.{row}": value or "none" for row, value in values.items()}


def _yes(value: bool) -> str:
    return "yes" if value else "no"


def _travels(said: Said, base: str) -> bool:
    setting = said.settings.get(f"{base}.transport")
    return setting is not None and setting.value == "as2"


def _value(said: Said, base: str, row: str) -> Any:
    setting = said.settings.get(f"{base}.as2.{row}")
    return setting.value if setting else _DEFAULTS[row]
