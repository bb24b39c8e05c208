"""How a setting's text becomes a value: one named kind each, with what to write when it does not fit."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from edigw.config.as2_kinds import AS2_KINDS
from edigw.config.login_kinds import LOGIN_KINDS
from edigw.config.secret import REFERENCE, WAYS, Unfit
from edigw.structure.releases import nearest_directory, nearest_release

Value = Any  # str, bool, int, float, Decimal, or what a row's target field takes

SECONDS = {"s": 1, "min": 60, "h": 3600, "d": 86400}
BYTES = {"": 1, "B": 1, "kB": 1024, "KB": 1024, "MB": 1024**2, "GB": 1024**3}
DELIMITER_NAMES = {"newline": "\n", "tab": "\t", "none": ""}
CHARSETS = {"latin-1": "latin-1", "ascii": "ascii", "utf-8": "utf-8", "windows-1252": "cp1252"}
SECRET_NAME = re.compile(r"pass(word|phrase)?$|secret|token|private_?key|credential", re.IGNORECASE)


def text(value: str) -> str:
    if any(ord(character) < 32 for character in value):
        raise Unfit("control characters in a text", "write it on one line")
    return value


def yes_no(value: str) -> bool:
    if value not in ("yes", "no"):
        raise Unfit(f"`{value}` is neither yes nor no", "write yes or no")
    return value == "yes"


def count(value: str) -> int:
    if not re.fullmatch(r"[1-9][0-9]{0,9}", value):
        raise Unfit(f"`{value}` is no whole number above 0", "write digits, as 500")
    return int(value)


def quantity(value: str) -> Decimal:
    if not re.fullmatch(r"[0-9]{1,12}(\.[0-9]{1,6})?", value) or not Decimal(value):
        raise Unfit(f"`{value}` is no quantity above 0", "write digits, as 12 or 0.5")
    return Decimal(value)


def share(value: str) -> Decimal:
    found = re.fullmatch(r"([0-9]{1,3}(?:\.[0-9]{1,4})?) ?%", value)
    if not found or Decimal(found[1]) > 100:
        raise Unfit(f"`{value}` is no share", "write a percentage from 0 % to 100 %, as 5 %")
    return Decimal(found[1]) / 100


def digit(value: str) -> str:
    if not re.fullmatch("[0-9]", value):
        raise Unfit(f"`{value}` is not one digit", "write one digit from 0 to 9")
    return value


def seconds(value: str) -> int:
    found = re.fullmatch(r"([1-9][0-9]{0,5}) ?(s|min|h|d)", value)
    if not found:
        raise Unfit(f"`{value}` is no length of time", "write a number and a unit, as 30 s, 15 min, 24 h or 2 d")
    return int(found[1]) * SECONDS[found[2]]


def short_time(value: str) -> float:
    found = re.fullmatch(r"([0-9]{1,3}(?:\.[0-9]{1,3})?) ?s", value)
    if not found:
        raise Unfit(f"`{value}` is no number of seconds", "write seconds, as 1 s or 0.5 s")
    return float(found[1])


def days(value: str) -> int:
    found = re.fullmatch(r"([1-9][0-9]{0,4}) ?d", value)
    if not found:
        raise Unfit(f"`{value}` is no number of days", "write days, as 365 d")
    return int(found[1])


def size(value: str) -> int:
    found = re.fullmatch(r"([1-9][0-9]{0,12}) ?(B|kB|KB|MB|GB)?", value)
    if not found:
        raise Unfit(f"`{value}` is no size", "write a size, as 64 MB, 1 GB or a number of bytes")
    return int(found[1]) * BYTES[found[2] or ""]


def terminator(value: str) -> str:
    character = DELIMITER_NAMES.get(value, value)
    if value == "none":
        raise Unfit("a delimiter cannot be left out", "write one character")
    if len(character) != 1 or character.isalnum() or character == " " or not 7 <= ord(character) <= 126:
        raise Unfit(f"`{value}` cannot be a delimiter", 'write one mark that is no letter, digit or blank, as "~"')
    return character


def delimiter(value: str) -> str:
    character = terminator(value)
    if character in "\r\n":
        fix = 'write another mark, as "*": a line break may follow any segment, and nobody could tell the two apart'
        raise Unfit("a line break can only end segments", fix)
    return character


def delimiter_or_none(value: str) -> str:
    return "" if value == "none" else delimiter(value)


def charset(value: str) -> str:
    if value not in CHARSETS:
        raise Unfit(f"`{value}` is no character set that we write", f"one of: {', '.join(CHARSETS)}")
    return CHARSETS[value]


def interchange_id(value: str) -> str:
    qualifier, _, bare = value.partition(":")
    if not re.fullmatch("[A-Z0-9]{2}", qualifier) or not re.fullmatch(r"[ -~]{1,15}", bare) or bare != bare.strip():
        raise Unfit(
            f"`{value}` is no interchange id",
            "write the two-character qualifier, a colon and at most 15 characters, as 08:6123830000",
        )
    return value


def party_id(value: str) -> str:
    """Of EDIFACT: 0007 and 0004, or `:id` where UNB has no qualifier, as the reader names it."""
    qualifier, colon, bare = value.partition(":")
    fits = re.fullmatch("[A-Z0-9]{0,4}", qualifier) and re.fullmatch("[ -~]{1,35}", bare) and bare == bare.strip()
    if not colon or not fits:
        raise Unfit(
            f"`{value}` is no interchange id",
            "write the qualifier, a colon and at most 35 characters, as 14:9012345000004; without a qualifier `:ID`",
        )
    return value


def our_id(value: str) -> str:
    """Of either standard."""
    return interchange_id(value) if re.match("[A-Z0-9]{2}:.{1,15}$", value) else party_id(value)


def ung_id(value: str) -> str:
    if not re.fullmatch(r"([A-Z0-9]{1,4}:)?[!-~]([ -~]{0,33}[!-~])?", value):
        raise Unfit(f"`{value}` is no group id", "write at most 35 characters as UNG has them, or `qualifier:id`")
    return value


def directory(value: str) -> str:
    if not re.fullmatch("[A-Z0-9]{2,6}", value) or nearest_directory(value) is None:
        raise Unfit(f"`{value}` is no EDIFACT directory", "write version and release together: D96A, D01B")
    return value


def _written(longest: int, letters: str, what: str, example: str) -> Callable[[str], str]:
    def fitting(value: str) -> str:
        if not re.fullmatch(f"{letters}{{1,{longest}}}", value) or value != value.strip():
            raise Unfit(f"`{value}` is no {what}", f"write at most {longest} characters, as {example}")
        return value

    return fitting


def message_type(value: str) -> str:
    if not re.fullmatch("[A-Z]{6}", value):
        raise Unfit(f"`{value}` is no message type", "write its six letters, as ORDERS")
    return value


def group_id(value: str) -> str:
    if not re.fullmatch(r"[ -~]{2,15}", value) or value != value.strip():
        raise Unfit(f"`{value}` is no group id", "write 2 to 15 characters, as GS02 carries them")
    return value


def gln(value: str) -> str:
    if not re.fullmatch("[0-9]{13}", value) or not _gs1_check(value):
        raise Unfit(f"`{value}` is no GLN", "write its 13 digits; the last one is a check digit")
    return value


def gs1_prefix(value: str) -> str:
    if not re.fullmatch("[0-9]{6,12}", value):
        raise Unfit(f"`{value}` is no GS1 company prefix", "write its 6 to 12 digits")
    return value


def _gs1_check(digits: str) -> bool:
    body = [int(character) for character in reversed(digits[:-1])]
    total = sum(number * (3 if place % 2 == 0 else 1) for place, number in enumerate(body))
    return (10 - total % 10) % 10 == int(digits[-1])


def isa_release(value: str) -> str:
    if not re.fullmatch("00[2-8][0-9]{2}", value):
        raise Unfit(f"`{value}` is no release of an interchange", "write five digits, as 00401")
    return value


def release(value: str) -> str:
    if not re.fullmatch("[0-9]{6}[A-Z0-9]{0,6}", value) or nearest_release(value) is None:
        raise Unfit(f"`{value}` is no published release", "write it as in GS08: 004010, 004010VICS, 005010")
    return value


def qualifier(value: str) -> str:
    if not re.fullmatch("[0-9]{2}", value):
        raise Unfit(f"`{value}` is no qualifier", "write two digits, as 00")
    return value


def information(value: str) -> str:
    if not re.fullmatch(r"[ -~]{0,10}", value):
        raise Unfit(f"`{value}` does not fit", "write at most 10 characters")
    return value


def secret(value: str) -> str:
    """A reference only. The text is never repeated in a message: it may be the secret itself."""
    found = REFERENCE.fullmatch(value)
    if value and not found:
        raise Unfit("a literal secret (SECRET_IN_CONFIG)", f"write where it stands: {WAYS}")
    if found and found[1] == "keyring" and not re.fullmatch("keyring:[^/]+/[^/]+", value):
        raise Unfit("keyring: names a service and a name in it", "write keyring:SERVICE/NAME, as keyring:edigw/acme")
    return value


def time_zone(value: str) -> str:
    try:
        if value != "UTC":
            ZoneInfo(value)
    except (ValueError, OSError, ZoneInfoNotFoundError):
        raise Unfit(f"`{value}` is no time zone", "write its IANA name, as America/Chicago") from None
    return value


def currency(value: str) -> str:
    if not re.fullmatch("[A-Z]{3}", value):
        raise Unfit(f"`{value}` is no currency", "write its ISO code, as USD")
    return value


def name(value: str) -> str:
    if not re.fullmatch("[a-z0-9][a-z0-9_-]{0,63}", value):
        raise Unfit(f"`{value}` is no name", "write small letters, digits, - and _, a letter or digit first")
    return value


def csv_name(value: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,80}\.csv", value):
        raise Unfit(f"`{value}` is no CSV file beside partner.yaml", "write its bare name, as items.csv")
    return value


def map_name(value: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,80}\.yaml|[a-z0-9]+/[A-Za-z0-9]+/[A-Za-z0-9_-]+", value):
        raise Unfit(
            f"`{value}` is no map", "write a file beside partner.yaml, as 850.yaml, or a base map, as x12/004010/850"
        )
    return value


def folder(value: str) -> str:
    if "\x00" in value or not value.strip() or ".." in Path(value).parts:
        raise Unfit(f"`{value}` is no folder", "write a path without .., from the workspace or from /")
    return value


def file_name(value: str) -> str:
    if value in (".", "..") or not re.fullmatch(r"[^/\x00-\x1f]{1,255}", value):
        raise Unfit(f"`{value}` is no file name", "write the bare name, as ORDERS.EDI")
    return value


def partial_name(value: str) -> str:
    parts = value.split("/")
    if value.count("*") != 1 or "*" not in parts[-1] or value == "*" or {"", ".", ".."} & set(parts):
        fix = "write * for the file's name and something with it, as *.tmp, .* or tmp/*"
        raise Unfit(f"`{value}` is no name of a file in the making", fix)
    return text(value)


def series(value: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9/_-]{0,10}", value):
        raise Unfit(f"`{value}` cannot start invoice numbers", "write at most 10 letters, digits, -, _ or /")
    return value


def database_url(value: str) -> str:
    """A URL, or the reference to one; a password in it is a literal secret."""
    if REFERENCE.fullmatch(value):
        return secret(value)
    found = re.fullmatch(r"(sqlite|postgresql)(\+[a-z0-9]+)?://(.*)", value)
    if not found:
        raise Unfit("no URL of a database", "write sqlite:///data/edigw.sqlite or postgresql://user@host/name")
    if found[1] == "postgresql" and re.match(r"[^/@:]*:[^/@]+@|[^?]*\?(.*&)?password=", found[3]):
        raise Unfit("a literal secret in the URL (SECRET_IN_CONFIG)", f"keep the whole URL elsewhere and write {WAYS}")
    return value


def port(value: str) -> int:
    if not re.fullmatch("[1-9][0-9]{0,4}", value) or int(value) > 65_535:
        raise Unfit(f"`{value}` is no port", "write a number from 1 to 65535")
    return int(value)


def host_key(value: str) -> str:
    if not re.fullmatch("SHA256:[A-Za-z0-9+/]{43}", value):
        fix = "write SHA256: and its 43 characters, as `ssh-keygen -lf` and the refusal of a login show it"
        raise Unfit(f"`{value}` is no fingerprint of a host key", fix)
    return value


def mail_address(value: str) -> str:
    if len(value) > 254 or not re.fullmatch(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9][A-Za-z0-9.-]*", value):
        raise Unfit(f"`{value}` is no mail address", "write the bare address, as edi@example.com")
    return value


def web_address(value: str) -> str:
    """A URL, or the reference to one. The text is never repeated in a message: there may be a secret in it."""
    if REFERENCE.fullmatch(value):
        return secret(value)
    if not re.fullmatch(r"https?://[!-.0-~]+(/[!-~]*)?", value):
        raise Unfit("no web address", "write https://host/path or http://host:port/path")
    if "@" in value.split("/")[2]:
        raise Unfit("a literal secret in the address (SECRET_IN_CONFIG)", f"keep the whole address elsewhere: {WAYS}")
    try:
        if urlsplit(value).port == 0 or not urlsplit(value).hostname:
            raise ValueError
    except ValueError:
        raise Unfit("no host and port in the address", "write https://host/path or http://host:port/path") from None
    return value


def batching(value: str) -> dict[str, Value]:
    """`each`, or `every 15 min`, as the fields of Batching."""
    if value == "each":
        return {"kind": "each"}
    if re.match(r"at \d|per run", value):
        raise Unfit(f"batching `{value}` is not supported yet", "write each, or a length of time as every 15 min")
    if not value.startswith("every "):
        raise Unfit(f"`{value}` is no batching rule", "write each, or a length of time as every 15 min")
    return {"kind": "every", "every_s": seconds(value.removeprefix("every "))}


KINDS: Mapping[str, Callable[[str], Value]] = {
    "text": text, "word": text, "yes or no": yes_no, "whole number": count, "quantity": quantity, "share": share,
    "digit": digit, "time": seconds, "seconds": short_time, "days": days, "size": size, "delimiter": delimiter,
    "terminator": terminator,
    "delimiter or none": delimiter_or_none, "character set": charset, "interchange id": interchange_id,
    "group id": group_id, "GLN": gln, "GS1 prefix": gs1_prefix, "interchange release": isa_release,
    "release": release, "qualifier": qualifier, "information": information, "secret": secret, "time zone": time_zone,
    "currency": currency, "name": name, "CSV file": csv_name, "map": map_name, "folder": folder, "file name": file_name,
    "partial name": partial_name, "series": series,
    "batching": batching, "database": database_url,
    "party id": party_id, "our id": our_id, "UNG id": ung_id, "directory": directory, "message type": message_type,
    "application reference": _written(14, "[ -~]", "application reference", "ORDERSRTV"),
    "agreement reference": _written(35, "[ -~]", "agreement reference", "EDI-2026"),
    "convention": _written(35, "[!-~]", "convention", "005010X220A1"),
    "association code": _written(6, "[A-Z0-9]", "association code", "EAN008"),
    "port": port, "host key": host_key, "mail address": mail_address, "web address": web_address,
    **AS2_KINDS, **LOGIN_KINDS,
}  # fmt: skip


__all__ = ["KINDS", "REFERENCE", "SECRET_NAME", "Unfit"]
