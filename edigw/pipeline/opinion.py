"""A second opinion on transaction sets by pyx12, an independent validator: too slow for daily work."""

from __future__ import annotations

import io
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from edigw.pipeline import opinion_maps
from edigw.structure.dictionary import Dictionary
from edigw.tree import COMPONENT, Segment

VERDICTS = {"A": "accepted", "E": "accepted_with_errors", "R": "rejected"}
ISA = "ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       *260101*0000*U*00401*000000001*0*P*:~"


@dataclass(frozen=True, slots=True)
class Opinion:
    """What pyx12 says of one set: its verdict and the AK3/AK4 rows of its acknowledgement."""

    type: str
    control: str
    verdict: str
    faults: tuple[str, ...]


def ask(sets: Sequence[tuple[str, str, tuple[Segment, ...]]], dictionary: Dictionary) -> list[Opinion]:
    """pyx12's opinion on (type, control, segments from ST to SE) of each set whose type the dictionary knows."""
    with TemporaryDirectory(prefix="edigw-opinion-") as folder:
        opinions = []
        for type_, control, segments in sets:
            if type_ not in dictionary.sets:
                continue
            place = Path(folder) / type_
            if not place.exists():
                place.mkdir()
                opinion_maps.write(dictionary, type_, place)
            opinions.append(_ask(type_, control, segments, dictionary, place))
        return opinions


def _ask(type_: str, control: str, segments: tuple[Segment, ...], dictionary: Dictionary, place: Path) -> Opinion:
    from pyx12.errors import EngineError, X12Error
    from pyx12.params import ParamsBase
    from pyx12.x12n_document import x12n_document

    logging.getLogger("pyx12").setLevel(logging.CRITICAL)
    answer = io.StringIO()
    text = _interchange(dictionary.sets[type_].functional_id, dictionary.release, segments)
    try:
        sound = x12n_document(ParamsBase(), io.StringIO(text), answer, None, map_path=str(place))
    except (EngineError, X12Error, AttributeError, IndexError, KeyError, TypeError, ValueError) as error:
        return Opinion(type_, control, "unable", (f"{type(error).__name__}: {error}",))
    rows = [row.strip().split("*") for row in answer.getvalue().replace("\n", "").split("~")]
    verdict = next((row[1] for row in rows if row[0] == "AK5"), "A" if sound else "R")
    return Opinion(type_, control, VERDICTS[verdict], tuple("*".join(row) for row in rows if row[0] in ("AK3", "AK4")))


def _interchange(functional_id: str, release: str, segments: tuple[Segment, ...]) -> str:
    """The set alone in a sound envelope, with delimiters that occur in no value (they are replaced by a blank)."""
    clean = str.maketrans("*~:", "   ", "\n\r")
    body = "~".join(
        "*".join((segment.tag, *(part.translate(clean).replace(COMPONENT, ":") for part in segment.elements)))
        for segment in segments
    )
    group = f"GS*{functional_id}*SENDER*RECEIVER*20260101*0000*1*X*{release}~"
    return f"{ISA}{group}{body}~GE*1*1~IEA*1*000000001~"
