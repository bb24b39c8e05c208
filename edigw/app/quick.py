"""`status`, and a `once` that finds nothing to do, by a glance: what monitors and cron ask all day must cost little.

Both read what the last start kept of the configuration, and the SQLite file itself. Wherever that is not enough
they answer None, and the whole program is loaded: SQLAlchemy, pydantic and the pipeline take most of a second.
"""

from __future__ import annotations

import os
from datetime import datetime
from typing import TYPE_CHECKING, Any

from edigw.app import standing
from edigw.config import brief
from edigw.config.brief import Brief
from edigw.store import glance
from edigw.transports import mounts
from edigw.transports.quiet import is_quiet

if TYPE_CHECKING:
    from edigw.model.ailment import Ailment

Json = dict[str, Any]

NOTHING: Json = {"received": 0, "parsed": 0, "processed": 0, "sent": 0, "attention": 0, "left": []}


def status(workspace: str, now: datetime) -> Json | None:
    """As `standing.status`."""
    known = brief.read(os.path.realpath(workspace))
    if known is None or known.database is None:
        return None
    found = glance.look(known.database, lambda run: glance.standing(run, now))
    return None if found is None else standing.tell(known.partners, known.parked, found, now, _ills(known, now))


def _ills(known: Brief, now: datetime) -> list[Ailment]:
    """What certificates lack; where no partner needs any, nothing is loaded for it."""
    if not known.certificates:
        return []
    from edigw.config.certs.needs import Need, ailing

    return [one for _, one in ailing([Need(*row) for row in known.certificates], now)]


def once(workspace: str, now: datetime, strict: bool = False) -> Json | None:
    """What `running.once` would say of a pass in which nothing is to be done; None where something may be."""
    known = brief.read(os.path.realpath(workspace))
    if known is None or known.database is None or (strict and known.parked) or not _quiet(known):
        return None
    return {**NOTHING, "left": []} if glance.look(known.database, lambda run: glance.idle(run, now)) else None


def _quiet(known: Brief) -> bool:
    places = [place for _, *both in known.mailboxes for place in both]
    if any(networked for _, networked in mounts.points()) and any(map(mounts.on_network, places)):
        return False  # whoever asks such a disk may be kept waiting
    return all(transport == "folder" and is_quiet(inbox, outbox) for transport, inbox, outbox in known.mailboxes)
