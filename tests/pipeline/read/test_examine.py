"""Examination: every byte in its place, verdicts of sets, groups and interchanges."""

from __future__ import annotations

import mmap
from itertools import pairwise
from pathlib import Path

import pytest
from yard import Yard, group, isa, order, orders, transaction

from edigw.config.configuration import shipped_only
from edigw.formats.x12.events import Limits, Ta1
from edigw.pipeline.read.examine import Closed, GroupSeen, Opened, Seen, SetSeen, examine
from edigw.pipeline.read.routing import Router
from edigw.tree import Residue


@pytest.fixture(scope="module")
def router(tmp_path_factory: pytest.TempPathFactory) -> Router:
    return Router(shipped_only(tmp_path_factory.mktemp("none")), ask_nobody=True)


def look(router: Router, text: str) -> list[Seen]:
    return list(examine(text.encode("latin-1"), router, Limits()))


def test_events_come_in_the_order_of_the_file(router: Router) -> None:
    seen = look(router, orders("1", "2"))
    kinds = [type(one).__name__ for one in seen]
    assert kinds == ["Opened", "Group", "SetSeen", "SetSeen", "GroupSeen", "Closed"]
    assert isinstance(seen[0], Opened)


def test_every_byte_belongs_to_an_interchange_or_a_residue(router: Router) -> None:
    text = "\r\n" + orders("1") + "rubbish" + orders("2", control=2) + "   "
    spans = []
    for one in look(router, text):
        if isinstance(one, Closed):
            spans.append((one.interchange.start, one.interchange.end))
        if isinstance(one, Residue):
            spans.append((one.start, one.end))
    assert spans[0][0] == 0 and spans[-1][1] == len(text)
    assert all(before[1] == after[0] for before, after in pairwise(spans))


def test_a_set_is_read_by_its_map_whatever_its_verdict(router: Router) -> None:
    one = next(one for one in look(router, orders("4711")) if isinstance(one, SetSeen))
    assert one.verdict == "accepted" and one.read and one.read.value["number"] == "4711"
    bad = next(one for one in look(router, orders("1").replace("BEG*00", "BEG*QQ")) if isinstance(one, SetSeen))
    assert bad.verdict == "rejected" and bad.read and bad.read.value["number"] == "1"
    assert bad.refused_word == "CODE_REFUSED" or bad.refused_word
    assert len(bad.all_findings) == 1


def test_unknown_sets_and_releases(router: Router) -> None:
    seen = look(router, isa([group([transaction("999", "AK1*PO*1~\n")], 1, "FA")]))
    assert next(one for one in seen if isinstance(one, SetSeen)).findings[0].code == "1"
    text = orders("1").replace("*X*004010~", "*X*009999~")
    found = next(one for one in look(router, text) if isinstance(one, GroupSeen))
    assert (found.own_verdict, found.group.findings[-1].code) == ("rejected", "2")


def test_a_neighbouring_release_is_read_by_the_nearest_dictionary_and_said_so(router: Router) -> None:
    seen = look(router, orders("1").replace("*X*004010~", "*X*004030VICS~"))
    found = next(one for one in seen if isinstance(one, GroupSeen))
    (note,) = found.group.findings
    assert (found.verdict, note.rule, note.severity, note.value) == (
        "accepted",
        "RELEASE_NEAREST",
        "note",
        "004030VICS",
    )
    assert note.code == note.code_type == "" and "004010" in note.message


def test_005010_is_read_by_its_own_dictionary(router: Router) -> None:
    text = orders("1").replace("*X*004010~", "*X*005010~").replace("N1*ST", "N9*L1*X~\nMSG*too old~\nN1*ST")
    one = next(one for one in look(router, text) if isinstance(one, SetSeen))
    assert [(f.code_type, f.code, f.segment) for f in one.findings] == [("AK502", "4", "SE"), ("AK304", "6", "MSG")]


def test_a_set_without_a_map_is_judged_by_the_dictionary(router: Router) -> None:
    body = "BIA*00*QQ*4711*20261101~\nLIN*1*BP*1~\nQTY*33*5*EA~\n"
    one = next(o for o in look(router, isa([group([transaction("846", body)], 1, "IB")])) if isinstance(o, SetSeen))
    assert one.read is None and [(f.code, f.element) for f in one.findings] == [("7", 2)]


def test_a_group_and_what_it_holds(router: Router) -> None:
    bad = transaction("850", "BEG*QQ~\n", "0002")
    found = next(
        o for o in look(router, isa([group([transaction("850", order("1")), bad])])) if isinstance(o, GroupSeen)
    )
    assert (found.own_verdict, found.verdict, found.received) == ("accepted", "partly_accepted", 2)


def test_ta1s_are_told(router: Router) -> None:
    text = isa([], 60, count=0).replace("IEA*", "TA1*000000002*261101*0800*A*000~\nIEA*")
    seen = look(router, text)
    assert [one.control for one in seen if isinstance(one, Ta1)] == ["000000002"]
    assert next(one for one in seen if isinstance(one, Closed)).only_acknowledgements


def test_it_never_raises_whatever_comes(router: Router, tmp_path: Path) -> None:
    text = orders("1", ask="1")
    for cut in range(0, len(text), 7):
        seen = look(router, text[:cut])
        assert [one for one in seen if isinstance(one, Closed | Residue)]


def test_a_set_that_is_incomplete_is_not_looked_into(router: Router) -> None:
    cut = isa([group(["ST*850*0001~\nBEG*99*SA*1**20261399~\n"])])
    (seen,) = (one for one in examine(cut.encode(), router, Limits()) if isinstance(one, SetSeen))
    assert (seen.verdict, [one.rule for one in seen.findings]) == ("rejected", ["SET_TRAILER_MISSING"])


def test_a_mapped_file_gives_its_memory_back_and_reads_the_same(router: Router, tmp_path: Path) -> None:
    data = orders(*map(str, range(40))).encode() * 40
    path = tmp_path / "big.edi"
    path.write_bytes(data)
    with (
        path.open("rb") as file,
        mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as mapped,
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setattr("edigw.pipeline.read.examine.FORGET", 65_536)
        there, here = list(examine(mapped, router, Limits())), list(examine(data, router, Limits()))
        verdicts = [[one.verdict for one in seen if isinstance(one, SetSeen)] for seen in (there, here)]
        assert verdicts[0] == verdicts[1] and len(verdicts[0]) == 1_600
        assert mapped[:] == data


def test_strict_minds_group_ids_that_nobody_named(bare: Yard) -> None:
    yard = bare.partner(leniency="strict")
    yard.take(orders("1").replace("GS*PO*6123830000*", "GS*PO*STRANGER*"))
    yard.take(orders("2", control=2).replace("*SUPPLIER001*20261101*0800*2", "*OTHERS*20261101*0800*2"), "b.edi")
    assert [(d["state"], d["reason"], d["code_type"], d["code"]) for d in yard.docs(type="850")] == [
        ("REJECTED", "GROUP_SENDER", "AK905", "7"), ("REJECTED", "GROUP_RECEIVER", "AK905", "8"),
    ]  # fmt: skip
    assert yard.text("997").count("AK9*R*1*1*0*1~") == 2  # 004010 has no codes 7 and 8


def test_others_do_not(bare: Yard) -> None:
    yard = bare.partner()
    yard.take(orders("1").replace("GS*PO*6123830000*", "GS*PO*STRANGER*"))
    assert [d["state"] for d in yard.docs(type="850")] == ["DONE"]
