"""`alerts test` and `alerts retry`: what works, step by step; what was given up is due again."""

from __future__ import annotations

from datetime import timedelta

import pytest
from servers import free_port, hook_server, post_office
from yard import Yard

from edigw.errors import UsageError
from edigw.store import alerts as rows


def say(yard: Yard, text: str) -> None:
    toml = yard.base / "edigw.toml"
    toml.write_text(toml.read_text("utf-8").replace("[alerts]\n", f"[alerts]\n{text}\n"), "utf-8")


def mail(port: int) -> str:
    return (f'mail.host = "127.0.0.1"\nmail.port = {port}\nmail.tls = "none"\n'
            'mail.from = "edi@example.com"\nmail.to = ["a@example.com"]')  # fmt: skip


@pytest.mark.parametrize("verb", ["alerts_test", "alerts_retry"])
def test_without_a_channel_there_is_nothing_to_test(yard: Yard, verb: str) -> None:
    with pytest.raises(UsageError, match="names no channel"):
        getattr(yard.app, verb)()


def test_each_channel_is_tried_step_by_step(yard: Yard, monkeypatch: pytest.MonkeyPatch) -> None:
    with post_office() as post, hook_server() as hook:
        monkeypatch.setenv("EDIGW_HOOK", hook.url)
        monkeypatch.setenv("EDIGW_SECRET", "hunter2")
        say(yard, mail(post.port) + '\nwebhook.url = "env:EDIGW_HOOK"\nwebhook.secret = "env:EDIGW_SECRET"')
        told = yard.app.alerts_test()
        assert [(one["channel"], one["ok"], len(one["steps"])) for one in told] == [
            ("mail", True, 2),
            ("webhook", True, 2),
        ]
        assert post.ids() == hook.ids() == [told[0]["id"]]
        hook.replies = [500]
        bad = yard.app.alerts_test()[1]
        assert not bad["ok"] and bad["steps"] == [f"connected to 127.0.0.1:{hook.port}"]
        assert "answers 500" in bad["error"] and bad["hint"]
        monkeypatch.delenv("EDIGW_SECRET")
        assert "EDIGW_SECRET" in yard.app.alerts_test()[1]["error"]
        monkeypatch.setenv("EDIGW_HOOK", "http://127.0.0.1/a b?hunter2")
        assert "hunter2" not in str(yard.app.alerts_test()[1])
        monkeypatch.setenv("EDIGW_HOOK", "nonsense")
        assert "no web address" in yard.app.alerts_test()[1]["error"]


def test_what_was_given_up_is_sent_once_it_is_asked_for(yard: Yard) -> None:
    port = free_port()
    say(yard, mail(port))
    yard.take("no edi")
    for _ in range(rows.TRIES):
        yard.now += timedelta(hours=2)
        yard.once()
    assert yard.app.status()["counts"]["dead_alerts"] == 1
    with post_office() as post:
        toml = yard.base / "edigw.toml"
        toml.write_text(toml.read_text("utf-8").replace(str(port), str(post.port)), "utf-8")
        yard.once()
        assert post.mails == []
        assert yard.app.alerts_retry() == {"due": 1}
        yard.once()
        assert len(post.mails) == 1
    assert yard.app.status()["counts"]["dead_alerts"] == 0
