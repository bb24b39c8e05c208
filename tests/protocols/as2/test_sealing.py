"""What is sealed is DER as others read it."""

import io

import pytest
from asn1crypto import cms
from openssl_peer import us

from edigw.protocols.as2.content import held
from edigw.protocols.as2.enveloped import SUITES
from edigw.protocols.as2.sealing import seal


@pytest.mark.parametrize("cipher", SUITES)
@pytest.mark.parametrize("oaep", [False, True])
def test_1_another_reader_finds_every_field(cipher: str, oaep: bool) -> None:
    for spool in (None, io.BytesIO):
        info = cms.ContentInfo.load(seal(held(b"x" * 70_000), us().pin, cipher, oaep, spool).whole(), strict=True)
        sealed = info["content"]["auth_encrypted_content_info" if "gcm" in cipher else "encrypted_content_info"]
        recipient = info["content"]["recipient_infos"][0].chosen
        assert recipient["rid"].chosen["serial_number"].native == us().pin.certificate.serial_number
        kind = "rsaes_oaep" if oaep else "rsaes_pkcs1v15"
        assert recipient["key_encryption_algorithm"]["algorithm"].native == kind
        assert len(sealed["encrypted_content"].native) - 70_000 in (0, 2, 8, 16)
