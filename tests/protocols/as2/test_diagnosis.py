"""Another MIC is explained by the rewriting that leads to it."""

import base64
import io

import pytest

from edigw.protocols.as2.content import held
from edigw.protocols.as2.diagnosis import REWRITINGS, likely_canonicalisation
from edigw.protocols.as2.digests import mic

CONTENT = b"x \r\ny\t\nz\r\n"
COVERED = b"A: b\r\n\r\n" + CONTENT
WAYS = {
    "line breaks made LF": CONTENT.replace(b"\r\n", b"\n"),
    "line breaks made CRLF": CONTENT.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"),
    "a CRLF added at the end": CONTENT + b"\r\n",
    "a LF added at the end": CONTENT + b"\n",
    "line breaks at the end removed": CONTENT[:-2],
    "line breaks made CRLF, those at the end removed": b"x \r\ny\t\r\nz",
    "blanks at line ends removed": b"x \r\ny\nz\r\n",
    "content in base64": base64.encodebytes(CONTENT).replace(b"\n", b"\r\n"),
}


@pytest.mark.parametrize("how", WAYS)
def test_23_each_rewriting_is_named(how: str) -> None:
    named = likely_canonicalisation(held(COVERED), held(CONTENT), mic(WAYS[how], "sha256"))
    assert named == f"content without its headers, {how}"
    same = likely_canonicalisation(held(WAYS[how]), None, mic(WAYS[how], "sha1"))
    assert same == "the content as it was sent"
    assert {*WAYS, ""} == set(REWRITINGS)


def test_23_other_digests_and_what_none_explains() -> None:
    told = mic(CONTENT, "sha1").replace("sha1", "sha-256")
    assert likely_canonicalisation(held(COVERED), held(CONTENT), told).endswith("digest is sha1, not sha-256")
    assert likely_canonicalisation(held(COVERED), held(CONTENT), mic(b"other", "sha256")) == ""
    assert likely_canonicalisation(held(COVERED), held(CONTENT), "AAAA, sha-256") == ""


@pytest.mark.parametrize("how", REWRITINGS)
def test_38_a_file_is_rewritten_bit_by_bit_as_it_is_whole(how: str) -> None:
    data = b"ab \t\r\n\n \r\nc\r" * 131_071 + b" \r\n\r\n"
    whole, parts = (b"".join(REWRITINGS[how](held(each).chunks())) for each in (data, io.BytesIO(data)))
    assert whole == parts
