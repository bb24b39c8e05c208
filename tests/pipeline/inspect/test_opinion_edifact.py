"""The second opinion on EDIFACT: an independent reader cuts interchanges as we do, and it is told where it does not."""

from __future__ import annotations

import pytest
from edifact_wire import ends, group, interchange, message, messages

from edigw.formats.events import LIMITS, Limits
from edigw.pipeline.inspect.opinion_edifact import MOST, Opinion, ask, told


def opinion(data: bytes, limits: Limits = LIMITS) -> Opinion:
    return ask(data, ends(data, limits=limits)[0].interchange, messages(data, limits=limits), limits=limits)


@pytest.mark.parametrize(
    "data",
    [
        interchange(),
        interchange(message("FTX+AAA+++a?+b??:c"), message("QTY+21:10", control="2"), una="UNA:+,? '\r\n"),
        interchange(group(message(), message(control="2")), group(message(control="3"), control="G2")),
        interchange(message("IMD+A?*B+x"), una="UNA:+.?*'", _1="UNOY:4").replace(b"'", b"'\r\n"),
        interchange().translate(bytes.maketrans(b"+:'", b"\x1d\x1f\x1c")),
        interchange().replace(b"'", b"\n"),
    ],
    ids=["plain", "released", "groups", "version 4", "control characters", "lines"],
)
def test_it_cuts_a_sound_interchange_as_we_do(data: bytes) -> None:
    found = opinion(data)
    assert found.ours == found.theirs and found.ours and found.ours > 4
    assert found.differences == () and not found.broke
    assert told(found) == f"interchange REF1: pydifact: {found.ours} segments, as edigw"


def test_every_difference_is_told_once_by_its_name() -> None:
    found = opinion(interchange(message("FTX+a::", "FTX+b:+c:", "QTY+21:10"), _1="UNOC:4"))
    assert [(one.name, one.count) for one in found.differences] == [("EMPTY_COMPONENTS_DROPPED", 3)]
    said = "[EMPTY_COMPONENTS_DROPPED: segment 3 FTX, byte 91, element 1, and 2 more]"
    assert told(found) == f"interchange REF1: pydifact: 7 segments; edigw: 7 {said}"


def test_where_it_breaks_off_it_is_told_why() -> None:
    found = opinion(interchange(message("BGM+1", "dtm+1")))
    why = "ValueError: Segment tag must be an uppercase 3-letter string, not 'dtm'."
    assert (found.theirs, found.ours, found.broke) == (3, 6, why)
    place = "[TAG_REFUSED: segment 4 dtm, byte 97]"
    assert told(found) == f"interchange REF1: pydifact cannot read it: {why}; edigw: 6 segments {place}"


def test_what_has_no_name_is_told_as_it_stands_there() -> None:
    data = interchange(message(*(f"QTY+21:{number}" for number in range(MOST + 2))))
    end, (one,) = ends(data)[0].interchange, messages(data)
    other = data.replace(b"QTY+21", b"QTY+22")
    said = told(ask(other, end, [one]))
    assert "[segment 3 QTY, byte 91, element 1, component 1: pydifact '22', edigw '21']" in said
    assert said.count("pydifact '22'") == MOST and said.endswith("[and 2 more]")


@pytest.mark.parametrize(
    ("data", "limits"),
    [
        (interchange(una="UNA++.? '"), LIMITS),
        (interchange(message("FTX+" + "a" * 900)), Limits(segment=500)),
        (interchange(message("FTX+" + "a" * 900)), Limits(set=500)),
        (interchange("FTX+" + "a" * 900 + "'", message()), Limits(segment=500)),
    ],
    ids=["service characters", "segment", "message", "outside"],
)
def test_it_is_not_asked_of_what_we_did_not_read_whole(data: bytes, limits: Limits) -> None:
    found = opinion(data, limits)
    assert found.ours is None
    assert told(found) == "interchange REF1: pydifact is not asked, edigw did not read it whole"
