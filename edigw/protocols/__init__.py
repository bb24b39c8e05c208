"""Protocols that carry files, without a socket: headers and bytes in, a decision and bytes out."""
