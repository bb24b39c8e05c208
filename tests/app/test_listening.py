"""Which servers `edigw run` starts, and who may log in to them."""

from __future__ import annotations

import re
import socket
from pathlib import Path

import pytest
from sftpd_house import lay_keys, public
from yard import Yard

from edigw.app import App, listening
from edigw.app.listening import listeners, logins
from edigw.app.workspace import Workspace
from edigw.errors import TemporaryError
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


def test_nothing_of_it_is_loaded_where_there_is_no_server() -> None:
    """Monitors call commands all day: asyncssh takes a quarter of a second to load."""
    own = ("transports/sftpd/", "transports/sftp_server.py")
    heavy = re.compile(r"^(import asyncssh|from asyncssh|from edigw\.transports\.sftp(_server|d))", re.MULTILINE)
    code = Path(listening.__file__).parents[1]
    others = [path for path in code.rglob("*.py") if not path.relative_to(code).as_posix().startswith(own)]
    assert len(others) > 300 and not [path for path in others if heavy.search(path.read_text("utf-8"))]


def test_a_port_in_use_ends_the_daemon_with_a_hint(yard: Yard) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        open_to(yard, listen=f"127.0.0.1:{taken.getsockname()[1]}")
        lay_keys(yard.base)
        with pytest.raises(TemporaryError, match="is in use") as told:
            App(yard.base, yard.clock).run(say=print)
        assert told.value.exit_code == 3 and told.value.hint.startswith("stop whoever listens there")


def test_the_http_server_listens_where_it_is_said(yard: Yard) -> None:
    toml = yard.base / "edigw.toml"
    text = toml.read_text("utf-8").replace("[http]", '[http]\nlisten = "127.0.0.1:0"\ntls = false', 1)
    toml.write_text(text, "utf-8")
    workspace, said = Workspace(yard.base, yard.clock), list[str]()
    (server,) = listeners(workspace, said.append)
    server.start(lambda: None)
    server.drain(1.0)
    workspace.close()
    assert said[0].startswith("partners post AS2 to http://127.0.0.1:")
