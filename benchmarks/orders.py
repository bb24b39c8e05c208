"""Orders to measure with: X12 850 sets of 34 segments, about 1,085 bytes each, every one another order."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

SENDER, RECEIVER = "6123830000", "SUPPLIER001"
SET_SEGMENTS = 34


FAULTS = (  # what stands in a sound set, what stands there instead, the row of the acknowledgement that says so
    ("PO1*3*36*EA", "PO1*3*36*QX", "AK4*3*355*7*QX"),
    ("DTM*038*20261130", "DTM*038*20261131", "AK4*2*373*8*20261131"),
    ("PO1*5*60*EA", "PO1*5*6O*EA", "AK4*2*330*6"),
    ("N4*SPRINGFIELD*OH*", "N4*SPRINGFIELD*OHIO*", "AK4*2*156*5*OHIO"),
    ("PID*F****WIDGET OF KIND 2", "PID*****WIDGET OF KIND 2", "AK4*1*349*1"),
    ("REF*DP*038", "REF*DP", "AK4*2*127*2"),
    ("ITD*14", "ITX*14", "AK3*ITX*5**1"),
)


def one_set(number: int) -> str:
    """The set with control number `number`: 34 segments from ST to SE, one a line, order B<number>."""
    head = [
        f"ST*850*{number % 10**9:04d}", f"BEG*00*SA*B{number:09d}**20261101", "REF*DP*038", "REF*IA*77881",
        "ITD*14*3*2**45**46", "DTM*038*20261130", "DTM*063*20261210", "N1*ST*STORE 0042*92*0042", "N3*12 HARBOUR ROAD",
        "N4*SPRINGFIELD*OH*44139*US",
    ]  # fmt: skip
    lines = [
        part
        for no in range(1, 8)
        for part in (
            f"PO1*{no}*{12 * no}*EA*{no}.25**BP*{65000 + no:06d}*UP*0{12345600000 + no * 17:011d}",
            f"PID*F****WIDGET OF KIND {no}, STAINLESS, WITH LID AND HANDLE",
            f"PO4*{no}*1*EA",
        )
    ]
    return "~\n".join([*head, *lines, "CTT*7*336", "AMT*TT*819.00", f"SE*{SET_SEGMENTS}*{number % 10**9:04d}"]) + "~\n"


def ruined_set(number: int) -> str:
    """The set with one fault: the kinds of FAULTS in turn."""
    sound, ruined, _ = FAULTS[number % len(FAULTS)]
    return one_set(number).replace(sound, ruined, 1)


def interchange(
    control: int, numbers: range, make: Callable[[int], str] = one_set, sender: str = SENDER, receiver: str = RECEIVER
) -> str:
    """One interchange with one group of the sets in `numbers`."""
    isa = (
        f"ISA*00*          *00*          *08*{sender:<15}*01*{receiver:<15}*261101*0800*U*00401*{control:09d}*0*P*>~\n"
        f"GS*PO*{sender}*{receiver}*20261101*0800*{control}*X*004010~\n"
    )
    return isa + "".join(map(make, numbers)) + f"GE*{len(numbers)}*{control}~\nIEA*1*{control:09d}~\n"


def single_files(count: int) -> Iterator[str]:
    """`count` interchanges of one order each."""
    for number in range(1, count + 1):
        yield interchange(number, range(number, number + 1))


def write_big(path: Path, size: float, sets_a_group: int = 900, make: Callable[[int], str] = one_set) -> int:
    """A file of at least `size` bytes; the number of sets in it."""
    sets = control = 0
    with path.open("w", encoding="ascii") as out:
        while out.tell() < size:
            control += 1
            out.write(interchange(control, range(sets + 1, sets + 1 + sets_a_group), make))
            sets += sets_a_group
    return sets
