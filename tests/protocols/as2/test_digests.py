"""Digests by every name, and the MIC as it is written."""

import io

import pytest

from edigw.protocols.as2.content import held
from edigw.protocols.as2.digests import digest, digest_called, mic, read_mic


@pytest.mark.parametrize("name", ["sha1", "SHA-1", "sha-256", "SHA256", "rsa-sha256", "sha512"])
def test_8_names_in_any_way(name: str) -> None:
    assert digest_called(name)
    assert digest_called("md5") is None


def test_4_a_mic_is_read_as_written_in_memory_and_in_a_file() -> None:
    data = b"x" * 600_000
    assert mic(data, "sha384") == mic(held(io.BytesIO(data)), "sha384")
    assert read_mic(mic(data, "sha384")) == (digest(data, "sha384"), "sha384")
    assert read_mic("x") is None
