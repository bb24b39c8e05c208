from __future__ import annotations

from pathlib import Path

import pytest

from edigw.config.partner_file import DEFAULTS, cross_references, draft
from edigw.config.rows import ROWS
from edigw.config.settings import read_settings
from edigw.config.shipped import Library
from edigw.formats.edifact.write import DEFAULT, DEFAULT_4, Style, style
from edigw.model.partner import Identity, Partner

from .conftest import ACME, EDIFACT, Make


def read(workspace: Path, name: str = "acme"):  # type: ignore[no-untyped-def]
    return draft(name, read_settings(workspace), Library(workspace))


def test_what_the_file_does_not_say_has_the_models_default(make: Make) -> None:
    partner = read(make({"acme": ACME})).partner
    bare = Partner(name="acme", identity=partner.identity)
    for part in ("envelope", "acknowledge", "leniency", "unknown_codes", "duplicates", "answers", "lifecycle"):
        assert getattr(partner, part) == getattr(bare, part), part
    for part in ("shipment", "stores", "usage", "standard"):
        assert getattr(partner, part) == getattr(bare, part), part


def test_every_row_reaches_the_partner(make: Make) -> None:
    text = """
release: 004010VICS
usage: T
leniency: strict
unknown_codes: keep
ids: {interchange: [08:1, 12:2], aliases: 08:3, group: G1, ours: ZZ:US, our_group: USG, gln: 4012345000009}
envelope:
  element: "|"
  segment: newline
  component: ":"
  repetition: none
  line_breaks: no
  release: 00501
  authorization_qualifier: 01
  authorization: A
  security_qualifier: 01
  request_ta1: yes
  group_release: 004010
  agency: T
  charset: utf-8
  upper_case: yes
  delimiters_in_data: refuse
agreements:
  850 in: {release: 004010, conventions: [V2, 004010V3]}
  855 out:
    batching: {when: each, most_sets: 5}
    acknowledge: {within: 30 min}
batching: {when: every 10 min, most_sets: 7}
acknowledge: {ta1: always, expect: none, within: 2 h}
duplicates: {answer: ta1, window: 30 d, gaps: no, groups: unique, same_order: release of,
  order_key: [department, release]}
answers: {send: exceptions, mode: manual, line_detail: no}
changes: {mode: manual, poc03: delta, poc04: new total, sequence: no}
returns: {decides: automatic, window: 90 d, goods: keep, credits: at once}
lifecycle:
  ships: erp
  invoices: at once
  price: list
  unknown_item: hold
  bad_quantity: hold
  back_orders: no
  partial_shipment: no
  tolerance: 5 %
  invoice_on: order
  rounding: total
shipment: {carton_qty: 12, pallet_cartons: 40, extension: 3}
stores: {policy: per store, unit: sdq, placeholders: ["00899"]}
fields: {promotion: text, due: date}
mailboxes:
  acme: {inbox: /srv/in, settle: 0 s, done_marker: yes, carries: [acme, other]}
  acme-extra: {outbox: boxes/extra, carries: any}
"""
    found = read(make({"acme": text}))
    assert not found.faults
    partner, ws = found.partner, make()
    assert partner.ids.interchange == ("08:1", "12:2")
    assert partner.ids.our_interchange == "ZZ:US"
    assert (partner.envelope.element, partner.envelope.segment, partner.envelope.repetition) == ("|", "\n", "")
    assert partner.envelope.authorization == ("01", "A")
    assert partner.agreement("850", "in").release == "004010"
    assert partner.agreement("850", "in").batching.every_s == 600
    assert partner.agreement("855", "out").batching.kind == "each"
    assert partner.agreement("855", "out").batching.most_sets == 5
    assert partner.agreement("850", "in").conventions == ("V2", "004010V3")
    assert partner.agreement("855", "out").conventions == ()
    assert (partner.agreement("855", "out").within_s, partner.agreement("850", "in").within_s) == (1800, None)
    assert partner.agreement("997", "out").release == "004010VICS"
    assert partner.duplicates.same_order == "release_of"
    assert (partner.duplicates.gaps, partner.duplicates.groups) == (False, "unique")
    assert partner.acknowledge.within_s == 7200
    assert partner.stores.policy == "per_store"
    assert (partner.changes.poc04, partner.returns.window_days, partner.returns.credits) == ("new_total", 90, "at_once")
    assert [rule.type for rule in partner.fields] == ["text", "date"]
    own, extra = partner.mailboxes
    assert (own.inbox, own.outbox, own.settle_s, own.done_marker) == ("/srv/in", f"{ws}/data/acme/out", 0.0, True)
    assert own.carries == ("acme", "other")
    assert (extra.name, extra.inbox, extra.outbox, extra.carries) == (
        "acme-extra", f"{ws}/data/acme-extra/in", f"{ws}/boxes/extra", (),
    )  # fmt: skip
    untouched = [path for path, value in DEFAULTS["x12"].items() if "*" not in path and path not in found.settings]
    assert set(untouched) <= {
        "profile", "standard", "as", "items", "locations", "envelope.security", "envelope.standards_id",
        "acknowledge.send",
    }  # fmt: skip
    bare = Partner(name="acme", identity=Identity(key="main"))
    for part in (
        "envelope",
        "duplicates",
        "answers",
        "changes",
        "returns",
        "lifecycle",
        "shipment",
        "stores",
        "acknowledge",
    ):
        same = [
            field
            for field, value in getattr(partner, part)
            if value == getattr(getattr(bare, part), field)
            and field not in ("standards_id", "security", "send")
            and f"{part}.{field}" not in OF_EDIFACT
        ]
        assert not same, f"{part}: no row sets {same}"


