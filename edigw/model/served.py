"""The servers of ours that partners call, as edigw.toml has them."""

from __future__ import annotations

from edigw.model.base import Model


class Served(Model):
    """The SFTP server and its limits; times in seconds, sizes in bytes."""

    listen: str = ""  # host:port; "": there is none
    connections: int = 200  # at a time, of all partners
    newcomers: int = 50  # of them that have not logged in yet
    sessions: int = 10  # of a login at a time
    login_within_s: float = 20.0
    idle_s: float = 600.0
    file: int = 2 << 30  # limits.file
    quota: int = 10 << 30  # that may lie in `in` of a login
    files: int = 10_000  # likewise
    partial_s: float = 86400.0  # until an upload that was cut is removed
    archive_days: int = 30  # until what they moved to archive is removed


NOWHERE = Served()
