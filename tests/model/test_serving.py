"""What nobody said about a server: it listens on this machine alone, and lets nobody hold it up for ever."""

from dataclasses import fields

from edigw.model.serving import Guard, Listening


def test_a_server_is_private_and_bounded_unless_it_is_told_otherwise() -> None:
    assert Listening().address == "127.0.0.1"
    assert all(getattr(Guard(), field.name) > 0 for field in fields(Guard))
    assert Guard().per_address < Guard().connections
