"""What one end of a TLS connection shows, and whom it believes."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Tls:
    """Paths are of PEM files; `trusted` holds certificates in PEM."""

    certificate: str = ""  # "": we show none
    key: str = ""  # sealed
    passphrase: str = field(default="", repr=False)
    trusted: tuple[str, ...] = ()  # of the other end: these and no others; none: whom the system believes
