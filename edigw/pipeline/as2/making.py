"""A file of the outbox becomes a message: signed, sealed and compressed as agreed."""

from __future__ import annotations

from contextlib import ExitStack
from tempfile import TemporaryFile
from typing import Any, BinaryIO

from sqlalchemy import Row as Stored

from edigw.errors import Denied
from edigw.pipeline.as2.stations import Station
from edigw.pipeline.context import Context
from edigw.protocols.as2.agreement import Agreement
from edigw.protocols.as2.refused import Refused
from edigw.protocols.as2.send import Sent, send

MEDIA = {b"ISA": "application/edi-x12", b"UNA": "application/edifact", b"UNB": "application/edifact"}


def mark(file: Stored[Any]) -> str:
    """Names one delivery of a file: the same at each try, another once somebody had it delivered again."""
    return f"{file.id}.{file.again or 0}"


def message(
    context: Context, station: Station, file: Stored[Any], message_id: str, open_files: ExitStack,
    agreement: Agreement | None = None,
) -> Sent:  # fmt: skip
    """`file` is its row of the outbox; what is made of it lies in temporary files that `open_files` closes.

    Raises Denied where none of the certificates that are needed counts now.
    """
    folder = context.run_folder

    def spool() -> BinaryIO:
        folder.mkdir(parents=True, exist_ok=True)
        return open_files.enter_context(TemporaryFile(dir=folder))

    payload = open_files.enter_context(context.store.archive.open(file.body, file.blob))
    kind = MEDIA.get(payload.read(3), "application/octet-stream")
    payload.seek(0)
    name = file.name if station.said.file_names else ""
    try:
        agreed = agreement or station.agreement
        return send(payload, agreed, message_id, context.now(), kind, name, spool=spool)
    except Refused as refused:
        hint = "`edigw certs list` tells which certificates count, and until when"
        raise Denied(f"no message can be made for {station.said.owner}: {refused.detail}", hint) from None
