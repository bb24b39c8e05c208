from __future__ import annotations

import re
from dataclasses import replace

import pytest

from edigw.config.add import NewPartner, add_partner, write_file
from edigw.config.configuration import load
from edigw.errors import ConfigError, NotFound, UsageError

from .conftest import ACME, TOML, Make

pytestmark = pytest.mark.usefixtures("trusted_maps")
REWE = NewPartner(
    "rewe", ("14:9012345000004",), "14:5412345000013",
    ("ORDERS", "ORDCHG", "ORDRSP", "DESADV", "INVOIC", "CONTRL"), standard="edifact", duplicates="refuse",
)  # fmt: skip
NEW = NewPartner("acme", ("08:6123830000",), "01:US", ("850", "860", "180", "855", "856", "810", "997"))


def test_a_partner_from_the_command_line_is_ready(make: Make) -> None:
    workspace = make()
    added = add_partner(workspace, NEW)
    assert added.inbox == workspace / "data/acme/in"
    assert added.inbox.is_dir()
    assert added.outbox.is_dir()
    configuration = load(workspace)
    assert not configuration.parked
    partner = configuration.find_partner("08:6123830000", "01:US", "P").partner
    assert partner is not None
    agreed = [f"{agreement.document} {agreement.direction}" for agreement in partner.agreements]
    assert agreed == ["850 in", "860 in", "180 in", "180 out", "855 out", "856 out", "810 out", "997 in", "997 out"]
    assert (partner.leniency, partner.answers.mode, partner.answers.send) == ("business", "automatic", "full")


def test_everything_that_is_said_arrives(make: Make) -> None:
    workspace = make(toml="[identity.main]\n[identity.west]\n")
    new = NewPartner(
        "bell", ("08:1", "12:2"), "01:US", ("850",), release="004010VICS", gs_id="THEIRS", our_gs_id="OURS", usage="T",
        leniency="strict", answers="manual", duplicates="ta1", identity="west",
    )  # fmt: skip
    add_partner(workspace, new)
    partner = load(workspace).partners["bell"]
    assert partner.ids.interchange == ("08:1", "12:2")
    assert (partner.ids.group, partner.ids.our_group, partner.ids.our_interchange) == (("THEIRS",), "OURS", "01:US")
    assert (partner.usage, partner.leniency, partner.answers.mode, partner.duplicates.answer) == (
        "T",
        "strict",
        "manual",
        "ta1",
    )
    assert partner.identity.key == "west"
    assert partner.agreement("850", "in").release == "004010VICS"  # type: ignore[union-attr]
    assert partner.answers.send == "none"


def test_who_trades_999_is_answered_by_it(make: Make) -> None:
    workspace = make()
    add_partner(workspace, replace(NEW, release="005010", documents=("850", "999")))
    acknowledge = load(workspace).partners["acme"].acknowledge
    assert (acknowledge.send, acknowledge.expect) == ("999", "999")


def test_an_edifact_partner_from_the_command_line_is_ready(make: Make) -> None:
    workspace = make()
    add_partner(workspace, REWE)
    configuration = load(workspace)
    assert not configuration.parked
    partner = configuration.find_partner("14:9012345000004", "14:5412345000013", "P", standard="edifact").partner
    assert partner is not None
    agreed = [f"{row.document} {row.direction} {row.release}" for row in partner.agreements]
    assert agreed == [
        "ORDERS in D96A", "ORDCHG in D96A", "ORDRSP out D96A", "DESADV out D96A", "INVOIC out D96A",
        "CONTRL in 21", "CONTRL out 21",
    ]  # fmt: skip
    assert (partner.standard, partner.answers.send, partner.duplicates.answer) == ("edifact", "full", "ta1")
    assert load(workspace, fresh=True).partners["rewe"] == partner


WRONG = [
    ({"standard": "tradacoms"}, "`tradacoms` is no standard: x12 or edifact"),
    ({"standard": "edifact"}, "850 is X12's: say --standard x12"),
    ({"standard": "edifact", "documents": ("ORDERS",), "release": "004010"}, "--release: `004010` is no EDIFACT"),
    ({"standard": "edifact", "documents": ("ORDERS",), "duplicates": "ta1"}, "--duplicates: `ta1` is no word"),
    ({"standard": "edifact", "documents": ()}, "write ORDERS,ORDRSP"),
    ({"name": "erp"}, "taken by edigw itself"),
    ({"name": "Acme"}, "is no name"),
    ({"name": "../x"}, "is no name"),
    ({"ids": ()}, "--id is missing"),
    ({"ids": ("612",)}, "--id: `612` is no interchange id"),
    ({"our_id": "x"}, "--our-id: `x` is no interchange id"),
    ({"gs_id": "x"}, "--gs-id"),
    ({"our_gs_id": "x"}, "--our-gs-id"),
    ({"release": "D96A"}, "--release: `D96A` is no published release"),
    ({"release": "009010"}, "--release: `009010` is no published release"),
    ({"usage": "X"}, "--usage"),
    ({"leniency": "x"}, "--leniency"),
    ({"answers": "x"}, "--answers"),
    ({"duplicates": "x"}, "--duplicates"),
    ({"documents": ()}, "--documents is missing"),
    ({"documents": ("851",)}, "851 is no document"),
    ({"documents": ("TA1",)}, "TA1 needs no agreement"),
    ({"documents": ("CONTRL",)}, "CONTRL is EDIFACT's: say --standard edifact"),
    ({"identity": "west"}, "no identity `west`"),
]


