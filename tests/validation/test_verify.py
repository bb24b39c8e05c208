"""verify: what diagnose says, by the accept path where it can."""

from __future__ import annotations

from dataclasses import replace

import pytest
from ground import DOCUMENTS, ORDER, lines, message, x12

from edigw.structure.guide import Address, Guide, Row, Step
from edigw.tree import Message
from edigw.validation import verify as module
from edigw.validation.accept import acceptor
from edigw.validation.diagnose import diagnose

NEEDS_BUYER = Guide((Row(Address((Step("N1", ("BY",)),)), required=True),))


def read(document: str) -> Message:
    plain = message(document)
    text = "\x1c" + "".join(row + "\x1c" for row in lines(document)).replace("*", "\x1d").replace(">", "\x1f")
    acceptor(x12(), x12().sets[plain.type]).learn([text.encode()])
    return Message(plain.type, plain.control, plain.segments, plain.start, plain.end, (), text.encode())


@pytest.fixture
def diagnosed(monkeypatch):
    """What was left to the diagnosing path."""
    seen = []
    monkeypatch.setattr(module, "diagnose", lambda message, *more: seen.append(message) or diagnose(message, *more))
    return seen


@pytest.mark.parametrize("kind", DOCUMENTS)
def test_what_is_good_is_not_diagnosed_and_has_its_tree(kind, diagnosed):
    one = read(DOCUMENTS[kind])
    made = module.verify(one, x12())
    assert made.findings == () and made.root == diagnose(one, x12()).root
    assert not diagnosed


def test_what_is_not_accepted_is_located(diagnosed):
    one = read(ORDER.replace("BEG*00", "BEG*99"))
    made = module.verify(one, x12())
    assert [each.rule for each in made.findings] == ["INVALID_CODE"]
    assert made.root == diagnose(one, x12()).root and not diagnosed


def test_the_tree_is_without_the_blanks_that_were_found(diagnosed):
    one = read(ORDER.replace("*USD", "*USD "))
    made = module.verify(one, x12())
    assert [each.rule for each in made.findings] == ["PADDED_VALUE"]
    assert made.root == diagnose(one, x12()).root != module.verify(read(ORDER), x12()).root
    assert made.root.children[1].segment.get(2) == "USD" and not diagnosed


def test_what_no_pattern_was_tried_on_is_diagnosed(diagnosed):
    for one in (message(ORDER), replace(read(ORDER), text=b"\xc2\x85" + (read(ORDER).text or b""))):
        assert module.verify(one, x12()).findings == () and diagnosed.pop() == one


def test_a_guide_is_asked_after_it(diagnosed):
    assert module.verify(read(ORDER), x12(), NEEDS_BUYER).findings == ()
    assert not diagnosed
    lacks = read(ORDER.replace("N1*BY", "N1*SE"))
    assert module.verify(lacks, x12(), NEEDS_BUYER).findings == diagnose(lacks, x12(), NEEDS_BUYER).findings != ()
    assert module.verify(lacks, x12()).findings == ()


def test_the_text_of_what_was_accepted():
    one = read(ORDER)
    assert module.verify(one, x12()).text == (one.text or b"").decode("ascii")
    assert module.verify(one, x12(), Guide((Row(Address((Step("BEG"),)), required=True),))).text
    assert module.verify(one, x12(), NEEDS_BUYER).text == module.verify(one, x12()).text
    assert module.verify(read(ORDER.replace("N1*BY", "N1*BT")), x12(), NEEDS_BUYER).text is None
    assert module.verify(read(ORDER.replace("BEG*00", "BEG*99")), x12()).text is None
    assert module.verify(message(ORDER), x12()).text is None
