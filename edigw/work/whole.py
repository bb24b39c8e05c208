"""One pass over everything for `once`, those mailboxes included that may keep silent: for so long, and no longer."""

from __future__ import annotations

import time

from edigw.errors import TemporaryError
from edigw.pipeline.context import Context, Done
from edigw.pipeline.line import due_elsewhere, run_line
from edigw.work.couriers import Couriers, far

LONGEST_SETTLE_S = 5.0  # that files are waited for which are still being written
LOOK_S = 5.0  # between two looks at what is under way


def all_once(context: Context, couriers: Couriers) -> Done:
    """Ends when nothing more is to be done, or when `work.patience` is over; then it is told who did not answer.

    `troubles` are those of the last look at each mailbox.
    """
    total, names = Done(), far(context)
    patience_s = context.configuration.settings.patience_s
    started = time.monotonic()
    couriers.visit(context, *due_elsewhere(context, names))
    line_due = True
    while True:
        if line_due:
            done = run_line(context, names)
            total.add(done)
            total.troubles = done.troubles
        couriers.visit(context, (), set(due_elsewhere(context, names)[1]).difference(couriers.busy))
        over = time.monotonic() - started >= patience_s
        rest = _settling(context) if time.monotonic() - started < LONGEST_SETTLE_S else {}
        _wait(context, couriers, rest, 0 if over else started + patience_s - time.monotonic())
        came = couriers.collect()
        total.add(came)
        couriers.visit(context, [name for name in rest if name in names], ())
        proven = came.sent and context.stations is not None  # by receipts in the answers of AS2: they are to be applied
        line_due = bool(came.received or rest or proven)
        if not line_due and (over or not couriers.busy):
            break
    total.troubles += couriers.troubles(context.now())
    hint = "what is under way goes on at the next call; nothing is lost, and no other mailbox waited for it"
    total.troubles += [
        TemporaryError(f"mailbox {name} did not answer within {patience_s:g} s", hint) for name in couriers.busy
    ]
    couriers.stop(0)
    return total


def _wait(context: Context, couriers: Couriers, rest: dict[str, float], most_s: float) -> None:
    """For files to settle, or for a visit to end."""
    if rest:
        time.sleep(min(max(min(rest.values()), 0.01), LONGEST_SETTLE_S))
    else:
        couriers.wait(min(max(most_s, 0), LOOK_S))
    couriers.keep_leases(context)


def _settling(context: Context) -> dict[str, float]:
    """Mailboxes with files that may still be written to, and the seconds until they are looked at again."""
    return {name: box.settling for name, box in context.mailboxes.items() if box.settling is not None}
