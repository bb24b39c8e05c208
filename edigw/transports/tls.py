"""TLS 1.2 and later, by strong ciphers, between ends that show certificates: ours opened, theirs pinned."""

from __future__ import annotations

import ssl

from edigw.errors import UsageError
from edigw.model.tls import Tls

CIPHERS = "ECDHE+AESGCM:ECDHE+CHACHA20"  # of TLS 1.2; those of 1.3 are all strong


def client_context(tls: Tls) -> ssl.SSLContext:
    """To dial with: the server's name is checked, and its certificate against `trusted`, else the system's.

    Raises UsageError where a certificate or key of ours cannot be used.
    """
    context = _strict(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = True, ssl.CERT_REQUIRED
    if tls.trusted:
        _believe(context, tls)
    else:
        context.load_default_certs(ssl.Purpose.SERVER_AUTH)
    _show(context, tls)
    return context


def server_context(tls: Tls, clients_must: bool = False) -> ssl.SSLContext:
    """To listen with. A client that shows a certificate shows one of `trusted`; `clients_must`: it shows one."""
    if not tls.certificate:
        raise UsageError(
            "a TLS server without a certificate",
            "`edigw certs create --use tls --host NAME --passphrase env:NAME` makes one",
        )
    context = _strict(ssl.PROTOCOL_TLS_SERVER)
    _show(context, tls)
    if tls.trusted:
        _believe(context, tls)
        context.verify_mode = ssl.CERT_REQUIRED if clients_must else ssl.CERT_OPTIONAL
    return context


def renew(context: ssl.SSLContext, tls: Tls) -> None:
    """A server's live context shows and believes what `tls` says from its next connection on.

    Raises UsageError; then it is as it was.
    """
    server_context(tls)  # all of it can be used
    _show(context, tls)
    if tls.trusted:
        _believe(context, tls)
        context.verify_mode = context.verify_mode or ssl.CERT_OPTIONAL


def _strict(protocol: int) -> ssl.SSLContext:
    context = ssl.SSLContext(protocol)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.options |= ssl.OP_NO_RENEGOTIATION | ssl.OP_NO_COMPRESSION
    context.set_ciphers(CIPHERS)
    return context


def _believe(context: ssl.SSLContext, tls: Tls) -> None:
    """A certificate that is trusted need not be an authority's: it is the one that is meant."""
    context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
    context.load_verify_locations(cadata="\n".join(tls.trusted))


def _show(context: ssl.SSLContext, tls: Tls) -> None:
    if not tls.certificate:
        return
    try:
        context.load_cert_chain(tls.certificate, tls.key or None, lambda: tls.passphrase)
    except (OSError, ssl.SSLError) as error:
        told = getattr(error, "reason", None) or error.strerror or "it is no certificate"
        hint = "the key fits the certificate, and its passphrase opens it: `edigw doctor`"
        raise UsageError(f"{tls.certificate} cannot be used: {told}", hint) from None
