"""One group of messages while it is read (ISO 9735-1): from UNG to UNE; without UNG, all that an interchange holds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from edigw.formats.controls import Controls
from edigw.formats.edifact.charsets import Charset
from edigw.formats.edifact.messages import OpenMessage, at
from edigw.formats.edifact.rules import fault
from edigw.formats.events import GroupEnd, Limits
from edigw.formats.text import is_date, is_time, whole
from edigw.tree import COMPONENT, Finding, Group, Segment

_NAMED = {2: "S006", 3: "S007", 4: "S004", 6: "0051"}  # what UNG must hold besides 0038 and 0048


class OpenGroup:
    """`group` is the header as it was announced; findings gather here until the group is closed."""

    def __init__(self, header: Segment | None, start: int, end: int, limits: Limits) -> None:
        self.header = header  # None: the messages stand in no group
        self.limits = limits
        self.received = 0  # messages
        self.unended = 0  # messages without UNT: a sender that ran two together counts them as one
        self.findings: list[Finding] = []
        self.group = _announced(header, start, end) if header else Group("", "", "", "", "", start=start, end=end)
        self._stray = False

    def announced(self, seen: set[str]) -> Group:
        """The header with its faults."""
        if self.header is not None:
            self.findings += _header_faults(self.header, seen)
            self.group = replace(self.group, findings=tuple(self.findings))
        return self.group

    def open_message(self, header: Segment, controls: Controls, charset: Charset, lenient: bool) -> OpenMessage:
        """A message begins: UNH is checked against this group."""
        self.received += 1
        opened = OpenMessage(header, self.limits, charset, lenient)
        opened.check_header(self.group.functional_id, controls)
        if self.received > self.limits.sets_per_group:
            detail = f"more than {self.limits.sets_per_group}"
            opened.findings.append(fault("SETS_OVER_LIMIT", detail, segment="UNH", position=1, offset=header.offset))
        return opened

    def plain(self, kind: str, control: str, controls: Controls) -> bool:
        """Whether a message of this type, with a reference that is one, begins without a fault; then it is counted."""
        own = self.group.functional_id
        if (own and own != kind) or self.received >= self.limits.sets_per_group or controls.repeated(control):
            return False
        self.received += 1
        return True

    def stray(self, tag: str, start: int) -> None:
        """A segment that is in no message: one finding, however many follow."""
        if not self._stray:
            rule = "PACKAGE" if tag == "UNO" else "OUTSIDE_SET"
            self.findings.append(fault(rule, tag, segment=tag, offset=start))
        self._stray = True

    def close(self, trailer: Segment | None, end: int) -> GroupEnd:
        """The group ends at byte `end`, with UNE or without."""
        if self.header is not None and trailer is None:
            self.findings.append(fault("GROUP_TRAILER_MISSING", segment="UNG", offset=self.header.offset))
        elif self.header is not None and trailer is not None:
            self._check_trailer(self.header, trailer)
        claimed = None if trailer is None else trailer.get(1)
        return GroupEnd(replace(self.group, end=end, claimed=claimed, findings=tuple(self.findings)), self.received)

    def _check_trailer(self, header: Segment, trailer: Segment) -> None:
        count, control = trailer.get(1), trailer.get(2)
        if whole(count) not in (self.received, self.received - self.unended) and not self._stray:
            detail = f"UNE says {count or 'nothing'}, there are {self.received}"
            self.findings.append(_at(trailer, 1, fault("GROUP_COUNT", detail)))
        if control != self.group.control:
            detail = f"UNG says {self.group.control}, UNE says {control or 'nothing'}"
            self.findings.append(_at(trailer, 2, fault("GROUP_CONTROL_DIFFERS", detail)))
        if not self.received and not self._stray:
            self.findings.append(fault("GROUP_EMPTY", segment="UNG", offset=header.offset))


def _announced(header: Segment, start: int, end: int) -> Group:
    date, _, time = header.get(4).partition(COMPONENT)
    version = header.get(7).split(COMPONENT)
    return Group(
        functional_id=header.get(1),
        sender=_id(header.get(2)),
        receiver=_id(header.get(3)),
        control=header.get(5),
        release="".join(version[:2]),
        date=date,
        time=time,
        agency=header.get(6),
        start=start,
        end=end,
    )


def _id(composite: str) -> str:
    name, _, qualifier = composite.partition(COMPONENT)
    return f"{qualifier}:{name}" if qualifier else name


def _header_faults(header: Segment, seen: set[str]) -> Iterator[Finding]:
    control = header.get(5)
    date, _, time = header.get(4).partition(COMPONENT)
    for element, name in _NAMED.items():
        if not header.get(element).strip(COMPONENT):
            yield _at(header, element, fault("GROUP_HEADER", name))
    if date and not is_date(date):
        yield _at(header, 4, fault("GROUP_DATE"))
    if time and not (len(time) == 4 and is_time(time)):
        yield _at(header, 4, fault("GROUP_TIME"))
    if not control.strip():
        yield _at(header, 5, fault("GROUP_CONTROL"))
    elif control in seen:
        yield _at(header, 5, fault("GROUP_CONTROL_NOT_UNIQUE"))
    seen.add(control)


def _at(read: Segment, element: int, finding: Finding) -> Finding:
    return at(read, element, finding).at(position=None)
