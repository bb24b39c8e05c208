"""The words of a refusal."""

from edigw.protocols.as2.refused import disposition_of


def test_10_an_error_and_a_failure() -> None:
    assert disposition_of("decryption-failed").endswith("; processed/error: decryption-failed")
    assert disposition_of("unsupported format").endswith("; failed/failure: unsupported format")
