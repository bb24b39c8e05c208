"""Whether a folder lies on a network's disk: whoever asks such a disk may be kept waiting for ever.

Told by the kernel's list of mounts (proc(5), mountinfo): the disk itself is never asked.
"""

from __future__ import annotations

import re

LIST = "/proc/self/mountinfo"
NETWORKED = re.compile(
    r"(nfs|nfs4|cifs|smb3|smbfs|9p|afs|ceph|glusterfs|lustre|ocfs2|gfs2|coda|davfs|virtiofs|beegfs"
    r"|fuse\.(sshfs|s3fs|rclone|glusterfs|davfs2?|ceph|curlftpfs|gcsfuse|goofys|juicefs|smbnetfs))"
)
_ESCAPED = re.compile(r"\\([0-7]{3})")


def on_network(path: str, mounts: str | None = None) -> bool:
    """By the mount point nearest above an absolute path; `mounts` is the list's text. False where none is told."""
    networked, nearest = False, ""
    for point, told in points(mounts):
        if len(point) >= len(nearest) and (path == point or path.startswith(point.rstrip("/") + "/")):
            networked, nearest = told, point
    return networked


def points(mounts: str | None = None) -> list[tuple[str, bool]]:
    """Every mount point, and whether a network's disk lies there."""
    found = []
    for line in (_read() if mounts is None else mounts).splitlines():
        left, _, right = line.partition(" - ")
        words, told = left.split(" "), right.split(" ")
        if len(words) >= 5:
            point = _ESCAPED.sub(lambda octal: chr(int(octal[1], 8)), words[4])
            found.append((point, NETWORKED.fullmatch(told[0]) is not None))
    return found


def _read() -> str:
    try:
        with open(LIST, encoding="utf-8", errors="surrogateescape") as text:
            return text.read()
    except OSError:
        return ""
