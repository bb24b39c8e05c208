from __future__ import annotations

from decimal import Decimal

import pytest

from edigw.config import kinds

KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIL/UVN5kSH79UR2+rbgk2ZJm0Z1z5eW+I9iZlytGiiQJ"

GOOD = [
    ("yes or no", "yes", True), ("yes or no", "no", False), ("whole number", "500", 500),
    ("quantity", "0.5", Decimal("0.5")), ("share", "5 %", Decimal("0.05")), ("share", "0%", Decimal(0)),
    ("digit", "0", "0"), ("time", "15 min", 900), ("time", "24 h", 86400), ("time", "2d", 172800),
    ("seconds", "0.5 s", 0.5), ("seconds", "0 s", 0.0), ("days", "365 d", 365), ("size", "64 MB", 67108864),
    ("size", "100", 100), ("delimiter", "~", "~"), ("terminator", "newline", "\n"), ("delimiter or none", "none", ""),
    ("character set", "windows-1252", "cp1252"), ("interchange id", "ZZ:MY COMPANY", "ZZ:MY COMPANY"),
    ("interchange id", "08:6123830000", "08:6123830000"), ("interchange id", "01:a:b", "01:a:b"),
    ("group id", "SUPPLIER", "SUPPLIER"), ("GLN", "4012345000009", "4012345000009"),
    ("GS1 prefix", "9521234", "9521234"),
    ("interchange release", "00401", "00401"), ("release", "004010VICS", "004010VICS"), ("qualifier", "01", "01"),
    ("information", "", ""), ("secret", "env:PASS", "env:PASS"), ("secret", "file:/run/x", "file:/run/x"),
    ("time zone", "UTC", "UTC"), ("currency", "CAD", "CAD"), ("name", "north-1_a", "north-1_a"),
    ("CSV file", "items.csv", "items.csv"), ("map", "850.yaml", "850.yaml"),
    ("map", "x12/004010/850", "x12/004010/850"),
    ("folder", "/srv/edi/in", "/srv/edi/in"), ("folder", "boxes/a", "boxes/a"), ("series", "INV-", "INV-"),
    ("batching", "each", {"kind": "each"}), ("batching", "every 15 min", {"kind": "every", "every_s": 900}),
    ("database", "sqlite:///data/x.sqlite", "sqlite:///data/x.sqlite"),
    ("database", "postgresql://postgres:@/db?host=/tmp", "postgresql://postgres:@/db?host=/tmp"),
    ("database", "postgresql+psycopg://user@host/db", "postgresql+psycopg://user@host/db"),
    ("database", "env:URL", "env:URL"),
    ("party id", "14:9012345000004", "14:9012345000004"), ("party id", ":SENDER", ":SENDER"),
    ("party id", "ZZZ:A:B", "ZZZ:A:B"), ("our id", "14:5412345000013", "14:5412345000013"), ("our id", ":US", ":US"),
    ("our id", "14:" + "1" * 35, "14:" + "1" * 35), ("UNG id", "STORES", "STORES"), ("UNG id", "14:9", "14:9"),
    ("directory", "D96A", "D96A"), ("directory", "D97A", "D97A"), ("directory", "D3", "D3"),
    ("message type", "ORDERS", "ORDERS"), ("application reference", "ORDERSRTV", "ORDERSRTV"),
    ("agreement reference", "EDI 1", "EDI 1"), ("association code", "EAN008", "EAN008"),
    ("convention", "005010X220A1", "005010X220A1"),
    ("host key", f"SHA256:{43 * 'a'}", f"SHA256:{43 * 'a'}"),
    ("port", "587", 587), ("mail address", "edi+a@example.com", "edi+a@example.com"),
    ("web address", "https://example.com", "https://example.com"), ("web address", "env:HOOK", "env:HOOK"),
    ("web address", "http://127.0.0.1:8080/a?b=c", "http://127.0.0.1:8080/a?b=c"),
    ("listen address", "[::]:2222", "[::]:2222"), ("login name", "ACME-edi", "ACME-edi"),
    ("public key", KEY, KEY), ("public key", f" {KEY} them@there ", f"{KEY} them@there"),
    ("AS2 name", 'ACME "east" 1', 'ACME "east" 1'), ("host", "AS2.Example.com", "as2.example.com"),
    ("host", "::1", "::1"), ("certificate", "acme-1", "acme-1"),
    ("certificate", "SHA256:" + 32 * "AB", "SHA256:" + 32 * "ab"),
    ("certificate pin", "SHA256:" + 32 * "AB", "SHA256:" + 32 * "ab"),
    ("certificate", "sha256:" + ":".join(32 * ["AB"]), "SHA256:" + 32 * "ab"),
    ("secret", "keyring:edigw/acme", "keyring:edigw/acme"), ("file name", "ORDERS.EDI", "ORDERS.EDI"),
    ("partial name", "tmp/*.part", "tmp/*.part"),
]  # fmt: skip

