"""`edigw docs evidence`: the AS2 message and receipt of a document, as a folder or a .zip that others verify."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from edigw.app.workspace import Workspace
from edigw.errors import NotFound, TemporaryError, UsageError

Json = dict[str, Any]
EPOCH = (1980, 1, 1, 0, 0, 0)  # of the files in a .zip: the same evidence is the same bytes


def write(workspace: Workspace, document_id: str, out: Path | None) -> Json:
    """{"id", "out", "messages": [{"message_id", "state", "receipt"}], "files"}.

    Raises NotFound where there is no such document or it did not travel by AS2, UsageError where `out` is taken.
    """
    from edigw.pipeline.as2 import evidence
    from edigw.protocols.as2.evidence import bundle

    target = Path(out or f"evidence-{document_id}")
    with workspace.opened(boxes=False) as context:
        document = evidence.document_of(context, document_id)
        if document is None:
            raise NotFound(f"there is no document {document_id}", "`edigw docs list` shows the ids")
        found = evidence.exchanges(context, document)
    if not found:
        raise NotFound(f"document {document_id} did not travel by AS2", "`edigw docs raw` has the bytes of each")
    files: dict[str, bytes] = {}
    for number, one in enumerate(found, 1):
        above = f"{number}/" if len(found) > 1 else ""
        files |= {above + name: data for name, data in bundle(one).items()}
    _written(target, files)
    messages = [
        {"message_id": one.message_id, "state": one.state, "receipt": "receipt kept" if one.receipt else "no receipt"}
        for one in found
    ]
    return {"id": document_id, "out": str(target), "messages": messages, "files": sorted(files)}


def _written(target: Path, files: Mapping[str, bytes]) -> None:
    try:
        if target.exists() and (target.is_file() or any(target.iterdir())):
            raise UsageError(f"{target} is there already", "name another --out")
        if target.suffix == ".zip":
            _zipped(target, files)
            return
        for name, data in files.items():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            (target / name).write_bytes(data)
    except OSError as error:
        raise TemporaryError(f"{target} cannot be written: {error.strerror}", "name another --out") from None


def _zipped(target: Path, files: Mapping[str, bytes]) -> None:
    temporary = target.with_name(f".{target.name}.{os.getpid()}.tmp")
    try:
        with zipfile.ZipFile(temporary, "w", zipfile.ZIP_DEFLATED) as packed:
            for name, data in files.items():
                packed.writestr(zipfile.ZipInfo(name, EPOCH), data, zipfile.ZIP_DEFLATED)
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)
