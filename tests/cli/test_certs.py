"""`edigw certs` as a person calls it: made, taken in, listed, rotated, retired, handed on."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from certificates import certificate, key_pem, pem
from cryptography import x509

from edigw.config.certs import seal

Call = Callable[..., tuple[int, str]]
SECRET = "correct horse battery"


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(seal, "ROUNDS", 1000)
    monkeypatch.setenv("EDIGW_WORKSPACE", str(tmp_path))
    monkeypatch.setenv("EDIGW_TEST_KEYS", SECRET)
    (tmp_path / "partners/acme").mkdir(parents=True)
    (tmp_path / "edigw.toml").write_text('[identity.main]\nname = "Ours"\nas2 = "US"\n', "utf-8")
    return tmp_path


def create(call: Call, *words: str) -> tuple[int, str]:
    return call("certs", "create", "--passphrase", "env:EDIGW_TEST_KEYS", "--bits", "2048", *words)


def theirs(folder: Path, name: str) -> Path:
    (folder / f"{name}.pem").write_bytes(pem(certificate("them", name, begins=-1000, ends=20_000)))
    (folder / f"{name}.key").write_bytes(key_pem("them"))
    return folder / f"{name}.pem"


def test_from_making_to_retiring(shop: Path, call: Call) -> None:
    code, out = create(call)
    assert code == 0 and "main-1: counts" in out and "certs export main-1" in out
    assert call("certs", "import", str(theirs(shop, "them")), "--partner", "acme")[0] == 0
    code, out = call("certs", "rotate", "main-1", "--from", "2999-01-01")
    assert code == 2 and "before the new one begins" in out
    code, out = call("certs", "rotate", "main-1", "--bits", "2048", "--name", "next")
    assert code == 0 and "next: not yet" in out
    code, out = call("certs", "retire", "acme-1")
    assert code == 0 and "edigw reload" in out
    code, out = call("certs", "list")
    rows = {line.split()[0]: line for line in out.splitlines()}
    assert list(rows) == ["NAME", "acme-1", "main-1", "next"]
    assert "sign decrypt" in rows["main-1"] and "CN=them" in rows["acme-1"]
    assert "main-1" not in call("certs", "list", "acme")[1]
    assert SECRET not in out


def test_json_tells_the_same(shop: Path, call: Call) -> None:
    made = json.loads(create(call, "--json", "--days", "20", "--use", "tls", "--host", "as2.example")[1])
    assert (made["name"], made["state"], made["days_left"], made["uses"]) == ("main-1", "ends soon", 19, ["tls"])
    assert made["passphrase"] == "env:EDIGW_TEST_KEYS" and made["last"].endswith("Z")
    assert json.loads(call("certs", "list", "--json")[1]) == [made]
    out = shop / "us.der"
    told = json.loads(call("certs", "export", "main-1", "--form", "der", "--out", str(out), "--json")[1])
    assert told["bytes"] == out.stat().st_size
    assert f"{x509.load_der_x509_certificate(out.read_bytes()).serial_number:x}" == made["serial"]


def test_what_is_handed_on_is_a_certificate_alone(shop: Path, call: Call) -> None:
    create(call)
    code, out = call("certs", "export", "main-1")
    assert code == 0 and out.count("-----BEGIN ") == 1 and "BEGIN CERTIFICATE" in out
    assert call("certs", "export", "main-1", "--out", str(shop / "x.pem"))[1].startswith(str(shop / "x.pem"))


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["create"], "our key would lie open"),
        (["create", "--passphrase", SECRET], "a literal secret"),
        (["import", "nowhere.pem", "--partner", "acme"], "cannot be read"),
        (["import", "them.pem", "--partner", "acme", "--from", "tomorrow"], "is no instant"),
        (["import", "them.key", "--partner", "acme"], "holds the partner's private key"),
        (["rotate", "main-1"], "there is no certificate main-1"),
        (["export", "main-1", "--form", "p12"], "no form of a certificate"),
    ],
)
def test_nonsense_is_told_with_a_hint(shop: Path, call: Call, words: list[str], told: str) -> None:
    theirs(shop, "them")
    code, out = call("certs", *[str(shop / word) if word.startswith("them.") else word for word in words])
    assert code == 2 and told in out and "hint: " in out and SECRET not in out.replace(" ".join(words), "")


def test_a_damaged_file_is_told_and_no_workspace_too(shop: Path, call: Call) -> None:
    create(call)
    (shop / "certs/main-1.toml").write_text("nonsense", "utf-8")
    code, out = call("certs", "list")
    assert code == 2 and "certs/main-1.toml:1:1" in out
    (shop / "edigw.toml").unlink()
    assert "is no workspace" in call("certs", "list")[1]


def test_no_other_command_loads_cryptography(shop: Path) -> None:
    code = (
        "import sys; from edigw.cli.main import run; run(['certs', 'list']); run(['partners', 'list']); "
        "sys.exit(any(name.split('.')[0] == 'cryptography' for name in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert done.returncode == 0, (done.stdout, done.stderr)
