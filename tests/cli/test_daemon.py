"""init, demo, run, once, reload, check, status as a person calls them."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from shop import Shop

Call = Callable[..., tuple[int, str]]


def test_the_demo_takes_an_850_all_the_way(tmp_path: Path, call: Call) -> None:
    code, out = call("demo", str(tmp_path / "demo"))
    assert code == 0
    for word in ("850", "997", "855", "856", "810", "SENT"):
        assert word in out
    again, _ = call("demo", str(tmp_path / "demo"))
    assert again == 0


def test_once_answers_what_was_dropped_and_is_idle_afterwards(shop: Shop) -> None:
    shop.drop()
    done = shop.edigw("once")
    assert (done["received"], done["attention"]) == (1, 0)
    assert len(shop.files()) == 2
    assert shop.edigw("once")["received"] == 0
    assert len(shop.files()) == 2


def test_once_reports_only_what_it_moved_to_attention(shop: Shop) -> None:
    (shop.base / "data/acme/in/junk.edi").write_bytes(b"no EDI at all")
    code, _ = shop.call("once", "--workspace", str(shop.base))
    assert code == 1
    assert shop.call("once", "--workspace", str(shop.base))[0] == 0


def test_check_prints_the_acknowledgement_and_stores_nothing(shop: Shop) -> None:
    path = shop.drop()
    code, out = shop.call("check", str(path), "--partner", "acme", "--workspace", str(shop.base))
    assert code == 0
    assert "AK5*A" in out
    assert shop.edigw("docs", "list") == []


def test_check_needs_no_workspace_and_no_partner(tmp_path: Path, call: Call, shop: Shop) -> None:
    bad = tmp_path / "bad.edi"
    bad.write_text(shop.drop().read_text().replace("BEG*00", "BEG*QQ"))
    code, out = call("check", str(bad), "--json", "--workspace", str(tmp_path / "nowhere"))
    verdict = json.loads(out)
    found = verdict["interchanges"][0]["groups"][0]["sets"][0]["findings"]
    assert code == 1
    assert [(f["code_type"], f["code"], f["segment"], f["element"]) for f in found] == [("AK403", "7", "BEG", 1)]
    assert "AK4*1*353*7*QQ" in verdict["acknowledgements"][0]


def test_a_missing_file_is_a_usage_error_in_words_and_in_json(call: Call) -> None:
    code, out = call("check", "nowhere.edi")
    assert code == 2
    assert "nowhere.edi" in out
    code, out = call("check", "nowhere.edi", "--json")
    assert json.loads(out)["error"]["exit"] == 2 == code


def test_status_is_green_and_says_what_waits(shop: Shop) -> None:
    assert shop.edigw("status")["ok"] is True
    (shop.base / "data/acme/in/junk.edi").write_bytes(b"no EDI at all")
    shop.call("once", "--workspace", str(shop.base))
    now = shop.edigw("status")
    assert [(row["state"], row["count"]) for row in now["states"]] == [("QUARANTINED", 1)]


def test_the_daemon_answers_takes_a_reload_and_stops_on_sigterm(shop: Shop) -> None:
    command = [sys.executable, "-m", "edigw", "run", "--workspace", str(shop.base)]
    daemon = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env={**os.environ})
    try:
        shop.drop()
        wait_for(lambda: len(shop.files()) == 2)
        second, out = shop.call("run", "--workspace", str(shop.base))
        assert second == 4, out
        shop.edigw("reload")
        started = time.monotonic()
        daemon.send_signal(signal.SIGTERM)
        assert daemon.wait(10) == 0
        assert time.monotonic() - started < 10
    finally:
        if daemon.poll() is None:
            daemon.kill()
        out, err = daemon.communicate()
    assert b"Traceback" not in out + err


def wait_for(happened: Callable[[], bool], seconds: float = 15) -> None:
    deadline = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)
