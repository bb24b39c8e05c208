"""File names are data: kept where they are harmless, refused or dropped where not."""

import pytest
from openssl_peer import agreement

from edigw.protocols.as2.content import held, one
from edigw.protocols.as2.mime import Entity, join_parts
from edigw.protocols.as2.payload import harmless, payloads
from edigw.protocols.as2.refused import Refused


@pytest.mark.parametrize("name", ["../x", "/etc/x", "a\0b", "x" * 300, "a\u202eb", "CON", "nul.txt", "..", "a:b", " a"])
def test_31_no_name_that_harms(name: str) -> None:
    assert not harmless(name)
    coded = "".join(f"%{octet:02x}" for octet in name.encode())
    inner = Entity((("Content-Disposition", f"attachment; filename*=utf-8''{coded}"),), held(b"x"), held(b"x"))
    assert payloads(inner, agreement())[0].file_name == ""
    with pytest.raises(Refused) as refused:
        payloads(inner, agreement(keep_file_names=True))
    assert refused.value.modifier == "illegal-filename"


def test_31_several_attachments_with_one_name() -> None:
    part = b'Content-Disposition: attachment; filename="a.x"\r\n\r\n1'
    kind = (("Content-Type", "multipart/mixed; boundary=b"),)
    several = one(join_parts([part, part.replace(b"a.x", b"B.x")], "b"), None)
    assert [row.file_name for row in payloads(Entity(kind, several, several), agreement())] == ["a.x", "B.x"]
    twice = one(join_parts([part, part.replace(b"a.x", b"A.x")], "b"), None)
    with pytest.raises(Refused) as refused:
        payloads(Entity(kind, twice, twice), agreement(keep_file_names=True))
    assert refused.value.modifier == "duplicate-filename"
