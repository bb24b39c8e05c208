"""Lines 1 to 4: the pipeline's own reader against pyx12 with a map directory made from our dictionary, set for set.

pyx12 gets a smaller file: its time a set does not depend on how many there are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.measure import Line, interleaved, timed
from benchmarks.orders import FAULTS, one_set, ruined_set, write_big
from benchmarks.reading import Reader, Warmth
from benchmarks.rival import Rival

OURS, THEIRS = 10_000_000, 400_000  # bytes of the two files


@dataclass(frozen=True)
class Field:
    """Both sides, ready to run."""

    reader: Reader
    rival: Rival
    warmth: Warmth
    large: Path
    small: Path
    sets: int  # in `large`
    few: int  # in `small`

    def line(self, number: int, work: str, target: float, ours: Callable[[], object], theirs: Callable[[], object],
             runs: int) -> Line:  # fmt: skip
        """Sets a second of both, interleaved."""
        mine, other = interleaved(runs, lambda: timed(ours), lambda: timed(theirs))
        here, there = self.sets / mine, self.few / other
        measured = f"{here:,.0f}/s / {there:,.0f}/s"
        return Line(number, f"{work} ({self.sets} / {self.few} sets)", measured, here / there, target, "at_least",
                    _warmed(self.warmth))  # fmt: skip


@contextmanager
def _field(size: float, make: Callable[[int], str] = one_set) -> Iterator[Field]:
    with TemporaryDirectory() as folder:
        large, small, first = (Path(folder) / name for name in ("large.edi", "small.edi", "first.edi"))
        sets = write_big(large, OURS * size, 900, make)
        few = write_big(small, THEIRS * size, 50, make)
        write_big(first, 1, 20)
        reader, maps = Reader(), Path(folder) / "maps"
        maps.mkdir()
        rival = Rival(reader.configuration.dictionary(), maps)
        rival.validate(first)  # its maps are read now
        yield Field(reader, rival, reader.warm(first), large, small, sets, few)


def _warmed(warmth: Warmth) -> str:
    loading, compiling = 1000 * warmth.loading_s, 1000 * warmth.compiling_s
    return (
        f"dictionary and maps loaded in {loading:.0f} ms, {warmth.patterns} segment patterns compiled in"
        f" {compiling:.0f} ms, once a process, before the measurement"
    )


def _demand(what: bool, said: str) -> None:
    if not what:
        raise SystemExit(f"the two sides do not do the same work: {said}")


def validated(runs: int, size: float) -> list[Line]:
    with _field(size) as field:
        _demand(field.reader.verdicts(field.large) == {"accepted": field.sets}, "not every set was accepted")
        _demand(field.rival.validate(field.small), "pyx12 refuses a sound file")
        return [
            field.line(1, "validate 850s / pyx12", 75, lambda: field.reader.verdicts(field.large),
                       lambda: field.rival.validate(field.small), runs)
        ]  # fmt: skip


def ordered(runs: int, size: float) -> list[Line]:
    with _field(size) as field:
        _demand(field.reader.orders(field.large) == field.sets, "not every set became an order")
        return [
            field.line(2, "validate, canonical orders / pyx12's validation", 40,
                       lambda: field.reader.orders(field.large), lambda: field.rival.validate(field.small), runs)
        ]  # fmt: skip


def answered(runs: int, size: float) -> list[Line]:
    with _field(size) as field:
        sets, written = field.reader.answers(field.large)
        _demand(sets == field.sets == _accepted(written), "a 997 accepts less than all")
        _demand(field.rival.answer(field.small).count("AK5*A~") == field.few, "pyx12's 997 accepts less than all")
        return [
            field.line(3, "validate, write the 997 / pyx12", 70, lambda: field.reader.answers(field.large),
                       lambda: field.rival.answer(field.small), runs)
        ]  # fmt: skip


def _accepted(written: list[bytes]) -> int:
    return sum(text.count(b"AK5*A~") for text in written)


def ruined(runs: int, size: float) -> list[Line]:
    with _field(size, ruined_set) as field:
        _, written = field.reader.answers(field.large)
        said = b"".join(written).decode("ascii")
        for at, (_, _, row) in enumerate(FAULTS):
            due = sum(1 for number in range(1, field.sets + 1) if number % len(FAULTS) == at)
            _demand(said.count(f"{row}~") == due, f"{row} stands {said.count(row)} times in the 997s, {due} were due")
        theirs = field.rival.answer(field.small)
        agreed = sum(theirs.count("AK5*" + letter) for letter in "RE")
        _demand(agreed == field.few, f"pyx12 finds fault with {agreed} of {field.few} sets")
        return [
            field.line(4, "each set has a fault, exact AK3/AK4 / pyx12", 35,
                       lambda: field.reader.answers(field.large), lambda: field.rival.answer(field.small), runs)
        ]  # fmt: skip
