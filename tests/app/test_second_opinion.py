"""What pyx12 and pydifact say of a file, beside our own verdict; our dictionary in pyx12's form."""

from __future__ import annotations

from pathlib import Path

import pytest
from edifact_wire import interchange, message
from yard import Yard, group, isa, orders, transaction

from edigw.app import second_opinion
from edigw.errors import NotFound, Refused
from edigw.pipeline.inspect.opinion import Opinion


def file_of(yard: Yard, text: str) -> Path:
    path = yard.base / "some.edi"
    path.write_bytes(text.encode())
    return path


def test_both_opinions_are_told_where_they_differ(yard: Yard) -> None:
    sound = "AK1*PO*7~\nAK9*A*1*1*1~\n"
    bodies = [("997", sound), ("997", sound.replace("AK1*PO*", "AK1*POX*")), ("999", "AK1*PO*1~\n")]
    sets = [transaction(kind, body, f"{n:04d}") for n, (kind, body) in enumerate(bodies, 1)]
    told = yard.app.check(file_of(yard, isa([group(sets, kind="FA")])), leniency="lenient", second_opinion=True)
    ours = [one["verdict"] for one in told["interchanges"][0]["groups"][0]["sets"]]
    assert ours == ["accepted", "accepted_with_errors", "rejected"]
    first, second, last = told["second_opinion"]
    assert first == "set 997 0001: pyx12: accepted, as edigw"
    assert second == "set 997 0002: pyx12: rejected; edigw: accepted_with_errors"
    assert last == "set 999 0003: pyx12 is not asked, there is no dictionary for it; edigw: rejected"


def test_the_other_is_asked_by_the_dictionary_of_each_group(yard: Yard) -> None:
    body = "AK1*PO*7~\nAK2*850*0001~\nAK5*A~\nAK9*A*1*1*1~\n"
    first = isa([group([transaction("997", body)], kind="FA")])
    later = isa([group([transaction("997", body.replace("0001~", "0001*RETAIL~"))], kind="FA")], control=2)
    told = yard.app.check(file_of(yard, first + later.replace("*X*004010~", "*X*005010~")), second_opinion=True)
    assert told["second_opinion"] == ["set 997 0001: pyx12: accepted, as edigw"] * 2


def test_in_a_file_of_both_standards_each_set_keeps_its_own_verdict(yard: Yard) -> None:
    sound, wrong = "AK1*PO*7~\nAK9*A*1*1*1~\n", "AK1*POX*7~\nAK9*A*1*1*1~\n"
    first = isa([group([transaction("997", sound)], kind="FA")])
    last = isa([group([transaction("997", wrong)], kind="FA")], control=2)
    between = interchange(message(kind="ORDERZ:D:96A:UN"), message("QTY+21:10:", control="2")).decode()
    told = yard.app.check(file_of(yard, between + first + between + last), leniency="lenient", second_opinion=True)
    ours = [one["verdict"] for at in told["interchanges"] for each in at["groups"] for one in each["sets"]]
    assert (ours[0], ours[2], ours[5]) == ("rejected", "accepted", "accepted_with_errors")
    edifact, x12, again, other = told["second_opinion"]
    said = "interchange REF1: pydifact: 12 segments; edigw: 12 [EMPTY_COMPONENTS_DROPPED: segment 10 QTY, byte "
    assert edifact.startswith(said) and again.startswith(said) and edifact != again
    assert x12 == "set 997 0001: pyx12: accepted, as edigw"
    assert other == "set 997 0001: pyx12: rejected; edigw: accepted_with_errors"


def test_edifact_is_read_by_the_terms_of_the_file(yard: Yard) -> None:
    file = file_of(yard, interchange(message("BGM+220", " DTM+137:20260102:102")).decode())
    strict, lenient = (yard.app.check(file, leniency=how, second_opinion=True) for how in ("strict", "lenient"))
    assert "[BLANK_BEFORE_TAG: segment 4  DTM" in strict["second_opinion"][0]
    assert lenient["second_opinion"] == ["interchange REF1: pydifact: 6 segments, as edigw"]


def test_what_the_other_found_stands_in_the_line() -> None:
    opinion = Opinion("850", "0001", "rejected", ("AK3*BEG*2**8", "AK4*2*92*7*QQ"))
    line = second_opinion._said("set 850 0001", opinion, "rejected")
    assert line == "set 850 0001: pyx12: rejected, as edigw [AK3*BEG*2**8] [AK4*2*92*7*QQ]"


@pytest.mark.parametrize("text", ["no edi", orders("1").partition("ST*")[0]])
def test_there_is_no_opinion_where_there_is_no_set(yard: Yard, text: str) -> None:
    assert yard.app.check(file_of(yard, text), second_opinion=True)["second_opinion"] == []


def test_the_dictionary_is_exported_for_it(yard: Yard, tmp_path: Path) -> None:
    told = yard.app.maps_export_pyx12(tmp_path / "maps", "005010")
    assert {"850", "856", "997"} <= set(told["sets"])
    assert told["left_out"] == ["999"]
    written = {path.name for path in (tmp_path / "maps").iterdir()}
    assert {f"{kind}.xml" for kind in told["sets"]} | {"maps.xml", "codes.xml", "dataele.xml"} <= written
    with pytest.raises(Refused, match="not empty"):
        yard.app.maps_export_pyx12(tmp_path / "maps", "004010")
    with pytest.raises(NotFound, match="003040"):
        yard.app.maps_export_pyx12(tmp_path / "other", "003040")
