"""A host key is pinned by a row of its own; what a person wrote around it stays as it was."""

from __future__ import annotations

from pathlib import Path

import pytest

from edigw.config.pin import pin
from edigw.errors import NotFound, UsageError

A, B = "SHA256:" + 43 * "a", "SHA256:" + 43 * "b"
HEAD = "# ours\nusage: P  # production\nmailboxes:\n  acme:\n    transport: sftp   # theirs\n    host: h\n"


def test_a_first_one_a_second_one_and_the_same_again(make) -> None:
    base = make({"acme": f"{HEAD}    user: u\n"})
    path = base / "partners" / "acme" / "partner.yaml"
    assert pin(base, "acme", A) == (path, (A,))
    one = HEAD.replace("    host: h\n", f"    host_keys: {A}\n    host: h\n")
    assert path.read_text() == f"{one}    user: u\n"
    assert pin(base, "acme", B)[1] == (A, B) and pin(base, "acme", A)[1] == (A, B)
    assert path.read_text() == one.replace(A, f"[{A}, {B}]") + "    user: u\n"


@pytest.mark.parametrize("rows", [f"    host_keys:\n      - {A}\n", f"    host_keys: [{A},\n      {A}]\n"])
def test_a_list_over_several_lines_is_left_to_whoever_wrote_it(make, rows: str) -> None:
    base = make({"acme": HEAD + rows})
    with pytest.raises(UsageError, match="not written row by row") as caught:
        pin(base, "acme", B)
    assert B in caught.value.hint
    assert (base / "partners" / "acme" / "partner.yaml").read_text() == HEAD + rows


def test_a_mailbox_on_one_line_is_left_too(make) -> None:
    text = "mailboxes: {acme: {transport: sftp, host: h, user: u}}\n"
    base = make({"acme": text})
    with pytest.raises(UsageError, match="not written row by row"):
        pin(base, "acme", B)
    assert (base / "partners" / "acme" / "partner.yaml").read_text() == text


def test_what_is_no_fingerprint_and_what_is_no_such_mailbox(make) -> None:
    toml = '[mailbox.van]\ntransport = "sftp"\nhost = "h"\nuser = "u"\nkey = "env:K"\n'
    base = make({"acme": HEAD, "bolt": "mailboxes:\n  bolt:\n    inbox: x\n", "crack": "a: a: a\n"}, toml)
    with pytest.raises(UsageError, match="no fingerprint"):
        pin(base, "acme", "MD5:00")
    with pytest.raises(UsageError, match="does not travel by SFTP"):
        pin(base, "bolt", A)
    with pytest.raises(UsageError, match=r"stands in edigw\.toml") as caught:
        pin(base, "van", A)
    assert f'host_keys = ["{A}"]' in caught.value.hint
    with pytest.raises(NotFound):
        pin(base, "nobody", A)


def test_rights_and_bytes_of_the_file_stay(make) -> None:
    base = make({"acme": HEAD})
    path: Path = base / "partners" / "acme" / "partner.yaml"
    path.write_bytes(HEAD.encode().replace(b"# ours", b"# \xc3\xa4 ours\r"))
    path.chmod(0o640)
    pin(base, "acme", A)
    assert path.stat().st_mode & 0o777 == 0o640 and path.read_bytes().startswith(b"# \xc3\xa4 ours\r\n")
