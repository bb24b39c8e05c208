"""What tests of structure and validation stand on: our own dictionary, and messages cut from text."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from edigw.structure.dictionary import Dictionary, parse
from edigw.tree import COMPONENT, Finding, Message, Segment
from edigw.validation.diagnose import Diagnosis, diagnose
from edigw.validation.guide import Guide

COMPACT = Path(__file__).parents[1] / "maps" / "x12" / "004010"

ORDER = """
ST*850*0001~
BEG*00*SA*PO-1001**20260105~
CUR*BY*USD~
REF*DP*071~
REF*IA*88123~
PER*BD*ANN OTHER*TE*5550100~
FOB*DF~
SAC*A*C310***1250~
ITD*01*3*2**10**30~
DTM*010*20260110*1200~
DTM*038*20260115~
TD5**2*UPSN*M~
N9*L1*NOTES~
MSG*HANDLE WITH CARE~
N1*BY*BUYER HOUSE*9*6123830000~
N3*1 HIGH STREET*DOOR 2~
N4*SPRINGFIELD*IL*62701*US~
REF*VR*778~
N1*ST*STORE 12*92*0012~
N4*CHICAGO*IL*60601~
PO1*1*10*EA*9.25*PE*UP*012345678905*VN*A-77~
PID*F****BLUE SHIRT~
PO4*12*1*EA~
SAC*A*D240***300~
SDQ*EA*92*0012*4*0013*6~
N1*ST*DOCK 3*92*0099~
N3*BACK YARD~
PO1*2*4*CA*12.5*PE*UP*012345678912~
PID*F****RED SHIRT~
SLN*1**I*2*EA*3.5~
CTT*2*14~
SE*32*0001~
"""

SHIPMENT = """
ST*856*0001~
BSN*00*SHIP1*20260107*0930*0001~
HL*1**S~
TD5*B*2*UPSN*M~
REF*BM*BOL77~
N1*ST*STORE 12*92*0012~
HL*2*1*O~
PRF*PO-1001***20260105~
HL*3*2*P~
MAN*GM*00001234560000000018~
HL*4*3*I~
LIN*1*UP*012345678905~
SN1*1*10*EA~
HL*5*2*P~
MAN*GM*00001234560000000025~
HL*6*5*I~
LIN*2*UP*012345678912~
SN1*2*4*CA~
CTT*6~
SE*20*0001~
"""

ANSWER = """
ST*855*0001~
BAK*00*AD*PO-1001*20260105~
REF*DP*071~
N1*ST*STORE 12*92*0012~
PO1*1*10*EA*9.25**UP*012345678905~
ACK*IA*10*EA*068*20260110~
PO1*2*4*CA*12.5**UP*012345678912~
ACK*IB*4*EA~
CTT*2~
SE*10*0001~
"""

INVOICE = """
ST*810*0001~
BIG*20260108*INV1*20260105*PO-1001***DI~
REF*DP*071~
N1*RI*SELLER*92*12~
ITD*01*3*2**10**30~
IT1*1*10*EA*9.25**UP*012345678905~
PID*F****BLUE SHIRT~
SAC*C*D240***300~
TDS*9550~
CAD*M***UPSN~
ISS*10*CT*55.5*LB~
CTT*1~
SE*13*0001~
"""

ACKNOWLEDGEMENT = """
ST*997*0001~
AK1*PO*1~
AK2*850*0001~
AK3*BEG*2**8~
AK4*3*324*1~
AK5*R*5~
AK2*850*0002~
AK5*A~
AK9*P*2*2*1~
SE*10*0001~
"""

DOCUMENTS = {"850": ORDER, "856": SHIPMENT, "855": ANSWER, "810": INVOICE, "997": ACKNOWLEDGEMENT}


@cache
def x12() -> Dictionary:
    return parse("x12", "004010", texts())


def texts() -> dict[str, str]:
    return {path.relative_to(COMPACT).as_posix(): path.read_text("utf-8") for path in COMPACT.rglob("*.txt")}


def lines(text: str) -> list[str]:
    """The segments of a text, each without its terminator."""
    return text.replace("\n", "").split("~")[:-1]


def segments(text: str | list[str]) -> tuple[Segment, ...]:
    """Flat segments with `*` and `>`; positions from 1, offsets as in the joined text."""
    made, offset = [], 0
    for position, row in enumerate(lines(text) if isinstance(text, str) else text, 1):
        tag, *elements = row.split("*")
        made.append(Segment(tag, tuple(each.replace(">", COMPONENT) for each in elements), position, offset))
        offset += len(row) + 1
    return tuple(made)


def message(text: str | list[str]) -> Message:
    flat = segments(text)
    return Message(flat[0].get(1), flat[0].get(2), flat, 0, 0)


def look(text: str | list[str], guide: Guide | None = None, charset: str = "latin-1") -> Diagnosis:
    return diagnose(message(text), x12(), guide, charset)


def brief(findings: tuple[Finding, ...]) -> list[tuple[object, ...]]:
    """(code, segment, position), then the element and the component where there are any."""
    made: list[tuple[object, ...]] = []
    for each in findings:
        spot = [each.element, each.component] if each.component else [each.element] if each.element else []
        made.append((each.code, each.segment, each.position, *spot))
    return made
