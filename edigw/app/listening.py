"""The servers of ours that `edigw run` starts beside its loop, by what edigw.toml says."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from edigw.app.workspace import Workspace
    from edigw.model.partner import Mailbox
    from edigw.model.served import Served
    from edigw.work.listening import Listener


def listeners(workspace: Workspace, say: Callable[[str], None]) -> list[Listener]:
    """In the order in which they start."""
    return [*_sftp(workspace, say), *_http(workspace, say)]


def _sftp(workspace: Workspace, say: Callable[[str], None]) -> Iterator[Listener]:
    rules = workspace.configuration.settings.sftp
    if not rules.listen:
        if here := [box.login for box in logins(workspace)]:
            say(f"nobody can log in as {', '.join(here)}: [sftp] of edigw.toml has no `listen`")
        return
    from edigw.transports.sftp_server import SftpServer

    def known() -> tuple[Served, list[Mailbox]]:
        return workspace.configuration.settings.sftp, logins(workspace)

    place = workspace.configuration.settings.workspace
    yield SftpServer(place, known, workspace.clock, say, lambda error: _report(workspace, error))


def _http(workspace: Workspace, say: Callable[[str], None]) -> Iterator[Listener]:
    listening = workspace.configuration.settings.http
    if listening is None:
        return
    from edigw.work.as2_serving import As2Server

    yield As2Server(workspace.context, listening, say)


def _report(workspace: Workspace, error: Exception) -> None:
    from edigw.pipeline import crash

    folder = workspace.configuration.settings.data_dir / "crash"
    crash.report(folder, f"sftp-{workspace.clock():%Y%m%dT%H%M%S%f}", error)


def logins(workspace: Workspace) -> list[Mailbox]:
    """Mailboxes that partners may log in to. Where two claim a login, edigw.toml's keeps it, then the first one."""
    configuration = workspace.configuration
    found: dict[str, Mailbox] = {}
    for box in (*configuration.settings.mailboxes.values(), *configuration.mailboxes.values()):
        if box.login and box.transport == "folder":
            found.setdefault(box.login, box)
    return list(found.values())
