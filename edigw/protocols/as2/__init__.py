"""AS2 (RFC 4130) without a socket: what a request holds and is answered by, what is sent, what a receipt proves."""