OF_EDIFACT = {row.path for row in ROWS if row.only == "edifact"}


def test_every_row_of_edifact_alone_reaches_the_partner(make: Make) -> None:
    said = """association: EAN008
envelope: {syntax: UNOW, syntax_version: 4, service_string: yes, release_character: none, decimal: ",",
  groups: yes, request_ack: yes, application: ORDERS, agreement_id: A1}
acknowledge: {when: requested}
"""
    inner = "  ORDERS in: {message: ORDCHG, application: X, association: EAN009}\n"
    found = read(make({"rewe": EDIFACT.replace("  ORDERS in:\n", inner) + said}), "rewe")
    assert not found.faults
    assert OF_EDIFACT - {path.replace(".ORDERS in.", ".*.") for path in found.settings} == set()
    bare = Partner(name="rewe", identity=Identity(key="main"))
    for path in OF_EDIFACT - {"association"}:
        part, _, last = path.rpartition(".")
        if part != "agreements.*":
            assert getattr(getattr(found.partner, part), last) != getattr(getattr(bare, part), last), path
    first, second = found.partner.agreements[:2]
    assert (first.message, first.application, first.association) == ("ORDCHG", "X", "EAN009")
    assert second.association == "EAN008"


def test_a_profile_stands_between_the_file_and_the_defaults(make: Make) -> None:
    text = f"profile: shop\n{ACME}leniency: strict\n"
    profile = "leniency: lenient\nunknown_codes: keep\nagreements:\n  855 out: {release: 004010VICS}\n  856 out:\n"
    found = read(make({"acme": text, "_profiles/shop.yaml": profile}))
    assert not found.faults
    assert (found.partner.leniency, found.partner.unknown_codes) == ("strict", "keep")
    assert found.partner.agreement("855", "out").release == "004010VICS"
    assert found.partner.agreement("856", "out") is not None
    assert found.settings["unknown_codes"].spot.file == "partners/_profiles/shop.yaml"
    assert found.profile == "shop"


def test_a_shipped_profile_needs_no_copy(make: Make) -> None:
    assert read(make({"acme": "profile: retail-us\n" + ACME})).partner.envelope.upper_case


def test_no_855_no_answers(make: Make) -> None:
    assert read(make({"acme": ACME.replace("  855 out:\n", "")})).partner.answers.send == "none"


def test_no_997_where_none_is_sent(make: Make) -> None:
    partner = read(make({"acme": ACME + "acknowledge: {send: none}\n"})).partner
    assert partner.agreement("997", "out") is None
    assert partner.agreement("997", "in") is not None


def test_a_999_is_agreed_where_it_is_sent_or_awaited(make: Make) -> None:
    said = ACME + "release: 005010\nacknowledge: {send: 999, expect: 999}\n"
    partner = read(make({"acme": said})).partner
    assert partner.agreement("999", "out").release == "005010"
    assert partner.agreement("999", "in") and partner.agreement("997", "in")
    assert partner.agreement("997", "out") is None


