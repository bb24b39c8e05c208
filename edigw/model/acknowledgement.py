"""A functional acknowledgement: verdicts and faults in words. 997 and 999 answer a group, CONTRL an interchange."""

from __future__ import annotations

from edigw.model.base import Model, Number


class FaultContext(Model):
    """What makes a place findable or a rule apply (CTX): a named value, or the place on whose content it hangs."""

    name: str
    value: str | None = None
    segment: str | None = None
    position: Number | None = None
    loop: str | None = None
    element: Number | None = None
    component: Number | None = None
    repetition: Number | None = None
    number: str | None = None  # the data element's number


class ElementFault(Model):
    """One AK4 or IK4."""

    position: Number  # of the element in its segment: the first is 1, in a CONTRL 2, since its tag is 1
    component: Number | None = None
    repetition: Number | None = None
    number: str | None = None  # the data element's number
    fault: str  # mandatory_missing, invalid_code …
    value: str | None = None
    contexts: tuple[FaultContext, ...] = ()


class SegmentFault(Model):
    """One AK3 or IK3 with its AK4s or IK4s."""

    tag: str
    position: Number  # ordinal in the set, ST is 1
    loop: str | None = None
    fault: str | None = None  # unknown_segment, mandatory_missing, element_errors …
    contexts: tuple[FaultContext, ...] = ()
    elements: tuple[ElementFault, ...] = ()


class SetVerdict(Model):
    """AK2 to AK5 for one transaction set."""

    type: str
    control: str
    implementation: str | None = None  # ST03, the convention that the set named
    segments: tuple[SegmentFault, ...] = ()
    verdict: str  # accepted, accepted_with_errors, rejected
    faults: tuple[str, ...] = ()  # at most 5


class Acknowledgement(Model):
    functional_id: str  # GS01 of the group that is acknowledged
    group_control: str  # its GS06
    release: str | None = None  # its GS08
    sets: tuple[SetVerdict, ...] = ()
    verdict: str  # accepted, accepted_with_errors, partly_accepted, rejected
    claimed: Number  # GE01
    received: Number
    accepted: Number
    faults: tuple[str, ...] = ()  # at most 5


class SegmentInError(Model):
    """One UCS with its UCDs."""

    position: Number  # ordinal in the message, UNH is 1; where a segment is missing, of the last one before its place
    fault: str | None = None  # None: only its elements are at fault
    elements: tuple[ElementFault, ...] = ()


class LevelVerdict(Model):
    """What UCI, UCF and UCM alike say of their level, and where in its own header or trailer the fault is."""

    verdict: str  # accepted (what is below too, unless it is told of), rejected (with all below), received
    fault: str | None = None  # missing, duplicate, unknown_sender …
    segment: str | None = None  # UNA, UNB, UNH, UNT … in which it is
    element: Number | None = None  # in that segment, whose tag is 1
    component: Number | None = None


class MessageVerdict(LevelVerdict):
    """One UCM."""

    reference: str  # UNH 0062
    type: str  # ORDERS
    version: str  # D
    release: str  # 96A
    agency: str  # UN
    association: str | None = None  # EAN008
    segments: tuple[SegmentInError, ...] = ()


class GroupVerdict(LevelVerdict):
    """One UCF."""

    reference: str  # UNG 0048
    sender: str
    sender_qualifier: str | None = None
    recipient: str
    recipient_qualifier: str | None = None
    messages: tuple[MessageVerdict, ...] = ()


class InterchangeAcknowledgement(LevelVerdict):
    """A CONTRL. Messages stand in their groups, or where the interchange has none here."""

    control: str  # UNB 0020 of the interchange that is answered
    sender: str  # of that interchange
    sender_qualifier: str | None = None
    recipient: str
    recipient_qualifier: str | None = None
    messages: tuple[MessageVerdict, ...] = ()
    groups: tuple[GroupVerdict, ...] = ()
