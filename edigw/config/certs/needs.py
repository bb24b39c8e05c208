"""What AS2 mailboxes and our server need certificates for, and whether one counts, now and in thirty days."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from edigw.config.certs.entries import WARN, Entry, held
from edigw.model.ailment import Ailment

if TYPE_CHECKING:
    from edigw.model.partner import As2, Mailbox

MISSING, ENDED, SOON = "CERTIFICATE_MISSING", "CERTIFICATE_ENDED", "CERTIFICATE_ENDS"
_LISTENS = "our server on [http] cannot be reached by TLS"
STAGES = (1, 7, 30)  # days before the end
_DOES = {
    "sign": "our messages and receipts to {of} cannot be signed", "decrypt": "what {of} encrypts cannot be opened",
    "encrypt": "nothing can be encrypted for {of}", "verify": "nothing that {of} signs is believed",
    "tls": "our server has no certificate for {of}",
}  # fmt: skip


class Need(NamedTuple):
    """A use that a mailbox or our server has, and the certificates for it; plain data, as JSON holds it."""

    of: str  # the partner, or the mailbox of edigw.toml; "": our server
    use: str
    ours: bool
    whose: str  # identity or partner
    windows: list[list[str]]  # name, first and last instant (ISO 8601, UTC) that it is used at


def needs(mailboxes: Iterable[Mailbox], entries: Sequence[Entry], listens: str = "") -> list[Need]:
    """In the order of the mailboxes; a partner with several has each need once. Last what our server shows: the
    certificate of the identity that `listens` by TLS, "" where there is no such server."""
    found: dict[tuple[str, str, bool, str], Need] = {}
    for as2 in (mailbox.as2 for mailbox in mailboxes if mailbox.as2 is not None):
        for use, ours in _uses(as2):
            whose, words = (as2.identity, as2.keys) if ours else (as2.owner, as2.certificates)
            need = Need(as2.owner, use, ours, whose, _held(entries, whose, ours, words, use))
            found[(*need[:3], str(need.windows))] = need
    served = [Need("", "tls", True, listens, _held(entries, listens, True, (), "tls"))] if listens else []
    return [*found.values(), *served]


def _held(entries: Sequence[Entry], whose: str, ours: bool, words: Sequence[str], use: str) -> list[list[str]]:
    rows = held(entries, whose, ours, words, use)
    return [[one.name, one.first.isoformat(), one.last.isoformat()] for one in rows]


def _uses(as2: As2) -> Iterator[tuple[str, bool]]:
    """A receipt of ours is signed where theirs is asked for: they ask likewise."""
    if as2.sign != "none":
        yield "sign", True
    if as2.must_be_encrypted:
        yield "decrypt", True
    if as2.encrypt != "none" and as2.url:
        yield "encrypt", False
    if as2.must_be_signed or (as2.mdn == "signed" and as2.url):
        yield "verify", False
    if as2.client_certificate:
        yield "tls", False


def ailing(found: Iterable[Need], now: datetime) -> Iterator[tuple[Need, Ailment]]:
    """Needs that nothing meets, now or in thirty days at the latest, and how to mend them."""
    for need in found:
        ailment = _ailment(need, now)
        if ailment is not None:
            yield need, ailment


def _ailment(need: Need, now: datetime) -> Ailment | None:
    does = _DOES[need.use].format(of=need.of) if need.of else _LISTENS
    windows = [
        (name, datetime.fromisoformat(first), datetime.fromisoformat(last)) for name, first, last in need.windows
    ]
    if not windows:
        return Ailment(MISSING, f"{does}: there is no certificate", _get(need))
    counting = [window for window in windows if window[1] <= now <= window[2]]
    if not counting:
        name, first, last = windows[0]
        told = f"{name} ended {last:%Y-%m-%d}" if last < now else f"{name} begins {first:%Y-%m-%d}"
        return Ailment(ENDED, f"{does}: {told}", _renew(need, name))
    covered = _covered(windows, now)
    if covered - now > WARN:
        return None
    name = max(counting, key=lambda window: window[2])[0]
    return Ailment(SOON, f"{does} after {covered:%Y-%m-%d}: {name} ends", _renew(need, name))


def _covered(windows: Iterable[tuple[str, datetime, datetime]], now: datetime) -> datetime:
    """As far as one that counts follows another."""
    covered = now
    for _, first, last in sorted(windows, key=lambda window: window[1]):
        if first <= covered:
            covered = max(covered, last)
    return covered


def urgency(need: Need, now: datetime) -> str:
    """Another word at each of STAGES: whoever was told is told again."""
    days = (_covered(_windows(need), now) - now).total_seconds() / 86_400
    return next((f"{stage} d" for stage in STAGES if days <= stage), "")


def _windows(need: Need) -> list[tuple[str, datetime, datetime]]:
    return [(name, datetime.fromisoformat(first), datetime.fromisoformat(last)) for name, first, last in need.windows]


def _get(need: Need) -> str:
    if not need.of:
        return (f"`edigw certs create --as {need.whose} --use tls --host NAME --passphrase env:NAME`,"
                " NAME as partners dial it; then `certs export` for each partner")  # fmt: skip
    use = "" if need.use != "tls" else " --use tls"
    if need.ours:
        return f"`edigw certs create --as {need.whose}{use} --passphrase env:NAME`, then `certs export` for the partner"
    return f"ask {need.of} for it, then `edigw certs import FILE --partner {need.whose}{use}`"


def _renew(need: Need, name: str) -> str:
    if need.ours:
        return f"`edigw certs rotate {name}`, then `edigw certs export` the new one for {need.of or 'each partner'}"
    return f"ask {need.of} for the next one, then `edigw certs import FILE --partner {need.whose}`"
