"""Without a word in edigw.toml there is no server, and its limits are ones that a server can live with."""

from __future__ import annotations

from edigw.model.served import NOWHERE, Served


def test_it_is_off_unless_it_is_said_where_to_listen() -> None:
    assert NOWHERE.listen == Served().listen == ""


def test_one_login_cannot_have_all_connections() -> None:
    usual = Served()
    assert usual.sessions + usual.newcomers < usual.connections
    assert usual.file < usual.quota
