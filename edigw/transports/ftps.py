"""FTP over TLS (RFC 4217) by ftplib: both connections are protected, the server is known by its certificate."""

from __future__ import annotations

import contextlib
import ftplib
import hashlib
import socket
import ssl
import stat
from collections.abc import Generator, Iterable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from typing import Any

from edigw.errors import Denied
from edigw.model.tls import Tls
from edigw.transports.sftp_far import Entry, Passed, Terms
from edigw.transports.tls import client_context

PIECE = 65_536  # bytes
KINDS = {"file": stat.S_IFREG, "dir": stat.S_IFDIR, "cdir": stat.S_IFDIR, "pdir": stat.S_IFDIR}
UNKNOWN = ("500", "502")  # replies to a command that the server has not
OCTETS = "latin-1"  # each sign an octet: what charset names are in, a server need not say
CERTIFICATE = "ask the partner whether it is theirs; then write it below the mailbox as `pins: SHA256:…`"


class _Line(ftplib.FTP_TLS):
    """The control connection; its data connections continue its TLS session, as many servers demand."""

    pins: tuple[str, ...] = ()

    def ntransfercmd(self, cmd: str, rest: int | str | None = None) -> tuple[socket.socket, int | None]:
        wire, size = ftplib.FTP.ntransfercmd(self, cmd, rest)
        control = self.sock
        assert isinstance(control, ssl.SSLSocket)
        protected = self.context.wrap_socket(wire, server_hostname=self.host, session=control.session)
        return protected, size


def dial(terms: Terms, wire: socket.socket, passed: Passed) -> Ftps:
    """A session on a connected wire. Raises TemporaryError, ConnectionError or TimeoutError."""
    remote = terms.remote
    line = _Line(context=_context(terms), timeout=remote.timeout_s, encoding=OCTETS)
    line.host, line.af, line.sock = remote.host, wire.family, wire
    with ExitStack() as undo:
        undo.callback(line.close)
        with _faults():
            if remote.implicit:
                line.sock = _shaken(terms, line, wire)
            line.file = line.sock.makefile("r", encoding=line.encoding)
            line.welcome = line.getresp()
            if not remote.implicit:
                line.voidcmd("AUTH TLS")
                line.sock = _shaken(terms, line, wire)
                line.file = line.sock.makefile("r", encoding=line.encoding)
            passed("TLS", _known(terms, line.sock))
            _log_in(terms, line)
            passed("login", remote.user)
            line.prot_p()
            line.voidcmd("TYPE I")
            passed("FTPS", "open")
        undo.pop_all()
    return Ftps(line)


def _context(terms: Terms) -> ssl.SSLContext:
    """Where certificates are pinned their fingerprints count; else the authorities that the system trusts."""
    context = client_context(Tls())
    if terms.remote.pins:
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


def _shaken(terms: Terms, line: ftplib.FTP_TLS, wire: socket.socket) -> ssl.SSLSocket:
    try:
        return line.context.wrap_socket(wire, server_hostname=terms.remote.host)
    except ssl.SSLCertVerificationError as error:
        raise Denied(f"{terms.what}: its certificate is not believed: {error.verify_message}", CERTIFICATE) from None
    except ssl.SSLError as error:
        raise Denied(f"{terms.what}: cannot agree on TLS: {error.reason or error}", "ask the partner") from None


def _known(terms: Terms, sock: Any) -> str:
    """The fingerprint of what the server shows. Raises Denied unless it is pinned, where anything is."""
    shown = "SHA256:" + hashlib.sha256(sock.getpeercert(True)).hexdigest()
    if terms.remote.pins and shown not in terms.remote.pins:
        raise Denied(f"{terms.what}: the server shows the certificate {shown}, which is not pinned", CERTIFICATE)
    return f"{sock.version()} {shown}"


def _log_in(terms: Terms, line: ftplib.FTP_TLS) -> None:
    try:
        ftplib.FTP.login(line, _wired(terms.remote.user), _wired(terms.reveal(terms.remote.password)))
    except ftplib.error_perm:
        raise terms.refused() from None


