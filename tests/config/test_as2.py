"""The rows of an AS2 mailbox make an As2; what lacks, does nothing or contradicts itself is told where it stands."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from edigw import carrier
from edigw.config import as2
from edigw.config.certs.entries import entry_text
from edigw.config.configuration import load
from edigw.config.said import PARTNERS, Said, gather
from edigw.config.show import show
from edigw.errors import ConfigError
from edigw.model.partner import As2, Identity, Mailbox

from .certs.test_entries import ENTRY
from .conftest import ACME, TOML, Make

US = as2.Sides("acme", Identity(key="main", as2="US"))
NAMES = "transport: as2, as2: {their_name: ACME}"
MAILBOX = "mailboxes:\n  acme:\n    transport: as2\n    as2:\n      their_name: ACME\n      our_name: US\n"


def said(rows: str) -> Said:
    read = gather(carrier.read(f"mailboxes: {{a: {{{rows}}}}}", "p.yaml"), "p.yaml", PARTNERS["x12"])
    assert not read.faults
    return read


def test_names_alone_make_it_strict() -> None:
    made = as2.as2(said(NAMES), "mailboxes.a", US)
    assert made == As2(owner="acme", identity="main", their_name="ACME", our_name="US")
    assert (made.sign, made.encrypt, made.mdn, made.must_be_signed, made.must_be_encrypted, made.weak) == (
        "sha256", "aes256-cbc", "signed", True, True, (),
    )  # fmt: skip


def test_every_row_arrives() -> None:
    rows = (
        "transport: as2, as2: {their_name: ACME, our_name: US EAST, url: https://as2.example/in, sign: sha1, "
        "signature: pss, encrypt: 3des-cbc, key_transport: oaep, compress: after signing, mdn: unsigned, "
        "mdn_url: https://us.example/mdn, mdn_within: 2 h, mdn_hosts: [AS2.example, b.example], resends: 3, "
        "must_be_signed: no, must_be_encrypted: no, weak: [sha1, 3des], file_names: yes, version: 1.3, "
        "certificates: [acme-1], keys: [main-2], client_certificate: yes, timeout: 5 s}"
    )
    assert as2.as2(said(rows), "mailboxes.a", US) == As2(
        owner="acme", identity="main", their_name="ACME", our_name="US EAST", url="https://as2.example/in",
        sign="sha1", pss=True, encrypt="3des-cbc", oaep=True, compress="sign then compress", mdn="unsigned",
        mdn_url="https://us.example/mdn", mdn_within_s=7200, mdn_hosts=("as2.example", "b.example"), resends=3,
        must_be_signed=False, must_be_encrypted=False, weak=("sha1", "3des"), file_names=True, version="1.3",
        certificates=("acme-1",), keys=("main-2",), client_certificate=True, timeout_s=5.0,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        (NAMES, []),
        ("transport: as2", ["without `as2.their_name`"]),
        ("as2: {url: https://x.example}", ["`as2.url` belongs to `transport: as2`"]),
        ("transport: folder, as2: {weak: sha1, sign: sha256}", ["`as2.weak` belongs to `transport: as2`"]),
        ("transport: as2, host: h, as2: {their_name: A}", []),
        ("transport: as2, as2: {their_name: A, sign: sha1}", ["SHA-1 is broken"]),
        ("transport: as2, as2: {their_name: A, sign: sha1, weak: sha1}", []),
        ("transport: as2, as2: {their_name: A, encrypt: 3des-cbc, weak: sha1}", ["3DES is broken"]),
        ("transport: as2, as2: {their_name: A, sign: none, signature: pss}", ["nothing is signed"]),
        ("transport: as2, as2: {their_name: A, sign: none, compress: after signing}", ["nothing is signed"]),
        ("transport: as2, as2: {their_name: A, encrypt: none, key_transport: oaep}", ["nothing is encrypted"]),
        ("transport: as2, as2: {their_name: A, mdn: none, mdn_url: http://us.example}", ["no receipt is asked for"]),
        ("transport: as2, as2: {their_name: A, certificates: [x], keys: y}", ["no certificate x", "no certificate y"]),
    ],
)
def test_rows_that_lack_contradict_or_do_nothing_are_told(rows: str, told: list[str], tmp_path: Path) -> None:
    found = list(as2.faults(said(rows), "mailboxes.a", US, tmp_path))
    assert [part in fault.message for part, fault in zip(told, found, strict=True)] == [True] * len(told)
    assert all(fault.fix for fault in found)


def test_an_identity_without_a_name_is_told(tmp_path: Path) -> None:
    nameless = as2.Sides("acme", Identity(key="main"))
    (fault,) = as2.faults(said(NAMES), "mailboxes.a", nameless, tmp_path)
    assert "identity main has none" in fault.message
    assert as2.as2(said(NAMES), "mailboxes.a", nameless) is None


def test_a_named_certificate_is_looked_for_in_the_workspace(tmp_path: Path) -> None:
    (tmp_path / "certs").mkdir()
    (tmp_path / "certs/acme-1.toml").write_text(entry_text(ENTRY), "utf-8")
    for word, lacks in (("acme-1", 0), (f"SHA256:{ENTRY.sha256}", 0), ("acme-2", 1)):
        rows = said(f"transport: as2, as2: {{their_name: A, certificates: {word}}}")
        assert len(list(as2.faults(rows, "mailboxes.a", US, tmp_path))) == lacks
    ours = replace(ENTRY, ours=True, whose="main", uses=("sign",))
    (tmp_path / "certs/acme-1.toml").write_text(entry_text(ours), "utf-8")
    rows = said("transport: as2, as2: {their_name: A, certificates: acme-1}")
    (fault,) = as2.faults(rows, "mailboxes.a", US, tmp_path)
    assert "--partner acme" in fault.fix


def test_what_is_shown_is_every_row_of_it() -> None:
    held = As2(owner="acme", their_name="ACME", our_name="US")
    shown: dict[str, Any] = as2.shown(Mailbox(name="a", as2=held))
    assert set(shown) == {f"as2.{row}" for row in as2._DEFAULTS}
    assert shown["as2.certificates"] == "all of acme" and shown["as2.url"] == "none"
    assert as2.shown(Mailbox(name="a")) == {}


@pytest.mark.usefixtures("trusted_maps")
def test_a_partner_and_a_hub_are_found_by_their_names(make: Make) -> None:
    hub = '\n[mailbox.hub]\ntransport = "as2"\n[mailbox.hub.as2]\ntheir_name = "HUB"\nour_name = "US"\n'
    toml = '[identity.main]\ninterchange = ["01:SUPPLIER001"]\n' + hub
    workspace = make({"acme": ACME + MAILBOX}, toml)
    configuration = load(workspace)
    assert not configuration.parked
    box, other = configuration.as2_mailbox("ACME", "US"), configuration.as2_mailbox("HUB", "US")
    assert box and box.as2 and (box.name, box.as2.owner) == ("acme", "acme")
    assert other and other.as2 and (other.name, other.as2.owner) == ("hub", "hub")
    assert configuration.as2_mailbox("acme", "US") is None
    rows = {row.setting: row for row in show(workspace, "acme")}
    assert rows["mailboxes.acme.as2.their_name"].origin == "partners/acme/partner.yaml:10"
    assert rows["mailboxes.acme.as2.sign"].origin == "default"


@pytest.mark.usefixtures("trusted_maps")
def test_two_partners_of_one_pair_of_names_are_told(make: Make) -> None:
    other = ACME.replace("6123830000", "6123830001") + MAILBOX.replace("  acme:", "  next:")
    configuration = load(make({"acme": ACME + MAILBOX, "next": other}))
    (fault,) = configuration.parked["next"]
    assert "the AS2 names ACME and our US are acme's already" in fault.message and "carries" in fault.fix


@pytest.mark.usefixtures("trusted_maps")
def test_a_pair_of_names_is_a_hubs_or_a_partners_and_of_one_hub(make: Make) -> None:
    hub = '[mailbox.{}]\ntransport = "as2"\nas2.their_name = "ACME"\nas2.our_name = "US"\n'
    configuration = load(make({"acme": ACME + MAILBOX}, TOML + hub.format("hub")))
    (fault,) = configuration.parked["acme"]
    assert "are edigw.toml's already" in fault.message
    with pytest.raises(ConfigError, match="are mailbox hub's already"):
        load(make({}, TOML + hub.format("hub") + hub.format("other")))
