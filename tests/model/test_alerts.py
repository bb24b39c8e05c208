"""Alerts as data: which channels there are, what is told by which."""

from __future__ import annotations

from edigw.model.alerts import CHANNELS, KINDS, NONE, Alerts, Webhook


def test_what_is_told_by_which_channel() -> None:
    assert NONE.channels == () and NONE.wanted == {}
    hook = Alerts(frozenset({"waiting"}), webhook=Webhook("https://h/", "", 1.0))
    assert hook.channels == ("webhook",) and set(hook.channels) <= set(CHANNELS)
    assert hook.wanted == {"waiting": ("webhook",)}
    assert set(Alerts(webhook=hook.webhook).wanted) == set(KINDS)
