"""Large files in flat memory, huge ones refused soon. `pytest -m torture tests/test_size.py` takes 1 GB of disk."""

from __future__ import annotations

import json
import os
import resource
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from giants import Cost, cost, many_orders, no_terminator, one_giant_set
from yard import Yard, group, isa, order, transaction

from edigw.pipeline import deliver, parse, process, remembered
from edigw.pipeline.outbound import piecewise
from edigw.store import connect, documents

MB, GB = 1_000_000, 1_000_000_000


@pytest.fixture
def file(tmp_path: Path) -> Iterator[Path]:
    path = tmp_path / "huge.edi"
    yield path
    path.unlink(missing_ok=True)


def check(file: Path, folder: Path, *words: str) -> tuple[Cost, Any]:
    out = folder / "out"
    used = cost("check", str(file), *words, "--workspace", str(folder / "none"), out=out)
    return used, json.loads(out.read_bytes()) if "--json" in words else out.read_text("utf-8")


def answer(told: Any) -> str:
    (text,) = told["acknowledgements"]
    return str(text)


def test_twenty_megabytes_take_hardly_more_memory_than_one(file: Path, tmp_path: Path) -> None:
    many_orders(file, MB)
    small, _ = check(file, tmp_path, "--json")
    count = many_orders(file, 20 * MB)
    large, told = check(file, tmp_path, "--json")
    assert (small.code, large.code) == (0, 0)
    assert large.peak_mb < 1.3 * small.peak_mb, (small, large)
    assert len(told["interchanges"][0]["groups"][0]["sets"]) == count
    assert f"AK9*A*{count}*{count}*{count}~" in answer(told)
    text, shown = check(file, tmp_path)
    assert text.peak_mb < 1.3 * small.peak_mb, (small, text)
    assert f"{count} sets: accepted" in shown
    assert len(shown.splitlines()) < 300


def sets(count: int, control: int) -> str:
    """An interchange; every tenth set is an order, the others are refused."""
    bad = "BEG*00*SA*1**20261101~\nPO1**x*EA~\n"
    bodies = (bad if n % 10 else order(f"{control}-{n}", [("1", "1")]) for n in range(1, count + 1))
    return isa([group([transaction("850", body, f"{n:04d}") for n, body in enumerate(bodies, 1)])], control)


def grown(yard: Yard, file: Path, name: str) -> int:
    """By how many bytes a process grows that passes a file."""
    there, here = os.pipe()
    if (child := os.fork()) == 0:
        try:
            before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
            file.rename(yard.base / "data/acme/in" / name)
            yard.once()
            os.write(here, str(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before).encode())
        finally:
            os._exit(0)
    os.waitpid(child, 0)
    os.close(here)
    with os.fdopen(there) as told:
        return 1024 * int(told.read())


def test_the_gateway_grows_by_nothing_a_set(yard: Yard, monkeypatch: pytest.MonkeyPatch) -> None:
    small = tuple(one.replace("cache_size = -16384", "cache_size = -512") for one in connect.SQLITE_PRAGMAS)
    monkeypatch.setattr(connect, "SQLITE_PRAGMAS", small)
    for module, name, value in (
        (parse, "PART", 50), (process, "HELD", 50), (documents, "PAGE", 50), (piecewise, "PIECE", 50),
        (process, "BATCH", 20), (deliver, "TOGETHER", 20), (remembered, "MOST", 10_000),
    ):  # fmt: skip
        monkeypatch.setattr(module, name, value)  # what is held at once, however many there are
    yard.take(sets(20, 1), "1.edi")
    files = [
        yard.drop(sets(count, control)).rename(yard.base / str(control)) for control, count in ((2, 800), (3, 2_400))
    ]
    few, many = (grown(yard, file, f"{file.name}.edi") for file in files)
    assert (many - few) / 1_600 <= 1_000, (few, many)  # 3,000 and more where the rows of all sets are held
    assert "AK9*P*2400*2400*240~" in yard.text("997")
    assert len(yard.app.orders_list(limit=0)) == 2 + 80 + 240


@pytest.mark.torture
def test_a_gigabyte_of_orders_passes_the_gateway_in_flat_memory(tmp_path: Path) -> None:
    """Takes an hour and 30 GB of disk; EDIGW_SIZE says how many bytes (default 1 GB, less than a million sets)."""
    yard = Yard(tmp_path / "w").init().partner(documents=("850", "997"))
    there = yard.base / "data/acme/in/.huge.tmp"
    count = many_orders(there, min(int(float(os.environ.get("EDIGW_SIZE", GB))), 970 * MB))
    size = there.stat().st_size
    os.utime(there, (1e9, 1e9))
    there.rename(there.with_name("huge.edi"))
    used = cost("once", "--json", "--workspace", str(yard.base), out=tmp_path / "out")
    print(f"{size} bytes, {count} sets: {used}, {size / MB / used.cpu_s:.2f} MB/s")
    assert used.code == 0
    assert used.peak_mb <= 200, used
    told = json.loads((tmp_path / "out").read_bytes())
    assert (told["processed"], told["attention"]) == (count, 0)
    text = yard.text("997")
    assert text.count("AK5*A~") == count
    assert f"AK9*A*{count}*{count}*{count}~\nSE*{2 * count + 4}*0001~\n" in text


@pytest.mark.torture
def test_a_gigabyte_of_orders_is_checked_in_flat_memory(file: Path, tmp_path: Path) -> None:
    count = many_orders(file, int(0.95 * GB))
    used, told = check(file, tmp_path, "--json")
    print(f"{file.stat().st_size} bytes, {count} sets: {used}, {file.stat().st_size / MB / used.cpu_s:.1f} MB/s")
    assert used.code == 0
    assert used.peak_mb <= 200, used
    assert file.stat().st_size / MB / used.cpu_s >= 10, used  # 15 on a core that nothing else is at
    assert told["verdict"] == "accepted"
    text = answer(told)
    assert text.count("AK5*A~") == count
    assert text.endswith(f"AK9*A*{count}*{count}*{count}~\nSE*{2 * count + 4}*0001~\nGE*1*1~\nIEA*1*000000001~\n")


@pytest.mark.torture
def test_one_set_of_a_gigabyte_is_refused_and_the_others_of_its_group_are_not(file: Path, tmp_path: Path) -> None:
    one_giant_set(file, GB)
    used, told = check(file, tmp_path, "--json")
    print(used)
    sets = told["interchanges"][0]["groups"][0]["sets"]
    assert [(one["control"], one["verdict"]) for one in sets] == [
        ("0001", "accepted"), ("0002", "rejected"), ("0003", "accepted"),
    ]  # fmt: skip
    assert [one["rule"] for one in sets[1]["findings"]] == ["SET_TOO_LARGE"]
    assert "AK5*R*5~" in answer(told)
    assert "AK9*P*3*3*2~" in answer(told)
    assert used.peak_mb <= 200, used


@pytest.mark.torture
def test_a_segment_of_a_gigabyte_without_a_terminator_is_refused_soon(file: Path, tmp_path: Path) -> None:
    no_terminator(file, GB)
    used, told = check(file, tmp_path, "--json")
    print(used)
    assert used.cpu_s <= 10, used
    assert used.peak_mb <= 100, used
    assert told["verdict"] == "rejected"
    assert "TA1*000000001*261101*0800*R*023~" in answer(told)
    rules = [one["rule"] for one in told["interchanges"][0]["groups"][0]["sets"][1]["findings"]]
    assert "SEGMENT_TOO_LONG" in rules
