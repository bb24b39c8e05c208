from __future__ import annotations

from pathlib import Path

import pytest

from edigw.config.settings import read_settings, understand_settings
from edigw.errors import ConfigError, NotFound

WORKSPACE = Path("/srv/edi")


def faults_of(text: str) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        understand_settings(text, WORKSPACE)
    return [f"{fault.line}:{fault.column} {fault.message} | {fault.fix}" for fault in caught.value.faults]


def test_an_empty_file_has_all_defaults() -> None:
    settings = understand_settings("", WORKSPACE)
    assert settings.database_url == "sqlite:////srv/edi/data/edigw.sqlite"
    assert settings.limits.set == 64 * 1024**2
    assert settings.limits.segment == 1024**2
    assert settings.identities == {}
    assert settings.mailboxes["erp"].inbox == "/srv/edi/data/erp/in"
    assert (settings.poll_s, settings.settle_s) == (1.0, 1.0)


def test_identities_mailboxes_and_limits() -> None:
    settings = understand_settings(
        """
        [identity.main]
        name = "Ours"
        interchange = ["01:A", "ZZ:B"]
        gs1_prefixes = ["9521234"]
        address.city = "Springfield"
        [identity.west]
        currency = "CAD"
        [limits]
        set = "1 MB"
        segment = 1000
        [work]
        settle = "0.2 s"
        [mailbox.van]
        inbox = "/srv/van/in"
        done_marker = true
        carries = ["acme"]
        """,
        WORKSPACE,
    )
    main = settings.identities["main"]
    assert (main.key, main.interchange, main.address.city, main.address.name) == (
        "main",
        ("01:A", "ZZ:B"),
        "Springfield",
        "Ours",
    )
    assert settings.identities["west"].currency == "CAD"
    assert (settings.limits.set, settings.limits.segment) == (1024**2, 1000)
    van = settings.mailboxes["van"]
    assert (van.inbox, van.outbox, van.done_marker, van.carries, van.settle_s) == (
        "/srv/van/in",
        "/srv/edi/data/van/out",
        True,
        ("acme",),
        0.2,
    )
    assert settings.mailboxes["erp"].settle_s == 0.2


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[identity.main]\nname = x\n", "2:8 "),
        ("[limits]\nset = 1\nset = 2\n", "3:"),
        ("[limits]\n\nset = 'x'\n", "3:1 `limits.set`: `x` is no size"),
        ("[limits]\nsett = 'x'\n", "2:1 unknown setting `limits.sett` | did you mean `set`?"),
        ("[identity.main]\nfoo.bar = 1\n", "2:1 unknown setting `identity.main.foo`"),
        ("[identity.Main]\nname = 'x'\n", "1:1 `identity.Main`: `Main` is no name"),
        ("[identity.main]\ninterchange = ['A']\n", "2:1 `identity.main.interchange`: `A` is no interchange id"),
        ("[web]\nport = 1\n", "1:1 `web` is not supported yet"),
        ("web.port = 1\n", "1:1 `web` is not supported yet"),
        ("[limits]\nconnections = 5\n", "2:1 `limits.connections` is not supported yet"),
        ("[identity.main]\ntax_id = 'x'\n", "2:1 `identity.main.tax_id` is not supported yet"),
        ("[mailbox.erp]\n", "1:1 the mailbox name erp is taken"),
        ("[mailbox.van]\ntransport = 'fax'\n", "2:1 `mailbox.van.transport`: `fax` is no word for it"),
        ("[mailbox.van]\nhost = 'h'\n", "2:1 `host` belongs to `transport: sftp`"),
        ("[mailbox.van]\ntransport = 'sftp'\nhost = 'h'\nkey = 'env:K'\n", "2:1 an sftp mailbox without `user`"),
        ("[mailbox.van]\nkey = 'hunter2'\n", "2:1 `mailbox.van.key`: a literal secret"),
        ("[database]\nurl = 'mysql://x'\n", "2:1 `database.url`: no URL of a database"),
        ("[database]\nurl = 'postgresql://u:hunter2@h/d'\n", "2:1 `database.url`: a literal secret"),
        ("[database]\npassword = 'hunter2'\n", "2:1 a literal secret under `password`"),
        ("[database]\nurl = 'env:EDIGW_NO_SUCH'\n", "2:1 database.url: the environment has no EDIGW_NO_SUCH"),
        ("identity = 3\n", "1:1 `identity` is a block"),
    ],
)
def test_a_fault_has_its_line(text: str, expected: str) -> None:
    (fault,) = faults_of(text)
    assert fault.startswith(expected)
    assert "hunter2" not in fault


def test_all_faults_come_at_once() -> None:
    assert len(faults_of("[limits]\nset = 'x'\nfoo = 1\n[web]\n")) == 3


def test_references_are_resolved(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EDIGW_TEST_URL", "postgresql://u:p@h/d")
    settings = understand_settings("[database]\nurl='env:EDIGW_TEST_URL'", WORKSPACE)
    assert settings.database_url == "postgresql://u:p@h/d" and not settings.database_said
    assert understand_settings("", WORKSPACE).database_said


def test_a_folder_without_the_file_is_no_workspace(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match=r"is no workspace: it has no edigw\.toml"):
        read_settings(tmp_path)


def test_a_file_that_is_no_text(tmp_path: Path) -> None:
    (tmp_path / "edigw.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(ConfigError, match="not UTF-8"):
        read_settings(tmp_path)
