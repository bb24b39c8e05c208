"""What `once`, `status` and `doctor` print."""

from __future__ import annotations

from typing import Any

from edigw.cli import render


def once(done: dict[str, Any], json: bool) -> None:
    if json:
        render.as_json(done)
        return
    render.facts(done, [("received", "files received"), ("processed", "documents processed"),
                        ("sent", "files sent"), ("attention", "need attention"), ("left", "left")])  # fmt: skip


def status(now: dict[str, Any], json: bool) -> None:
    if json:
        render.as_json(now)
        return
    render.say(now["summary"], "green" if now["ok"] else "red")
    render.table(now["states"], [("direction", "DIR"), ("state", "STATE"), ("reason", "REASON"), ("count", "COUNT")],
                 "no documents yet")  # fmt: skip
    _troubles(now)


def doctor(found: dict[str, Any], json: bool) -> None:
    if json:
        render.as_json(found)
        return
    render.say(found["summary"], "green" if found["ok"] else "red")
    rows = [{**one, "ok": "sound" if one["ok"] else "ILL"} for one in found["checks"]]
    render.table(rows, [("check", "CHECK"), ("ok", ""), ("looked_at", "LOOKED AT")], "")
    _troubles(found)


def _troubles(now: dict[str, Any]) -> None:
    for trouble in now["troubles"]:
        render.say(render.tame(trouble["message"]), "red")
        if trouble.get("hint"):
            render.say(f"  hint: {render.tame(trouble['hint'])}", "dim")
