"""Cases: what a file should give, compared and written anew."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from yard import Yard, group, isa, order, orders, transaction

from edigw.errors import ConfigError, NotFound
from edigw.pipeline.inspect.samples import FILES, Case, Difference, cases, differences, expected, rewrite
from edigw.pipeline.read.routing import Router


@pytest.fixture
def router(yard: Yard) -> Router:
    configuration = yard.app._workspace().configuration
    return Router(configuration, None, configuration.partner("acme"))


def case(folder: Path, text: str, settings: str = "") -> Case:
    folder.mkdir(parents=True)
    (folder / "input.edi").write_text(text, "latin-1")
    if settings:
        (folder / "case.yaml").write_text(settings, "utf-8")
    return cases(folder.parent)[0]


def test_what_is_expected_of_an_order(router: Router) -> None:
    texts = expected(orders("77").encode(), router)
    assert tuple(texts) == FILES
    rows = json.loads(texts["expected.json"] or "")
    assert [row.get("type") for row in rows] == ["850", None]
    assert rows[0]["document"]["number"] == "77" and "comes_back_changed" not in rows[0]
    assert texts["expected.findings.json"] is None
    assert "BEG*00*SA*77**20261101~" in (texts["expected.edi"] or "")
    assert (texts["expected.answer.txt"] or "").startswith("AK1*PO*1~")


def test_what_is_wrong_and_what_is_left_over(router: Router) -> None:
    bad = order("77").replace("N1*ST", "N1*QQQ")
    texts = expected((isa([group([transaction("850", bad)])]) + "junk\n").encode(), router)
    found = json.loads(texts["expected.findings.json"] or "")
    assert {"set 0001", "residue"} <= {one["where"] for one in found}
    nothing = expected(b"no EDI at all", router)
    assert json.loads(nothing["expected.json"] or "")[0]["residue"] == "NOT_EDI"
    assert nothing["expected.answer.txt"] is None


def test_a_case_is_new_then_the_same_then_another(tmp_path: Path, router: Router) -> None:
    one = case(tmp_path / "samples/plain", orders("77"))
    changes = differences(one, router)
    assert [change.file for change in changes] == ["expected.json", "expected.edi", "expected.answer.txt"]
    assert all(change.before is None for change in changes)
    rewrite(one, changes)
    assert differences(one, router) == ()
    one.input.write_text(orders("78"), "latin-1")
    told = {change.file: change.lines() for change in differences(one, router)}
    assert set(told) == {"expected.json", "expected.edi"}
    assert "-BEG*00*SA*77**20261101~" in told["expected.edi"] and "+BEG*00*SA*78**20261101~" in told["expected.edi"]


def test_an_expected_file_that_must_not_be_there_goes(tmp_path: Path, router: Router) -> None:
    one = case(tmp_path / "samples/plain", orders("77"))
    (one.folder / "expected.findings.json").write_text("[]\n")
    (gone,) = [change for change in differences(one, router) if change.after is None]
    assert gone == Difference("expected.findings.json", "[]\n", None)
    rewrite(one, [gone])
    assert not (one.folder / "expected.findings.json").exists()


@pytest.mark.parametrize(
    ("settings", "told"),
    [("lenience: strict\n", "`lenience` is no key"), ("leniency: soft\n", "`soft` is no leniency"),
     ("leniency: [a]\n", "is no key of a case"), ("leniency: x\nleniency: y\n", "stands twice")],
)  # fmt: skip
def test_a_case_file_that_cannot_be_understood(tmp_path: Path, settings: str, told: str) -> None:
    with pytest.raises(ConfigError, match=told) as error:
        case(tmp_path / "samples/plain", orders("1"), settings)
    assert error.value.faults[0].file.endswith("plain/case.yaml")


def test_what_is_no_case_and_what_cannot_be_read(tmp_path: Path, router: Router) -> None:
    (tmp_path / "samples/empty").mkdir(parents=True)
    (tmp_path / "samples/loose.edi").write_text("x")
    assert cases(tmp_path / "samples") == cases(tmp_path / "nowhere") == ()
    one = case(tmp_path / "samples/plain", orders("1"), "leniency: lenient\n")
    assert one.settings == {"leniency": "lenient"}
    (one.folder / "expected.edi").write_bytes(b"\xff")
    with pytest.raises(ConfigError, match="not UTF-8"):
        differences(one, router)
    one.input.unlink()
    with pytest.raises(NotFound, match="cannot be read"):
        differences(one, router)
