"""Who comes in: a connection of a partner, from its first byte to its last; only a key of the partner file opens."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import asyncssh

from edigw.transports.sftpd.channel import Channel
from edigw.transports.sftpd.requests import Aside, Session

if TYPE_CHECKING:
    from edigw.transports.sftpd.home import Home

TRIES = 6  # keys that a connection may show
CHANNELS = 4  # of a connection


@dataclass(slots=True)
class House:
    """What all doors share; belongs to the server's thread."""

    homes: Mapping[str, Home] = field(default_factory=dict)  # by login
    keys: Mapping[str, frozenset[bytes]] = field(default_factory=dict)  # by login: public keys as SSH writes them
    newcomers: list[Door] = field(default_factory=list)  # not logged in yet, the oldest first
    inside: list[Door] = field(default_factory=list)


class Door(asyncssh.SSHServer):
    """One connection."""

    def __init__(
        self, house: House, aside: Callable[[str], Aside], came: Callable[[], None], now: Callable[[], float],
        tell: Callable[[str, str], None], most: tuple[int, int, int],
    ) -> None:  # fmt: skip
        self.login = ""  # as said; proven once it stands in `inside`
        self.key = b""
        self.address = "?"
        self.channels: list[Channel] = []
        self.stirred = now()
        self._house, self._aside, self._came, self._now, self._tell = house, aside, came, now, tell
        self._connections, self._newcomers, self._sessions = most
        self._tries: set[bytes] = set()
        self._connection: asyncssh.SSHServerConnection | None = None

    # --- coming

    def connection_made(self, conn: asyncssh.SSHServerConnection) -> None:
        """One newcomer too many: the one who stands there longest goes, unless his address has too many already."""
        self._connection = conn
        peer = conn.get_extra_info("peername")
        self.address = str(peer[0]) if peer else "?"
        new, inside = self._house.newcomers, self._house.inside
        same = [door for door in new if door.address == self.address]
        if len(new) + len(inside) >= self._connections or len(same) >= max(self._newcomers // 2, 1):
            self._tell(self.address, "turned away: too many connections")
            conn.abort()
            return
        if len(new) >= self._newcomers:
            new[0].leave()
        new.append(self)

    def begin_auth(self, username: str) -> bool:
        self.login = username
        return True

    def password_auth_supported(self) -> bool:
        return False

    def kbdint_auth_supported(self) -> bool:
        return False

    def public_key_auth_supported(self) -> bool:
        return True

    def validate_public_key(self, username: str, key: asyncssh.SSHKey) -> bool:
        """Only what stands in the partner file; an unknown login looks like a known one with another key."""
        shown = bytes(key.public_data)
        if shown in self._house.keys.get(username, frozenset()):
            self.key = shown
            return True
        self._tries.add(shown)
        whose = username if username in self._house.keys else "an unknown login"
        self._tell(self.address, f"refused: {whose} with the key {key.get_fingerprint()}")
        if len(self._tries) >= TRIES:
            self.leave()
        return False

    def auth_completed(self) -> None:
        house = self._house
        if self in house.newcomers:
            house.newcomers.remove(self)
        mine = [door for door in house.inside if door.login == self.login]
        if len(mine) >= self._sessions or not self.allowed:
            self._tell(self.address, f"turned away: {self._sessions} connections of {self.login} are open")
            self.leave("too many connections")
            return
        house.inside.append(self)
        self._tell(self.address, f"{self.login} is in")

    @property
    def allowed(self) -> bool:
        """Does its key still stand in the partner file, and are its folders still the ones that it sees?"""
        home = self._house.homes.get(self.login)
        known = self.key in self._house.keys.get(self.login, frozenset())
        return known and all(channel.session.home is home for channel in self.channels)

    # --- being there

    def session_requested(self) -> tuple[asyncssh.SSHServerChannel[bytes], Channel] | bool:
        home = self._house.homes.get(self.login)
        if home is None or self._connection is None or len(self.channels) >= CHANNELS or self not in self._house.inside:
            return False
        channel = Channel(Session(home, self._aside(self.login), self._came), self._stir, self.channels.remove)
        self.channels.append(channel)
        return self._connection.create_server_channel(encoding=None), channel

    def _stir(self) -> None:
        self.stirred = self._now()

    @property
    def busy(self) -> bool:
        return any(channel.busy for channel in self.channels)

    # --- going

    def leave(self, words: str = "good bye") -> None:
        """The connection is ended from our side."""
        if self in self._house.newcomers:
            self._house.newcomers.remove(self)
        if self._connection is not None:
            self._connection.disconnect(asyncssh.DISC_BY_APPLICATION, words)

    def connection_lost(self, exc: Exception | None) -> None:
        self._connection = None
        for doors in (self._house.newcomers, self._house.inside):
            if self in doors:
                doors.remove(self)
