"""An AS2 mailbox looked at step by step: our keys and their certificates, the way to their server, a test message."""

from __future__ import annotations

import secrets
import socket
import ssl
from collections.abc import Callable, Iterator
from datetime import datetime
from urllib.parse import SplitResult, urlsplit

from edigw.errors import Denied, Refused, TemporaryError
from edigw.model.partner import Mailbox
from edigw.model.probe import Step
from edigw.pipeline.as2.stations import Station, Stations
from edigw.protocols.as2.agreement import expiring
from edigw.protocols.as2.receipts import read_receipt
from edigw.protocols.as2.send import send
from edigw.transports.http_client import post
from edigw.transports.trying import addresses, tried, until_one_fails

LETTER = b"edigw asks whether AS2 messages come through. Nothing is to be done about it.\r\n"
ASK = "compare AS2 names, certificates and what must be signed and encrypted with the partner"


def steps(
    stations: Stations, box: Mailbox, clock: Callable[[], datetime], *, alone: bool = False, round_trip: bool = False
) -> Iterator[Step]:  # fmt: skip
    """Each as it is done. `alone`: nobody is dialled. `round_trip`: a message of text goes to the partner, and its
    receipt is verified."""
    url = box.as2.url if box.as2 is not None and not alone else ""
    names = ["certificates"]
    if url:
        names += ["DNS", "TCP", *(["TLS"] if url.startswith("https:") else []), *(["round trip"] if round_trip else [])]
    yield from until_one_fails(_all(stations, box, clock, names), names)
    if not url and not alone:
        yield Step("address", None, "no `url`: they only send to us")


def _all(stations: Stations, box: Mailbox, clock: Callable[[], datetime], names: list[str]) -> Iterator[Step]:
    found: list[Station] = []
    yield tried("certificates", lambda: _certificates(stations, box, clock(), found))
    if "DNS" not in names or not found:
        return
    station, parts = found[0], urlsplit(found[0].said.url)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    yield tried("DNS", lambda: addresses(parts.hostname or "", port), "check `url`, and our name servers")
    reach = "check `url`, and that a firewall lets us out"
    yield tried("TCP", lambda: _connected(parts, port, station.said.timeout_s), reach)
    if "TLS" in names:
        yield tried("TLS", lambda: _secured(parts, port, station), reach)
    if "round trip" in names:
        yield tried("round trip", lambda: _round_trip(station, clock()), ASK)


def _certificates(stations: Stations, box: Mailbox, now: datetime, found: list[Station]) -> str:
    station = stations.at(box, now)
    if station is None:
        raise Denied(f"mailbox {box.name} does not travel by AS2", "write its `as2` rows")
    agreed = station.agreement
    for wanted, there, lack in (
        (agreed.sign, agreed.signing(now), "no key of ours signs now"),
        (agreed.encrypt, agreed.sealing(now), "no certificate of theirs is there to encrypt for"),
    ):
        if wanted and not there:
            raise Denied(f"mailbox {box.name}: {lack}", "`edigw certs list` tells which count, and until when")
    found.append(station)
    names = f"we are {agreed.our_name}, they {agreed.their_name}"
    return "; ".join((names, *expiring(agreed, now)))


def _connected(parts: SplitResult, port: int, seconds: float) -> str:
    with socket.create_connection((parts.hostname or "", port), seconds):
        return f"port {port} answers"


def _secured(parts: SplitResult, port: int, station: Station) -> str:
    context = station.tls or ssl.create_default_context()
    with socket.create_connection((parts.hostname or "", port), station.said.timeout_s) as wire:
        try:
            with context.wrap_socket(wire, server_hostname=parts.hostname) as secured:
                return f"{secured.version()}, {(secured.cipher() or ('',))[0]}"
        except ssl.SSLCertVerificationError as error:
            hint = "`edigw certs import FILE --partner NAME --use tls`, once the partner has confirmed it"
            raise Denied(f"the certificate that they show is not trusted: {error.verify_message}", hint) from None


def _round_trip(station: Station, now: datetime) -> str:
    agreed, said = station.agreement, station.said
    sent = send(LETTER, agreed, f"<edigw-test-{secrets.token_hex(12)}@edigw>", now, media_type="text/plain")
    answer = post(said.url, sent.headers, sent.held.chunks(), sent.held.size, said.timeout_s, station.tls)
    if not 200 <= answer.status < 300:
        raise Refused(f"they answer {answer.status}", ASK)
    if said.mdn == "none" or said.mdn_url:
        return f"they answer {answer.status}" + ("; the receipt comes later, and is told as one of nothing we sent"
                                                 if said.mdn_url else "")  # fmt: skip
    receipt = read_receipt(answer.headers, answer.body, agreed, sent, now)
    if receipt.outcome != "delivered":
        raise TemporaryError(f"{receipt.outcome}: {receipt.detail}", receipt.diagnosis or ASK)
    return f"{receipt.disposition}, MIC {receipt.mic}"
