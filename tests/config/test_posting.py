"""Mailboxes whose files are posted: what rows make, and which do not belong together."""

from __future__ import annotations

from typing import Any

import pytest

from edigw import carrier
from edigw.config import posting
from edigw.config.said import PARTNERS, Said, gather
from edigw.model.partner import Http, Mailbox

FULL = "transport: http, http: {url: https://x.example/in"


def said(rows: str) -> Said:
    read = gather(carrier.read(f"mailboxes: {{a: {{{rows}}}}}", "p.yaml"), "p.yaml", PARTNERS["x12"])
    assert not read.faults
    return read


def test_rows_make_an_address_and_secrets_stay_references() -> None:
    assert posting.http(said(f"{FULL}}}"), "mailboxes.a") == Http(url="https://x.example/in")
    rows = f"{FULL}, user: u, password: env:P, timeout: 5 s}}"
    assert posting.http(said(rows), "mailboxes.a") == Http(
        url="https://x.example/in", user="u", password="env:P", timeout_s=5.0
    )
    assert posting.http(said("inbox: x"), "mailboxes.a") is None


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        (f"{FULL}}}", []),
        ("transport: http", ["without `http.url`"]),
        ("http: {url: https://x.example, timeout: 5 s}", ["`http.url` belongs to", "`http.timeout` belongs to"]),
        (f"{FULL}, user: u}}", ["`http.password` is not said"]),
        (f"{FULL}, password: env:P}}", ["`http.user` is not said"]),
        (f"{FULL}, user: u, password: env:P, token: env:T}}", ["do not go together"]),
        ("transport: http, http: {url: http://x.example, token: env:T}", ["anybody can read it"]),
        ("transport: http, http: {url: http://127.0.0.1:80, token: env:T}", []),
        ("transport: http, http: {url: env:URL, token: env:T}", []),
    ],
)
def test_rows_that_lack_contradict_or_do_nothing_are_told(rows: str, told: list[str]) -> None:
    found = list(posting.faults(said(rows), "mailboxes.a"))
    assert [part in fault.message for part, fault in zip(told, found, strict=True)] == [True] * len(told)
    assert all(fault.fix for fault in found)


def test_what_is_shown_is_every_row_of_it() -> None:
    shown: dict[str, Any] = posting.shown(Mailbox(name="a", http=Http(url="env:U")))
    assert set(shown) == {f"http.{row}" for row in posting._DEFAULTS} and shown["http.url"] == "env:U"
    assert posting.shown(Mailbox(name="a")) == {}
