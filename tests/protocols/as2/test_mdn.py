"""A receipt as it is written is read again."""

from openssl_peer import NOW, agreement

from edigw.protocols.as2.content import Content
from edigw.protocols.as2.mdn import report_fields, write_mdn
from edigw.protocols.as2.mime import Entity, value
from edigw.protocols.as2.refused import PROCESSED


def test_13_14_names_turned_round_and_quoted_and_the_id_as_it_came() -> None:
    from dataclasses import replace

    agreed = replace(agreement(), our_name='a "b"', their_name="c d")
    mdn = write_mdn(agreed, "no <brackets", PROCESSED, "x, sha1", None, NOW)
    assert (value(mdn.headers, "AS2-From"), value(mdn.headers, "AS2-To")) == ('"a \\"b\\""', '"c d"')
    body = Content(mdn.body, 0, len(mdn.body))
    fields = report_fields(Entity(mdn.headers, body, body))
    assert value(fields, "Original-Message-ID") == "no <brackets"
    assert value(fields, "Disposition") == PROCESSED
