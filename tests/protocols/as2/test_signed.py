"""A signature over exact bytes, by the pinned certificate and no other."""

import pytest
from openssl_peer import NOW, them, us

from edigw.protocols.as2.content import held
from edigw.protocols.as2.refused import Refused
from edigw.protocols.as2.signed import sign, verify


@pytest.mark.parametrize("pss", [False, True])
def test_25_28_by_whom_and_over_what(pss: bool) -> None:
    signature = held(sign(b"content", us(), "sha384", pss, NOW))
    pins, allowed = (them().pin, us().pin), ("sha384",)
    assert verify(signature, held(b"content"), pins, allowed).certificate == us().pin.certificate
    for content, who, digests, word in (
        (b"Content", pins, allowed, "integrity-check-failed"),
        (b"content", pins[:1], allowed, "authentication-failed"),
        (b"content", pins, ("sha256",), "insufficient-message-security"),
    ):
        with pytest.raises(Refused) as refused:
            verify(signature, held(content), who, digests)
        assert refused.value.modifier == word
