"""Our keys at rest: PKCS#8 sealed by a passphrase (RFC 8018 6.2, PBKDF2 and AES-256), as `openssl` opens them."""

from __future__ import annotations

import secrets

from asn1crypto import algos, keys, pem
from cryptography.hazmat.primitives import padding
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
from cryptography.hazmat.primitives.ciphers import Cipher, modes
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.pbkdf2 import PBKDF2HMAC
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from edigw.errors import UsageError

ROUNDS = 600_000  # what cryptography's own sealing takes, 2,048, is quick to guess through


def sealed(key: PrivateKeyTypes, passphrase: str) -> bytes:
    """The key in PEM. Raises UsageError for one that AS2 and TLS have no use for."""
    if not isinstance(key, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey):
        raise UsageError("the key is neither RSA nor of an elliptic curve", "make one with `edigw certs create`")
    salt, iv = secrets.token_bytes(16), secrets.token_bytes(16)
    derived = PBKDF2HMAC(SHA256(), 32, salt, ROUNDS).derive(passphrase.encode())
    fill = padding.PKCS7(128).padder()
    machine = Cipher(AES(derived), modes.CBC(iv)).encryptor()
    plain = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    closed = machine.update(fill.update(plain) + fill.finalize()) + machine.finalize()
    stretched = {"salt": algos.Pbkdf2Salt("specified", salt), "iteration_count": ROUNDS, "prf": {"algorithm": "sha256"}}
    method = {
        "key_derivation_func": {"algorithm": "pbkdf2", "parameters": stretched},
        "encryption_scheme": {"algorithm": "aes256_cbc", "parameters": iv},
    }
    info = keys.EncryptedPrivateKeyInfo(
        {"encryption_algorithm": {"algorithm": "pbes2", "parameters": method}, "encrypted_data": closed}
    )
    armoured: bytes = pem.armor("ENCRYPTED PRIVATE KEY", info.dump())
    return armoured
