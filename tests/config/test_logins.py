"""Who may log in to our own SFTP server: rows that belong together, logins that two have, the server's limits."""

from __future__ import annotations

from pathlib import Path

import pytest

from edigw import carrier
from edigw.config import logins
from edigw.config.configuration import load
from edigw.config.said import PARTNERS, Said, gather
from edigw.config.settings import understand_settings
from edigw.errors import ConfigError
from edigw.model.partner import Mailbox
from edigw.model.served import NOWHERE

from .conftest import ACME, TOML, Make

KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIL/UVN5kSH79UR2+rbgk2ZJm0Z1z5eW+I9iZlytGiiQJ"
LOGIN = f"mailboxes:\n  acme:\n    login: ACME\n    authorized_keys: {KEY}\n"


def said(rows: str) -> Said:
    return gather(carrier.read(f"mailboxes: {{a: {{{rows}}}}}", "p.yaml"), "p.yaml", PARTNERS["x12"])


def test_a_mailbox_gets_its_login_and_keys() -> None:
    told = logins.fields(said(f"login: ACME, authorized_keys: [{KEY}, {KEY} other]"), "mailboxes.a")
    assert told == {"login": "ACME", "authorized_keys": (KEY, f"{KEY} other")}
    assert logins.fields(said("inbox: x"), "mailboxes.a") == {"login": "", "authorized_keys": ()}


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ("login: ACME", ["a login that no key opens"]),
        ("login: ACME, authorized_keys: []", ["a login that no key opens"]),
        (f"authorized_keys: {KEY}", ["keys without a login"]),
        (f"login: ACME, authorized_keys: {KEY}, transport: sftp", ["`login` belongs to `transport: folder`"]),
        (f"login: ACME, authorized_keys: {KEY}, transport: folder", []),
        ("inbox: x", []),
    ],
)
def test_rows_that_do_not_belong_together(rows: str, told: list[str]) -> None:
    faults = list(logins.faults(said(rows), "mailboxes.a"))
    assert [fault.message for fault in faults] == told
    assert all(fault.fix and fault.line for fault in faults)


def test_a_login_stands_for_one_mailbox(make: Make, trusted_maps: None) -> None:
    both = LOGIN + f"  second:\n    login: ACME\n    authorized_keys: {KEY}\n"
    with pytest.raises(ConfigError, match="login ACME is the mailbox acme's already"):
        load(make({"acme": ACME + both}), strict=True)
    other = ACME.replace("08:6123830000", "08:1111111111")
    with pytest.raises(ConfigError, match="login ACME is partner acme's already"):
        load(make({"acme": ACME + LOGIN, "other": other + LOGIN.replace("acme:", "other:")}), strict=True)
    van = f'{TOML}[mailbox.van]\nlogin = "ACME"\nauthorized_keys = ["{KEY}"]\n'
    with pytest.raises(ConfigError, match="login ACME is the mailbox van's already"):
        load(make({"acme": ACME + LOGIN, "other": other}, van), strict=True)
    twice = f'{van}[mailbox.vin]\nlogin = "ACME"\nauthorized_keys = ["{KEY}"]\n'
    with pytest.raises(ConfigError, match="login ACME is the mailbox van's already"):
        load(make({}, twice))


def test_a_partner_and_a_hub_have_their_logins(make: Make, trusted_maps: None) -> None:
    van = f'{TOML}[mailbox.van]\nlogin = "VAN"\nauthorized_keys = ["{KEY}"]\n'
    boxes = load(make({"acme": ACME + LOGIN}, van), strict=True).mailboxes
    assert {(box.login, box.authorized_keys) for box in boxes.values() if box.login} == {
        ("ACME", (KEY,)), ("VAN", (KEY,))
    }  # fmt: skip


def test_the_server_is_off_and_its_limits_are_the_models() -> None:
    assert understand_settings("", Path("/w")).sftp == NOWHERE


def test_the_server_is_as_edigw_toml_says() -> None:
    text = """[limits]
file = "1 MB"
[sftp]
listen = "127.0.0.1:0"
connections = 20
newcomers = 5
sessions = 3
login_within = "5 s"
idle = "2 min"
quota = "10 MB"
files = 7
partial = "1 h"
archive = "3 d"
"""
    told = understand_settings(text, Path("/w")).sftp
    assert told.model_dump() == {
        "listen": "127.0.0.1:0", "connections": 20, "newcomers": 5, "sessions": 3, "login_within_s": 5, "idle_s": 120,
        "file": 1 << 20, "quota": 10 << 20, "files": 7, "partial_s": 3600, "archive_days": 3,
    }  # fmt: skip


def test_rows_are_shown_with_the_start_of_each_key() -> None:
    shown = logins.shown(Mailbox(name="a", login="ACME", authorized_keys=(KEY,)))
    assert shown == {"login": "ACME", "authorized_keys": "ssh-ed25519 AAAAC3NzaC1l…"}
    assert logins.shown(Mailbox(name="a")) == {"login": "none", "authorized_keys": "none"}
