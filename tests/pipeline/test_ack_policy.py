"""What is answered and what never is: by the whole gateway, with partners."""

from __future__ import annotations

import pytest
from yard import Yard, group, isa, orders, transaction


def told(yard: Yard) -> list[str]:
    """TA104 and TA105 of each TA1 that left."""
    return [line[-6:-1] for line in yard.text("TA1").splitlines() if line.startswith("TA1*")]


def test_009_is_said_to_a_known_sender_that_means_somebody_else(yard: Yard) -> None:
    yard.take(orders("4711", receiver="01:SOMEBODYELSE"))
    assert told(yard) == ["R*009"]
    assert yard.text("997") == ""


def test_025_is_said_to_a_repeat_where_the_partner_wants_it(bare: Yard) -> None:
    bare.partner(duplicates="ta1")
    bare.take(orders("4711"), "a.edi")
    bare.take(orders("4711"), "b.edi")
    assert told(bare) == ["R*025"]


def test_020_is_said_where_test_comes_in_production(yard: Yard) -> None:
    yard.take(orders("4711", usage="T"))
    assert told(yard) == ["R*020"]


@pytest.mark.parametrize(
    ("policy", "ask", "fault", "expected"),
    [
        ("requested", "0", False, []),
        ("requested", "1", False, ["A*000"]),
        ("requested", "0", True, ["R*021"]),
        ("always", "0", False, ["A*000"]),
        ("never", "1", False, []),
        ("never", "1", True, []),
    ],
)
def test_a_ta1_by_isa14_and_by_policy(bare: Yard, policy: str, ask: str, fault: bool, expected: list[str]) -> None:
    bare.partner(leniency="strict")
    bare.tell(f"acknowledge: {{ta1: {policy}}}\n")
    bare.take(orders("4711", ask=ask, count=3 if fault else 1))
    assert told(bare) == expected
    assert (bare.text("997") == "") is fault


def test_a_ta1_stands_alone_in_its_envelope_and_asks_for_nothing(yard: Yard) -> None:
    yard.take(orders("4711", ask="1"))
    text = yard.text("TA1")
    assert [line.split("*")[0] for line in text.splitlines()] == ["ISA", "TA1", "IEA"]
    assert text.splitlines()[0].split("*")[14] == "0" and "IEA*0*" in text


def test_one_acknowledgement_a_group_in_an_envelope_of_our_own(yard: Yard) -> None:
    groups = [group([transaction("850", body)], n) for n, body in ((5, BODY.format(1)), (6, BODY.format(2)))]
    yard.take(isa(groups, 7))
    heads = [line for line in yard.text("997").splitlines() if line.startswith("ISA")]
    assert [line[:35] for line in heads] == ["ISA*00*          *00*          *01*"] * 2
    assert all("*01*SUPPLIER001    *08*6123830000     *" in line for line in heads)
    assert [line.split("*")[13] for line in heads] == ["000000001", "000000002"]
    assert [line for line in yard.text("997").splitlines() if line.startswith("AK1")] == ["AK1*PO*5~", "AK1*PO*6~"]


@pytest.mark.parametrize("kind", ["997", "999", "TA1"])
def test_nothing_answers_an_acknowledgement(bare: Yard, kind: str) -> None:
    bare.partner(release="005010", documents=("850", "999"))
    if kind == "TA1":
        head = isa([], 9, ask="1").replace("IEA*", "TA1*000000001*261101*0800*A*000~\nIEA*")
        bare.take(head)
    else:
        tag = "AK5" if kind == "997" else "IK5"
        body = f"AK1*PR*1~\nAK2*855*0001~\n{tag}*A~\nAK9*A*1*1*1~\n"
        bare.take(isa([group([transaction(kind, body)], 9, "FA")], 9, ask="1").replace("*004010~", "*005010~"))
    assert bare.files() == {}
    assert {d["direction"] for d in bare.docs()} == {"in"}


BODY = "BEG*00*SA*47{}**20261101~\nPO1*1*24*EA*1.25**BP*0650~\nCTT*1~\n"
