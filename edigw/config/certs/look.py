"""One certificate of the workspace: found by its name or fingerprint, read, and held against what was imported."""

from __future__ import annotations

from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256

from edigw.config.certs.entries import FOLDER, Entry, read_entries
from edigw.errors import NotFound, UsageError


def find(workspace: Path, name: str) -> Entry:
    """By name or SHA256:hex. Raises NotFound."""
    entries, _ = read_entries(workspace)
    for one in entries:
        if name in (one.name, f"SHA256:{one.sha256}"):
            return one
    raise NotFound(f"there is no certificate {name}", f"known: {', '.join(one.name for one in entries) or 'none'}")


def certificate_of(workspace: Path, entry: Entry) -> x509.Certificate:
    """The certificate itself. Raises NotFound where it is gone, damaged or another one."""
    path = workspace / FOLDER / f"{entry.name}.crt"
    try:
        certificate = x509.load_pem_x509_certificate(path.read_bytes())
    except (OSError, ValueError):
        raise NotFound(f"{path} is gone or damaged", "import the certificate again under another name") from None
    if certificate.fingerprint(SHA256()).hex() != entry.sha256:
        hint = f"put the old file back, or remove {entry.name}.crt and {entry.name}.toml and import it"
        raise UsageError(f"{path} is not the certificate that was imported", hint)
    return certificate
