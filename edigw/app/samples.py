"""The samples of partners: cases in partners/<name>/samples/, compared with what comes out now, or written anew."""

from __future__ import annotations

import os
from collections.abc import Iterator
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from edigw.app.workspace import Workspace
from edigw.errors import ConfigError, NotFound, UsageError

if TYPE_CHECKING:
    from edigw.config.configuration import Configuration
    from edigw.model.partner import Partner
    from edigw.pipeline.inspect.samples import Case, Difference

Json = dict[str, Any]


def check(workspace: Workspace, name: str | None) -> list[Json]:
    """Each case with what differs. `name` is PARTNER or PARTNER/CASE."""
    return [told for told, _, _ in _compared(workspace, name)]


def update(workspace: Workspace, name: str | None) -> list[Json]:
    """The same, and the expected files are written anew; refused where nobody reviews what changes."""
    if os.environ.get("CI"):
        raise UsageError("samples are not updated in CI", "update and review them where a person sees what changes")
    from edigw.pipeline.inspect.samples import rewrite

    done = []
    for told, case, changes in list(_compared(workspace, name)):
        if case is not None and changes:
            rewrite(case, changes)
            told |= {"state": "UPDATED"}
        done.append(told)
    return done


def _compared(
    workspace: Workspace, name: str | None
) -> Iterator[tuple[Json, Case | None, tuple[Difference, ...]]]:  # fmt: skip
    from edigw.formats.events import Limits
    from edigw.pipeline.inspect.samples import cases, differences
    from edigw.pipeline.read.routing import Router

    configuration = workspace.configuration
    at = configuration.settings.limits
    wanted, _, only = (name or "").removeprefix("partners/").partition("/")
    for partner in _partners(configuration, wanted):
        whole = _whole(configuration, partner, wanted)
        if isinstance(whole, ConfigError):
            yield _row(f"{partner}/*", "FAULTY", faults=[str(fault) for fault in whole.faults]), None, ()
            continue
        known = cases(workspace.path / "partners" / partner / "samples")
        _known(only, [case.name for case in known], f"partner {partner} has no case")
        for case in known:
            if only in ("", case.name):
                leniency = case.settings.get("leniency")
                router = Router(configuration, None, whole, leniency)
                changes = differences(case, router, Limits(at.segment, at.set, at.sets_per_group))
                new = bool(changes) and all(change.before is None for change in changes)
                state = "NEW" if new else "DIFFERS" if changes else "OK"
                yield _row(f"{partner}/{case.name}", state, changes), case, changes


def _row(case: str, state: str, changes: tuple[Difference, ...] = (), faults: list[str] | None = None) -> Json:
    files = [{"file": change.file, "lines": change.lines()} for change in changes]
    return {"case": case, "state": state, "changes": files, "faults": faults or []}


def _partners(configuration: Configuration, wanted: str) -> list[str]:
    known = sorted((*configuration.partners, *configuration.parked))
    _known(wanted, known, "there is no partner")
    return [wanted] if wanted else known


def _known(wanted: str, known: list[str], told: str) -> None:
    if wanted and wanted not in known:
        close = get_close_matches(wanted, known, 1)
        hint = f"did you mean {close[0]}?" if close else f"known: {', '.join(known) or 'none'}"
        raise NotFound(f"{told} {wanted}", hint)


def _whole(configuration: Configuration, name: str, wanted: str) -> Partner | ConfigError:
    """The partner; its faults where it is parked and nobody asked for it by name."""
    try:
        return configuration.partner(name)
    except ConfigError as error:
        if wanted:
            raise
        return error
