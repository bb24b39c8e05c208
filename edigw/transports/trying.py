"""One step of a look at a mailbox: what it finds, how long it takes, and what is wrong where it fails."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Iterable, Iterator

from edigw.errors import ConfigError, EdigwError
from edigw.model.probe import Step


def tried(name: str, call: Callable[[], str], hint: str = "") -> Step:
    """`call` returns what was found. What it raises, of EdigwError and OSError, is the step's failure."""
    start = time.monotonic()
    try:
        found = call()
    except EdigwError as error:
        message, fix = error.plainly() if isinstance(error, ConfigError) else (error.message, error.hint)
        return Step(name, False, message, fix or hint, time.monotonic() - start)
    except OSError as error:
        return Step(name, False, error.strerror or str(error) or type(error).__name__, hint, time.monotonic() - start)
    return Step(name, True, found, seconds=time.monotonic() - start)


def until_one_fails(steps: Iterable[Step], names: Iterable[str]) -> Iterator[Step]:
    """The steps; after one that failed, the rest of `names` as not tried."""
    left = list(names)
    for step in steps:
        yield step
        if step.name in left:
            left.remove(step.name)
        if step.ok is False:
            yield from (Step(name, None, "not tried") for name in left)
            return


def addresses(host: str, port: int) -> str:
    """What the name of a server stands for. Raises OSError."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except socket.gaierror as error:
        raise OSError(error.errno, f"{host}: {error.strerror}") from None
    return " ".join(dict.fromkeys(str(address[0]) for *_, address in found))
