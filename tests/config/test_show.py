from __future__ import annotations

from pathlib import Path

import pytest
from certificates import DAY, NOW, PARTNER, certificate, ours, theirs
from certificates import workspace as shop_of

from edigw.config.configuration import load
from edigw.config.show import check, listed, show
from edigw.config.standards import ROWS_OF
from edigw.errors import ConfigError, NotFound

from .conftest import ACME, EDIFACT, Make

pytestmark = pytest.mark.usefixtures("trusted_maps")


def test_each_value_says_where_it_came_from(make: Make) -> None:
    text = f"profile: shop\n{ACME}leniency: strict\nmailboxes:\n  acme: {{settle: 3 s}}\nfields: {{promo: text}}\n"
    workspace = make({"acme": text, "_profiles/shop.yaml": "\nunknown_codes: keep\nrelease: 004010VICS\n"})
    rows = {row.setting: (row.value, row.origin) for row in show(workspace, "acme")}
    assert rows["leniency"] == ("strict", "partners/acme/partner.yaml:7")
    assert rows["unknown_codes"] == ("keep", "profile shop, partners/_profiles/shop.yaml:2")
    assert rows["acknowledge.within"] == ("24 h", "default")
    assert rows["ids.interchange"] == ("08:6123830000", "partners/acme/partner.yaml:3")
    assert rows["agreements.850 in.release"] == ("004010VICS", "release")
    assert rows["agreements.850 in.map"] == ("x12/004010/850", "default")
    assert rows["agreements.850 in.conventions"] == ("any", "default")
    assert "agreements.855 out.conventions" not in rows
    assert rows["agreements.997 out.map"][1] == "the 997 belongs to every partner"
    assert rows["mailboxes.acme.settle"] == ("3 s", "partners/acme/partner.yaml:9")
    assert rows["mailboxes.acme.inbox"] == (f"{workspace}/data/acme/in", "default")
    assert rows["fields.promo"] == ("text", "partners/acme/partner.yaml:10")
    assert {row.path for row in ROWS_OF["x12"] if "*" not in row.path} <= set(rows)


def test_an_implied_value_says_why(make: Make) -> None:
    rows = {row.setting: row for row in show(make({"acme": ACME.replace("  855 out:\n", "")}), "acme")}
    assert (rows["answers.send"].value, rows["answers.send"].origin) == ("none", "855 is not exchanged")


def test_an_edifact_partner_shows_edifacts_settings_alone(make: Make) -> None:
    said = EDIFACT + "association: EAN008\nduplicates: {answer: refuse}\n"
    rows = {row.setting: (row.value, row.origin) for row in show(make({"rewe": said}), "rewe")}
    assert {row.path for row in ROWS_OF["edifact"] if "*" not in row.path} <= set(rows)
    assert "envelope.charset" not in rows
    assert rows["envelope.segment"] == ("'", "default")
    assert rows["duplicates.answer"] == ("refuse", "partners/rewe/partner.yaml:9")
    assert rows["agreements.ORDERS in.association"] == ("EAN008", "association")
    assert rows["agreements.CONTRL out.release"] == ("21", "the CONTRL belongs to every partner")
    assert rows["agreements.ORDERSRTV in.message"] == ("ORDERS", "default")
    assert "agreements.CONTRL out.acknowledge.within" not in rows
    assert rows["answers.send"] == ("none", "ORDRSP is not exchanged")


def test_a_secret_is_shown_as_its_reference(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EDIGW_TEST_PW", "hunter2")
    rows = show(make({"acme": ACME + "envelope: {security: env:EDIGW_TEST_PW}\n"}), "acme")
    assert "env:EDIGW_TEST_PW" in [row.value for row in rows]
    assert "hunter2" not in str(rows)


def test_unknown_and_faulty_partners(make: Make) -> None:
    workspace = make({"acme": "usge: P\n"})
    with pytest.raises(NotFound):
        show(workspace, "none")
    with pytest.raises(ConfigError):
        show(workspace, "acme")


def test_the_list_holds_parked_partners_too(make: Make) -> None:
    rows = listed(load(make({"acme": ACME, "bell": ACME.replace("6123830000", "2") + "usage: T\nfoo: 1\n"})))
    assert [(row.name, row.usage, row.id, row.our_id, row.documents, row.state) for row in rows] == [
        ("acme", "P", "08:6123830000", "01:SUPPLIER001", "850,855,997", "ready"),
        ("bell", "T", "08:2", "01:SUPPLIER001", "", "parked"),
    ]
    assert rows[1].faults


def test_all_faults_or_those_of_one(make: Make) -> None:
    workspace = make({"acme": ACME, "bell": "foo: 1\n", "cole": "bar: 1\n"})
    found = {fault.file for fault in check(workspace, NOW)}
    assert found == {"partners/bell/partner.yaml", "partners/cole/partner.yaml"}
    assert {fault.file for fault in check(workspace, NOW, "bell")} == {"partners/bell/partner.yaml"}
    assert check(workspace, NOW, "acme") == ()
    with pytest.raises(NotFound):
        check(workspace, NOW, "none")
    make(toml="foo = 1\n")
    assert [fault.file for fault in check(workspace, NOW)] == ["edigw.toml"]


@pytest.mark.usefixtures("trusted_maps")
def test_36_certificates_that_lack_are_told_with_how_to_mend_it(tmp_path: Path) -> None:
    shop = shop_of(tmp_path, PARTNER)
    assert [fault.message.partition(":")[0] for fault in check(shop, NOW, "acme")] == [
        "our messages and receipts to acme cannot be signed", "what acme encrypts cannot be opened",
        "nothing that acme signs is believed",
    ]  # fmt: skip
    assert all("edigw certs " in fault.fix for fault in check(shop, NOW))
    ours(shop, "us", certificate("us", "us"))
    theirs(shop, certificate("them", ends=30))
    assert check(shop, NOW) == check(shop, NOW + 29 * DAY) == ()
    (over,) = check(shop, NOW + 31 * DAY)
    assert "acme-1 ended 2026-07-01" in over.message and over.file == "partners/acme/partner.yaml"
    assert check(shop, NOW + 31 * DAY, "acme") == (over,)
