"""SSCC-18 (GS1 General Specifications, AI 00): extension, company prefix, serial, mod-10 check digit."""

from __future__ import annotations

from edigw.errors import Refused

LENGTH = 18


def check_digit(digits: str) -> str:
    """The GS1 mod-10 digit for digits without one: weights 3, 1, 3 … from the right."""
    total = sum(int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(digits)))
    return str(-total % 10)


def capacity(prefix: str) -> int:
    """How many serials a company prefix has for each extension digit."""
    return int(10 ** (LENGTH - 2 - len(prefix)))


def sscc18(extension: str, prefix: str, serial: int) -> str:
    """The 18 digits. Raises Refused where the prefix is none or the serial does not fit beside it."""
    if not (len(extension) == 1 and _digits(extension)):
        raise Refused(
            f"an SSCC's extension is one digit, not `{extension}`", "mend `shipment: extension` of partner.yaml"
        )
    if not (4 <= len(prefix) <= 12 and _digits(prefix)):
        raise Refused(f"a GS1 company prefix has 4 to 12 digits, not `{prefix}`", "mend `gs1_prefixes` in edigw.toml")
    room = LENGTH - 2 - len(prefix)
    if not 0 <= serial < capacity(prefix):
        raise Refused(
            f"serial {serial} does not fit: 18 - 1 extension - {len(prefix)} prefix - 1 check = {room} digits",
            "add another GS1 prefix in edigw.toml or use the next extension digit",
        )
    digits = f"{extension}{prefix}{serial:0{room}d}"
    return digits + check_digit(digits)


def valid(text: str) -> bool:
    """18 digits, the last one right."""
    return len(text) == LENGTH and _digits(text) and check_digit(text[:-1]) == text[-1]


def _digits(text: str) -> bool:
    return text.isascii() and text.isdigit()
