"""Explain a file, or a document of the store: the set in the file that it came or went in, or as it was composed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from edigw.app.workspace import Workspace
from edigw.errors import NotFound, UsageError

if TYPE_CHECKING:
    from edigw.config.configuration import Configuration
    from edigw.pipeline.inspect.explain import Ask

Json = dict[str, Any]


def explain(workspace: Workspace, what: str, **asked: Any) -> Json:
    """`what` is a file or the id of a document; `asked` are the fields of pipeline.explain.Ask.

    Needs no workspace for a file that no partner is named for. Raises NotFound, UsageError, ConfigError.
    """
    from edigw.config.configuration import shipped_only
    from edigw.pipeline.inspect.explain import Ask
    from edigw.pipeline.inspect.explain import explain as explained

    ask = Ask(**asked)
    file = Path(what)
    if not file.exists() and workspace.exists:
        return {"file": what, **_stored(workspace, what, ask), "document": what}
    bare = ask.partner is None and not workspace.exists
    configuration = shipped_only(workspace.path) if bare else workspace.configuration
    return {"file": what, **explained(_read(file), configuration, ask), "document": None}


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except FileNotFoundError:
        raise NotFound(
            f"there is no file {file}", "a document's id is looked up in a workspace: --workspace DIR"
        ) from None
    except OSError as error:
        raise UsageError(f"{file} cannot be read: {error.strerror}", "check the path and its permissions") from None


def _stored(workspace: Workspace, document_id: str, ask: Ask) -> Json:
    from edigw.pipeline.inspect.explain import explain as explained
    from edigw.store import documents, queries

    with workspace.reading() as connection:
        row, found = documents.get(connection, document_id), queries.raw(connection, document_id)
        data = bytes(workspace.store.archive.load(found.body, found.blob)) if found is not None else None
    if row is None and data is None:
        raise NotFound(f"there is no file and no document {document_id}", "`edigw docs list` shows the ids")
    configuration = workspace.configuration
    if ask.partner is None and row is not None and _known(configuration, row.partner):
        ask = replace(ask, partner=row.partner)
    if data is None:
        return _composed(configuration, row, ask)
    if found is not None and found.start is not None and found.end is not None:
        ask = replace(ask, span=(found.start, found.end))
    name = found.name if found is not None else document_id
    return {"file": name, **explained(data, configuration, ask)}


def _composed(configuration: Configuration, row: Any, ask: Ask) -> Json:
    """A set of ours that waits for its envelope."""
    from edigw.formats.packed import unpack
    from edigw.pipeline.inspect.explain import explain_composed

    if row.direction != "out" or not row.body or not row.type:
        held = "is too long to be explained before it left" if row.blob else "holds no set"
        raise NotFound(f"document {row.id} is in no file and {held}", f"see `edigw docs show {row.id}`")
    return explain_composed(unpack(row.body), row.type, row.release or "", configuration, ask)


def _known(configuration: Configuration, name: str | None) -> bool:
    return name is not None and (name in configuration.partners or name in configuration.parked)
