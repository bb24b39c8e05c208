"""A channel cuts bytes into packets, waits for whoever does not take its answers, and ends what is no SFTP."""

from __future__ import annotations

import asyncio
import os
import struct
from collections.abc import Awaitable, Callable
from pathlib import Path

import asyncssh
import pytest
from sftpd_house import House, house, until

from edigw.transports.sftpd import wire
from edigw.transports.sftpd.channel import HIGH_WATER, MOST_WAITING

Stream = tuple[asyncssh.SSHWriter[bytes], asyncssh.SSHReader[bytes]]
GREETING = wire.framed(struct.pack(">BI", wire.INIT, 3))


def talk(built: House, say: Callable[[asyncssh.SSHWriter[bytes], asyncssh.SSHReader[bytes]], Awaitable[None]]) -> None:
    async def go() -> None:
        async with built.connect() as wires:
            writer, reader, _ = await wires.open_session(subsystem="sftp", encoding=None)
            await asyncio.wait_for(say(writer, reader), 20)

    asyncio.run(go())


async def answer(reader: asyncssh.SSHReader[bytes]) -> bytes:
    return await reader.readexactly(int.from_bytes(await reader.readexactly(4), "big"))


def open_big(name: bytes) -> bytes:
    return wire.framed(struct.pack(">BI", wire.OPEN, 1) + wire.text(name) + struct.pack(">II", wire.FOR_READING, 0))


def test_bytes_come_in_any_pieces(tmp_path: Path) -> None:
    async def say(writer: asyncssh.SSHWriter[bytes], reader: asyncssh.SSHReader[bytes]) -> None:
        whole = GREETING + wire.framed(struct.pack(">BI", wire.STAT, 5) + wire.text(b"/"))
        for at in range(len(whole)):
            writer.write(whole[at : at + 1])
            await writer.drain()
        assert (await answer(reader))[0] == wire.HELLO
        assert (await answer(reader))[:5] == struct.pack(">BI", wire.ATTRS, 5)

    with house(tmp_path) as built:
        talk(built, say)


BAD = [
    b"\xff\xff\xff\xff", b"\x00\x00\x00\x00", struct.pack(">I", wire.MOST_PACKET + 1), wire.framed(b"\x03"),
    wire.framed(struct.pack(">BI", wire.OPEN, 1) + b"\xff" * 4),
]  # fmt: skip


@pytest.mark.parametrize("bad", BAD, ids=repr)
def test_what_is_no_packet_ends_the_session_and_keeps_what_is_open_out(tmp_path: Path, bad: bytes) -> None:
    async def say(writer: asyncssh.SSHWriter[bytes], reader: asyncssh.SSHReader[bytes]) -> None:
        flags = struct.pack(">II", wire.FOR_WRITING | wire.CREATING, 0)
        writer.write(GREETING + wire.framed(struct.pack(">BI", wire.OPEN, 1) + wire.text(b"in/a") + flags))
        await answer(reader)
        name = (await answer(reader))[9:]
        body = wire.text(name) + struct.pack(">Q", 0) + wire.text(b"abc")
        writer.write(wire.framed(struct.pack(">BI", wire.WRITE, 2) + body) + bad)
        await answer(reader)
        assert await reader.read() == b""

    with house(tmp_path) as built:
        talk(built, say)
        until(lambda: built.beside("cut") == ["a"])
        assert os.listdir(built.inbox()) == []


def test_whoever_takes_no_answers_is_not_answered_without_end(tmp_path: Path) -> None:
    """Thousands of reads of a large file, none of them taken: what waits for him stays small."""

    async def say(writer: asyncssh.SSHWriter[bytes], reader: asyncssh.SSHReader[bytes]) -> None:
        writer.write(GREETING + open_big(b"out/big"))
        await answer(reader)
        name = (await answer(reader))[9:]
        reader.channel.pause_reading()
        body = wire.text(name) + struct.pack(">QI", 0, wire.MOST_DATA)
        asked = wire.framed(struct.pack(">BI", wire.READ, 3) + body)
        for _ in range(1000):
            writer.write(asked)
        server = built.server
        assert server is not None
        channel = server._house.inside[0].channels[0]
        assert channel._channel is not None
        while not channel._channel._send_buf_len:
            await asyncio.sleep(0.01)
        await asyncio.sleep(0.1)
        assert 0 < channel._channel._send_buf_len <= HIGH_WATER + wire.MOST_PACKET
        assert len(channel._came) <= 2 * MOST_WAITING

    with house(tmp_path) as built:
        with open(built.outbox() / "big", "wb") as big:
            big.truncate(1 << 20)
        talk(built, say)


@pytest.mark.parametrize("asked", ["shell", "exec", "other"])
def test_there_is_sftp_and_nothing_else(tmp_path: Path, asked: str) -> None:
    async def go() -> None:
        async with built.connect() as wires:
            with pytest.raises(asyncssh.ChannelOpenError):
                if asked == "other":
                    await wires.open_session(subsystem="netconf", encoding=None)
                else:
                    await wires.open_session("cat /etc/passwd" if asked == "exec" else None)

    with house(tmp_path) as built:
        asyncio.run(go())
