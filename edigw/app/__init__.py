"""The composition root: the only place that picks real parts. Every command is one method of App."""

from __future__ import annotations

from edigw.app.gateway import App

__all__ = ["App"]
