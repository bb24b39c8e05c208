"""One functional group, from GS to GE, while it is read (X12.5): its header, counts and envelope faults."""

from __future__ import annotations

from dataclasses import replace

from edigw.formats.controls import Controls
from edigw.formats.text import is_date, is_time, whole
from edigw.formats.x12.events import GroupEnd, Limits
from edigw.formats.x12.lists import FUNCTIONAL_IDS, GROUP_LENGTHS, GROUP_OF
from edigw.formats.x12.rules import fault
from edigw.formats.x12.sets import OpenSet
from edigw.tree import Finding, Group, Segment


class OpenGroup:
    """`group` is the header as it was announced; findings gather here until the group is closed."""

    def __init__(self, header: Segment, end: int, seen: set[str], limits: Limits) -> None:
        self.header = header
        self.limits = limits
        self.received = 0  # sets
        self.controls = Controls()
        self.findings = _header_faults(header, seen)
        self.group = Group(
            functional_id=header.get(1),
            sender=header.get(2),
            receiver=header.get(3),
            control=header.get(6),
            release=header.get(8),
            date=header.get(4),
            time=header.get(5),
            agency=header.get(7),
            start=header.offset,
            end=end,
            findings=tuple(self.findings),
        )
        self.unended = 0  # sets without SE: a sender that ran two together counts them as one
        self._stray = False
        seen.add(header.get(6))

    def open_set(self, header: Segment) -> OpenSet:
        """A set begins: ST is checked against this group."""
        self.received += 1
        opened = OpenSet(header, self.limits)
        opened.check_header(self.group, self.controls)
        if self.received > self.limits.sets_per_group:
            detail = f"more than {self.limits.sets_per_group}"
            opened.findings.append(fault("SETS_OVER_LIMIT", detail, segment="ST", position=1, offset=header.offset))
        return opened

    def plain(self, kind: str, control: str) -> bool:
        """Whether a set with this ST, of three signs and of digits, begins without a fault; then it is counted."""
        own = self.group.functional_id
        known = own not in FUNCTIONAL_IDS or GROUP_OF.get(kind, own) == own
        if not known or self.received >= self.limits.sets_per_group or not self.controls.follows(control):
            return False
        self.received += 1
        return True

    def stray(self, tag: str, start: int) -> None:
        """A segment that is in no set: one finding, however many follow."""
        if not self._stray:
            self.findings.append(fault("OUTSIDE_SET", tag, segment=tag, offset=start))
        self._stray = True

    def close(self, trailer: Segment | None, end: int) -> GroupEnd:
        """The group ends at byte `end`, with GE or without."""
        if trailer is None:
            self.findings.append(fault("GROUP_TRAILER_MISSING", segment="GS", offset=self.header.offset))
        else:
            self._check_trailer(trailer)
            if not self.received and not self._stray:
                self.findings.append(fault("GROUP_EMPTY", segment="GS", offset=self.header.offset))
        claimed = None if trailer is None else trailer.get(1)
        return GroupEnd(replace(self.group, end=end, claimed=claimed, findings=tuple(self.findings)), self.received)

    def _check_trailer(self, trailer: Segment) -> None:
        count, control = trailer.get(1), trailer.get(2)
        if whole(count) not in (self.received, self.received - self.unended) and not self._stray:
            detail = f"GE01 says {count or 'nothing'}, there are {self.received}"
            self.findings.append(_at(trailer, 1, fault("GROUP_COUNT", detail)))
        ours = self.group.control
        if control != ours and (whole(control) is None or whole(control) != whole(ours)):
            self.findings.append(_at(trailer, 2, fault("GROUP_CONTROL_DIFFERS", f"GS06 is {ours}, GE02 is {control}")))


def _header_faults(header: Segment, seen: set[str]) -> list[Finding]:
    control = header.get(6)
    faults = []
    if header.get(1) not in FUNCTIONAL_IDS:
        faults.append(_at(header, 1, fault("GROUP_NOT_SUPPORTED")))
    if whole(control) is None or len(control) > 9:
        faults.append(_at(header, 6, fault("GROUP_CONTROL")))
    elif control in seen:
        faults.append(_at(header, 6, fault("GROUP_CONTROL_NOT_UNIQUE")))
    return faults


def form_faults(header: Segment) -> list[Finding]:
    """Faults of GS that belong to the interchange, TA105 024: lengths, date, time."""
    faults = []
    for element, (least, most) in enumerate(GROUP_LENGTHS, 1):
        text = header.get(element)
        if element == 4 and len(text) in (6, 8) and not is_date(text):
            faults.append(_at(header, 4, fault("GROUP_DATE")))
        elif element == 5 and 4 <= len(text) <= 8 and not is_time(text):
            faults.append(_at(header, 5, fault("GROUP_TIME")))
        elif element not in (1, 6) and not least <= len(text) <= most:
            faults.append(_at(header, element, fault("GROUP_HEADER", f"GS{element:02}")))
    return faults


def _at(read: Segment, element: int, finding: Finding) -> Finding:
    offset = read.offset_of(element) if read.get(element) else read.offset
    return finding.at(segment=read.tag, element=element, offset=offset, value=read.get(element) or None)
