"""Public keys as partners send them: every algorithm that opens, and what is said of those that do not."""

from __future__ import annotations

import base64

import asyncssh
import pytest

from edigw.config.login_kinds import FIELDS, LOGIN_KINDS, listen_address, login_name, public_key
from edigw.config.secret import Unfit

MADE = [name for name in FIELDS if not name.startswith("sk-")]


@pytest.mark.parametrize("algorithm", MADE)
def test_keys_of_every_algorithm_fit(algorithm: str) -> None:
    line = asyncssh.generate_private_key(algorithm).export_public_key().decode().strip()
    assert public_key(line) == line == public_key(f" {line} ")
    assert public_key(f"{line} someone@example.com").endswith("example.com")


def test_a_key_on_a_token_fits() -> None:
    words = (b"sk-ssh-ed25519@openssh.com", bytes(32), b"ssh:")
    body = b"".join(len(word).to_bytes(4, "big") + word for word in words)
    line = f"sk-ssh-ed25519@openssh.com {base64.b64encode(body).decode()}"
    assert public_key(line) == line
    assert asyncssh.import_public_key(line).get_algorithm() == "sk-ssh-ed25519@openssh.com"


def test_a_short_rsa_key_is_refused_with_what_to_ask_for() -> None:
    line = asyncssh.generate_private_key("ssh-rsa", key_size=1024).export_public_key().decode()
    with pytest.raises(Unfit, match="below 2048 bits") as told:
        public_key(line)
    assert "ssh-ed25519" in told.value.fix


def test_a_private_key_is_not_repeated() -> None:
    text = asyncssh.generate_private_key("ssh-ed25519").export_private_key().decode()
    with pytest.raises(Unfit, match="SECRET_IN_CONFIG") as told:
        public_key(text)
    assert text.splitlines()[1] not in told.value.message + told.value.fix


def test_addresses_and_names() -> None:
    for text in ("0.0.0.0:2222", "127.0.0.1:0", "[::1]:22", "edi.example.com:2222"):
        assert listen_address(text) == text
    for text in ("acme", "ACME_edi.1", "7eleven"):
        assert login_name(text) == text
    assert set(LOGIN_KINDS) == {"listen address", "login name", "public key"}
