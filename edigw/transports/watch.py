"""A hint, never the truth: the operating system says that a folder changed, and the scanner is woken early."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from watchdog.observers.api import BaseObserver, ObservedWatch


class Watcher:
    """Calls `wake` (from a thread of its own) whenever something happens in one of the folders."""

    def __init__(self, wake: Callable[[], None]) -> None:
        from watchdog.events import FileSystemEvent, FileSystemEventHandler

        class Handler(FileSystemEventHandler):
            def on_any_event(self, event: FileSystemEvent) -> None:
                if event.event_type in ("created", "moved", "closed", "modified"):
                    wake()

        self._handler = Handler()
        self._watches: dict[Path, tuple[int, ObservedWatch]] = {}
        self._observer: BaseObserver = self._observing()

    def _observing(self) -> Any:
        from watchdog.observers import Observer

        observer = Observer()
        observer.daemon = True
        observer.start()
        return observer

    def refresh(self, folders: Iterable[Path]) -> None:
        """Watches exactly these folders; one that was removed and made again is watched anew.

        To be called now and then: a watch falls silent without a word. A folder that cannot be watched is left
        to the scanner.
        """
        wanted = {folder: _inode(folder) for folder in folders}
        for folder in list(self._watches):
            watched, watch = self._watches[folder]
            if wanted.get(folder) != watched:
                self._forget(folder, watch)
        for folder, inode in wanted.items():
            if inode is not None and folder not in self._watches:
                self._watch(folder, inode)

    def stop(self) -> None:
        """Ends the thread."""
        self._observer.stop()
        self._observer.join(timeout=2)

    def _watch(self, folder: Path, inode: int) -> None:
        try:
            watch = self._observer.schedule(self._handler, str(folder), recursive=False)
        except OSError:
            return  # too many watches, or gone again: the scan finds everything all the same
        self._watches[folder] = (inode, watch)

    def _forget(self, folder: Path, watch: ObservedWatch) -> None:
        del self._watches[folder]
        try:
            self._observer.unschedule(watch)
        except (KeyError, OSError):
            return  # the folder's end has ended the watch


def _inode(folder: Path) -> int | None:
    try:
        return os.stat(folder).st_ino
    except OSError:
        return None
