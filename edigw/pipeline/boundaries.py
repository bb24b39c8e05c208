"""The moments at which a killed process must lose nothing: each has a name, and the test-suite dies at each in turn."""

from __future__ import annotations

import os

BOUNDARIES = (
    "A.claimed",  # files were renamed into the work folder, nothing is stored
    "A.storing",  # the rows are written, not committed
    "A.stored",  # committed, the claimed files are still there
    "A.removed",  # the claimed files are gone
    "B.read",  # an interchange is examined in part, a batch of its rows is committed
    "B.closing",  # the closing rows are written, not committed
    "B.closed",  # committed; effects may start
    "C.taken",  # the lane is locked, nothing is decided
    "C.admitted",  # duplicates are known, acknowledgements composed, not committed
    "C.decided",  # effects are written, not committed
    "C.committed",
    "C2.numbered",  # control numbers are taken and bytes frozen, not committed
    "C2.committed",
    "D.claimed",  # the lease is committed, nothing is sent
    "D.sent",  # the partner can see the file, we have not noted it
    "D.marked",  # noted
    "E.matched",  # an inbound acknowledgement is applied, not committed
    "F.claimed",  # a message to people is claimed, not sent
    "F.sent",  # it arrived, we have not noted it
    "G.spooled",  # an AS2 request is whole on our disk
    "G.judged",  # decided, nothing is stored
    "G.storing",  # message, payloads and receipt are written, not committed
    "G.stored",  # committed, nobody is answered
    "G.answered",  # the answer left
    "H.frozen",  # an AS2 message has its id and bytes, nothing is sent
    "H.posted",  # the partner may have it, its answer is not noted
    "H.noted",  # noted
)

_armed: dict[str, int] = {}


def arm(where: str | None) -> None:
    """`name` or `name:n`: the process dies the n-th time (1 is the first) it gets there; None disarms."""
    _armed.clear()
    if where:
        name, _, count = where.partition(":")
        _armed[name] = int(count or 1)


def reach(boundary: str) -> None:
    """Say that a boundary is reached. Nothing happens unless this very one was armed by EDIGW_DIE_AT."""
    if not _armed or boundary not in _armed:
        return
    _armed[boundary] -= 1
    if _armed[boundary] <= 0:
        os._exit(137)


arm(os.environ.get("EDIGW_DIE_AT"))
