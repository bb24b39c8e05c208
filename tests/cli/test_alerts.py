"""`edigw alerts` as a person calls it."""

from __future__ import annotations

import json

from servers import free_port, hook_server
from shop import Shop


def test_it_says_what_works(shop: Shop, call) -> None:
    where = ("--workspace", str(shop.base))
    code, said = call("alerts", "test", *where)
    assert code == 2 and "names no channel" in said and "docs/operations.md" in said
    toml = shop.base / "edigw.toml"
    good = toml.read_text("utf-8")
    with hook_server() as hook:
        toml.write_text(good.replace("[alerts]\n", f'[alerts]\nwebhook.url = "{hook.url}"\n'), "utf-8")
        code, said = call("alerts", "test", *where)
        assert code == 0 and "webhook: works" in said and "taken: 204" in said
        code, said = call("alerts", "retry", *where)
        assert code == 0 and "0 messages are due" in said
        code, said = call("alerts", "retry", "--json", *where)
        assert json.loads(said) == {"due": 0}
    toml.write_text(good.replace("[alerts]\n", f'[alerts]\nwebhook.url = "http://127.0.0.1:{free_port()}/"\n'), "utf-8")
    code, said = call("alerts", "test", *where)
    assert code == 3 and "webhook: does not work" in said and "hint: check `alerts.webhook.url`" in said
    code, said = call("alerts", "test", "--json", *where)
    assert code == 3 and json.loads(said)[0]["ok"] is False
