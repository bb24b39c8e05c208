"""Digests by every name, and the rewriting that explains another MIC."""

import pytest

from edigw.protocols.as2.digests import digest_called, likely_canonicalisation, mic, read_mic


@pytest.mark.parametrize("name", ["sha1", "SHA-1", "sha-256", "SHA256", "rsa-sha256", "sha512"])
def test_8_names_in_any_way(name: str) -> None:
    assert digest_called(name)
    assert digest_called("md5") is None


def test_23_a_mic_is_read_as_written_and_its_rewriting_named() -> None:
    assert read_mic(mic(b"x", "sha1").upper()) != read_mic("x")
    covered, content = b"A: b\r\n\r\nx \r\n", b"x \r\n"
    assert likely_canonicalisation(covered, content, mic(content, "sha256")) == "content without its headers"
    assert likely_canonicalisation(covered, content, mic(covered[:-2], "sha256")) == "line breaks at the end removed"
    assert likely_canonicalisation(covered, content, mic(b"other", "sha256")) == ""