@pytest.mark.parametrize(("change", "message"), WRONG)
def test_what_is_wrong_writes_nothing(make: Make, change: dict[str, str], message: str) -> None:
    workspace = make()
    with pytest.raises(UsageError) as caught:
        add_partner(workspace, replace(NEW, **change))
    assert message in caught.value.message
    assert not (workspace / "partners").exists() or not list((workspace / "partners").iterdir())
    assert not (workspace / "data" / "acme").exists()


def test_all_that_is_wrong_is_told_at_once(make: Make) -> None:
    with pytest.raises(UsageError) as caught:
        add_partner(make(), replace(NEW, name="erp", ids=("x",), usage="X"))
    assert len(caught.value.message.splitlines()) == 3


def test_a_partner_is_never_overwritten(make: Make) -> None:
    workspace = make({"acme": ACME})
    with pytest.raises(UsageError, match="exists already"):
        add_partner(workspace, NEW)
    assert (workspace / "partners/acme/partner.yaml").read_text() == ACME


def test_a_partner_that_nothing_tells_from_another_is_refused(make: Make) -> None:
    workspace = make()
    add_partner(workspace, NEW)
    with pytest.raises(UsageError, match="same ids and usage as partner acme"):
        add_partner(workspace, replace(NEW, name="bell"))
    assert list(load(workspace).partners) == ["acme"]
    add_partner(workspace, replace(NEW, name="bell", usage="T"))
    assert list(load(workspace).partners) == ["acme", "bell"]


def test_files_that_were_there_stay(make: Make) -> None:
    workspace = make({"acme/items.csv": "sku\n"})
    with pytest.raises(UsageError):
        add_partner(workspace, replace(NEW, identity="west"))
    assert (workspace / "partners/acme/items.csv").exists()
    assert not (workspace / "partners/acme/partner.yaml").exists()
    add_partner(workspace, NEW)


def test_there_must_be_a_workspace_and_a_sound_one(make: Make) -> None:
    workspace = make(toml="foo = 1\n")
    with pytest.raises(ConfigError):
        add_partner(workspace, NEW)
    (workspace / "edigw.toml").unlink()
    with pytest.raises(NotFound):
        add_partner(workspace, NEW)


def test_a_file_appears_whole(make: Make) -> None:
    path = make() / "x"
    write_file(path, "a\n")
    write_file(path, "b\n")
    assert path.read_bytes() == b"b\n"
    assert sorted(entry.name for entry in path.parent.iterdir()) == ["edigw.toml", "x"]


def test_a_partner_of_as2_is_ready_for_its_certificates(make: Make) -> None:
    workspace = make(toml=TOML + 'as2 = "US"\n')
    add_partner(workspace, replace(NEW, as2="ACME East", as2_url="https://as2.example/in"))
    configuration = load(workspace)
    assert not configuration.parked
    box = configuration.mailboxes["acme"]
    assert box.transport == "as2" and box.as2 is not None
    assert (box.as2.their_name, box.as2.our_name, box.as2.url) == ("ACME East", "US", "https://as2.example/in")
    text = (workspace / "partners/acme/partner.yaml").read_text("utf-8")
    opened = re.sub(r"^( *)# (?=\w+: *\S)", r"\1", text.partition("mailboxes:")[2], flags=re.MULTILINE)
    assert "      sign: sha256" in opened
    (workspace / "partners/acme/partner.yaml").write_text(text.partition("mailboxes:")[0] + "mailboxes:" + opened)
    again = load(workspace)
    assert not again.parked and again.mailboxes["acme"] == box  # every default that is shown is the default


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"as2": "ä"}, "--as2: `ä` is no AS2 name"), ({"as2": "A", "as2_url": "ftp://x"}, "--as2-url: no web address"),
        ({"as2_url": "https://x.example"}, "--as2 is missing"), ({"as2": "A"}, "our AS2 name is missing"),
        ({"as2": "A", "our_as2": " x"}, "--our-as2: "),
    ],
)  # fmt: skip
def test_half_a_partner_of_as2_is_refused(make: Make, said: dict[str, str], told: str) -> None:
    workspace = make()
    with pytest.raises(UsageError) as caught:
        add_partner(workspace, replace(NEW, **said))
    assert told in caught.value.message and not (workspace / "partners/acme").exists()
