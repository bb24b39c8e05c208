"""A gateway with one AS2 partner, who listens; and a file on its way there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from as2_partner import Partner, lay, trading
from as2_yard import As2Yard
from openssl_peer import key

from edigw.model.alerts import KINDS
from edigw.pipeline.context import Context

There = tuple[As2Yard, Partner, Context]


@pytest.fixture
def yard(tmp_path: Path) -> Iterator[As2Yard]:
    with trading(tmp_path / "shop") as (made, _):
        yield made


@pytest.fixture
def there(tmp_path: Path) -> Iterator[There]:
    """A gateway, its partner, and a file to be sent."""
    with trading(tmp_path / "shop") as (yard, them):
        yield from _opened(yard, them)


@pytest.fixture
def later(tmp_path: Path) -> Iterator[There]:
    """As `there`, but receipts come later."""
    with trading(tmp_path / "shop", "mdn_url: http://127.0.0.1:1/as2") as (yard, them):
        yield from _opened(yard, them)


def _opened(yard: As2Yard, them: Partner) -> Iterator[There]:
    assert them.peer is not None
    them.peer.keep("strange", key("strange", "them"))
    with yard.context() as context:
        context.store.alerting = dict.fromkeys(KINDS, ("mail",))
        lay(context, yard, "file")
        yield yard, them, context
