"""AS2 messages of any size in flat memory, bombs stopped soon; `pytest -m torture` takes 5 GB of disk."""

from __future__ import annotations

import pickle
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from as2_giants import MB, apart, written
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

sys.path.insert(0, str(Path(__file__).parent / "protocols" / "as2"))
from openssl_peer import NOW, Peer, bomb, headers, them, us

WAYS: dict[str, dict[str, Any]] = {
    "cbc": {},
    "gcm, compressed first": {"cipher": "aes256-gcm", "compress": "compress then sign"},
    "cbc, compressed last": {"compress": "sign then compress"},
}


def side(ours: Any, theirs: Any, *names: str) -> dict[str, Any]:
    coded = ours.private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    certificates = (held.pin.certificate.public_bytes(Encoding.PEM) for held in (ours, theirs))
    return {"names": names, "key": coded, "now": NOW} | dict(
        zip(("certificate", "their_certificate"), certificates, strict=True)
    )


def exchanged(folder: Path, size: int, most_mb: int, way: str) -> None:
    sha256 = written(folder / "payload", size)
    sent = apart("send", folder, **side(us(), them(), "US", "THEM"), changes=WAYS[way])
    (folder / "payload").unlink()
    got = apart("receive", folder, **side(them(), us(), "THEM", "US"))
    print(f"{size / MB:.0f} MB, {way}: sent in {sent['peak_mb']:.0f} MB, received in {got['peak_mb']:.0f} MB")
    assert (got["outcome"], got["mic"], got["sha256"]) == ("accepted", sent["mic"], sha256.hex()), got["detail"]
    assert max(sent["peak_mb"], got["peak_mb"]) < most_mb


@pytest.mark.parametrize("way", list(WAYS)[:2])
def test_38_fifty_megabytes_take_no_more_memory_than_one(tmp_path: Path, way: str) -> None:
    exchanged(tmp_path, 50 * MB, 60, way)


@pytest.mark.torture
@pytest.mark.parametrize("way", WAYS)
def test_38_a_gigabyte(tmp_path: Path, way: str) -> None:
    exchanged(tmp_path, 1000 * MB, 200, way)


@pytest.mark.torture
def test_38_a_gigabyte_that_the_openssl_command_streams_and_opens(tmp_path: Path) -> None:
    sha256, peer = written(tmp_path / "payload", 1000 * MB), Peer(tmp_path)
    seal = ("openssl", "cms", "-encrypt", "-aes-256-cbc", "-binary", "-stream", "-outform", "DER", "-out", "body")
    with (tmp_path / "in").open("wb") as whole:
        whole.write(b"Content-Type: application/edi-x12\r\n\r\n")
        whole.flush()
        subprocess.run(("cat", "payload"), cwd=tmp_path, check=True, stdout=whole)
    subprocess.run((*seal, "-in", "in", "them.crt"), cwd=tmp_path, check=True)
    rows = (("AS2-From", "US"), ("AS2-To", "THEM"), *headers("application/pkcs7-mime")[2:])
    (tmp_path / "headers").write_bytes(pickle.dumps(rows))
    changes = {"must_be_signed": False}
    got = apart("receive", tmp_path, **side(them(), us(), "THEM", "US"), changes=changes)
    print(f"received in {got['peak_mb']:.0f} MB")
    assert (got["outcome"], got["sha256"]) == ("accepted", sha256.hex()), got["detail"]
    assert got["peak_mb"] < 200
    assert peer.folder == tmp_path


@pytest.mark.parametrize("spooled", [True, False])
def test_33_a_bomb_of_a_thousand_to_one_is_held_to_64_mib_more(tmp_path: Path, spooled: bool) -> None:
    (tmp_path / "body").write_bytes(bomb(10_000))  # ten megabytes that unfold to ten gigabytes
    (tmp_path / "headers").write_bytes(pickle.dumps(headers("application/pkcs7-mime")))
    changes = {"must_be_signed": False, "must_be_encrypted": False}
    given = side(us(), them(), "US", "THEM")
    got = apart("receive", tmp_path, **given, changes=changes, spooled=spooled)
    assert (got["outcome"], "unfolds" in got["detail"]) == ("refused", True)
    assert got["more_mb"] < 64
    assert sum(path.stat().st_size for path in tmp_path.iterdir()) < 20 * MB
