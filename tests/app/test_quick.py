"""What is answered by a glance is what the whole program would have answered, or it is not answered."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import certificates
import pytest
from certificates import DAY, NOW, certificate, ours, theirs
from yard import Yard, orders

from edigw.app import quick, running, standing
from edigw.app.workspace import Workspace
from edigw.config import stamps
from edigw.config.certs import seal
from edigw.config.certs.needs import SOON
from edigw.errors import EdigwError


@pytest.fixture(autouse=True)
def at_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if every file had been written long ago."""
    monkeypatch.setattr(stamps, "RACE_NS", -(10**18))


def rows(yard: Yard) -> list[str]:
    """All that the database holds."""
    raw = sqlite3.connect(yard.base / "data/edigw.sqlite")
    try:
        return list(raw.iterdump())
    finally:
        raw.close()


def idle(yard: Yard) -> bool:
    """Whether a pass is answered by a glance; then the whole pass must say the same and change nothing."""
    told = quick.once(str(yard.base), yard.clock())
    if told is None:
        return False
    before = rows(yard)
    try:
        assert running.once(Workspace(yard.base, yard.clock)) == told
    except EdigwError as error:
        pytest.fail(f"the pass says {error}")
    assert rows(yard) == before
    return True


def nothing(yard: Yard) -> None:
    pass


def wait_for_the_batch(yard: Yard) -> None:
    yard.tell("batching:\n  when: every 30 min\n")
    yard.take(orders("1"))


def park(yard: Yard) -> None:
    yard.take(orders("1"))
    yard.tell("nonsense: 1\n")
    yard.take(orders("2", control=2), "b.edi")


def mend_what_was_parked(yard: Yard) -> None:
    path = yard.base / "partners/acme/partner.yaml"
    good = path.read_text("utf-8")
    park(yard)
    path.write_text(good, "utf-8")
    yard.app.status()


def block(yard: Yard) -> None:
    out = yard.base / "data/acme/out"
    out.rename(yard.base / "aside")
    out.write_text("in the way")
    yard.drop(orders("1"))
    with pytest.raises(EdigwError):
        yard.once()
    out.unlink()
    (yard.base / "aside").rename(out)


def let_the_answer_be_late(yard: Yard) -> None:
    yard.take(orders("1"))
    yard.now += timedelta(hours=25)


def conflict(yard: Yard) -> None:
    yard.take(orders("1"))
    yard.take(orders("1", control=2).replace("PO1*1*24", "PO1*1*36"), "c.edi")


SCENES: dict[str, tuple[Callable[[Yard], None], bool]] = {
    "nothing ever came": (nothing, True),
    "an order was answered": (lambda yard: yard.take(orders("1")) and None, True),
    "a file that is none": (lambda yard: yard.take("no edi") and None, True),
    "a document waits for a person": (conflict, True),
    "a file lies there": (lambda yard: yard.drop(orders("1")) and None, False),
    "an answer waits for its batch": (wait_for_the_batch, False),
    "documents wait for their partner's files": (park, False),
    "and these were mended": (mend_what_was_parked, False),
    "a delivery waits for its next try": (block, False),
    "an acknowledgement is due": (let_the_answer_be_late, False),
}


@pytest.mark.parametrize("scene", SCENES)
def test_a_pass_is_left_out_only_where_it_would_do_nothing(yard: Yard, scene: str) -> None:
    play, expected = SCENES[scene]
    yard.once()
    play(yard)
    assert idle(yard) is expected


@pytest.mark.parametrize("scene", SCENES)
def test_status_says_the_same_by_a_glance(yard: Yard, scene: str) -> None:
    yard.once()
    SCENES[scene][0](yard)
    now = yard.clock()
    whole = standing.status(Workspace(yard.base, lambda: now))
    assert quick.status(str(yard.base), now) == json.loads(json.dumps(whole))


def test_a_strict_pass_does_not_overlook_a_parked_partner(yard: Yard) -> None:
    yard.tell("nonsense: 1\n")
    yard.once()
    assert quick.once(str(yard.base), yard.clock()) is not None
    assert quick.once(str(yard.base), yard.clock(), strict=True) is None
    with pytest.raises(EdigwError):
        yard.app.once(strict_config=True)


def changes(yard: Yard) -> Iterator[Any]:
    yield (yard.base / "data/edigw.sqlite").unlink()
    yield (yard.base / "data/acme/out").rmdir()
    yield (yard.base / "partners/acme/partner.yaml").unlink()


def test_what_cannot_be_known_is_not_answered(yard: Yard, tmp_path: Path) -> None:
    assert quick.once(str(tmp_path / "none"), yard.clock()) is None
    assert quick.status(str(tmp_path / "none"), yard.clock()) is None
    yard.once()
    assert idle(yard)
    for _ in changes(yard):
        assert quick.once(str(yard.base), yard.clock()) is None
        yard.once()


def test_a_pass_is_not_left_out_while_somebody_must_be_told(yard: Yard) -> None:
    toml = yard.base / "edigw.toml"
    text = toml.read_text("utf-8").replace("[alerts]\n", '[alerts]\nwebhook.url = "http://127.0.0.1:9/"\n')
    toml.write_text(text, "utf-8")
    yard.take("no edi")
    assert idle(yard)  # its next try is not due yet
    yard.now += timedelta(minutes=1)
    assert quick.once(str(yard.base), yard.clock()) is None
    yard.once()
    yard.take("no edi either")
    assert quick.once(str(yard.base), yard.clock()) is None  # untold, behind the message that is owed


def test_36_a_certificate_that_ends_is_told_at_a_glance_and_by_the_whole_program(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(seal, "ROUNDS", 1000)
    shop = certificates.workspace(tmp_path)
    ours(shop, "us", certificate("us", "us"))
    theirs(shop, certificate("them", ends=60))
    for day, codes, ok in ((0, [], True), (29, [], True), (30, ["CERTIFICATE_ENDS"], True),
                           (61, ["CERTIFICATE_ENDED"], False)):  # fmt: skip
        moment = NOW + day * DAY
        whole = standing.status(Workspace(shop, lambda at=moment: at))
        assert ([one["code"] for one in whole["certificates"]], whole["ok"]) == (codes, ok)
        assert [one["hint"] for one in whole["troubles"]] == [one["hint"] for one in whole["certificates"]]
        assert quick.status(str(shop), moment) == whole
    theirs(shop, certificate("new", ends=400))
    moment = NOW + 61 * DAY
    assert quick.status(str(shop), moment) is None  # what was kept is of other certificates
    assert standing.status(Workspace(shop, lambda: moment))["ok"]


def test_the_word_of_a_warning_is_the_one_of_the_certificates() -> None:
    assert standing.SOON == SOON
