"""Whose convention a set follows: what it names, against what the partner's agreement does (X12 ST03, UNH 0057)."""

from __future__ import annotations

import re

from edigw.model.partner import Agreement
from edigw.pipeline.read.standards import Standard
from edigw.tree import COMPONENT, ELEMENT, Finding, Group, Message

GS1 = re.compile("[0-9]{1,2}E")
LISTED = "INVALID_CODE"
ASSOCIATION = 3  # of UNH's identifier behind the type: D:96A:UN:EAN008


def named(message: Message) -> str:
    """ST03, from 005010 on; in EDIFACT what UNH says behind the type: D:96A:UN:EAN008."""
    text = message.text
    if text is None:
        elements = message.segments[0].elements if message.segments else ()
    else:
        elements = tuple(text[1 : text.find(b"\x1c", 1)].decode("latin-1").split(ELEMENT)[1:])
    if message.release:
        return elements[1].partition(COMPONENT)[2].replace(COMPONENT, ":") if len(elements) > 1 else ""
    return elements[2] if len(elements) > 2 else ""


def gs1_codes(message: Message, findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """In a message of EANCOM (UNH 0057 EAN…) codes that GS1 added to the directory's lists, as `44E`, are notes.

    Most of their elements have no 3055 beside them that could say whose they are.
    """
    if not any(one.rule == LISTED and GS1.fullmatch(one.value or "") for one in findings):
        return findings
    if not message.release or not (named(message).split(":") + [""] * ASSOCIATION)[ASSOCIATION].startswith("EAN"):
        return findings
    return tuple(
        one.at(severity="note", code_type="", code="") if one.rule == LISTED and GS1.fullmatch(one.value or "") else one
        for one in findings
    )


def strange(message: Message, group: Group, agreement: Agreement, words: Standard) -> tuple[Finding, ...]:
    """A finding where the set names a convention that the agreement does not. Naming none is no fault.

    X12 says it in GS08 where ST03 says nothing; the release that the agreement names is always agreed.
    """
    said, agreed = named(message).strip(), agreement.conventions
    if not words.by_group:
        said = (said.split(":") + [""] * ASSOCIATION)[ASSOCIATION]
    if said:
        return () if said in agreed else (_told(words.convention.at(offset=message.start), said),)
    whole, tail = group.release, group.release[6:]
    if not words.by_group or not tail or tail in agreed or whole in agreed or whole == agreement.release:
        return ()
    return (_told(words.convention.at(segment=words.group, position=None, element=8, offset=group.start), whole),)


def _told(finding: Finding, said: str) -> Finding:
    return finding.at(value=said, message=f"`{said}` is no convention that is agreed with this partner")
