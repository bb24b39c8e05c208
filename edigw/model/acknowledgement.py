"""A functional acknowledgement (997; later 999, CONTRL): verdicts and faults in words."""

from __future__ import annotations

from edigw.model.base import Model, Number


class ElementFault(Model):
    """One AK4."""

    position: Number  # of the element in its segment
    component: Number | None = None
    number: str | None = None  # the data element's number
    fault: str  # mandatory_missing, invalid_code …
    value: str | None = None


class SegmentFault(Model):
    """One AK3 with its AK4s."""

    tag: str
    position: Number  # ordinal in the set, ST is 1
    loop: str | None = None
    fault: str | None = None  # unknown_segment, mandatory_missing, element_errors …
    elements: tuple[ElementFault, ...] = ()


class SetVerdict(Model):
    """AK2 to AK5 for one transaction set."""

    type: str
    control: str
    segments: tuple[SegmentFault, ...] = ()
    verdict: str  # accepted, accepted_with_errors, rejected
    faults: tuple[str, ...] = ()  # at most 5


class Acknowledgement(Model):
    functional_id: str  # GS01 of the group that is acknowledged
    group_control: str  # its GS06
    sets: tuple[SetVerdict, ...] = ()
    verdict: str  # accepted, accepted_with_errors, partly_accepted, rejected
    claimed: Number  # GE01
    received: Number
    accepted: Number
    faults: tuple[str, ...] = ()  # at most 5
