"""samples check and update as an integration engineer calls them."""

from __future__ import annotations

import pytest
from shop import ORDER, Shop


@pytest.fixture(autouse=True)
def _by_a_person(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CI", raising=False)


def test_a_case_is_made_checked_and_updated(shop: Shop) -> None:
    base = ("--workspace", str(shop.base))
    code, out = shop.call("samples", "check", *base)
    assert code == 0 and "no cases" in out
    folder = shop.base / "partners/acme/samples/plain"
    folder.mkdir(parents=True)
    (folder / "input.edi").write_text(ORDER.format(number="4711", control=1), "ascii")
    code, out = shop.call("samples", "check", *base)
    assert code == 1 and "acme/plain  NEW" in out and "+BEG*00*SA*4711**20261101~" in out
    code, out = shop.call("samples", "update", "acme", *base)
    assert code == 0 and "+BEG*00*SA*4711**20261101~" in out and "UPDATED" in out
    assert shop.edigw("samples", "check") == [{"case": "acme/plain", "state": "OK", "changes": [], "faults": []}]
    code, out = shop.call("samples", "check", "acme/plan", *base)
    assert code == 2 and "did you mean plain?" in out


def test_a_parked_partner_shows_its_faults(shop: Shop) -> None:
    path = shop.base / "partners/acme/partner.yaml"
    path.write_text(path.read_text("utf-8") + "lenience: strict\n", "utf-8")
    code, out = shop.call("samples", "update", "--workspace", str(shop.base))
    assert code == 2 and "lenience" in out and "FAULTY" in out
