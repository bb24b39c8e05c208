"""`edigw mailboxes` as people and scripts call it."""

from __future__ import annotations

import json
from collections.abc import Callable

from shop import Shop


def test_pause_list_resume(shop: Shop, call: Callable[..., tuple[int, str]]) -> None:
    where = ("--workspace", str(shop.base))
    code, said = call("mailboxes", "pause", "acme", "--reason", "their server moves", *where)
    assert code == 0 and "mailbox acme is paused by" in said and "their server moves" in said
    assert "is paused already" in call("mailboxes", "pause", "acme", "--reason", "again", *where)[1]
    code, said = call("mailboxes", "list", *where)
    assert code == 0 and "paused" in said and "their server moves" in said
    code, said = call("mailboxes", "list", "--json", *where)
    assert [(row["name"], row["state"]) for row in json.loads(said)] == [("acme", "paused"), ("erp", "open")]
    assert "mailbox acme is paused since" in call("status", *where)[1]
    assert [one["name"] for one in json.loads(call("status", "--json", *where)[1])["pauses"]] == ["acme"]
    code, said = call("mailboxes", "resume", "acme", *where)
    assert code == 0 and "mailbox acme goes on" in said
    assert "was not paused" in call("mailboxes", "resume", "acme", *where)[1]
    code, said = call("mailboxes", "pause", "nobody", "--reason", "why", "--json", *where)
    assert code == 2 and json.loads(said)["error"]["code"] == "NOT_FOUND"


def test_a_partner_likewise(shop: Shop, call: Callable[..., tuple[int, str]]) -> None:
    where = ("--workspace", str(shop.base))
    code, said = call("partners", "pause", "acme", "--reason", "audit", "--json", *where)
    assert code == 0 and json.loads(said)["paused"]
    assert "partner acme is paused since" in call("status", *where)[1]
    assert "partner acme goes on" in call("partners", "resume", "acme", *where)[1]


def test_a_host_key_is_pinned_by_the_command_that_a_refusal_shows(shop: Shop) -> None:
    key = "SHA256:" + 43 * "a"
    path = shop.base / "partners/acme/partner.yaml"
    path.write_text(
        path.read_text() + "mailboxes:\n  acme:\n    transport: sftp\n    host: h\n    user: u\n    key: env:K\n"
    )
    told = shop.edigw("mailboxes", "pin", "acme", key)
    assert told["host_keys"] == [key] and f"    host_keys: {key}\n" in path.read_text()
    rows = {row["setting"]: row["value"] for row in shop.edigw("partners", "show", "acme")}
    assert rows["mailboxes.acme.host_keys"] == key
    code, out = shop.call("mailboxes", "pin", "acme", key, "--workspace", str(shop.base))
    assert code == 0 and "`edigw reload`" in out
    assert shop.call("mailboxes", "pin", "acme", "MD5:1", "--workspace", str(shop.base))[0] == 2
