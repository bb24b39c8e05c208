"""`docs reprocess`, `reissue`, `redeliver`: documents again, each with a reason that the journal keeps."""

from __future__ import annotations

import getpass
import os
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from edigw.app import shown
from edigw.app.workspace import Workspace
from edigw.errors import NotFound, UsageError

if TYPE_CHECKING:
    from edigw.pipeline.again.redo import Asked
    from edigw.pipeline.context import Context

Json = dict[str, Any]
DIRECTION = {"reprocess": "in", "reissue": "out", "redeliver": "out"}


def again(workspace: Workspace, verb: str, ids: Sequence[str], reason: str, plan: bool, chosen: Json) -> Json:
    """{"verb", "plan", "reason", "who", "documents", "counts", "sends"}; `chosen` are the filters of `docs list`.

    Raises NotFound for an id that is none, UsageError where nothing is named or no reason is given.
    """
    from edigw.pipeline.again.redo import Asked
    from edigw.pipeline.inspect.compare import counted

    if not reason.strip():
        raise UsageError("the reason is empty", "say why in --reason: the journal keeps it")
    asked = Asked(reason.strip(), who(), plan)
    with workspace.opened(boxes=False) as context:
        found = _found(context, verb, ids, chosen)
        told = _work(verb)(context, found, asked)
        if not plan and verb == "reprocess":
            _go_on(context)
    counts: dict[str, int] = {}
    for one in told:
        counts[one["outcome"]] = counts.get(one["outcome"], 0) + 1
    sends = counted(_sent(told))
    return {"verb": verb, "plan": plan, "reason": asked.reason, "who": asked.who, "documents": told, "counts": counts,
            "sends": sends}  # fmt: skip


def who() -> str:
    """Who asks, as the journal keeps it: $EDIGW_USER, else the user of the system."""
    try:
        return os.environ.get("EDIGW_USER") or getpass.getuser()
    except (KeyError, OSError):
        return f"user {os.getuid()}"


def _work(verb: str) -> Callable[[Context, Sequence[Any], Asked], list[Json]]:
    from edigw.pipeline.again.reissue import redeliver, reissue
    from edigw.pipeline.again.reprocess import reprocess

    return {"reprocess": reprocess, "reissue": reissue, "redeliver": redeliver}[verb]


def _found(context: Context, verb: str, ids: Sequence[str], chosen: Json) -> list[Any]:
    """The documents that are meant, in the order of arrival."""
    from edigw.store import documents, queries

    wanted = {name: value for name, value in chosen.items() if value is not None and name not in ("after", "limit")}
    if not ids and not wanted:
        raise UsageError("nothing is named", "give ids, or a filter as --partner, --type, --state or --since")
    if ids and wanted:
        raise UsageError("ids and filters together", "give the one or the other")
    with context.store.read() as connection:
        if wanted:
            since = shown.instant(wanted.pop("since", None))
            filters = queries.Wanted(since=since, direction=DIRECTION[verb], **wanted)
            return queries.chosen(connection, filters, queries.Page(chosen.get("after"), chosen.get("limit") or 0))
        found = documents.find(connection, ids)
    missing = sorted({*ids} - {one.id for one in found})
    if missing:
        raise NotFound(f"there is no document {missing[0]}", "`edigw docs list` shows the ids")
    return found


def _go_on(context: Context) -> None:
    """What was reopened, and what waited behind what was done again, gets its turn."""
    from edigw.pipeline.context import Done
    from edigw.pipeline.parse import parse
    from edigw.pipeline.process import process

    done = Done()
    parse(context, done)
    process(context, done)


def _sent(told: Sequence[Json]) -> list[Json]:
    """What leaves, each once: several documents may share a file."""
    seen: set[str] = set()
    made = []
    for row in told:
        for one in row["sends"]:
            if one["id"] is None or one["id"] not in seen:
                seen.add(one["id"] or "")
                made.append(one)
    return made
