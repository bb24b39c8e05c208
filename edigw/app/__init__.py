"""The composition root: the only place that picks real parts. Every command is one method of App."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from edigw.app.gateway import App

__all__ = ["App"]


def __getattr__(name: str) -> Any:
    """App is loaded when it is first asked for: `edigw.app.quick` answers without it."""
    if name != "App":
        raise AttributeError(f"edigw.app has no {name}")
    from edigw.app.gateway import App

    return App
