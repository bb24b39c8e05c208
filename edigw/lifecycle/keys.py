"""What makes two order documents the same order, and what makes them the same content."""

from __future__ import annotations

import hashlib
import json

from edigw.model import canonical
from edigw.model.order import Order
from edigw.model.partner import Partner


def order_key(order: Order, partner: Partner) -> str:
    """Partner, usage, number, and what the partner's `duplicates.order_key` adds: department, division, release.

    The parts are joined by "/" and escape their own, so that no number can look like two.
    """
    added = [str(getattr(order, name, None) or "") for name in partner.duplicates.order_key]
    parts = (partner.name, partner.usage, order.number, *added)
    return "/".join(part.replace("%", "%25").replace("/", "%2F") for part in parts)


def fingerprint(order: Order) -> str:
    """A hash over what the order says; how and as what it came (channel, purpose) does not count."""
    said = canonical.text(order, without=("purpose", "channel"))
    if not said.isascii():  # the hash is over escapes
        said = json.dumps(json.loads(said), sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(said.encode()).hexdigest()
