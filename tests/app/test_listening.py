"""Which servers `edigw run` starts, and who may log in to them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from sftpd_house import lay_keys, public
from yard import Yard

from edigw.app.listening import listeners, logins
from edigw.app.workspace import Workspace
from edigw.model.served import Served
from edigw.transports.sftp_server import SftpServer


def open_to(yard: Yard, name: str = "acme", login: str = "acme", listen: str = "127.0.0.1:0") -> None:
    toml = yard.base / "edigw.toml"
    text = toml.read_text("utf-8")
    if listen:
        toml.write_text(text.replace("[sftp]", f'[sftp]\nlisten = "{listen}"', 1), "utf-8")
    yard.tell(f"mailboxes:\n  {name}:\n    login: {login}\n    authorized_keys: {public(login)}\n", name)


def test_there_is_none_unless_it_is_said_where(yard: Yard) -> None:
    said: list[str] = []
    assert listeners(Workspace(yard.base, yard.clock), said.append) == []
    assert said == []
    open_to(yard, listen="")
    assert listeners(Workspace(yard.base, yard.clock), said.append) == []
    assert said == ["nobody can log in as acme: [sftp] of edigw.toml has no `listen`"]


def test_the_sftp_server_knows_the_configuration_as_it_is_now(yard: Yard, tmp_path: Path) -> None:
    open_to(yard)
    lay_keys(yard.base)
    said: list[str] = []
    workspace = Workspace(yard.base, yard.clock)
    (server,) = listeners(workspace, said.append)
    assert isinstance(server, SftpServer)
    server.start(lambda: None)
    assert said[0].startswith(f"sftp: listens on 127.0.0.1:{server.port}, 1 logins")
    yard.partner("other", "08:2222222222")
    open_to(yard, "other", "other", listen="")
    workspace.reload()
    server.renew()
    assert {box.login for box in server._known()[1]} == {"acme", "other"}
    server._report(ValueError("nobody foresaw it"))
    server.drain(1.0)
    workspace.close()
    (crash,) = (yard.base / "data/crash").iterdir()
    assert "ValueError: nobody foresaw it" in crash.read_text()
    crash.unlink()


def test_a_login_that_two_claim_stays_with_the_first(yard: Yard) -> None:
    yard.partner("other", "08:2222222222")
    open_to(yard, "acme", "acme")
    open_to(yard, "other", "acme", listen="")
    workspace = Workspace(yard.base, yard.clock)
    assert list(workspace.configuration.parked) == ["other"]
    assert [box.name for box in logins(workspace)] == ["acme"]
    toml = yard.base / "edigw.toml"
    more = f'\n[mailbox.van]\nlogin = "acme"\nauthorized_keys = ["{public("van")}"]\n'
    toml.write_text(toml.read_text("utf-8") + more, "utf-8")
    assert [box.name for box in logins(Workspace(yard.base, yard.clock))] == ["van"]


def test_a_login_of_a_mailbox_elsewhere_opens_nothing(yard: Yard) -> None:
    yard.tell(f"mailboxes:\n  acme:\n    transport: sftp\n    host: h\n    user: u\n    key: env:K\n    login: acme\n"
              f"    authorized_keys: {public('acme')}\n")  # fmt: skip
    workspace = Workspace(yard.base, yard.clock)
    assert list(workspace.configuration.parked) == ["acme"]
    assert logins(workspace) == []


@pytest.mark.parametrize("row", ["file", "quota"])
def test_limits_are_those_of_edigw_toml(yard: Yard, row: str) -> None:
    toml = yard.base / "edigw.toml"
    block = "limits" if row == "file" else "sftp"
    toml.write_text(toml.read_text("utf-8").replace(f"[{block}]", f'[{block}]\n{row} = "5 MB"', 1), "utf-8")
    rules: Served = Workspace(yard.base, yard.clock).configuration.settings.sftp
    assert getattr(rules, row) == 5 << 20


def test_nothing_of_it_is_loaded_where_there_is_no_server(yard: Yard) -> None:
    """The commands that monitors call all day start without it."""
    code = (
        "import sys; from pathlib import Path; from edigw.app import doctor, listening, running, workspace; "
        f"listening.listeners(workspace.Workspace(Path({str(yard.base)!r})), print); "
        "assert 'asyncssh' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
