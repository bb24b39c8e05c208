"""A partner's SFTP server looked at step by step: what works, and how to mend what does not.

Nothing of theirs is taken. What is written to their outbox bears the name of a file in the making, before and after it
is renamed, and is removed.
"""

from __future__ import annotations

import contextlib
import fnmatch
import secrets
import time
from collections.abc import Iterator

from edigw.errors import Denied, TemporaryError
from edigw.model.partner import Sftp
from edigw.model.probe import Step
from edigw.transports.sftp_far import HINT, Far, Terms
from edigw.transports.sftp_send import partial_of
from edigw.transports.sftp_session import dial, why
from edigw.transports.trying import addresses, tried, until_one_fails

DIAL = {False: ("TCP", "host key", "login", "SFTP"), True: ("TCP", "TLS", "login", "FTPS")}
"""Whether it is FTPS -> what a dial does."""
NAMES = (
    "secrets", "DNS", "TCP", "host key", "TLS", "login", "SFTP", "FTPS",
    "list inbox", "archive", "write outbox", "rename outbox", "remove outbox",
)  # fmt: skip
RIGHTS = (
    "ask the partner for the folder's name and our rights in it; `inbox`, `outbox` and `archive` name their folders"
)
NAME = "check `host` of the mailbox, and the name servers of this machine"
DIRECT = "a server that renames nothing is written to by `send: direct` or `send: marker`"


def steps(terms: Terms, *, only_look: bool = False) -> Iterator[Step]:
    """Each as it is done; those after a failure are not tried. `only_look` writes nothing."""
    remote = terms.remote
    wanted = [name for name in NAMES if _wanted(name, remote, only_look)]
    yield from until_one_fails(_all(terms, wanted), wanted)


def _wanted(name: str, remote: Sftp, only_look: bool) -> bool:
    if name in (*DIAL[False], *DIAL[True]):
        return name in DIAL[remote.ftps]
    if name in ("list inbox", "archive"):
        return remote.fetch and (name != "archive" or bool(remote.archive))
    if name == "rename outbox" and remote.send != "rename":
        return False
    return not name.endswith("outbox") or (remote.remove and not only_look)


def _all(terms: Terms, wanted: list[str]) -> Iterator[Step]:
    remote = terms.remote
    yield tried("secrets", lambda: _secrets(terms))
    yield tried("DNS", lambda: addresses(remote.host, remote.port), NAME)
    far: list[Far] = []
    yield from _dialled(terms, far)
    with contextlib.closing(far[0]):
        if "list inbox" in wanted:
            yield tried("list inbox", lambda: _listed(far[0], remote), RIGHTS)
        if "archive" in wanted:
            yield tried("archive", lambda: _looked(far[0], remote.archive), RIGHTS)
        if "write outbox" in wanted:
            yield from _written(far[0], remote)


def _secrets(terms: Terms) -> str:
    said = {row: reference for row in ("key", "passphrase", "password") if (reference := getattr(terms.remote, row))}
    for row, reference in said.items():
        if not terms.reveal(reference):
            raise Denied(f"{row}: {reference} is empty", f"write the secret to {reference}")
    return ", ".join(f"{row} {reference}" for row, reference in said.items())


def _dialled(terms: Terms, far: list[Far]) -> Iterator[Step]:
    done: list[Step] = []
    times = [time.monotonic()]

    def passed(name: str, found: str) -> None:
        times.append(time.monotonic())
        done.append(Step(name, True, found, seconds=times[-1] - times[-2]))

    try:
        far.append(dial(terms, passed))
    except TemporaryError as error:
        wrong = (error.message, error.hint)
    except OSError as error:
        wrong = (f"{terms.what}: {why(error)}", HINT)
    yield from done
    if not far:
        names = {step.name for step in done}
        failed = next(name for name in DIAL[terms.remote.ftps] if name not in names)
        yield Step(failed, False, *wrong, seconds=time.monotonic() - times[-1])


def _listed(far: Far, remote: Sftp) -> str:
    if remote.files:
        found = []
        for name in remote.files:
            with contextlib.suppress(FileNotFoundError):
                found.append(far.look(f"{remote.inbox}/{name}").name)
        return f"{remote.inbox}: {', '.join(found) or 'none of the agreed files'}"
    names = [one.name for one in far.entries(remote.inbox) if one.name not in (".", "..")]
    fit = [name for name in names if any(fnmatch.fnmatchcase(name, pattern) for pattern in remote.pattern)]
    return f"{remote.inbox}: {len(names)} names, {len(fit)} of them fit `pattern`"


def _looked(far: Far, folder: str) -> str:
    far.look(folder, follow=True)
    return folder


def _written(far: Far, remote: Sftp) -> Iterator[Step]:
    mark = secrets.token_hex(6)
    first, second = (f"{remote.outbox}/{_probe(remote, f'edigw-{mark}-{n}')}" for n in (1, 2))
    last = second if remote.send == "rename" else first

    def write() -> str:
        far.write(first, 0, [b"edigw"])
        return first

    def rename() -> str:
        far.rename(first, second)
        return second

    def remove() -> str:
        far.remove(last)
        return f"{last} is gone"

    yield tried("write outbox", write, RIGHTS)
    if remote.send == "rename":
        yield tried("rename outbox", rename, f"{DIRECT}; {first} still lies there")
    yield tried("remove outbox", remove, f"ask the partner to let us remove, and to remove {last}")


def _probe(remote: Sftp, name: str) -> str:
    """One that nobody takes."""
    return partial_of(remote, name) if remote.send == "rename" else f".{name}.tmp"
