"""A second opinion on transaction sets by pyx12, an independent validator: too slow for daily work."""

from __future__ import annotations

import io
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from edigw.pipeline.inspect import opinion_maps
from edigw.structure.dictionary import Dictionary
from edigw.tree import COMPONENT, Segment

VERDICTS = {"A": "accepted", "E": "accepted_with_errors", "R": "rejected"}
ISA = "ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       *260101*0000*U*00401*000000001*0*P*:"

Judged = tuple[str, str, Sequence[Segment]]  # type, control number, segments from ST to SE


@dataclass(frozen=True, slots=True)
class Opinion:
    """What pyx12 says of one set: its verdict and the AK3/AK4 rows of its acknowledgement."""

    type: str
    control: str
    verdict: str
    faults: tuple[str, ...]


def ask(sets: Sequence[Judged], dictionary: Dictionary) -> list[Opinion]:
    """pyx12's opinion on each set whose type the dictionary knows, in their order.

    The sets of one type go to it in one interchange, since it reads its maps anew for each; where it breaks off, or
    answers for fewer than it was given, the halves are asked, down to the set that it cannot bear.
    """
    by_type: dict[str, list[Judged]] = {}
    for one in sets:
        if one[0] in dictionary.sets:
            by_type.setdefault(one[0], []).append(one)
    with TemporaryDirectory(prefix="edigw-opinion-") as folder:
        found = {kind: iter(_of_type(some, dictionary, Path(folder) / kind)) for kind, some in by_type.items()}
        return [next(found[kind]) for kind, _, _ in sets if kind in found]


def _of_type(sets: Sequence[Judged], dictionary: Dictionary, place: Path) -> list[Opinion]:
    place.mkdir()
    opinion_maps.write(dictionary, [sets[0][0]], place)
    return _together(sets, dictionary, place)


def _together(sets: Sequence[Judged], dictionary: Dictionary, place: Path) -> list[Opinion]:
    """Opinions on sets of one type whose maps stand in `place`."""
    found = _interchange(sets, dictionary, place)
    if isinstance(found, list):
        return found
    if len(sets) == 1:
        kind, control, _ = sets[0]
        return [Opinion(kind, control, "unable", (found,))]
    half = len(sets) // 2
    return _together(sets[:half], dictionary, place) + _together(sets[half:], dictionary, place)


def _interchange(sets: Sequence[Judged], dictionary: Dictionary, place: Path) -> list[Opinion] | str:
    """What its acknowledgement says of each set; why there is none."""
    from pyx12.errors import EngineError, X12Error
    from pyx12.params import ParamsBase
    from pyx12.x12n_document import x12n_document

    logging.getLogger("pyx12").setLevel(logging.CRITICAL)
    answer, text = io.StringIO(), _written(sets, dictionary)
    try:
        sound = x12n_document(ParamsBase(), io.StringIO(text), answer, None, map_path=str(place))
    except (EngineError, X12Error, AttributeError, IndexError, KeyError, TypeError, ValueError) as error:
        return f"{type(error).__name__}: {error}"
    made = _acknowledged(sets, answer.getvalue())
    if not made and (sound or len(sets) == 1):  # no acknowledgement of acknowledgements, none for 005010
        verdict = VERDICTS["A" if sound else "R"]
        return [Opinion(kind, control, verdict, ()) for kind, control, _ in sets]
    return made if len(made) == len(sets) else f"its acknowledgement names {len(made)} of {len(sets)} sets"


def _acknowledged(sets: Sequence[Judged], text: str) -> list[Opinion]:
    made: list[Opinion] = []
    faults: list[str] = []
    for row in (part.strip() for part in text.replace("\n", "").split("~")):
        tag, _, rest = row.partition("*")
        if tag in ("AK3", "AK4"):
            faults.append(row)
        elif tag == "AK5" and len(made) < len(sets):
            kind, control, _ = sets[len(made)]
            made.append(Opinion(kind, control, VERDICTS[rest[:1]], tuple(faults)))
            faults = []
    return made


def _written(sets: Sequence[Judged], dictionary: Dictionary) -> str:
    """The sets in a sound envelope, with delimiters that occur in no value (they are replaced by a blank).

    Their control numbers are told apart, since it takes a repeated one for a fault.
    """
    clean = str.maketrans("*~:", "   ", "\n\r")

    def row(tag: str, values: Sequence[str]) -> str:
        return "*".join((tag, *(value.translate(clean).replace(COMPONENT, ":") for value in values)))

    body = [row(each.tag, _numbered(each, at, one[1])) for at, one in enumerate(sets, 1) for each in one[2]]
    first = dictionary.sets[sets[0][0]]
    group = f"GS*{first.functional_id}*SENDER*RECEIVER*20260101*0000*1*X*{dictionary.release}"
    return "~".join((ISA, group, *body, f"GE*{len(sets)}*1", "IEA*1*000000001~"))


def _numbered(segment: Segment, number: int, control: str) -> Sequence[str]:
    """A control number that is the set's own gives way to one that is in no other set."""
    if segment.tag not in ("ST", "SE") or segment.get(2) != control:
        return segment.elements
    return (segment.elements[0], f"{number:04d}", *segment.elements[2:])
