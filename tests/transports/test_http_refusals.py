"""Who is refused too often waits a minute; others do not."""

from edigw.transports.http_refusals import ADDRESSES, Refusals


def test_as2_040_refused_too_often_within_a_minute() -> None:
    refusals = Refusals(3)
    for second in range(3):
        assert not refusals.too_many("a", second)
        refusals.note("a", second)
    assert refusals.too_many("a", 59)
    assert not refusals.too_many("b", 59)
    assert not refusals.too_many("a", 60.5)


def test_only_so_many_addresses_are_remembered() -> None:
    refusals = Refusals(1)
    for number in range(ADDRESSES + 5):
        refusals.note(str(number), 0)
    assert not refusals.too_many("4", 0)
    assert refusals.too_many("5", 0)
