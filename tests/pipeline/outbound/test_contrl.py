"""The one answer to an EDIFACT interchange: when it is due, what it says, how it looks."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from edifact_wire import interchange, message

from edigw.config.configuration import shipped_only
from edigw.formats import files
from edigw.formats.events import Limits
from edigw.pipeline.inspect.report import report
from edigw.pipeline.read.routing import Router
from edigw.tree import Message

NOW = datetime(2026, 11, 1, 8, tzinfo=UTC)
GOOD = message("BGM+220+PO1+9", "DTM+137:20261101:102", "NAD+BY+1::9", "UNS+S")
BAD = message("BGM+220+PO1+9++1", "DTM+137:20261101:102", "NAD+BY+1::9", "UNS+S", control="2")


@pytest.fixture(scope="module")
def router(tmp_path_factory: pytest.TempPathFactory) -> Router:
    return Router(shipped_only(Path(tmp_path_factory.mktemp("none"))), ask_nobody=True)


def answers(router: Router, data: bytes) -> list[str]:
    told: dict[str, Any] = report(data, router, Limits(), NOW)
    return [str(one) for one in told["acknowledgements"]]


def rows(answer: str) -> list[str]:
    return [row for row in answer.replace("\n", "").split("'") if row[:2] == "UC"]


def test_a_clean_interchange_is_taken_as_a_whole(router: Router) -> None:
    (answer,) = answers(router, interchange(GOOD))
    assert [row.split("+")[0] for row in rows(answer)] == ["UCI"] and rows(answer)[0].endswith("+7")
    assert "UNH+1+CONTRL:2:1:UN'" in answer


def test_only_what_is_rejected_is_told_of(router: Router) -> None:
    (answer,) = answers(router, interchange(GOOD, BAD))
    uci, ucm, ucs, ucd = rows(answer)
    assert uci.endswith("+7") and ucm == "UCM+2+ORDERS:D:96A:UN:EAN008+4"
    assert (ucs, ucd) == ("UCS+2", "UCD+16+6")


def test_what_is_refused_as_a_whole_says_why(router: Router) -> None:
    (answer,) = answers(router, interchange(GOOD, claimed=7))
    assert [row.split("+", 4)[4] for row in rows(answer)] == ["4+29+UNZ+2"]


def test_nothing_answers_a_contrl(router: Router) -> None:
    contrl = message("UCI+1+A:14+B:14+7", kind="CONTRL:2:1:UN")
    assert answers(router, interchange(contrl)) == []


@pytest.mark.parametrize(("syntax", "kind"), [("UNOC:3", "CONTRL:2:1:UN"), ("UNOC:4", "CONTRL:4:1:UN")])
def test_it_speaks_the_syntax_that_it_was_asked_in(router: Router, syntax: str, kind: str) -> None:
    data = interchange(GOOD).replace(b"UNOC:3", syntax.encode())
    (answer,) = answers(router, data)
    assert f"UNB+{syntax}+" in answer and f"+{kind}'" in answer
    (read,) = [one for one in files.read(answer.encode()) if isinstance(one, Message)]
    assert read.type == "CONTRL" and not read.findings


@pytest.mark.parametrize(
    ("syntax", "sender", "control", "answered"),
    [("UNOA:3", "SHOP", "REF1", "UNOA:3"), ("UNOA:2", "Shop", "REF1", "UNOB:2"), ("UNOA:3", "SHOP", "ref", "UNOB:3"),
     ("UNOB:3", "SHOP", "R_1", "UNOC:3"),
     ("UNOE:3", "SHOP", "\u042f", "UNOE:3"), ("UNOY:4", "SHOP", "\u042f", "UNOY:4"),
     ("UNOZ:3", "Shop", "REF1", "UNOC:3")],
)  # fmt: skip
def test_who_writes_more_than_its_character_set_holds_is_answered_in_one_that_can_say_it(
    router: Router, syntax: str, sender: str, control: str, answered: str
) -> None:
    text = interchange(GOOD, _1=syntax, _2=f"{sender}:14", _5="@").decode("latin-1").replace("@", control)
    (answer,) = answers(router, text.encode({"UNOE": "iso8859-5"}.get(syntax[:4], "utf-8")))
    assert answer.startswith(f"UNB+{answered}+") and f"UCI+{control}+{sender}:14+" in answer
