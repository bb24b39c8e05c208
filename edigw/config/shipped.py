"""Where maps and partners stand: those that come with edigw, and a workspace's own, which win."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from edigw.config.stamps import shipped
from edigw.errors import ConfigError, Fault

SAFE = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*(/[A-Za-z0-9_][A-Za-z0-9_.-]*)*")
LONGEST = 200  # characters of a name; a document type off the wire may be of any length


class Library:
    """Texts of maps, code lists and the dictionary by name, as `maps/x12/004010/850.yaml`; read once each."""

    def __init__(self, workspace: Path) -> None:
        self.workspace = workspace
        self._texts: dict[str, str | None] = {}
        self._paths: dict[str, Path | None] = {}  # asked for with every document; what appears counts after a reload

    def text(self, name: str) -> str | None:
        """The text of a file under `maps/` or `partners/`; None: there is none. Raises ConfigError."""
        if name not in self._texts:
            path = self.path(name)
            self._texts[name] = read_text(path, name) if path else None
        return self._texts[name]

    @property
    def has_own_maps(self) -> bool:
        """Whether the workspace has maps or code lists of its own; the shipped ones alone are known to be sound."""
        return any(path.is_file() for path in (self.workspace / "maps").rglob("*"))

    def path(self, name: str) -> Path | None:
        """The file of that name, the workspace's before the shipped; a partner's own maps are never shipped ones."""
        if name not in self._paths:
            self._paths[name] = self._find(name)
        return self._paths[name]

    def _find(self, name: str) -> Path | None:
        if len(name) > LONGEST or not SAFE.fullmatch(name) or not name.startswith(("maps/", "partners/")):
            return None
        roots = (self.workspace, shipped()) if name.startswith("maps/") else (self.workspace,)
        return next((root / name for root in roots if (root / name).is_file()), None)

    def names(self, folder: str, ending: str) -> list[str]:
        """The files of a folder, as `maps/x12/004010`, workspace and shipped together; names without the folder."""
        found = {path.name for root in (self.workspace, shipped()) for path in (root / folder).glob(f"*{ending}")}
        return sorted(name for name in found if SAFE.fullmatch(name))

    def base(self, standard: str, release: str, document: str) -> str | None:
        """The name of a base map, `x12/004010/850`, when there is one for it."""
        name = f"{standard}/{release}/{document}"
        return name if self.path(f"maps/{name}.yaml") else None

    def base_maps(self) -> tuple[str, ...]:
        """All base maps, as `x12/004010/850`."""
        folders = {
            path.relative_to(root / "maps").as_posix()
            for root in (self.workspace, shipped())
            for path in (root / "maps").glob("*/*")
            if path.is_dir() and path.parent.name != "codes"
        }
        return tuple(
            f"{folder}/{name.removesuffix('.yaml')}"
            for folder in sorted(folders)
            for name in self.names(f"maps/{folder}", ".yaml")
        )


class DictionaryTexts(Mapping[str, str]):
    """The compact dictionary of a release by file name: `elements.txt`, `sets/850.txt`; read when asked for."""

    def __init__(self, library: Library, standard: str, release: str) -> None:
        self.library = library
        self.folder = f"maps/{standard}/{release}"

    def __getitem__(self, name: str) -> str:
        text = self.library.text(f"{self.folder}/{name}")
        if text is None:
            raise KeyError(name)
        return text

    def __iter__(self) -> Iterator[str]:
        yield from self.library.names(self.folder, ".txt")
        yield from (f"sets/{name}" for name in self.library.names(f"{self.folder}/sets", ".txt"))

    def __len__(self) -> int:
        return sum(1 for _ in self)


def read_text(path: Path, label: str) -> str:
    """A file that a person wrote, UTF-8. Raises ConfigError with `label` as its name."""
    try:
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise ConfigError([Fault(label, line, 1, "not UTF-8 text", "save the file as UTF-8")]) from None
    except OSError as error:
        raise ConfigError([Fault(label, 1, 1, f"cannot be read: {error.strerror}", "mend its permissions")]) from None


__all__ = ["LONGEST", "SAFE", "DictionaryTexts", "Library", "read_text", "shipped"]
