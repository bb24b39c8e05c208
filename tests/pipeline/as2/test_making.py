"""A file becomes a message; one delivery has one mark."""

from contextlib import ExitStack
from types import SimpleNamespace

import pytest
from as2_yard import As2Yard

from edigw.pipeline.as2 import making


@pytest.mark.parametrize(
    ("start", "media"),
    [(b"ISA*", "application/edi-x12"), (b"UNA:", "application/edifact"), (b"{", "application/octet-stream")],
)
def test_its_media_type_is_that_of_what_it_holds(yard: As2Yard, start: bytes, media: str) -> None:
    file = SimpleNamespace(id="1", again=None, body=start + b"rest", blob=None, name="a.edi")
    with yard.context() as context, ExitStack() as open_files:
        box = context.configuration.mailboxes["acme"]
        station = context.stations.at(box, yard.now)
        made = making.message(context, station, file, "<1@us>", open_files)
        opened = yard.peer.opened(made.body)
    assert f"Content-Type: {media}\r\n".encode() in opened and start + b"rest" in opened
    assert b"a.edi" not in opened  # the partner file does not ask for file names


def test_a_redelivery_has_a_mark_of_its_own() -> None:
    marks = [making.mark(SimpleNamespace(id="1", again=again)) for again in (None, 0, 1)]
    assert marks[0] == marks[1] != marks[2]
