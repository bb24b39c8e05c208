"""What `edigw doctor` says of our own SFTP server: the keys that partners pin, and logins that lead nowhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edigw.app.listening import logins
from edigw.errors import EdigwError
from edigw.model.ailment import Ailment

if TYPE_CHECKING:
    from edigw.app.workspace import Workspace


def sftp_server(workspace: Workspace) -> tuple[str, list[Ailment]]:
    """What was looked at, with the fingerprints of our keys; what is wrong."""
    from edigw.transports.sftpd import host_keys

    settings = workspace.configuration.settings
    listen, here = settings.sftp.listen, [box.login for box in logins(workspace)]
    if not listen:
        told = f"nobody can log in as {', '.join(here)}: no server listens"
        nowhere = [Ailment("LOGIN_NOWHERE", told, "say `listen` in [sftp] of edigw.toml, or drop `login`")]
        return "none: [sftp] of edigw.toml has no `listen`", nowhere if here else []
    where = f"{listen}, {len(here)} logins"
    try:
        shown = ", ".join(host_keys.fingerprints(settings.workspace))
    except EdigwError as error:
        return where, [Ailment("HOST_KEY_SPOILT", error.message, error.hint)]
    open_ones = host_keys.open_to_others(settings.workspace)
    ills = [Ailment("HOST_KEY_OPEN", f"{path} may be read by others", f"`chmod 600 {path}`") for path in open_ones]
    return f"{where}, our keys {shown or 'are made at the first start'}", ills
