"""Parts in exactly the bytes that they came in."""

import base64
import io
from binascii import b2a_qp

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openssl_peer import entity as read

from edigw.protocols.as2.content import CHUNK, held
from edigw.protocols.as2.mime import join_parts, parameters, split_parts, transferred, value, write_entity
from edigw.protocols.as2.refused import Refused


@given(st.lists(st.binary(max_size=100), min_size=1, max_size=4))
def test_4_16_parts_come_back_byte_for_byte(parts: list[bytes]) -> None:
    whole = join_parts(parts, "=?(un likely):x").whole()
    for body in (whole, io.BytesIO(whole)):
        assert [part.whole() for part in split_parts(held(body), "=?(un likely):x")] == parts


@given(st.binary(max_size=60), st.integers(CHUNK - 80, CHUNK + 80))
def test_38_a_delimiter_is_found_wherever_a_window_ends(part: bytes, before: int) -> None:
    whole = join_parts([bytes(before), part], "edge").whole()
    found = [each.whole() for each in split_parts(held(io.BytesIO(whole)), "edge")]
    assert found == [bytes(before), part]


def test_16_what_only_begins_as_a_delimiter_is_none() -> None:
    body = b"--b \t\r\nx\r\n--bc\r\n--b--c\n--b y\nz\n--b\r\n--b\n\n--b-- \r\n"
    assert [part.whole() for part in split_parts(held(body), "b")] == [b"x\r\n--bc\r\n--b--c\n--b y\nz", b"", b""]
    with pytest.raises(Refused, match="too many"):
        split_parts(held(b"--b\n" + b"--bc\n" * 20_000 + b"--b--"), "b")


def test_33_no_more_parts_than_are_asked_for() -> None:
    assert len(split_parts(held(b"--b\n\n" * 500 + b"\n--b--"), "b", 2)) == 3


def test_16_folding_case_and_odd_parameters() -> None:
    entity = read(b'content-TYPE: a/B;\r\n\tboundary="x;\\"y"\r\n\r\nbody')
    assert parameters(value(entity.headers, "Content-Type")) == ("a/b", {"boundary": 'x;"y'})
    assert read(b"\r\nbody").body.whole() == b"body"
    assert write_entity((("A", "b"),), b"c") == b"A: b\r\n\r\nc"


def qp(data: bytes) -> bytes:
    return b2a_qp(data, istext=False)


def test_30_nothing_may_stand_behind_the_closing_delimiter() -> None:
    with pytest.raises(Refused, match="behind"):
        split_parts(held(b"--b\r\n\r\nx\r\n--b--\r\njunk"), "b")


def test_31_rfc_2231() -> None:
    said = parameters("attachment; filename*0*=utf-8''%e2%82; filename*1*=%ac; filename*2=.x")[1]
    assert said["filename"] == "€.x"


def test_16_transfer_encodings() -> None:
    assert transferred((), held(b"a=3D")).whole() == b"a=3D"
    data = bytes(range(256)) * 3000
    for coding, coded in (
        ("BASE64", base64.encodebytes(data)), ("base64", base64.b64encode(data)), ("Quoted-Printable", qp(data))
    ):  # fmt: skip
        for body, spool in ((coded, None), (io.BytesIO(coded), io.BytesIO)):
            assert transferred((("Content-Transfer-Encoding", coding),), held(body), spool).whole() == data
    for wrong in (b"!!", b"YWI", b"YWI=YWI=", b"YWI=\n" + b"A" * CHUNK * 4, b"A" * CHUNK * 4 + b"A"):
        with pytest.raises(Refused):
            transferred((("Content-Transfer-Encoding", "base64"),), held(io.BytesIO(wrong)))
    for coding, wrong in (("x-uuencode", b""), ("quoted-printable", b"a" * 700_000)):
        with pytest.raises(Refused):
            transferred((("Content-Transfer-Encoding", coding),), held(io.BytesIO(wrong)))
