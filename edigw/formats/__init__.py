"""Bytes to flat segments and envelopes, and back: one room a format."""
