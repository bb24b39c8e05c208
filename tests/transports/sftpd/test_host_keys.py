"""Our own keys: made once, for nobody else to read, told as partners pin them."""

from __future__ import annotations

import os
import stat
import subprocess
from pathlib import Path

import pytest
from sftpd_house import lay_keys

from edigw.errors import TemporaryError, UsageError
from edigw.transports.sftpd.host_keys import fingerprints, host_keys, shown


def test_they_are_made_once_and_readable_by_us_alone(tmp_path: Path) -> None:
    assert fingerprints(tmp_path) == []
    made = host_keys(tmp_path)
    files = [tmp_path / "keys/sftp_host_ed25519", tmp_path / "keys/sftp_host_rsa"]
    assert {stat.S_IMODE(os.stat(path).st_mode) for path in files} == {0o600}
    assert stat.S_IMODE(os.stat(tmp_path / "keys").st_mode) == 0o700
    told = fingerprints(tmp_path)
    assert shown(made) == told == shown(host_keys(tmp_path))
    assert fingerprints(tmp_path) == told
    assert [one.split()[0] for one in told] == ["ssh-ed25519", "ssh-rsa"]
    for path, one in zip(files, told, strict=True):
        line = subprocess.run(["ssh-keygen", "-lf", path], capture_output=True, text=True, check=True).stdout
        assert one.split()[1] in line


def test_a_key_that_others_may_read_is_refused(tmp_path: Path) -> None:
    lay_keys(tmp_path)
    (tmp_path / "keys/sftp_host_rsa").chmod(0o640)
    with pytest.raises(UsageError) as told:
        host_keys(tmp_path)
    assert "may be read by others" in told.value.message and "chmod 600" in told.value.hint


def test_a_file_that_is_no_key_is_said_and_not_replaced(tmp_path: Path) -> None:
    lay_keys(tmp_path)
    (tmp_path / "keys/sftp_host_ed25519").write_text("no key")
    with pytest.raises(UsageError, match="cannot be read as a private key"):
        fingerprints(tmp_path)
    assert (tmp_path / "keys/sftp_host_ed25519").read_text() == "no key"


def test_where_they_cannot_be_kept_it_is_said(tmp_path: Path) -> None:
    (tmp_path / "keys").write_text("in the way")
    with pytest.raises(TemporaryError, match="cannot be read or made"):
        host_keys(tmp_path)
