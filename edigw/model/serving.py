"""How a server of ours listens, and how much it lets in before anybody has proven who they are."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Guard:
    """What one connection, one address and all of them may cost."""

    header_bytes: int = 65_536
    headers: int = 100
    body: int = 2_147_483_648  # bytes
    head_s: float = 10.0  # until a request's headers are whole, TLS included
    rate: int = 1_024  # bytes a second of a body below which its connection is dropped
    window_s: float = 10.0  # over which that is measured
    deadline_s: float = 3_600.0  # of one request, from its headers to the end of its answer
    idle_s: float = 15.0  # between two requests of one connection
    connections: int = 1_000
    per_address: int = 200
    refusals: int = 60  # of one address in a minute; then it is told to come later without being looked at


@dataclass(frozen=True, slots=True)
class Listening:
    """Where a server listens, and how."""

    address: str = "127.0.0.1"
    port: int = 0  # 0: any that is free
    identity: str = "main"  # key of ours, whose TLS certificate is shown
    tls: bool = True
    guard: Guard = Guard()