BAD = [
    ("party id", "9012345000004"), ("party id", "14:"), ("party id", "14:" + "1" * 36), ("party id", "ABCDE:1"),
    ("party id", "14: 1"), ("our id", "US"), ("our id", "01: US"), ("UNG id", " A"), ("UNG id", ""),
    ("directory", "004010"), ("directory", "D:96A"), ("directory", "D96Z"), ("message type", "ORDER"),
    ("application reference", "A" * 15), ("agreement reference", " A"), ("association code", "EAN0088"),
    ("convention", "A" * 36), ("convention", "A B"), ("convention", ""),
    ("host key", f"SHA256:{42 * 'a'}"), ("host key", "MD5:00:11"),
    ("port", "0"), ("port", "65536"), ("port", "25/tcp"), ("mail address", "edi"), ("mail address", "a@b\nBcc: c@d"),
    ("mail address", "Edi <a@b.example>"), ("mail address", "a,c@b.example"), ("web address", "ftp://example.com"),
    ("web address", "https:///x"), ("web address", "http://h:99999/"), ("web address", "http://h/a b"),
    ("web address", "http://h/\r\nX: y"), ("web address", "keyring:x"), ("web address", "http://[::1/"),
    ("text", "a\nb"), ("yes or no", "true"), ("yes or no", "Yes"), ("whole number", "0"), ("whole number", "-1"),
    ("whole number", "1.0"), ("whole number", "٣"), ("quantity", "0"), ("quantity", "1e3"), ("quantity", "NaN"),
    ("quantity", "1_000"), ("share", "5"), ("share", "101 %"), ("digit", "12"), ("time", "15"), ("time", "0 s"),
    ("time", "15 minutes"), ("seconds", "1 min"), ("days", "1"), ("size", "64 mb"), ("size", "0"), ("delimiter", "ab"),
    ("delimiter", "A"), ("delimiter", " "), ("delimiter", "none"), ("delimiter", "é"), ("delimiter", "newline"),
    ("delimiter", "\r"), ("delimiter", "\x06"), ("delimiter or none", "newline"), ("terminator", "\x1b["),
    ("character set", "utf-16"),
    ("interchange id", "6123830000"), ("interchange id", "8:612"), ("interchange id", "08:"),
    ("interchange id", "08: X"), ("interchange id", "08:1234567890123456"), ("group id", "A"), ("group id", "A" * 16),
    ("GLN", "4012345000008"), ("GLN", "401234500000"), ("GS1 prefix", "12345"), ("GS1 prefix", "95212x4"),
    ("interchange release", "401"), ("release", "4010"), ("release", "004099"), ("qualifier", "1"),
    ("information", "12345678901"), ("secret", "hunter2"), ("secret", "keyring:x"), ("time zone", "Mars/Base"),
    ("time zone", "../etc/passwd"), ("currency", "usd"), ("name", "Acme"), ("name", "-a"), ("name", ""),
    ("CSV file", "../items.csv"), ("CSV file", "items.txt"), ("map", "../850.yaml"), ("map", "x12/../850"),
    ("folder", "../other"), ("folder", "a/../../b"), ("folder", " "), ("series", "INV 1"), ("batching", "every"),
    ("batching", "at 22:00"), ("batching", "per run"), ("batching", "sometimes"), ("database", "mysql://x"),
    ("database", "postgresql://u:secret@h/db"), ("database", "postgresql://h/db?password=secret"),
    ("secret", "keyring:a/b/c"), ("file name", "a/b"), ("file name", ".."), ("partial name", "*"),
    ("partial name", "x.tmp"), ("partial name", "../*"), ("partial name", "*/x"), ("partial name", "/tmp/*"),
    ("listen address", "2222"), ("listen address", "0.0.0.0:70000"), ("listen address", "::1:22"),
    ("listen address", "host:22 "), ("login name", "a b"), ("login name", "../a"), ("login name", ""),
    ("public key", "AAAA"), ("public key", KEY[:-4]), ("public key", f"no-pty {KEY}"), ("public key", "ssh-ed25519 ä"),
    ("public key", KEY.replace("ssh-ed25519", "ssh-rsa")), ("public key", "ssh-dss AAAAB3NzaC1kc3M="),
    ("AS2 name", ""), ("AS2 name", " A"), ("AS2 name", "ä"), ("AS2 name", "A" * 129), ("host", "https://as2.example"),
    ("host", "as2.example:80"), ("host", "as2..example"), ("host", "x/y"), ("certificate", "SHA256:ab"),
    ("certificate pin", "acme-1"), ("certificate pin", "SHA256:12"), ("certificate", "Acme 1"),
    ("certificate", "../acme"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "text", "value"), GOOD)
def test_a_fitting_text_becomes_its_value(kind: str, text: str, value: object) -> None:
    assert kinds.KINDS[kind](text) == value


@pytest.mark.parametrize(("kind", "text"), BAD)
def test_any_other_is_refused_with_what_to_write(kind: str, text: str) -> None:
    with pytest.raises(kinds.Unfit) as caught:
        kinds.KINDS[kind](text)
    assert caught.value.message
    assert caught.value.fix


@pytest.mark.parametrize(("kind", "text"), [("batching", "at 22:00"), ("batching", "per run")])
def test_what_a_later_step_brings_says_so(kind: str, text: str) -> None:
    with pytest.raises(kinds.Unfit, match="not supported yet"):
        kinds.KINDS[kind](text)


@pytest.mark.parametrize("kind", ["secret", "database"])
def test_a_secret_is_never_repeated(kind: str) -> None:
    with pytest.raises(kinds.Unfit) as caught:
        kinds.KINDS[kind]("postgresql://u:hunter2@h/db" if kind == "database" else "hunter2")
    assert "hunter2" not in caught.value.message + caught.value.fix


def test_every_kind_is_tried() -> None:
    assert {kind for kind, *_ in GOOD} | {"text", "word"} == set(kinds.KINDS)
