"""The server as partners and the daemon meet it: three makes of clients; cuts, limits, attacks, stops."""

from __future__ import annotations

import asyncio
import hashlib
import os
import shutil
import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from functools import partial
from pathlib import Path

import asyncssh
import paramiko
import pytest
from sftp_servers import Server, cutting, mailbox
from sftpd_house import House, clock, house, key_file, lay_keys, our_keys, partner_key, public, until

from edigw.errors import TemporaryError, UsageError
from edigw.model.partner import Mailbox
from edigw.model.served import Served
from edigw.transports import sftp_server
from edigw.transports.folder import Arrival, FolderMailbox
from edigw.transports.sftp_server import OF_A_LOGIN, SftpServer
from edigw.transports.sftpd.home import Home

SFTP = shutil.which("sftp")
with_openssh = pytest.mark.skipif(SFTP is None, reason="OpenSSH's sftp is not installed here: openssh-client")


@with_openssh
def test_openssh_puts_lists_gets_moves_and_removes(tmp_path: Path) -> None:
    with house(tmp_path) as built:
        (tmp_path / "order.edi").write_bytes(b"ISA" * 100_000)
        for name in ("855.edi", "997.edi"):
            (built.outbox() / name).write_text(name)
        done = built.sftp(
            f"put {tmp_path}/order.edi in/order.edi", f"put -p {tmp_path}/order.edi in/kept.edi.tmp",
            "rename in/kept.edi.tmp in/kept.edi", f"get out/855.edi {tmp_path}/got", "cd out", "rm 855.edi",
            "rename 997.edi /archive/997.edi", "ls -l /archive", "pwd",
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        assert sorted(os.listdir(built.inbox())) == ["kept.edi", "order.edi"]
        assert (built.inbox() / "order.edi").read_bytes() == b"ISA" * 100_000
        assert (tmp_path / "got").read_text() == "855.edi"
        assert "997.edi" in done.stdout and "/out" in done.stdout
        assert os.listdir(built.outbox()) == [".archive"]
        assert built.woken.is_set() and built.wakes == 2


ATTACKS = [
    "ls /etc", "get /etc/passwd {base}/x", "get ../../../../etc/passwd {base}/x", "cd /root", "cd in/../..//etc",
    "put {base}/evil /etc/cron.d/evil", "put {base}/evil ../evil", "put {base}/evil out/evil", "put {base}/evil evil",
    "ln -s /etc/passwd in/link", "ln -s ../../secret in/link", "ln in/mine in/hard", "ln /etc/passwd in/hard",
    "rename in/mine out/mine", "rename in/mine ../mine", "rename in/mine /etc/mine", "rename out/855 in/855",
    "rename out/855 855", "rename in in2", "rename archive out/x", "mkdir in/new", "mkdir /new", "rmdir in",
    "rmdir archive", "rm out/.half.tmp", "get out/.half.tmp {base}/x", "get in/mine {base}/x",
    "get out/link {base}/x",
    "get out/pipe {base}/x", "rename out/link archive/link", "rm out/link", "chmod 777 out/855", "chown 0 in",
    "get .upload/in/cut/x {base}/x", "df /",
]  # fmt: skip


@pytest.fixture(scope="module")
def besieged(tmp_path_factory: pytest.TempPathFactory) -> object:
    base = tmp_path_factory.mktemp("besieged")
    (base / "evil").write_text("evil")
    (base / "secret").write_text("secret")
    with house(base, "acme", "other") as built:
        (built.outbox() / "855").write_text("answer")
        (built.outbox() / ".half.tmp").write_text("half")
        (built.outbox("other") / "856").write_text("of others")
        os.symlink(base / "secret", built.outbox() / "link")
        os.mkfifo(built.outbox() / "pipe")
        (built.inbox() / "mine").write_text("mine")
        yield built


@with_openssh
@pytest.mark.parametrize("attack", ATTACKS)
def test_openssh_is_kept_in_its_place(besieged: House, attack: str) -> None:
    base = besieged.base
    before = snapshot(base)
    assert besieged.sftp(attack.format(base=base)).returncode == 1
    assert not (base / "x").exists() or (base / "x").read_bytes() == b""
    (base / "x").unlink(missing_ok=True)
    (base / "known_hosts").unlink()
    (base / "acme_key").unlink()
    assert snapshot(base) == before


def snapshot(base: Path) -> dict[str, tuple[int, int]]:
    there = [path for path in base.rglob("*") if path.name not in ("known_hosts", "acme_key", "x")]
    return {str(path): (os.lstat(path).st_mode, os.lstat(path).st_size) for path in there if not path.is_dir()}


PARAMIKO: dict[str, Callable[[paramiko.SFTPClient], object]] = {
    "symlink": lambda far: far.symlink("/etc/passwd", "in/link"),
    "readlink": lambda far: far.readlink("out/link"),
    "open through a link": lambda far: far.open("out/link", "rb").read(),
    "open for both": lambda far: far.open("out/855", "r+"),
    "append to out": lambda far: far.open("out/855", "ab"),
    "truncate": lambda far: far.truncate("out/855", 0),
    "truncate in": lambda far: far.truncate("in/mine", 0),
    "another partner": lambda far: far.open("../other/out/856", "rb").read(),
    "another partner by its folder": lambda far: far.listdir("/data/other/out"),
    "a NUL": lambda far: far.open("in/a\x00b", "wb"),
    "a device": lambda far: far.open("/dev/zero", "rb").read(1),
    "posix-rename out": lambda far: far.posix_rename("in/mine", "out/mine"),
    "posix-rename over": lambda far: far.posix_rename("out/855", "in/mine"),
    "mkdir": lambda far: far.mkdir("in/sub"),
    "escape sequences": lambda far: far.open("in/\x1b]0;owned\x07", "wb"),
    "a long name": lambda far: far.open("in/" + "n" * 256, "wb"),
    "offset beyond": lambda far: written(far, 1 << 50),
    "copy": lambda far: far._request(200, "copy-data", b"", 0, 0, b"", 0),
}


def written(far: paramiko.SFTPClient, offset: int) -> None:
    with far.open("in/huge", "wb") as file:
        file.seek(offset)
        file.write(b"x")


@pytest.mark.parametrize("attack", PARAMIKO, ids=str)
def test_paramiko_is_kept_in_its_place(besieged: House, attack: str) -> None:
    before = snapshot(besieged.base)
    with besieged.paramiko() as far, pytest.raises((OSError, EOFError)):
        PARAMIKO[attack](far)
    assert snapshot(besieged.base) == before


def test_an_upload_that_is_cut_never_comes_in_and_is_gone_on_with(tmp_path: Path) -> None:
    """The wire is cut at some byte of the way, early and late; nothing is in `in` until it is whole."""
    data = os.urandom(600_000)
    with house(tmp_path) as built:
        box = FolderMailbox("acme", built.inbox(), built.outbox())
        for n, after in enumerate((20_000, 300_000)):
            with cutting(built.port, after) as port:
                wire = paramiko.Transport(("127.0.0.1", port))
                with suppress(OSError, EOFError, paramiko.SSHException):
                    key = built.base / "acme_key"
                    key.write_bytes(partner_key("acme").export_private_key())
                    wire.connect(username="acme", pkey=paramiko.Ed25519Key.from_private_key_file(str(key)))
                    far = paramiko.SFTPClient.from_transport(wire)
                    assert far is not None
                    with far.open(f"in/{n}.edi", "wb") as file:
                        file.write(data)
                wire.close()
            until(built.is_empty)
            assert box.poll(clock()) == [] and os.listdir(built.inbox()) == []
        with built.paramiko() as far:
            there = far.stat("in/1.edi").st_size or 0
            assert 0 < there < len(data)
            with far.open("in/1.edi", "ab") as file:
                file.write(data[there:])
        assert (built.inbox() / "1.edi").read_bytes() == data
        assert [one.name for one in box.poll(clock())] == ["1.edi"]  # no need to watch it settle
        assert built.wakes == 1
        box.close()


@with_openssh
def test_openssh_goes_on_where_it_was_cut(tmp_path: Path) -> None:
    data = os.urandom(300_000)
    (tmp_path / "a.edi").write_bytes(data)
    with house(tmp_path) as built:

        async def half() -> None:
            async with built.connect() as wires:
                far = await wires.start_sftp_client()
                file = await far.open("in/a.edi", "wb")
                await file.write(data[:100_000])
                wires.abort()

        asyncio.run(half())
        until(lambda: built.beside("cut") == ["a.edi"])
        done = built.sftp(f"reput {tmp_path}/a.edi in/a.edi")
        assert done.returncode == 0, done.stderr
        assert (built.inbox() / "a.edi").read_bytes() == data


def test_an_asyncssh_client_writes_its_blocks_out_of_order(tmp_path: Path) -> None:
    data = os.urandom(2_000_000)

    async def go() -> None:
        async with built.connect() as wires:
            far = await wires.start_sftp_client()
            file = await far.open("in/a.edi", "wb", block_size=0)
            blocks = [(at, data[at : at + 16_384]) for at in range(0, len(data), 16_384)]
            await asyncio.gather(*(file.write(block, at) for at, block in reversed(blocks)))
            await file.close()

    with house(tmp_path) as built:
        asyncio.run(go())
        assert (built.inbox() / "a.edi").read_bytes() == data


def exchange(built: House, count: int, data: bytes) -> tuple[float, list[float]]:
    """So many sessions at once, all open before the first upload; each puts and gets. Seconds in all, and of each."""

    async def one(n: int, ready: asyncio.Barrier) -> float:
        name = built.names[n % len(built.names)]
        async with built.connect(name) as wires:
            far = await wires.start_sftp_client()
            await ready.wait()
            started = time.monotonic()
            async with far.open(f"in/{n}.edi.tmp", "wb") as file:
                await file.write(data)
            await far.rename(f"in/{n}.edi.tmp", f"in/{n}.edi")
            async with far.open("out/855", "rb") as file:
                assert await file.read() == data
            return time.monotonic() - started

    async def go() -> tuple[float, list[float]]:
        ready = asyncio.Barrier(count + 1)
        tasks = [asyncio.create_task(one(n, ready)) for n in range(count)]
        await ready.wait()
        started = time.monotonic()
        return 0.0, [*await asyncio.gather(*tasks), time.monotonic() - started]

    _, took = asyncio.run(go())
    return took[-1], took[:-1]


def at_once(base: Path, count: int, data: bytes) -> str:
    names = [f"p{n}" for n in range(count // 5)]
    with house(base, *names, newcomers=2 * count) as built:
        for name in names:
            (built.outbox(name) / "855").write_bytes(data)
        whole, each = exchange(built, count, data)
        came = [path for name in names for path in built.inbox(name).iterdir()]
        assert len(came) == count and {hashlib.sha256(path.read_bytes()).digest() for path in came} == {
            hashlib.sha256(data).digest()
        }
        assert built.wakes == count
    rate = 2 * count * len(data) / whole / 1e6
    return (
        f"{count} sessions at once, {len(data) / 1e6:.1f} MB up and down each: {whole:.2f} s, {rate:.0f} MB/s, "
        f"each {sum(each) / count:.2f} s on average, {max(each):.2f} s at most"
    )


def test_several_sessions_at_once(tmp_path: Path) -> None:
    print(at_once(tmp_path, 10, os.urandom(100_000)))


@pytest.mark.torture
def test_fifty_sessions_at_once(tmp_path: Path) -> None:
    print("\n" + at_once(tmp_path, 50, os.urandom(1_000_000)))


def test_one_partner_who_takes_what_he_can_leaves_room_for_others(tmp_path: Path) -> None:
    """He writes without end in all his sessions, into his quota; another one is served meanwhile."""
    over = asyncio.Event()

    async def greedy(n: int) -> None:
        with suppress(asyncssh.Error, OSError):
            async with built.connect("greedy") as wires:
                far = await wires.start_sftp_client()
                file = await far.open(f"in/{n}", "wb")
                for at in range(1 << 20):
                    if over.is_set():
                        return
                    await file.write(bytes(100_000), at * 100_000)

    async def modest() -> float:
        longest = 0.0
        for n in range(5):
            started = time.monotonic()
            async with built.connect("modest") as wires:
                far = await wires.start_sftp_client()
                async with far.open(f"in/{n}", "wb") as file:
                    await file.write(b"order")
            longest = max(longest, time.monotonic() - started)
        return longest

    async def go() -> float:
        tasks = [asyncio.create_task(greedy(n)) for n in range(6)]
        longest = await modest()
        over.set()
        await asyncio.gather(*tasks)
        return longest

    with house(tmp_path, "greedy", "modest", sessions=4, quota=20_000_000, file=10_000_000) as built:
        assert asyncio.run(go()) < 3
        assert len(os.listdir(built.inbox("modest"))) == 5
        until(built.is_empty)
        held = sum(os.path.getsize(path) for path in (tmp_path / "data/greedy").rglob("*") if path.is_file())
        assert held <= 20_000_000


def test_idle_sessions_are_ended_and_those_at_work_are_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sftp_server, "LOOK_ROUND_S", 0.05)
    with house(tmp_path) as built, built.paramiko() as idle, built.paramiko() as busy:
        file = busy.open("in/a.edi", "wb")
        file.write(b"abc")
        server = built.server
        assert server is not None
        for door in server._house.inside:
            door.stirred -= 1000
        until(lambda: len(server._house.inside) == 1)
        with pytest.raises(OSError):
            idle.listdir("in")
        file.write(b"def")
        file.close()
        assert (built.inbox() / "a.edi").read_bytes() == b"abcdef"


def test_a_key_that_is_taken_out_of_the_file_ends_its_sessions(tmp_path: Path) -> None:
    with house(tmp_path, "acme", "other") as built, built.paramiko() as old, built.paramiko("other") as other:
        built.boxes = [built.box("acme", public("new")), built.box("other"), built.box("third")]
        assert built.server is not None
        built.server.renew()
        until(lambda: not old.get_channel().get_transport().is_active())
        assert other.listdir("/") == ["archive", "in", "out"]
        with built.paramiko("acme", key="new") as far, built.paramiko("third") as third:
            assert far.listdir("in") == third.listdir("in") == []
        with pytest.raises(paramiko.SSHException), built.paramiko("acme"):
            pass


def test_who_sees_folders_that_are_no_longer_his_has_to_come_again(tmp_path: Path) -> None:
    with house(tmp_path) as built:
        with built.paramiko() as far:
            built.boxes = [built.box("acme").model_copy(update={"inbox": str(tmp_path / "data/acme/other/in")})]
            assert built.server is not None
            built.server.renew()
            until(built.is_empty)
            with pytest.raises((OSError, paramiko.SSHException)):
                far.listdir("in")
        with built.paramiko() as far:
            far.open("in/a.edi", "wb").close()
        assert os.listdir(tmp_path / "data/acme/other/in") == ["a.edi"]


def test_changed_limits_count_at_once_and_another_address_later(tmp_path: Path) -> None:
    with house(tmp_path) as built, built.paramiko() as far:
        built.rules = built.rules.model_copy(update={"files": 1, "listen": "127.0.0.1:1"})
        assert built.server is not None
        built.server.renew()
        assert built.heard("another `listen` counts from the next start on")
        far.open("in/a.edi.tmp", "wb").close()
        with pytest.raises(OSError, match="1 files lie here"):
            far.open("in/b.edi", "wb")


def test_a_stop_lets_an_upload_end_and_keeps_what_does_not(tmp_path: Path) -> None:
    ended: list[float] = []

    async def go() -> None:
        async with built.connect() as wires, built.connect() as others, built.connect() as idle:
            far, late = await wires.start_sftp_client(), await others.start_sftp_client()
            await idle.start_sftp_client()
            first, second = await far.open("in/a.edi", "wb"), await late.open("in/b.edi", "wb")
            await first.write(b"abc")
            await second.write(b"abc")
            assert built.server is not None
            started = time.monotonic()
            stopping = asyncio.get_running_loop().run_in_executor(None, built.server.drain, 0.5)
            await idle.wait_closed()
            with pytest.raises(OSError):
                socket.create_connection(("127.0.0.1", built.port), 1).close()
            await first.write(b"def")
            await first.close()
            await stopping
            ended.append(time.monotonic() - started)

    with house(tmp_path) as built:
        asyncio.run(go())
        assert os.listdir(built.inbox()) == ["a.edi"] and built.beside("cut") == ["b.edi"]
        assert (built.inbox() / "a.edi").read_bytes() == b"abcdef"
    assert ended[0] < 2


def test_a_stop_without_partners_takes_no_time(tmp_path: Path) -> None:
    with house(tmp_path) as built:
        started = time.monotonic()
        assert built.server is not None
        built.server.drain(3.0)
        assert time.monotonic() - started < 1


def known(listen: str) -> tuple[Served, list[Mailbox]]:
    return Served(listen=listen), []


def test_a_port_in_use_and_an_address_that_is_not_ours_are_said(tmp_path: Path) -> None:
    with house(tmp_path) as built:
        for listen, kind, words in ((f"127.0.0.1:{built.port}", TemporaryError, "is in use"),
                                    ("192.0.2.1:2222", UsageError, "cannot listen on 192.0.2.1:2222"),
                                    ("no.such.host.invalid:2222", UsageError, "cannot listen")):  # fmt: skip
            other = SftpServer(tmp_path, partial(known, listen), clock, built.said.append, built.reports.append)
            with pytest.raises(kind, match=words) as told:
                other.start(lambda: None)
            assert told.value.hint
            other.drain(0.1)


def test_our_keys_are_told_at_the_start(tmp_path: Path) -> None:
    with house(tmp_path) as built:
        told = asyncssh.import_private_key(our_keys()["sftp_host_ed25519"]).get_fingerprint()
        assert built.said[0].startswith(
            f"sftp: listens on 127.0.0.1:{built.port}, 1 logins, our keys ssh-ed25519 {told}"
        )
        wire = paramiko.Transport(("127.0.0.1", built.port))
        wire.start_client(timeout=5)
        assert wire.get_remote_server_key().fingerprint == told
        wire.close()


def test_a_login_whose_folders_cannot_be_made_stays_outside(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data/acme").write_text("in the way")
    with house(tmp_path, "acme", "other") as built:
        assert built.heard("acme cannot log in: its folders cannot be made")
        with pytest.raises(paramiko.SSHException), built.paramiko():
            pass
        with built.paramiko("other") as far:
            assert far.listdir("in") == []


def test_old_uploads_are_swept_by_the_clock_it_is_given(tmp_path: Path) -> None:
    lay_keys(tmp_path)
    home = Home("acme", tmp_path / "data/acme/in", tmp_path / "data/acme/out", 1.0, Served(), clock)
    home.prepare()
    (tmp_path / "data/acme/.upload/in/cut/old.edi").write_text("x")
    with house(tmp_path, clock=lambda: clock() + timedelta(hours=25)) as built:
        until(lambda: built.heard("1 uploads of acme that were never finished are removed"))
        assert built.beside("cut") == []


def test_the_same_is_told_of_one_address_once(tmp_path: Path) -> None:
    with house(tmp_path) as built:
        server = built.server
        assert server is not None
        for _ in range(5):
            server._tell("192.0.2.9", "refused: acme with the key SHA256:x")
        assert [line for line in built.said if "192.0.2.9" in line] == [
            "sftp: 192.0.2.9: refused: acme with the key SHA256:x"
        ]
        server._tell_again(server._loop.time() + 100)
        assert built.said[-1] == "sftp: 192.0.2.9: refused: acme, 4 times more within a minute"


def test_an_internal_error_is_told_without_a_traceback(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    with house(tmp_path) as built:
        server = built.server
        assert server is not None
        server._loop.call_soon_threadsafe(lambda: 1 // 0)
        until(lambda: built.heard("internal error: ZeroDivisionError"))
        assert [type(error) for error in built.reports] == [ZeroDivisionError]
    assert "Traceback" not in capfd.readouterr().err


def test_a_partner_whose_disk_hangs_holds_up_nobody_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """All he may have of our threads wait for the disk; another one's file comes in meanwhile."""
    free, waiting = threading.Event(), threading.Semaphore(0)
    sync = os.fsync

    def slow(handle: int) -> None:
        if "stuck" in os.readlink(f"/proc/self/fd/{handle}"):
            waiting.release()
            free.wait(20)
        sync(handle)

    async def put(name: str, file: str) -> None:
        async with built.connect(name) as wires:
            far = await wires.start_sftp_client()
            async with far.open(f"in/{file}", "wb") as upload:
                await upload.write(b"order")

    async def go() -> None:
        stuck = [asyncio.create_task(put("stuck", str(n))) for n in range(8)]
        for _ in range(OF_A_LOGIN):
            await asyncio.to_thread(waiting.acquire, True, 10)
        await asyncio.wait_for(put("other", "a.edi"), 10)
        assert os.listdir(built.inbox("other")) == ["a.edi"] and os.listdir(built.inbox("stuck")) == []
        free.set()
        await asyncio.gather(*stuck)

    monkeypatch.setattr(os, "fsync", slow)
    with house(tmp_path, "stuck", "other") as built:
        asyncio.run(go())
        assert len(os.listdir(built.inbox("stuck"))) == 8


@pytest.mark.parametrize("legacy", [False, pytest.param(True, marks=pytest.mark.torture)])
def test_a_gateway_like_ours_calls_it(tmp_path: Path, legacy: bool) -> None:
    """Two gateways: the one sends as `.tmp`, renames, fetches, archives; the other one is this server."""
    (tmp_path / "server").mkdir()
    with house(tmp_path / "server") as built:
        (built.outbox() / "855.edi").write_bytes(b"answer")
        pins = [asyncssh.import_private_key(key).get_fingerprint() for key in our_keys().values()]
        far = Server(built.port, tmp_path, pins[0], key_file(built.base, "acme"))
        box = mailbox(far, tmp_path / "client", user="acme", inbox="out", outbox="in", archive="/archive",
                      legacy=legacy, host_keys=tuple(pins))  # fmt: skip
        assert list(box.send_all([("850.edi", b"order" * 1000), ("860.edi", b"change")])) == [None, None]
        assert (built.inbox() / "850.edi").read_bytes() == b"order" * 1000
        assert sorted(os.listdir(built.inbox())) == ["850.edi", "860.edi"] and built.wakes == 2
        came: list[Arrival] = []
        until(lambda: bool(came.extend(box.poll(clock())) or came))
        assert came[0].path.read_bytes() == b"answer"
        box.done(came)
        assert os.listdir(built.outbox()) == [".archive"] and os.listdir(built.outbox() / ".archive") == ["855.edi"]
        box.close()
