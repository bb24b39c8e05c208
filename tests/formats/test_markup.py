"""What is told of XML that stands where EDI is wanted."""

from __future__ import annotations

import pytest

from edigw.formats import markup


@pytest.mark.parametrize(
    ("head", "reason"),
    [
        (b'<!DOCTYPE c SYSTEM "http://127.0.0.1:9/c.dtd"><cXML/>', "XML_ENTITY"),
        (b'<?xml version="1.0"?>\n<!doctype a [<!ENTITY b "c">]><a>&b;</a>', "XML_ENTITY"),
        (b'<?xml version="1.0" encoding="utf-7"?><x/>', "ENCODING"),
        (b"<?xml version='1.0' encoding = 'UTF-32'?><x/>", "ENCODING"),
        (b'<?xml version="1.0" encoding="UTF-8"?><x/>', None),
        (b"<x/>", None),
        (b'ISA*00*<!DOCTYPE x encoding="utf-7"', None),
        (b'<x>encoding="utf-7"</x>', None),
    ],
)
def test_it_is_told_why_no_parser_should_see_it(head: bytes, reason: str | None) -> None:
    assert markup.reason(head) == reason
