"""The character sets that UNB names (ISO 9735-1, 0001): how each is decoded, and which characters it holds."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

_A = r"A-Z0-9 .,\-()/='+:?!\"%&*;<>"
_STRUCTURE = r"\x1c-\x1f"
_UTF_8 = re.compile(rb"[\xc2-\xf4][\x80-\xbf]")
_CONTROLS = re.compile(r"[\x00-\x1b\x7f-\x9f\ufffd]")


@cache
def _good(bad: re.Pattern[str]) -> bytes:
    """The ASCII characters that are not bad."""
    return bytes(sign for sign in range(128) if bad.search(chr(sign)) is None)


@dataclass(frozen=True, slots=True)
class Charset:
    """`bad` finds a character that the set lacks, in text whose delimiters are ours."""

    codec: str
    bad: re.Pattern[str] = _CONTROLS
    supported: bool = True

    def sound(self, text: bytes) -> bool:
        """Whether these bytes are text of this set, and nowhere look like UTF-8 instead."""
        if text.isascii():
            return not text.translate(None, _good(self.bad))
        if self.bad.search(text.decode(self.codec, "replace")) is not None:
            return False
        return self.codec == "utf-8" or _UTF_8.search(text) is None

    def plain(self, text: bytes, beside: bytes) -> bool:
        """Whether it is ASCII alone, and but for bytes of `beside` nothing that this set lacks."""
        return text.isascii() and not text.translate(None, _good(self.bad) + beside)

    def foreign(self, raw: bytes) -> bool:
        """Whether bytes beyond ASCII are good UTF-8 although this set has one byte a character."""
        if self.codec == "utf-8" or raw.isascii():
            return False
        try:
            raw.decode("utf-8")
        except UnicodeDecodeError:
            return False
        return True

    def decode(self, raw: bytes, lenient: bool = False) -> str:
        """As the set says; bytes that it lacks become U+FFFD. Lenient: UTF-8 is taken for what it is."""
        if lenient and self.foreign(raw):
            return raw.decode("utf-8")
        return raw.decode(self.codec, "replace")


_UPPER, _LATIN = re.compile(f"[^{_A}{_STRUCTURE}]"), "iso8859-1"
CHARSETS: dict[str, Charset] = {  # 0001
    "UNOA": Charset(_LATIN, _UPPER),
    "UNOB": Charset(_LATIN, re.compile(f"[^a-z{_A}{_STRUCTURE}]")),
    "UNOC": Charset(_LATIN),
    "UNOD": Charset("iso8859-2"),
    "UNOE": Charset("iso8859-5"),
    "UNOF": Charset("iso8859-7"),
    "UNOG": Charset("iso8859-3"),
    "UNOH": Charset("iso8859-4"),
    "UNOI": Charset("iso8859-6"),
    "UNOJ": Charset("iso8859-8"),
    "UNOK": Charset("iso8859-9"),
    "UNOL": Charset("iso8859-15"),
    "UNOW": Charset("utf-8"),
    "UNOX": Charset(_LATIN, supported=False),  # ISO 2022: its escape sequences hide what looks like delimiters
    "UNOY": Charset("utf-8"),
}
VERSIONS = frozenset("1234")  # 0002


def charset(identifier: str) -> Charset:
    """The set of 0001, or of Interchange.release, which is "UNOC:3"; an unknown one is read as UNOC."""
    return CHARSETS.get(identifier.partition(":")[0], CHARSETS["UNOC"])
