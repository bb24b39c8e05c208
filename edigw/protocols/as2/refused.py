"""Why a message is refused: the words of a disposition (RFC 4130 7.5, RFC 8098 3.2.6) and what we keep to ourselves."""

from __future__ import annotations

from typing import Literal

Modifier = Literal[
    "authentication-failed", "decryption-failed", "decompression-failed", "insufficient-message-security",
    "integrity-check-failed", "unexpected-processing-error", "unknown-trading-relationship", "illegal-filename",
    "duplicate-filename", "unsupported format", "unsupported MIC-algorithms",
]  # fmt: skip

SENT = "automatic-action/MDN-sent-automatically; "
PROCESSED = SENT + "processed"
FAILURES: frozenset[Modifier] = frozenset({"unsupported format", "unsupported MIC-algorithms"})


class Refused(Exception):
    """A message is not taken: `modifier` is told to the partner, `detail` stays with us."""

    def __init__(self, modifier: Modifier, detail: str) -> None:
        super().__init__(detail)
        self.modifier: Modifier = modifier
        self.detail = detail


class NotAs2(Exception):
    """A request that is no AS2 message at all: HTTP 400, nothing kept, no receipt."""


def disposition_of(modifier: Modifier) -> str:
    """The value of the field Disposition that tells a refusal (RFC 4130 7.4.3, 7.5.3)."""
    if modifier in FAILURES:
        return f"{SENT}failed/failure: {modifier}"
    return f"{SENT}processed/error: {modifier}"
