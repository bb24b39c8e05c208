"""Mailboxes on a partner's server: what their rows make, and which do not belong together."""

from __future__ import annotations

from typing import Any

import pytest

from edigw import carrier
from edigw.config import remote
from edigw.config.said import PARTNERS, Said, gather
from edigw.model.partner import Mailbox, Sftp

PIN = "SHA256:" + 43 * "a"
CERTIFICATE = "SHA256:" + 32 * "ab"
FULL = "transport: sftp, host: h, user: u, key: env:K"


def said(rows: str) -> Said:
    return gather(carrier.read(f"mailboxes: {{a: {{{rows}}}}}", "p.yaml"), "p.yaml", PARTNERS["x12"])


def test_rows_make_a_server_and_a_secret_stays_a_reference() -> None:
    text = f"transport: sftp, host: h, user: u, key: file:/k, passphrase: env:P, host_keys: {PIN}, inbox: /from/us"
    assert remote.sftp(said(text), "mailboxes.a") == Sftp(
        host="h", user="u", key="file:/k", passphrase="env:P", host_keys=(PIN,), inbox="/from/us"
    )
    more = remote.sftp(
        said(f"{text}, port: 2222, every: 5 min, timeout: 3 s, archive: seen, pattern: [x*, y], legacy: yes"),
        "mailboxes.a",
    )
    assert more is not None
    assert (more.port, more.every_s, more.timeout_s, more.archive, more.pattern) == (2222, 300, 3, "seen", ("x*", "y"))
    assert more.legacy
    odd = remote.sftp(
        said(f"{text}, except: a*, files: b, order: name, fetch: no, remove: no, send: marker, partial: .*, "
             "confirm: no, upper_case_names: yes"),
        "mailboxes.a",
    )  # fmt: skip
    assert odd == Sftp(
        host="h", user="u", key="file:/k", passphrase="env:P", host_keys=(PIN,), inbox="/from/us", excepted=("a*",),
        files=("b",), order="name", fetch=False, remove=False, send="marker", partial=".*", confirm=False,
        upper_case_names=True,
    )  # fmt: skip
    assert remote.sftp(said("inbox: x"), "mailboxes.a") is None


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ("transport: sftp, user: u, key: env:K", ["an sftp mailbox without `host`"]),
        ("transport: sftp", ["without `host`", "without `user`", "without `key` and `password`"]),
        ("transport: sftp, host: h, user: u, password: env:K", []),
        ("host: h, timeout: 3 s", ["`host` belongs to `transport: sftp`", "`timeout` belongs"]),
        ("inbox: x", []),
        ("transport: ftps, host: h, user: u", ["an ftps mailbox without `password`"]),
        (f"transport: ftps, host: h, user: u, password: env:K, pins: {CERTIFICATE}, implicit: yes", []),
        (
            f"transport: ftps, host: h, user: u, password: env:K, host_keys: {PIN}",
            ["`host_keys` belongs to `transport: sftp`"],
        ),
        (f"{FULL}, implicit: yes, pins: {CERTIFICATE}", ["`implicit` belongs to `transport: ftps`", "`pins` belongs"]),
        (f"{FULL}, partial: .*, send: direct", ["`partial` belongs to `send: rename`"]),
        (f"{FULL}, archive: a, remove: no", ["`archive` and `remove: no`"]),
        (f"{FULL}, files: a, pattern: x", ["`pattern` and `files`"]),
        (f"{FULL}, fetch: no, order: name", ["`order` and `fetch: no`"]),
        (f"{FULL}, partial: .*, remove: no, order: name", []),
    ],
)
def test_rows_that_lack_and_rows_that_would_do_nothing_are_told(rows: str, told: list[str]) -> None:
    found = list(remote.faults(said(rows), "mailboxes.a"))
    assert [part in fault.message for part, fault in zip(told, found, strict=True)] == [True] * len(told)


def test_ftps_is_a_server_with_ports_of_its_own() -> None:
    rows = "transport: ftps, host: h, user: u, password: env:K"
    for more, port in (("", 21), (", implicit: yes", 990), (", port: 2121", 2121)):
        far = remote.sftp(said(rows + more), "mailboxes.a")
        assert far is not None and (far.ftps, far.port, far.password) == (True, port, "env:K")
    shown: dict[str, Any] = remote.shown(Mailbox(name="a", sftp=far))
    assert "pins" in shown and not {"key", "passphrase", "host_keys", "legacy"} & set(shown)


def test_what_is_shown_is_every_row_of_it() -> None:
    far = Sftp(host="h", user="u", host_keys=(PIN,))
    shown: dict[str, Any] = remote.shown(Mailbox(name="a", sftp=far))
    assert set(shown) == {*remote.FIELDS, "inbox", "outbox"} - {"implicit", "pins"} and shown["host_keys"] == PIN
    assert remote.shown(Mailbox(name="a")) == {}
