"""Who sends to whom, and what receipt is wished."""

import pytest

from edigw.protocols.as2.refused import NotAs2
from edigw.protocols.as2.request import addressed, quoted, supported, wish


def rows(sender: str = "a", **more: str) -> tuple[tuple[str, str], ...]:
    held = (("as2-FROM", sender), ("AS2-To", "B"), ("Message-Id", "<1>"))
    return (*held, *((name.replace("_", "-"), text) for name, text in more.items()))


@pytest.mark.parametrize("name", ["a", "A b", 'q"q', "back\\slash"])
def test_14_names_are_quoted_and_read_again(name: str) -> None:
    assert addressed(rows(quoted(name))).sender == name


@pytest.mark.parametrize(("version", "good"), [("1.0", True), ("1.7", True), ("2.0", False), ("x", False)])
def test_15_any_version_one(version: str, good: bool) -> None:
    assert addressed(rows()).sender == "a"
    if good:
        assert addressed(rows(AS2_Version=version))
    else:
        with pytest.raises(NotAs2):
            addressed(rows(AS2_Version=version))


def test_34_a_header_twice_or_with_control_characters() -> None:
    for bad in ((*rows(), ("AS2-From", "c")), rows(X="a\r\nb"), rows(X="a\0"), rows("ü" * 3), rows("a" * 129)):
        with pytest.raises(NotAs2):
            addressed(bad)


def test_11_12_the_address_of_the_wish_is_never_looked_at() -> None:
    assert not wish(rows()).wanted
    assert wish(rows(Disposition_Notification_To="")).wanted
    asked = wish(rows(Disposition_Notification_Options="signed-receipt-protocol=optional, pkcs7-signature"))
    assert asked.signed and supported(asked, ["sha256"])
