"""What a partner's own system says of a document of ours, beyond its syntax (824, APERAK): what, where, why."""

from __future__ import annotations

from datetime import date

from pydantic import Field

from edigw.model.acknowledgement import FaultContext
from edigw.model.base import Amount, Contact, Dates, Model, Note, Number, Own, Parties, Quantity, Refs, Remark


class FaultDetail(Model):
    """A further word on a fault (RED): free text, and a code of a named list."""

    text: str | None = None
    kind: str | None = None
    agency: str | None = None
    agency_code: str | None = None  # where the agency's own list has no name
    list: str | None = None
    code: str | None = None


class AdviceFault(Model):
    """One thing that is wrong with the document (TED, ERC)."""

    reason: str | None = None  # duplicate, missing_data, not_matching, bad_order_number …
    reason_list: str | None = None  # whose reasons they are, where no list is common to all
    reason_agency: str | None = None
    text: str | None = None
    text2: tuple[str, ...] = ()  # what goes on from it
    reference_kind: str | None = None  # the document or line that it is about
    reference: str | None = None
    reference_line: str | None = None
    segment: str | None = None  # the tag where it stands
    position: Number | None = None  # ordinal of that segment in the set, ST is 1
    element: Number | None = None  # of the element in its segment
    component: Number | None = None
    repetition: Number | None = None
    number: str | None = None  # the data element's number
    value: str | None = None  # what stood there
    wanted: str | None = None  # what they would have had there
    contexts: tuple[FaultContext, ...] = ()
    remarks: tuple[Remark, ...] = ()
    details: tuple[FaultDetail, ...] = ()


class CodedReason(Model):
    """A reason from somebody's own list (LM, LQ)."""

    agency: str | None = None
    source: str | None = None
    codes: tuple[FaultDetail, ...] = ()


class AdviceItem(Model):
    """What is said of one document, or of one item in it (OTI).

    `status` is the scope and the verdict: set, group, item or batch; accepted, changed, accepted_with_errors, partly or
    rejected; as in `set_rejected`.
    """

    status: str
    reference_kind: str  # what kind of number names it: order_number, seller_invoice, shipment_number …
    reference: str
    sender: str | None = None  # GS02 and GS03 of the document that it speaks of
    receiver: str | None = None
    on: date | None = None  # GS04 and GS05
    time: str | None = None
    group_control: str | None = None  # GS06
    set_control: str | None = None  # ST02
    document: str | None = None  # ST01: 810, 856 …
    release: str | None = None
    purpose: str | None = None
    transaction: str | None = None
    application: str | None = None  # their program that said so
    action: str | None = None
    handling: str | None = None
    cause: str | None = None  # a status reason
    refs: Refs = Field(default_factory=dict)
    dates: Dates = Field(default_factory=dict)
    contacts: tuple[Contact, ...] = ()
    amounts: tuple[Amount, ...] = ()
    quantities: tuple[Quantity, ...] = ()
    faults: tuple[AdviceFault, ...] = ()
    reasons: tuple[CodedReason, ...] = ()

    @property
    def scope(self) -> str:
        """set, group, item or batch; the whole status where it is none of our words."""
        return self.status.partition("_")[0]

    @property
    def verdict(self) -> str:
        """accepted, changed, accepted_with_errors, partly or rejected; empty where `status` is none of our words."""
        return self.status.partition("_")[2]


class DocumentNamed(Model):
    """A document that an advice is about (DOC)."""

    kind: str | None = None  # ship_notice, debit_invoice, order_response …
    number: str
    dates: Dates = Field(default_factory=dict)


class ApplicationAdvice(Model):
    """An 824 says of each of its `items` how it fared; an APERAK is about the documents that its `refs` and `documents`
    name together, and says by `kind`, `purpose` and `faults` how they fared."""

    number: str  # their own number of the advice
    kind: str | None = None  # acknowledgement, application_error …
    purpose: str | None = None
    created_on: date | None = None
    created_at: str | None = None
    zone: str | None = None
    related: str | None = None  # another document of theirs
    transaction: str | None = None
    action: str | None = None
    security: str | None = None
    parties: Parties = Field(default_factory=dict)
    dates: Dates = Field(default_factory=dict)
    notes: tuple[Note, ...] = ()
    refs: Refs = Field(default_factory=dict)
    documents: tuple[DocumentNamed, ...] = ()
    faults: tuple[AdviceFault, ...] = ()
    items: tuple[AdviceItem, ...] = ()
    own: Own = Field(default_factory=dict)
