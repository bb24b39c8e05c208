"""Parts in exactly the bytes that they came in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edigw.protocols.as2.mime import join_parts, parameters, read_entity, split_parts, transferred, value, write_entity
from edigw.protocols.as2.refused import Refused


@given(st.lists(st.binary(max_size=100), min_size=1, max_size=4))
def test_4_16_parts_come_back_byte_for_byte(parts: list[bytes]) -> None:
    assert split_parts(join_parts(parts, "=?(un likely):x"), "=?(un likely):x") == parts


def test_16_folding_case_and_odd_parameters() -> None:
    entity = read_entity(b'content-TYPE: a/B;\r\n\tboundary="x;\\"y"\r\n\r\nbody')
    assert parameters(value(entity.headers, "Content-Type")) == ("a/b", {"boundary": 'x;"y'})
    assert read_entity(b"\r\nbody").body == b"body"
    assert write_entity((("A", "b"),), b"c") == b"A: b\r\n\r\nc"


def test_30_nothing_may_stand_behind_the_closing_delimiter() -> None:
    with pytest.raises(Refused, match="behind"):
        split_parts(b"--b\r\n\r\nx\r\n--b--\r\njunk", "b")


def test_31_rfc_2231() -> None:
    said = parameters("attachment; filename*0*=utf-8''%e2%82; filename*1*=%ac; filename*2=.x")[1]
    assert said["filename"] == "€.x"


def test_16_transfer_encodings() -> None:
    assert transferred((("Content-Transfer-Encoding", "BASE64"),), b"YWI=\r\n") == b"ab"
    assert transferred((), b"a=3D") == b"a=3D"
    with pytest.raises(Refused):
        transferred((("Content-Transfer-Encoding", "base64"),), b"!!")
