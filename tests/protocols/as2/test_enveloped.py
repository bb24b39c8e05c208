"""What is sealed is opened by the right key, and by nothing else."""

import pytest
from asn1crypto import cms
from openssl_peer import key, them, us

from edigw.protocols.as2.enveloped import SUITES, open_envelope, seal
from edigw.protocols.as2.refused import Refused


@pytest.mark.parametrize("cipher", SUITES)
@pytest.mark.parametrize("oaep", [False, True])
def test_30_each_cipher(cipher: str, oaep: bool) -> None:
    info = cms.ContentInfo.load(seal(b"secret", us().pin, cipher, oaep))
    opened = open_envelope(info, (key("other", "other"), us()), (cipher,))
    assert (opened.content, opened.cipher, opened.proven) == (b"secret", cipher, cipher.endswith("gcm"))
    with pytest.raises(Refused) as failed:
        open_envelope(info, (them(),), (cipher,))
    assert failed.value.modifier == "decryption-failed"
