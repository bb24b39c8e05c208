"""An order that comes from a partner's SFTP server and its answers that go there: the same pipeline as for folders."""

from __future__ import annotations

from pathlib import Path

import pytest
from sftp_servers import US, in_a_thread
from yard import Yard, orders

from edigw.errors import TemporaryError


def test_an_order_comes_and_its_answers_go_by_sftp(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with in_a_thread(tmp_path) as server:
        yard = Yard(tmp_path / "w").init().partner()
        yard.tell(
            f"mailboxes:\n  acme:\n    transport: sftp\n    host: 127.0.0.1\n    port: {server.port}\n    user: {US}\n"
            f"    password: env:ACME\n    done_marker: yes\n    host_keys: {server.pin}\n"
        )
        (server.home / "in" / "a.edi").write_text(orders("4711"))
        (server.home / "in" / "a.edi.done").write_text("")
        monkeypatch.delenv("ACME", raising=False)
        with pytest.raises(TemporaryError, match="the environment has no ACME"):
            yard.once()
        monkeypatch.setenv("ACME", "correct horse")
        yard.once()
        assert not list((server.home / "in").iterdir())
        assert sorted(path.name[:4] for path in (server.home / "out").iterdir()) == ["855_", "997_"]
        assert {state for way, kind, state, _ in yard.states() if way == "out"} == {"SENT"}
        yard.once()
        assert len(yard.states()) == 3 and len(list((server.home / "out").iterdir())) == 2
