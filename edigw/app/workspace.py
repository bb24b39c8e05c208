"""A workspace with its real parts: configuration, store, mailboxes, clock; each is made when it is first needed."""

from __future__ import annotations

import gc
import json
import os
import socket
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from edigw.errors import ConfigError, EdigwError, TemporaryError

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from edigw.config.configuration import Configuration
    from edigw.pipeline.as2.stations import Stations
    from edigw.pipeline.context import Clock, Context
    from edigw.store.engine import Store
    from edigw.transports.port import Transport

REQUEST, OUTCOME = "reload.request", "reload.json"
# Objects made between two looks for garbage: of a file's documents none is in a ring, and each look walks them all.
# Measured on 921 orders in a file: at Python's own 700 a third of the time in which they are read goes there.
GARBAGE = 10_000


class Workspace:
    """Opens parts; `close` lets go of all of them."""

    def __init__(self, path: Path, clock: Clock | None = None) -> None:
        self.path = path
        self._clock = clock
        self.strict = False
        self._configuration: Configuration | None = None
        self._mailboxes: dict[str, Transport] | None = None
        self._context: Context | None = None
        self._stopping: Callable[[], bool] | None = None
        self._asked = False
        self._in_use: Callable[[], Sequence[Transport]] = tuple

    @cached_property
    def clock(self) -> Clock:
        return self._clock or (lambda: datetime.now(UTC))

    @property
    def exists(self) -> bool:
        return (self.path / "edigw.toml").exists()

    @property
    def configuration(self) -> Configuration:
        if self._configuration is None:
            from edigw.config.configuration import load

            self._configuration = load(self.path, self.strict)
        return self._configuration

    @cached_property
    def maps(self) -> Configuration:
        """The configuration; where there is no workspace, what comes with edigw."""
        from edigw.config.configuration import shipped_only

        return self.configuration if self.exists else shipped_only(self.path)

    @cached_property
    def store(self) -> Store:
        from edigw.store.engine import Store

        settings = self.configuration.settings
        settings.data_dir.mkdir(parents=True, exist_ok=True)
        opened = Store.open(settings.database_url, settings.data_dir / "blobs")
        opened.alerting = settings.alerts.wanted
        return opened

    @property
    def mailboxes(self) -> dict[str, Transport]:
        """Every mailbox of the configuration, its folders made."""
        if self._mailboxes is None:
            from edigw.config.secret import reveal
            from edigw.transports.table import open_mailbox

            boxes = self.configuration.mailboxes
            largest = self.configuration.settings.limits.file
            self._mailboxes = {name: open_mailbox(box, largest, reveal) for name, box in boxes.items()}
            for box in self._mailboxes.values():
                if box.apart:
                    continue  # by whoever visits it: it may keep silent
                with suppress(TemporaryError):  # whoever takes or sends files there says what is wrong
                    box.prepare()
        return self._mailboxes

    @cached_property
    def owner(self) -> str:
        """This process, as leases name it: host, process, and a mark of its own."""
        return f"{socket.gethostname()}:{os.getpid()}:{uuid.uuid4().hex[:8]}"

    def context(self) -> Context:
        """What the pipeline works with, by the configuration as it is now."""
        if self._context is None:
            from edigw.pipeline.context import Context, never

            gc.set_threshold(GARBAGE)
            self._context = Context(
                self.store, self.configuration, self.mailboxes, self.owner, self.clock, self._stopping or never,
                stations=self._stations(),
            )  # fmt: skip
        return self._context

    def _stations(self) -> Stations | None:
        """Who trades by AS2; None where nobody does and nobody may come."""
        asked = self.configuration.settings.http is not None
        if not asked and not any(box.as2 for box in self.configuration.mailboxes.values()):
            return None
        from edigw.config.secret import resolve_secret
        from edigw.pipeline.as2.directory import Directory

        return Directory(self.path, self.configuration, resolve_secret)

    def stop_when(self, asked: Callable[[], bool]) -> None:
        """From now on the pipeline begins nothing new once `asked` says so."""
        self._stopping, self._context = asked, None

    def leave_open(self, which: Callable[[], Sequence[Transport]]) -> None:
        """Mailboxes that a thread may be using are not closed: whoever uses them does."""
        self._in_use = which

    def _hang_up(self) -> None:
        using = self._in_use()
        for box in (self._mailboxes or {}).values():
            if box not in using:
                box.close()

    def close(self) -> None:
        self._hang_up()
        self._mailboxes = self._context = None
        if "store" in self.__dict__:
            self.store.close()
            del self.__dict__["store"]

    @contextmanager
    def opened(self, *, boxes: bool = True) -> Iterator[Context]:
        """A context for one command; without `boxes` it neither polls nor sends."""
        if not boxes:
            self._mailboxes = {}
        try:
            yield self.context()
        finally:
            self.close()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """One snapshot of the store."""
        try:
            with self.store.read() as connection:
                yield connection
        finally:
            self.close()

    # --- reload: whole or not at all

    @property
    def run_folder(self) -> Path:
        return self.path / "data" / "run"

    def ask_reload(self) -> None:
        """From a signal: the daemon reloads before its next pass."""
        self._asked = True

    def reload_if_asked(self, say: Callable[[str], None]) -> bool:
        """Take changed files when somebody asked, by signal or by `edigw reload`; tell the outcome. Were they taken?"""
        request = self.run_folder / REQUEST
        asked = request.read_text("utf-8") if request.exists() else ""
        if not self._asked and not asked:
            return False
        self._asked = False
        outcome: dict[str, Any] = {"request": asked, "ok": True, "message": "changed files are taken"}
        try:
            self.reload()
        except EdigwError as error:
            outcome |= {"ok": False, "message": error.message}
        say(f"reload: {outcome['message']}")
        try:
            request.unlink(missing_ok=True)
            replace_file(self.run_folder / OUTCOME, json.dumps(outcome))
        except OSError as error:
            say(f"reload: whoever asked cannot be told: {error.strerror}")
        return bool(outcome["ok"])

    def reload(self) -> None:
        """The configuration as the files say it now. Raises ConfigError where a fault is new; then nothing changes."""
        fresh = new_configuration(self.path, self.strict, self._configuration)
        self._hang_up()
        self._configuration, self._mailboxes, self._context = fresh, None, None
        self.store.alerting = fresh.settings.alerts.wanted


def new_configuration(path: Path, strict: bool, before: Configuration | None) -> Configuration:
    """Raises ConfigError with the faults of partners that had none before."""
    from edigw.config.configuration import load

    fresh = load(path, strict)
    parked = before.parked if before is not None else {}
    faults = [fault for name, some in fresh.parked.items() if name not in parked for fault in some]
    if faults and before is not None:
        raise ConfigError(faults, "mend them and reload again; until then the old files count")
    return fresh


def replace_file(path: Path, text: str) -> None:
    """A file that appears whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    temporary.write_text(text, "utf-8")
    temporary.replace(path)


__all__ = ["Workspace", "new_configuration", "replace_file"]
