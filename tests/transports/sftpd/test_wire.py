"""Packets are read field by field, and what is none ends the session, whatever it claims."""

from __future__ import annotations

import struct

import pytest

from edigw.transports.sftpd import wire
from edigw.transports.sftpd.wire import Attributes, Malformed, Packet


def test_fields_are_read_one_after_the_other() -> None:
    packet = Packet(b"\x03" + struct.pack(">IQ", 7, 1 << 40) + wire.text(b"in/a"))
    assert (packet.byte(), packet.word(), packet.long(), packet.text()) == (3, 7, 1 << 40, b"in/a")
    with pytest.raises(Malformed):
        packet.byte()


@pytest.mark.parametrize("data", [b"", b"\x00\x00\x00", b"\xff\xff\xff\xffabc", b"\x00\x00\x00\x05abcd"])
def test_a_text_that_is_longer_than_the_packet_is_none(data: bytes) -> None:
    with pytest.raises(Malformed):
        Packet(data).text()


def test_attributes_are_read_by_their_flags() -> None:
    flags = wire.WITH_SIZE | wire.WITH_OWNER | wire.WITH_MODE | wire.WITH_TIMES | wire.WITH_MORE
    data = struct.pack(">IQIIIII", flags, 5, 1, 2, 0o644, 10, 20) + struct.pack(">I", 1) + wire.text(b"a") * 2
    assert Packet(data).attributes() == Attributes(5, 0o644, 20)
    assert Packet(struct.pack(">I", 0)).attributes() == Attributes()


def test_attributes_that_claim_thousands_of_others_are_none() -> None:
    with pytest.raises(Malformed):
        Packet(struct.pack(">II", wire.WITH_MORE, 1 << 31)).attributes()


def test_names_are_told_as_ls_does() -> None:
    told = wire.names(9, [(b"a.edi", Attributes(12, 0o100600, 0))])
    assert told.startswith(struct.pack(">BII", wire.NAME, 9, 1) + wire.text(b"a.edi"))
    assert b"-rw-------   1 edi      edi                12 Jan 01 00:00 a.edi" in told


def test_times_that_no_field_can_hold_are_cut() -> None:
    assert wire.attributes(1, Attributes(mtime=1 << 40)).endswith(b"\xff" * 8)
    assert wire.attributes(1, Attributes(mtime=-5)).endswith(b"\x00" * 8)


def test_a_status_has_a_code_and_words() -> None:
    assert wire.status(3, wire.FAILURE, "no") == struct.pack(">BII", wire.STATUS, 3, 4) + wire.text(b"no") + wire.text(
        b"en"
    )
    assert wire.framed(b"abc") == b"\x00\x00\x00\x03abc"
    assert wire.handle(1, b"h")[0] == wire.HANDLE and wire.data(1, b"d")[0] == wire.DATA
    assert wire.numbers(1, 2, 3) == struct.pack(">BIQQ", wire.EXTENDED_REPLY, 1, 2, 3)
    assert wire.hello([(b"a", b"1")]) == struct.pack(">BI", wire.HELLO, 3) + wire.text(b"a") + wire.text(b"1")