def test_an_edifact_partner(make: Make) -> None:
    said = EDIFACT + "  ORDRSP out:\nenvelope: {syntax: UNOA, request_ack: yes}\nacknowledge: {when: requested}\n"
    partner = read(make({"rewe": said}), "rewe").partner
    assert (partner.standard, partner.ids.our_interchange, partner.answers.send) == (
        "edifact", "14:5412345000013", "full",
    )  # fmt: skip
    rules = partner.envelope
    assert style(rules) == Style("UNOA", "3", DEFAULT_4, request_ack=True)
    assert style(rules).marks == DEFAULT
    assert (partner.acknowledge.send, partner.acknowledge.expect, partner.acknowledge.when) == (
        "CONTRL", "CONTRL", "requested",
    )  # fmt: skip
    rows = {f"{row.document} {row.direction}": row for row in partner.agreements}
    assert list(rows) == ["ORDERS in", "ORDERSRTV in", "ORDRSP out", "CONTRL in", "CONTRL out"]
    assert rows["ORDERS in"].release == "D96A"
    assert (rows["ORDERSRTV in"].message, rows["ORDERSRTV in"].application) == ("ORDERS", "ORDERSRTV")


@pytest.mark.parametrize(
    ("said", "release", "association"),
    [
        ("", "21", ""),
        ("association: EAN008\n", "21", ""),
        ("  CONTRL out: {association: EAN002}\n", "D3", "EAN002"),
        ("envelope: {syntax_version: 4}\n", "41", ""),
        ("  CONTRL out: {release: D3}\n", "D3", ""),
    ],
)
def test_a_contrl_counts_its_releases_by_itself(make: Make, said: str, release: str, association: str) -> None:
    partner = read(make({"rewe": EDIFACT + said}), "rewe").partner
    found = partner.agreement("CONTRL", "out")
    assert (found.release, found.association) == (release, association)


def test_no_contrl_where_none_is_sent(make: Make) -> None:
    partner = read(make({"rewe": EDIFACT + "acknowledge: {send: none, expect: none}\n"}), "rewe").partner
    assert partner.agreement("CONTRL", "out") is None
    assert partner.agreement("CONTRL", "in") is not None


def test_a_profile_may_say_the_standard(make: Make) -> None:
    said = EDIFACT.replace("standard: edifact", "profile: retail-eu")
    found = read(make({"rewe": said}), "rewe")
    assert (found.faults, found.standard, found.partner.standard) == ((), "edifact", "edifact")
    assert found.partner.agreement("ORDERS", "in").association == "EAN008"


EDIFACT_FAULTS = [
    (EDIFACT.replace("  ours: 14:5412345000013\n", "  ours: X\n"), 4, "`X` is no interchange id", "14:9012345000004"),
    (EDIFACT.replace("  interchange: 14:9012345000004\n", ""), 3, "their interchange id is missing", "14:901"),
    (EDIFACT + "envelope: {charset: utf-8}\n", 8, "EDIFACT has no `envelope.charset`", "envelope.syntax"),
    (EDIFACT + 'envelope: {release_character: "+"}\n', 8, "are the same character", "each its own"),
    (EDIFACT + "answers: {send: full}\n", 8, "ORDRSP is not exchanged", "ORDRSP out"),
    (EDIFACT + "profile: retail-us\n", 2, "`release`: `004010VICS` is no EDIFACT directory", "D96A"),
    (EDIFACT + "usage: P\nusage: P\n", 9, "stands twice", "keep one"),
]


@pytest.mark.parametrize(("text", "line", "message", "fix"), EDIFACT_FAULTS)
def test_a_fault_in_an_edifact_file_leaves_no_partner(make: Make, text: str, line: int, message: str, fix: str) -> None:
    found = read(make({"rewe": text}), "rewe")
    assert found.partner is None
    (fault,) = found.faults
    assert (fault.line, message in fault.message, fix in fault.fix) == (line, True, True), fault


def test_an_identity_has_ids_of_both_standards(make: Make) -> None:
    toml = '[identity.main]\ninterchange = ["14:541234500001354123", "01:SUPPLIER001"]\n'
    workspace = make({"acme": ACME, "rewe": EDIFACT.replace("  ours: 14:5412345000013\n", "")}, toml)
    assert read(workspace, "rewe").partner.identity.interchange == ("14:541234500001354123", "01:SUPPLIER001")
    (fault,) = read(workspace).faults
    assert "`14:541234500001354123` is no interchange id" in fault.message and "`ours:`" in fault.fix
    assert not read(make({"acme": ACME.replace("ids:\n", "ids:\n  ours: 01:SUPPLIER001\n")}, toml)).faults


