"""Which bytes of an upload are there: gaps, limits, what is kept of one that was cut."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from edigw.transports.sftpd.upload import MOST_GAPS, PRESSED, Upload
from edigw.transports.sftpd.wire import Denied


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[list[Upload]]:
    made: list[Upload] = []
    yield made
    for one in made:
        one.close()


def begin(folder: Path, opened: list[Upload], *, most: int = 1 << 20, start: bytes = b"", **more: bool) -> Upload:
    taken.clear()
    path = folder / "scratch"
    path.write_bytes(start)
    handle = os.open(path, os.O_RDWR)
    opened.append(Upload("a.edi", path, handle, most=most, take=taken.append, **more))
    return opened[-1]


taken: list[int] = []


def test_bytes_in_order_are_whole(tmp_path: Path, opened: list[Upload]) -> None:
    upload = begin(tmp_path, opened)
    assert not upload.write(0, b"abc")
    assert not upload.write(3, b"def")
    assert (upload.size, upload.reaches, sum(taken)) == (6, 6, 6)
    upload.settle(1000.0)
    assert upload.path.read_bytes() == b"abcdef"
    assert os.stat(upload.path).st_mtime == 1000.0


def test_a_gap_is_no_whole_file_until_it_is_filled(tmp_path: Path, opened: list[Upload]) -> None:
    upload = begin(tmp_path, opened)
    upload.write(6, b"ghi")
    upload.write(0, b"abc")
    assert upload.reaches == 3
    with pytest.raises(Denied, match="missing from 3"):
        upload.settle(0.0)
    upload.write(2, b"cdefg")
    assert upload.reaches == upload.size == 9
    upload.settle(0.0)
    assert upload.path.read_bytes() == b"abcdefghi"


def test_an_upload_that_was_cut_is_kept_as_far_as_it_reaches(tmp_path: Path, opened: list[Upload]) -> None:
    upload = begin(tmp_path, opened)
    upload.write(0, b"abc")
    upload.write(10, b"xyz")
    upload.keep(tmp_path / "kept")
    assert (tmp_path / "kept").read_bytes() == b"abc"
    nothing = begin(tmp_path, opened)
    nothing.write(5, b"x")
    nothing.keep(tmp_path / "none")
    assert not (tmp_path / "none").exists() and not nothing.path.exists()


def test_it_goes_on_behind_what_is_there(tmp_path: Path, opened: list[Upload]) -> None:
    upload = begin(tmp_path, opened, start=b"abc", appending=True)
    upload.write(0, b"def")
    assert upload.path.read_bytes() == b"abcdef"
    assert sum(taken) == 3


def test_it_cannot_become_larger_than_it_may(tmp_path: Path, opened: list[Upload]) -> None:
    upload = begin(tmp_path, opened, most=10)
    for attempt in (lambda: upload.write(5, b"123456"), lambda: upload.write(1 << 61, b"1"), lambda: upload.resize(11)):
        with pytest.raises(Denied, match="10 bytes at most"):
            attempt()
    assert upload.size == 0 and os.path.getsize(upload.path) == 0
    upload.write(0, b"abc")
    with pytest.raises(Denied, match="a write was refused: 3 bytes"):  # though its client closes it as if all were well
        upload.settle(0.0)


def test_what_is_resized_has_gaps_too(tmp_path: Path, opened: list[Upload]) -> None:
    upload = begin(tmp_path, opened)
    upload.write(0, b"abcdef")
    upload.resize(2)
    assert (upload.size, upload.reaches) == (2, 2)
    upload.resize(4)
    assert (upload.size, upload.reaches) == (4, 2)
    with pytest.raises(Denied):
        upload.settle(0.0)


def test_too_many_gaps_are_refused(tmp_path: Path, opened: list[Upload]) -> None:
    upload = begin(tmp_path, opened)
    with pytest.raises(Denied, match="gaps"):
        for n in range(MOST_GAPS + 2, 0, -1):
            upload.write(2 * n, b"x")


def test_bytes_are_pressed_to_disk_now_and_then(tmp_path: Path, opened: list[Upload]) -> None:
    upload = begin(tmp_path, opened, most=PRESSED * 2)
    block = bytes(PRESSED // 4)
    assert [upload.write(n * len(block), block) for n in range(4)] == [False, False, False, True]
    upload.press()
    assert not upload.write(0, b"x")


def test_one_that_another_session_goes_on_with_can_do_nothing_more(tmp_path: Path, opened: list[Upload]) -> None:
    upload = begin(tmp_path, opened, readable=True)
    upload.write(0, b"abc")
    assert upload.read(1, 10) == b"bc"
    upload.lose()
    for attempt in (lambda: upload.write(3, b"d"), lambda: upload.settle(0.0), lambda: upload.read(0, 1)):
        with pytest.raises(Denied, match="another session"):
            attempt()
    assert upload.path.read_bytes() == b"abc"