class Ftps:
    """As Far has it."""

    piece = PIECE

    def __init__(self, line: ftplib.FTP_TLS) -> None:
        self.line = line
        self._facts = True  # the server has MLSD and MLST, until it says that it has not

    def beside(self) -> None:
        """FTP has one transfer at a time."""

    def alive(self) -> bool:
        if self.line.sock is None:
            return False
        try:
            self.line.voidcmd("NOOP")
        except (OSError, EOFError, ftplib.Error):
            return False
        return True

    def entries(self, folder: str) -> Iterator[Entry]:
        with _faults(FileNotFoundError):
            try:
                listed, names = self._listed(folder)
            finally:
                self.line.voidcmd("TYPE I")  # ftplib lists in ASCII, and what is read next would be rewritten
        yield from (_entry(name, facts) for name, facts in listed)
        for name in names:
            with contextlib.suppress(FileNotFoundError):  # a folder, or taken meanwhile
                yield self.look(f"{folder}/{name.rpartition('/')[2]}")

    def _listed(self, folder: str) -> tuple[list[tuple[str, dict[str, str]]], list[str]]:
        """Names with their facts, or bare ones."""
        if self._facts:
            try:
                listed = self.line.mlsd(_wired(folder), ["type", "size", "modify"])
                return [(_named(name), facts) for name, facts in listed], []
            except ftplib.error_perm as error:
                self._without_facts(error)
        return [], [_named(name) for name in self.line.nlst(_wired(folder))]

    def look(self, path: str, *, follow: bool = False) -> Entry:
        name = path.rpartition("/")[2]
        with _faults(FileNotFoundError):
            if self._facts:
                try:
                    reply = self.line.sendcmd(f"MLST {_wired(path)}")
                except ftplib.error_perm as error:
                    self._without_facts(error)
                else:
                    return _entry(name, _facts_of(reply))
            size = self.line.size(_wired(path))
            return Entry(name, size, _mtime(self.line.sendcmd(f"MDTM {_wired(path)}").partition(" ")[2]), stat.S_IFREG)

    def _without_facts(self, error: ftplib.error_perm) -> None:
        """A server of before RFC 3659 is asked for size and time of each file. Raises any other refusal again."""
        if not str(error).startswith(UNKNOWN):
            raise error
        self._facts = False

    def read(self, path: str, start: int, size: int) -> Generator[bytes]:
        with _faults(FileNotFoundError):
            wire = self.line.transfercmd(f"RETR {_wired(path)}", rest=start or None)
            at, whole = start, False
            try:
                while at < size and (data := wire.recv(min(PIECE, size - at))):
                    yield data
                    at += len(data)
                whole = at >= size and not wire.recv(1)  # to its end: who hangs up before is told that it failed
            finally:
                wire.close()
                self._ended(whole=whole)

    def _ended(self, *, whole: bool) -> None:
        """What the server says of a transfer; where we cut it short, it may complain."""
        try:
            self.line.voidresp()
        except ftplib.error_temp:
            if whole:
                raise

    def write(self, path: str, start: int, pieces: Iterable[bytes]) -> None:
        with _faults(PermissionError):
            wire = self.line.transfercmd(f"{'APPE' if start else 'STOR'} {_wired(path)}")
            with contextlib.closing(wire):
                for piece in pieces:
                    wire.sendall(piece)
                if isinstance(wire, ssl.SSLSocket):
                    wire.unwrap()
            self.line.voidresp()

    def rename(self, old: str, new: str) -> None:
        """FTP's own goes over what is there: so it is looked at before."""
        with contextlib.suppress(FileNotFoundError):
            self.look(new)
            raise FileExistsError(17, f"{new} is there already")
        self.rename_over(old, new)

    def rename_over(self, old: str, new: str) -> None:
        with _faults(PermissionError):
            self.line.rename(_wired(old), _wired(new))

    def remove(self, path: str) -> None:
        with _faults(PermissionError):
            self.line.delete(_wired(path))

    def close(self) -> None:
        self.line.close()


def _wired(text: str) -> str:
    """As ftplib is to send it, octet by octet."""
    return text.encode("utf-8", "surrogateescape").decode(OCTETS)


def _named(text: str) -> str:
    """The name that ftplib has read; odd bytes as surrogates."""
    return text.encode(OCTETS).decode("utf-8", "surrogateescape")


def _entry(name: str, facts: dict[str, str]) -> Entry:
    size = facts.get("size", "")
    return Entry(name, int(size) if size.isdecimal() else None, _mtime(facts.get("modify", "")),
                 KINDS.get(facts.get("type", "file").lower(), stat.S_IFLNK))  # fmt: skip


def _facts_of(reply: str) -> dict[str, str]:
    """Of the second line of a reply to MLST (RFC 3659 7.2)."""
    line = next((line for line in reply.splitlines() if line.startswith(" ")), "")
    facts = line.strip().partition(" ")[0]
    return {key.lower(): value for key, _, value in (fact.partition("=") for fact in facts.split(";") if fact)}


def _mtime(text: str) -> int | None:
    """Seconds, of YYYYMMDDHHMMSS in UTC (RFC 3659 2.3)."""
    try:
        return int(datetime.strptime(text.strip()[:14], "%Y%m%d%H%M%S").replace(tzinfo=UTC).timestamp())
    except ValueError:
        return None


@contextlib.contextmanager
def _faults(refused: type[OSError] = PermissionError) -> Iterator[None]:
    """A refusal becomes an OSError, what shows a broken line a ConnectionError."""
    try:
        yield
    except ftplib.error_perm as error:
        raise refused(2 if refused is FileNotFoundError else 13, _told(error)) from None
    except ftplib.error_temp as error:
        if str(error).startswith("421"):
            raise ConnectionError(_told(error)) from None
        raise OSError(_told(error)) from None  # without a number: those of our own disk have one
    except (ftplib.error_proto, ftplib.error_reply, EOFError, ssl.SSLError) as error:
        raise ConnectionError(_told(error)) from None


def _told(error: Exception) -> str:
    told = str(error).encode(OCTETS, "replace").decode("utf-8", "replace")
    return told.replace("\n", " ")[:200] or "the connection was cut"
