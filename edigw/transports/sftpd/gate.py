"""The gate before the doors: connections are let in one by one, so many a second of each address.

Whoever comes faster waits unread: an exchange of keys costs us more than it costs whoever asks for it.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import asyncssh

from edigw.model.served import Served
from edigw.transports.sftpd.door import Door

ALGORITHMS: Mapping[str, tuple[str, ...]] = {
    "encryption_algs": ("aes256-gcm@openssh.com", "aes128-gcm@openssh.com", "chacha20-poly1305@openssh.com",
                        "aes256-ctr", "aes192-ctr", "aes128-ctr"),
    "mac_algs": ("hmac-sha2-256-etm@openssh.com", "hmac-sha2-512-etm@openssh.com", "hmac-sha2-256", "hmac-sha2-512"),
    "signature_algs": ("ssh-ed25519", "sk-ssh-ed25519@openssh.com", "rsa-sha2-512", "rsa-sha2-256",
                       "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521"),
    "compression_algs": ("none",),
}  # fmt: skip
QUANTUM_SAFE = "mlkem768x25519-sha256"  # where the libraries know it
EXCHANGES = ("curve25519-sha256", "curve25519-sha256@libssh.org", "diffie-hellman-group16-sha512",
             "diffie-hellman-group14-sha256")  # fmt: skip
SHOWN = (b"ssh-ed25519", b"rsa-sha2-512", b"rsa-sha2-256")  # how our keys sign
A_SECOND = 10.0  # connections of one address
AT_ONCE = 10  # of one that was quiet before
WAITING = 50  # of one address that stand before the gate
ALL_WAITING = 100
KEEPALIVE_S = 30
SHORT_S = 0.5  # before it is tried again when the system has no more connections


def bind(listen: str) -> socket.socket:
    """Raises OSError."""
    host, _, port = listen.rpartition(":")
    host = host.strip("[]")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    return socket.create_server((host, int(port)), family=family, backlog=128, dualstack_ipv6=host == "::")


def options(keys: Sequence[asyncssh.SSHKey], rules: Served) -> dict[str, Any]:
    """What every connection gets."""
    pairs = asyncssh.load_keypairs([*keys])
    for pair in pairs:
        pair.host_key_algorithms = [word for word in pair.host_key_algorithms if word in SHOWN]
    return {
        "server_host_keys": pairs, "encoding": None, "allow_pty": False, "line_editor": False, "x11_forwarding": False,
        "agent_forwarding": False, "server_version": "edigw", "login_timeout": rules.login_within_s,
        "keepalive_interval": KEEPALIVE_S, "gss_host": None, "config": None, "kex_algs": _exchanges(pairs),
        **{name: list(words) for name, words in ALGORITHMS.items()},
    }  # fmt: skip


def _exchanges(pairs: Sequence[asyncssh.SSHKeyPair]) -> list[str]:
    wanted = [QUANTUM_SAFE, *EXCHANGES]
    try:
        asyncssh.SSHServerConnectionOptions(server_host_keys=pairs, kex_algs=wanted, config=None)
    except ValueError:
        return wanted[1:]
    return wanted


class Gate:
    """Belongs to the server's loop. `tell` is told of an address in words."""

    def __init__(
        self, wire: socket.socket, door: Callable[[], Door], given: Mapping[str, Any], tell: Callable[[str, str], None]
    ) -> None:
        self._wire, self._door, self._given, self._tell = wire, door, given, tell
        self._loop = asyncio.get_running_loop()
        self._free_at: dict[str, float] = {}  # by address: when the next one may come, were there no AT_ONCE
        self._waiting: dict[str, int] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        wire.setblocking(False)
        self._start(self._accept())

    def close(self) -> None:
        """No newcomers any more; who is inside stays."""
        for task in [*self._tasks]:
            task.cancel()
        self._wire.close()

    def _start(self, work: Any) -> None:
        task = self._loop.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _accept(self) -> None:
        while True:
            try:
                wire, peer = await self._loop.sock_accept(self._wire)
            except OSError:
                self._tell("here", "no more connections can be opened")
                await asyncio.sleep(SHORT_S)
                continue
            address = str(peer[0])
            if self._waiting.get(address, 0) >= WAITING or sum(self._waiting.values()) >= ALL_WAITING:
                self._tell(address, "turned away: too many connections")
                wire.close()
                continue
            self._waiting[address] = self._waiting.get(address, 0) + 1
            self._start(self._admit(wire, address))

    async def _admit(self, wire: socket.socket, address: str) -> None:
        try:
            await asyncio.sleep(self._turn(address))
        except asyncio.CancelledError:
            wire.close()
            raise
        finally:
            self._waiting[address] -= 1
            if not self._waiting[address]:
                del self._waiting[address]
        with contextlib.suppress(OSError, asyncssh.Error):  # whoever does not come in is told of by his door
            await asyncssh.run_server(wire, server_factory=self._door, **self._given)

    def _turn(self, address: str) -> float:
        """Seconds until it is this connection's turn."""
        now = self._loop.time()
        if len(self._free_at) > ALL_WAITING:
            self._free_at = {one: at for one, at in self._free_at.items() if at > now}
        at = max(self._free_at.get(address, now), now)
        self._free_at[address] = at + 1 / A_SECOND
        return max(at - now - AT_ONCE / A_SECOND, 0.0)
