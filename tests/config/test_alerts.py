"""`[alerts]`: every fault at once with its line and fix, secrets as references only."""

from __future__ import annotations

from pathlib import Path

import pytest

from edigw.config.settings import Settings, understand_settings
from edigw.errors import ConfigError
from edigw.model.alerts import KINDS, NONE, Mail, Webhook

MAIL = "[alerts.mail]\nhost = 'mail.example.com'\nfrom = 'edi@example.com'\nto = 'a@example.com'\n"


def read(text: str) -> Settings:
    return understand_settings(text, Path("/srv/edi"))


def faults_of(text: str) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        read(text)
    assert all(fault.fix for fault in caught.value.faults)
    return [f"{fault.line}:{fault.column} {fault.message}" for fault in caught.value.faults]


def test_nobody_is_told_by_default() -> None:
    alerts = read("").alerts
    assert alerts == NONE and alerts.channels == () and alerts.wanted == {}
    assert read("[alerts]\nkinds = ['waiting']\n").alerts.wanted == {}


def test_what_is_said() -> None:
    alerts = read(
        "[alerts]\nkinds = ['waiting', 'overdue']\nevery = '1 h'\nkeep = '7 d'\n" + MAIL
        + "port = 2525\ntls = 'tls'\nuser = 'edi'\npassword = 'env:MAIL_PASSWORD'\ntimeout = '3 s'\n"
        "[alerts.webhook]\nurl = 'https://example.com/edi'\nsecret = 'file:/run/secret'\n"
    ).alerts  # fmt: skip
    assert (alerts.kinds, alerts.every_s, alerts.keep_days) == ({"waiting", "overdue"}, 3600, 7)
    assert alerts.mail == Mail("mail.example.com", 2525, "tls", "edi", "env:MAIL_PASSWORD", "edi@example.com",
                               ("a@example.com",), 3.0)  # fmt: skip
    assert alerts.webhook == Webhook("https://example.com/edi", "file:/run/secret", 10.0)
    assert alerts.wanted == dict.fromkeys(["overdue", "waiting"], ("mail", "webhook"))


@pytest.mark.parametrize(("tls", "port"), [("none", 25), ("starttls", 587), ("tls", 465)])
def test_the_port_follows_the_protection(tls: str, port: int) -> None:
    mail = read(MAIL + f"tls = '{tls}'\n").alerts.mail
    assert mail is not None and mail.port == port


def test_all_kinds_where_none_is_said() -> None:
    assert read(MAIL).alerts.kinds == read("[alerts]\nkinds = []\n" + MAIL).alerts.kinds == set(KINDS)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[alerts]\nkinds = ['late']\n", ["2:1 `alerts.kinds`: `late` is no word for it"]),
        ("[alerts]\nkeep = '0 d'\n", ["2:1 `alerts.keep`: `0 d` is no number of days"]),
        ("[alerts]\nevery = 'often'\n", ["2:1 `alerts.every`: `often` is no length of time"]),
        ("[alerts]\nmails = 1\n", ["2:1 unknown setting `alerts.mails`"]),
        ("[alerts.mail]\nhost = 'h'\n", ["2:1 `alerts.mail.from` is not said", "2:1 `alerts.mail.to` is not said"]),
        ("[alerts.mail]\nfrom = 'x'\nhost = 'h'\nto = 'a@b.c'\n", ["2:1 `alerts.mail.from`: `x` is no mail address"]),
        (MAIL + "user = 'edi'\n", ["5:1 `alerts.mail.password` is not said"]),
        (MAIL + "password = 'env:X'\n", ["5:1 `alerts.mail.user` is not said"]),
        (MAIL + "password = 'hunter2'\nuser = 'x'\n", ["5:1 `alerts.mail.password`: a literal secret"]),
        (
            MAIL + "user='x'\npassword='env:X'\ntls='none'\n",
            ["7:1 the password would travel where anybody can read it"],
        ),
        (MAIL + "timeout = '0 s'\n", ["5:1 `alerts.mail.timeout` is out of bounds"]),
        (MAIL + "tls = 'ssl'\n", ["5:1 `alerts.mail.tls`: `ssl` is no word for it"]),
        ("[alerts.webhook]\nsecret = 'env:X'\n", ["2:1 `alerts.webhook.url` is not said"]),
        ("[alerts.webhook]\nurl = 'http://u:hunter2@h/'\n", ["2:1 `alerts.webhook.url`: a literal secret"]),
        (
            "[alerts.webhook]\nurl = 'http://h/'\nsecret = 'hunter2'\n",
            ["3:1 `alerts.webhook.secret`: a literal secret"],
        ),
        ("[alerts.webhook]\nurl = 'http://h/'\ntimeout = '200 s'\n", ["3:1 `alerts.webhook.timeout` is out of bounds"]),
    ],
)
def test_a_fault_has_its_line(text: str, expected: list[str]) -> None:
    found = faults_of(text)
    assert len(found) == len(expected) and "hunter2" not in " ".join(found)
    assert all(one.startswith(start) for one, start in zip(sorted(found), sorted(expected), strict=True)), found


def test_all_faults_come_at_once() -> None:
    text = "[alerts]\nkinds = 'x'\n[alerts.mail]\nhost = 'h'\n[alerts.webhook]\nsecret = 'hunter2'\n[web]\n"
    assert len(faults_of(text)) == 5


def test_a_password_may_stay_in_the_clear_on_this_machine() -> None:
    text = MAIL.replace("mail.example.com", "localhost") + "user='x'\npassword='env:X'\ntls='none'\n"
    assert read(text).alerts.mail is not None
