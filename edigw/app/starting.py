"""`edigw init`: a workspace, ready to be used."""

from __future__ import annotations

from typing import Any

from edigw.app.workspace import Workspace


def init(workspace: Workspace, demo: bool) -> dict[str, Any]:
    from edigw.config.init import init as make

    made = make(workspace.path, demo, workspace.clock())
    with workspace.opened():
        pass  # the database and every folder are made now, so that a mistake shows at once
    first = ["edigw run", "edigw docs list"] if demo else ["edigw partners add NAME …", "edigw run"]
    return {"workspace": str(made.workspace), "partners": list(made.partners),
            "dropped": [str(path) for path in made.dropped], "next": [f"cd {made.workspace}", *first]}  # fmt: skip
