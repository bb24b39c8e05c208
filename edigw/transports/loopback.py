"""A partner's SFTP server played on this machine: our keys, passwords and rows are tried before the partner is."""

from __future__ import annotations

import asyncio
import hmac
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from edigw.transports.sftp_far import Terms
from edigw.transports.sftp_legacy import end_tasks, private_keys


@contextmanager
def played(terms: Terms) -> Iterator[Terms]:
    """The same terms, of a server on 127.0.0.1 that takes our key and password and has the folders that they name."""
    import asyncssh

    host_key = asyncssh.generate_private_key("ssh-rsa" if terms.remote.legacy else "ssh-ed25519")
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        with tempfile.TemporaryDirectory() as home:
            for folder in filter(None, (terms.remote.inbox, terms.remote.outbox, terms.remote.archive)):
                (Path(home) / folder.lstrip("/")).mkdir(parents=True, exist_ok=True)
            door = asyncio.run_coroutine_threadsafe(_listen(terms, host_key, home), loop).result()
            try:
                there = {"host": "127.0.0.1", "port": door.get_port(), "host_keys": (host_key.get_fingerprint(),)}
                yield Terms(terms.mailbox, terms.remote.model_copy(update=there), terms.reveal)
            finally:
                asyncio.run_coroutine_threadsafe(_leave(door), loop).result()
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


async def _listen(terms: Terms, host_key: Any, home: str) -> Any:
    import asyncssh

    remote = terms.remote
    password = terms.reveal(remote.password) if remote.password else None

    class Door(asyncssh.SSHServer):
        def password_auth_supported(self) -> bool:
            return password is not None

        def validate_password(self, username: str, given: str) -> bool:
            same = password is not None and hmac.compare_digest(given.encode(), password.encode())
            return same and username == remote.user

    lines = [key.export_public_key().decode("ascii") for key in private_keys(terms)]
    ours = asyncssh.import_authorized_keys("".join(lines)) if lines else None
    return await asyncssh.listen(
        "127.0.0.1", 0, server_factory=Door, server_host_keys=[host_key], authorized_client_keys=ours,
        sftp_factory=lambda channel: asyncssh.SFTPServer(channel, chroot=home.encode()),
    )  # fmt: skip


async def _leave(door: Any) -> None:
    door.close()
    await door.wait_closed()
    await end_tasks()
