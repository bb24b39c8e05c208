"""A network's disk is known by the kernel's list of mounts alone."""

from __future__ import annotations

import pytest

from edigw.transports.mounts import on_network

MOUNTS = r"""22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
30 22 0:40 / /srv/edi rw,relatime shared:2 - nfs4 files:/edi rw,vers=4.2
31 30 8:2 / /srv/edi/local rw - xfs /dev/sdb1 rw
32 22 0:41 / /mnt/a\040b rw - cifs //server/share rw
33 22 0:42 / /mnt/ssh rw,nosuid - fuse.sshfs them:/home rw
34 22 0:43 / /mnt/overlay rw - overlay overlay rw
nonsense
"""


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("/srv/edi/acme/in", True), ("/srv/edi", True), ("/srv/edifact/in", False), ("/srv/edi/local/in", False),
        ("/mnt/a b/in", True), ("/mnt/ssh/out", True), ("/mnt/overlay/x", False), ("/var/edi", False),
    ],
)  # fmt: skip
def test_the_nearest_mount_above_says_it(path: str, told: bool) -> None:
    assert on_network(path, MOUNTS) is told


def test_where_the_kernel_tells_nothing_nothing_is_apart() -> None:
    assert not on_network("/srv/edi", "")
    assert not on_network("/proc/self/nothing-is-mounted-here")
