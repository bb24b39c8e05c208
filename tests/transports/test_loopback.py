"""The partner's server played here: our key and password open it, others do not, and it has the partner's folders."""

from __future__ import annotations

from pathlib import Path

import asyncssh
import pytest
from sftp_servers import reveal

from edigw.errors import Denied
from edigw.model.partner import Sftp
from edigw.transports import sftp_steps
from edigw.transports.loopback import played
from edigw.transports.sftp_far import Terms


@pytest.mark.parametrize("legacy", [False, True])
@pytest.mark.parametrize("how", ["key", "password"])
def test_our_side_is_in_order_before_the_partner_is_asked(tmp_path: Path, how: str, legacy: bool) -> None:
    key = asyncssh.generate_private_key("ecdsa-sha2-nistp256")
    key.write_private_key(str(tmp_path / "key"), passphrase="open sesame", rounds=4)
    said = {"key": str(tmp_path / "key"), "passphrase": "open sesame"} if how == "key" else {"password": "horse"}
    far = Sftp(host="sftp.invalid", user="us", inbox="/from/us", outbox="to", archive="/seen", legacy=legacy, **said)
    with played(Terms("acme", far, reveal)) as there:
        steps = list(sftp_steps.steps(there))
        assert [one.name for one in steps if not one.ok] == [] and len(steps) == 11
        worse = there.remote.model_copy(update={"user": "them", "key": "", "password": "horse"})
        assert [one.name for one in sftp_steps.steps(Terms("acme", worse, reveal)) if one.ok is False] == ["login"]


def test_a_key_that_is_none_is_told(tmp_path: Path) -> None:
    with pytest.raises(Denied, match="no private key"), played(Terms("a", Sftp(host="h", user="u", key="no"), reveal)):
        pass
