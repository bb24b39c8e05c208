"""What is sealed is opened by the right key, and by nothing else."""

import io

import pytest
from openssl_peer import key, them, us

from edigw.protocols.as2.content import held, one
from edigw.protocols.as2.enveloped import SUITES, open_envelope
from edigw.protocols.as2.refused import Refused
from edigw.protocols.as2.sealing import seal


@pytest.mark.parametrize("cipher", SUITES)
@pytest.mark.parametrize("oaep", [False, True])
@pytest.mark.parametrize("spool", [None, io.BytesIO])
def test_30_each_cipher(cipher: str, oaep: bool, spool: object) -> None:
    info = one(seal(held(b"secret"), us().pin, cipher, oaep), spool)
    opened = open_envelope(info, (key("other", "other"), us()), (cipher,), spool)
    assert (opened.content.whole(), opened.cipher, opened.proven) == (b"secret", cipher, cipher.endswith("gcm"))
    with pytest.raises(Refused) as failed:
        open_envelope(info, (them(),), (cipher,))
    assert failed.value.modifier == "decryption-failed"
