"""What AS2 rows take: each kind says what to write instead."""

from __future__ import annotations

import pytest

from edigw.config.as2_kinds import AS2_KINDS
from edigw.config.secret import Unfit


@pytest.mark.parametrize(
    ("kind", "text", "fix"),
    [
        ("AS2 name", "a\tb", "signs of ASCII"),
        ("host", "ftp://x", "no scheme"),
        ("certificate", "SHA256:12", "edigw certs list"),
    ],
)
def test_what_does_not_fit_is_told_with_what_to_write(kind: str, text: str, fix: str) -> None:
    with pytest.raises(Unfit) as caught:
        AS2_KINDS[kind](text)
    assert fix in caught.value.fix


def test_a_fingerprint_comes_out_one_way() -> None:
    written = ("SHA256:" + 32 * "aB", "sha256:" + ":".join(32 * ["Ab"]))
    assert {AS2_KINDS["certificate"](text) for text in written} == {"SHA256:" + 32 * "ab"}
