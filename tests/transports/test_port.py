"""Every transport has what the pipeline asks of one."""

from __future__ import annotations

import inspect

import pytest

from edigw.transports.folder import FolderMailbox
from edigw.transports.port import Transport
from edigw.transports.sftp import SftpMailbox

VERBS = [name for name, member in vars(Transport).items() if inspect.isfunction(member) and not name.startswith("_")]


@pytest.mark.parametrize("kind", [FolderMailbox, SftpMailbox])
@pytest.mark.parametrize("verb", VERBS)
def test_it_takes_what_the_port_gives(kind: type, verb: str) -> None:
    wanted, found = (list(inspect.signature(getattr(one, verb)).parameters) for one in (Transport, kind))
    assert found[: len(wanted)] == wanted


def test_the_verbs_are_those_of_a_mailbox() -> None:
    assert {"prepare", "poll", "changed", "done", "put_back", "again", "close", "send_all"} == set(VERBS)


def test_a_server_of_the_partner_is_always_apart(tmp_path) -> None:
    assert SftpMailbox.apart
    assert not FolderMailbox("acme", tmp_path, tmp_path).apart
