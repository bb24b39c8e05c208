"""Odd envelopes through the whole gateway: many senders in one file, binary data, lost padding, wrapped lines."""

from __future__ import annotations

import pytest
from yard import Yard, group, isa, order, orders, transaction

OTHER = "01:OTHERBUYER"
NASTY = "~SE*3*0001~ISA*00*GS\r\n\x00\xff>*~"


def wrapped(text: str) -> str:
    flat = text.replace("~\n", "~")
    return "".join(flat[at : at + 80] + "\r\n" for at in range(0, len(flat), 80))


def unpadded(text: str) -> str:
    head, tail = text[:106], text[106:]
    return "*".join(part.strip() for part in head.split("*")) + tail


def sets(*numbers: str) -> list[str]:
    return [transaction("850", order(number), f"{at:04d}") for at, number in enumerate(numbers, 1)]


def test_each_of_many_senders_in_one_file_gets_its_own_answers(bare: Yard) -> None:
    bare.partner().partner("other", OTHER)
    path = bare.base / "edigw.toml"
    path.write_text(path.read_text("utf-8") + '\n[mailbox.van]\ncarries = ["acme", "other"]\n', "utf-8")
    first = isa([group(sets("A1", "A2"), 1), group(sets("A3"), 2)], 7)
    second = isa([group(sets("B1"), 1).replace("6123830000", "OTHERBUYER")], 7, sender=OTHER)
    third = isa([group(sets("A4"), 3)], 8)
    stranger = isa([group(sets("C1"), 1)], 9, sender="01:NOBODY")
    bare.drop(f"\r\n{first}\n\n{second}{stranger}{third}", "many.edi", "van")
    bare.once()
    theirs = {name: bare.text("997", name) for name in ("acme", "other")}
    assert theirs["acme"].count("ST*997*") == 3
    assert theirs["other"].count("ST*997*") == 1
    assert [theirs["acme"].count(f"AK1*PO*{number}~") for number in (1, 2, 3)] == [1, 1, 1]
    assert "OTHERBUYER" not in theirs["acme"]
    assert "6123830000" not in theirs["other"]
    assert [bare.text("855", name).count("ST*855*") for name in ("acme", "other")] == [4, 1]
    states = {(one["po_number"], one["state"]) for one in bare.docs() if one["type"] == "850"}
    assert {number for number, state in states if state == "DONE"} == {"A1", "A2", "A3", "A4", "B1"}
    assert [one["state"] for one in bare.docs() if one["partner"] is None] == ["QUARANTINED"]


def test_binary_data_refuse_their_set_where_no_dictionary_has_them_and_nothing_else(bare: Yard) -> None:
    bare.partner()
    body = f"ST*850*0001~\n{order('A1')}BIN*{len(NASTY)}*{NASTY}~\nSE*{order('A1').count('~') + 3}*0001~\n"
    data = isa([group([body, transaction("850", order("A2"), "0002")])], 1)
    bare.take(data)
    told = bare.text("997")
    assert "AK2*850*0001~\nAK3*BIN*" in told
    assert "AK5*R*5~" in told
    assert "AK9*P*2*2*1~" in told
    first = next(one for one in bare.docs() if one["set_control"] == "0001")
    assert bare.app.docs_raw(first["id"]) == data.encode("latin-1")
    assert bare.app.docs_raw(first["id"], only_set=True) == body.encode("latin-1").removesuffix(b"\n")


@pytest.mark.parametrize(
    "odd", [wrapped, unpadded, lambda text: f"\x00\x00 \r\n{text}\x1a", lambda text: "\xef\xbb\xbf" + text]
)
def test_the_lenient_take_an_odd_file(bare: Yard, odd: object) -> None:
    bare.partner(leniency="lenient")
    bare.take(odd(orders("A1", "A2")))  # type: ignore[operator]
    assert [one["state"] for one in bare.docs() if one["type"] == "850"] == ["DONE", "DONE"]
    assert "AK9*A*2*2*2~" in bare.text("997")


@pytest.mark.parametrize(
    ("odd", "code"),
    [
        (unpadded, "022"),
        (lambda text: text.replace("IEA*1*000000001", "IEA*1*000000002"), "001"),
        (lambda text: text.replace("IEA*1*", "IEA*2*"), "021"),
        (lambda text: text[: text.index("IEA")], "023"),
        (lambda text: text.replace("*U*00401*", "*^*00401*"), "016"),
        (lambda text: text.replace("*U*00401*", "*U*00501*"), "016"),
        (lambda text: text.replace("*U*00401*", "*U*00911*"), "017"),
        (lambda text: text.replace("*261101*0800*U", "*261301*0800*U"), "014"),
    ],
)
def test_the_strict_answer_it_by_its_code(bare: Yard, odd: object, code: str) -> None:
    bare.partner(leniency="strict")
    bare.take(odd(orders("A1")))  # type: ignore[operator]
    assert f"*R*{code}~" in bare.text("TA1")
    assert bare.text("997") == ""
    assert [one["state"] for one in bare.docs() if one["direction"] == "in"] == ["REJECTED"]


@pytest.mark.parametrize(
    ("charset", "raw"), [("latin-1", b"CAF\xe9"), ("utf-8", "CAFÉ".encode()), ("latin-1", "CAFÉ".encode())]
)
def test_a_partner_writes_in_its_charset(bare: Yard, charset: str, raw: bytes) -> None:
    bare.partner()
    bare.tell(f"envelope:\n  charset: {charset}\n")
    bare.take(orders("A1").encode().replace(b"NORTH STORE", raw))
    (document,) = [one for one in bare.docs() if one["type"] == "850"]
    assert document["state"] == "DONE"
    shown = bare.app.explain(document["id"])
    assert raw.decode("utf-8" if b"\xc3" in raw else "latin-1") in str(shown)