FAULTS = [
    (ACME + "acknowledge: {send: 999}\n", 6, "there is no 999 in release 004010", "write 997, or `999 out:`"),
    (ACME + "acknowledge: {expect: 999}\n", 6, "there is no 999 in release 004010", "write 997, or `999 in:`"),
    ("agreements:\n  850 in:\n", 1, "their interchange id is missing", "interchange: qualifier:id"),
    (ACME + "as: west\n", 6, "no identity `west`", "known: main"),
    (ACME + "profile: none-such\n", 6, "no profile `none-such`", "retail-us"),
    (ACME + 'envelope: {element: "~"}\n', 6, "are the same character", "each its own"),
    (ACME + "items: wares.csv\n", 6, "there is no wares.csv", "make it"),
    (ACME.replace("855 out:", "855 out: {map: mine.yaml}"), 5, "there is no map mine.yaml", "x12/004010/855"),
    (ACME.replace("855 out:", "855 out: {map: x12/004010/999}"), 5, "there is no map x12/004010/999", "x12/004010/855"),
    (ACME.replace("855 out:", "855 out: {mailbox: van}"), 5, "there is no mailbox van", "acme, erp"),
    (ACME + "mailboxes:\n  erp:\n", 7, "the mailbox name erp is taken", "another name"),
    (ACME.replace("  855 out:\n", "answers: {send: full}\n"), 5, "855 is not exchanged", "855 out"),
    ("ids: [\n", 2, "did not find expected", "quotes"),
    (ACME + "usage: P\nusage: T\n", 7, "stands twice", "keep one"),
]


@pytest.mark.parametrize(("text", "line", "message", "fix"), FAULTS)
def test_a_fault_leaves_no_partner(make: Make, text: str, line: int, message: str, fix: str) -> None:
    found = read(make({"acme": text}))
    assert found.partner is None
    (fault,) = found.faults
    assert (fault.line, message in fault.message, fix in fault.fix) == (line, True, True), fault


def test_our_own_id_must_be_known(make: Make) -> None:
    workspace = make({"acme": ACME}, toml="[identity.main]\n")
    assert "our own id is missing" in read(workspace).faults[0].message
    assert not read(make({"acme": ACME.replace("ids:\n", "ids:\n  ours: 01:U\n")}, toml="[identity.main]\n")).faults


@pytest.mark.parametrize("name", ["erp", "unknown", "any", "work", "Acme", "ac me", "-a"])
def test_names_that_no_partner_may_have(make: Make, name: str) -> None:
    assert len(read(make({name: ACME}), name).faults) == 1


@pytest.mark.parametrize(
    "ruin",
    ["envelope: [\n", "usage: P\nusage: P\n", "x: *a\n", "x: \x01\n", "\tx: y\n", "x: 'y\n", "lifecycle: {a: b: c}\n"],
)
def test_ids_above_a_fault_stay_known(make: Make, ruin: str) -> None:
    found = read(make({"acme": ACME + ruin}))
    assert found.partner is None
    assert found.address.theirs == ("08:6123830000",)
    assert found.address.ours == ("01:SUPPLIER001",)
    assert found.mailboxes[0].name == "acme"


def test_a_missing_file_is_a_fault(make: Make) -> None:
    workspace = make({"acme/items.csv": "sku\n"})
    assert "cannot be read" in read(workspace).faults[0].message


def test_cross_references(make: Make) -> None:
    workspace = make({"acme/items.csv": "sku\nA\n", "acme/locations.csv": "id\n1\n"})
    items, places, faults = cross_references("acme", workspace, ("items.csv", "locations.csv"))
    assert ([item.sku for item in items], [place.id for place in places], faults) == (["A"], ["1"], ())
    assert cross_references("acme", workspace, ("none.csv", "none.csv")) == ((), (), ())
    (workspace / "partners/acme/items.csv").write_bytes(b"sku\n\xff\n")
    assert "not UTF-8" in cross_references("acme", workspace, ("items.csv", "locations.csv"))[2][0].message


def test_conventions_are_those_of_what_comes_in(make: Make) -> None:
    text = ACME.replace("855 out:", "855 out: {conventions: V2}", 1)
    assert text != ACME
    (fault,) = read(make({"acme": text})).faults
    assert fault.message == "`conventions` are held against what comes in"
    assert fault.fix.startswith("say it for what comes in")


def test_what_comes_in_awaits_no_acknowledgement(make: Make) -> None:
    text = ACME.replace("850 in:", "850 in:\n    acknowledge: {within: 2 h}", 1)
    assert text != ACME
    assert [fault.message for fault in read(make({"acme": text})).faults] == ["what comes in awaits no acknowledgement"]
