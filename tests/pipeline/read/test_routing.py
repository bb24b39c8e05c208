"""Whose interchange is it."""

from __future__ import annotations

from dataclasses import replace

import edifact_wire
import pytest
from edifact_yard import order, trading
from yard import OURS, THEIRS, Yard, group, isa, orders, transaction

from edigw.app.workspace import Workspace
from edigw.pipeline.read.routing import Router
from edigw.structure.releases import nearest_release
from edigw.tree import Interchange


def interchange(sender: str = THEIRS, receiver: str = OURS, usage: str = "P") -> Interchange:
    return Interchange("x12", sender, receiver, "1", "00401", usage)


@pytest.fixture
def router(yard: Yard) -> Router:
    yard.partner("other", "08:2222222222", leniency="lenient")
    return Router(Workspace(yard.base).configuration, "acme")


def test_a_partner_is_known_by_both_ids(router: Router) -> None:
    rules = router.rules(interchange())
    assert rules.partner and (rules.partner.name, rules.leniency, rules.reason) == ("acme", "business", None)
    assert not router.terms(interchange()).lenient


@pytest.mark.parametrize(
    ("came", "reason", "code"),
    [
        (interchange(sender="08:1"), "UNKNOWN_PARTNER", "006"),
        (interchange(sender="08:2222222222"), "NOT_CARRIED", "006"),
        (interchange(receiver="01:X"), None, "009"),
        (interchange(sender="XX:6123830000"), None, "006"),
        (interchange(usage="T"), None, "020"),
    ],
)
def test_and_is_told_what_is_wrong(router: Router, came: Interchange, reason: str | None, code: str) -> None:
    rules = router.rules(came)
    assert (rules.reason, rules.findings[0].code) == (reason, code)
    assert (rules.partner is None) == (reason is not None)


def test_check_judges_by_whom_it_is_told(router: Router) -> None:
    configuration = router.configuration
    told = Router(configuration, None, configuration.partner("other"), "strict")
    rules = told.rules(interchange())
    assert rules.partner and (rules.partner.name, rules.leniency) == ("other", "strict")
    ours = Router(configuration, None, configuration.partner("acme")).rules(interchange(OURS, THEIRS))
    assert (ours.direction, ours.findings) == ("out", ())
    nobody = Router(configuration, ask_nobody=True).rules(interchange("08:1"))
    assert (nobody.partner, nobody.leniency, nobody.findings) == (None, "strict", ())


def test_maps_and_dictionaries(router: Router) -> None:
    rules = router.rules(interchange())
    assert rules.map_for("850", "004010") and rules.map_for("860", "004010") is None
    assert rules.dictionary("004010VICS") and rules.dictionary("009999") is None
    assert rules.acknowledges_by("004010").document == "997"


@pytest.mark.parametrize(
    ("agreed", "release", "read_by"),
    [
        ("004010", "004010VICS", "004010"),
        ("004010VICS", "004010", "004010"),
        ("004010", "004030", None),  # never without an agreement
        ("004010", "005010", None),
        ("004030", "004030VICS", "004010"),
        ("004030", "004010", "004010"),  # the dictionary's own
        ("004030", "004020", None),
        ("004060", "004060", "005010"),
        ("003060", "003060", "004010"),
        ("005010", "005010", "005010"),
        ("005010", "005020", None),
        ("005010", "009999", None),
    ],
)
def test_a_release_is_read_as_agreed(yard: Yard, agreed: str, release: str, read_by: str | None) -> None:
    yard.partner("other", "08:2222222222", release=agreed, documents=("850",))
    rules = Router(Workspace(yard.base).configuration).rules(interchange(sender="08:2222222222"))
    found = rules.dictionary(release)
    assert (found.release if found else None) == read_by
    assert rules.acknowledges_in(release) == agreed
    near = nearest_release(release)
    always = rules.dictionary(release, "FA")  # what acknowledges us is read from whoever trades with us
    assert (always.release if always else None) == near
    assert near is None or rules.map_for("997", near)


def test_the_acknowledgement_is_in_the_release_of_its_agreement(yard: Yard) -> None:
    yard.partner("other", "08:2222222222", release="004030VICS")
    rules = Router(Workspace(yard.base).configuration).rules(interchange(sender="08:2222222222"))
    assert rules.acknowledges_in("004030") == "004030VICS"
    assert rules.acknowledges_by("004030VICS").release == "004010"


@pytest.mark.parametrize(("release", "own"), [("005010", "005010"), ("005020", "004010"), ("004010", "004010")])
def test_without_an_agreement_it_is_in_the_release_that_read_the_group(yard: Yard, release: str, own: str) -> None:
    yard.partner("other", "08:2222222222", release="005010")
    rules = Router(Workspace(yard.base).configuration).rules(interchange(sender="08:2222222222"))
    assert rules.partner
    orders_only = tuple(row for row in rules.partner.agreements if row.document == "850")
    assert (
        replace(rules, partner=rules.partner.model_copy(update={"agreements": orders_only})).acknowledges_in(release)
        == own
    )


def test_where_nobody_is_asked_the_nearest_reads(yard: Yard) -> None:
    nobody = Router(Workspace(yard.base).configuration, ask_nobody=True).rules(interchange("08:1"))
    assert [found.release for each in ("004030", "007010") if (found := nobody.dictionary(each))] == [
        "004010",
        "005010",
    ]
    assert nobody.dictionary("999999") is None
    assert nobody.map_for("830", "004010") is None and nobody.map_for("850", "004010")


def test_what_was_agreed_for_isa02_and_isa04_is_told_to_the_reader(bare: Yard) -> None:
    bare.partner("plain").partner("strict", "08:2", leniency="strict").partner("secret", "08:3")
    bare.tell('envelope:\n  authorization_qualifier: "01"\n  authorization: LETMEIN\n  charset: utf-8\n', "secret")
    router = Router(Workspace(bare.base).configuration)
    came = [Interchange("x12", sender, OURS, "1", "00401", "P") for sender in (THEIRS, "08:2", "08:3", "08:4")]
    terms = [router.terms(one) for one in came]
    assert [one.authorization for one in terms] == [None, "", "LETMEIN", None]
    assert [one.security for one in terms] == [None, "", None, None]
    assert [one.charset for one in terms] == ["latin-1", "latin-1", "utf-8", "latin-1"]


@pytest.mark.parametrize(("agreed", "came"), [("005010", "005010"), ("004030VICS", "004030VICS")])
def test_a_partner_is_answered_in_the_release_that_it_trades(bare: Yard, agreed: str, came: str) -> None:
    bare.partner(release=agreed)
    bare.take(orders("4711").replace("*X*004010~", f"*X*{came}~"))
    assert f"*X*{agreed}~" in bare.text("997") and "AK9*A*1*1*1~" in bare.text("997")
    assert f"*X*{agreed}~" in bare.text("855")
    assert {(d["type"], d["release"]) for d in bare.docs()} >= {("850", came), ("997", agreed), ("855", agreed)}


def test_a_partner_of_005010_is_answered_by_a_999_and_answers_by_one(bare: Yard) -> None:
    bare.partner(release="005010", documents=("850", "855", "999"))
    came = orders("4711").replace("*X*004010~", "*X*005010~").replace("ST*850*0001~", "ST*850*0001*RETAIL850~")
    bare.take(came)
    assert "ST*999*0001" in bare.text("999") and "AK1*PO*1*005010~" in bare.text("999")
    assert "AK2*850*0001*RETAIL850~\nIK5*A~\nAK9*A*1*1*1~" in bare.text("999")
    assert bare.text("997") == ""
    (answer,) = bare.docs(type="855")
    assert [one["kind"] for one in bare.app.docs_show(answer["id"])["expects"]] == ["999"]
    body = f"AK1*PR*{int(answer['group_control'])}*005010~\nAK2*855*{answer['set_control']}~\nIK5*A~\nAK9*A*1*1*1~\n"
    theirs = isa([group([transaction("999", body)], 50, "FA")], 50).replace("*X*004010~", "*X*005010~")
    bare.take(theirs, "ack.edi")
    assert [d["answer"] for d in bare.docs(type="855")] == ["accepted"]
    assert [d["state"] for d in bare.docs(type="999") if d["direction"] == "in"] == ["DONE"]
    assert sorted(d["direction"] for d in bare.docs(type="999")) == ["in", "out"]  # nothing answers an acknowledgement


@pytest.mark.parametrize("came", ["005010", "004030", "003060", "999999"])
def test_a_release_without_agreement_is_refused_by_code_2(yard: Yard, came: str) -> None:
    yard.take(orders("4711").replace("*X*004010~", f"*X*{came}~"))
    assert "*X*004010~" in yard.text("997") and "AK9*R*1*1*0*2~" in yard.text("997")
    assert ("in", "850", "REJECTED", "RELEASE_NOT_SUPPORTED") in yard.states()


def test_a_map_of_another_release_than_its_agreement_parks_the_partner(yard: Yard) -> None:
    (yard.base / "partners" / "acme" / "850.yaml").write_text("extends: x12/005010/850\nguide:\n  REF*DP: required\n")
    fault = Workspace(yard.base).configuration.parked["acme"][0]
    assert "the map is for X12 005010, the dictionary for X12 004010" in fault.message


def test_one_pair_of_ids_is_a_partner_of_its_own_in_each_standard(bare: Yard) -> None:
    bare.partner(documents=("850", "855", "997"))
    trading(bare, id=THEIRS, our_id=OURS)
    bare.take(orders("4711"))
    (theirs, ours) = (f"{name.partition(':')[2]}:{name.partition(':')[0]}" for name in (THEIRS, OURS))
    bare.take(edifact_wire.interchange(order("4712"), _2=theirs, _3=ours), "b.edi", "rewe")
    assert [(one["partner"], one["type"], one["state"]) for one in bare.docs()] == [
        ("acme", "850", "DONE"), ("acme", "997", "SENT"), ("acme", "855", "SENT"),
        ("rewe", "ORDERS", "DONE"), ("rewe", "CONTRL", "SENT"), ("rewe", "ORDRSP", "SENT"),
    ]  # fmt: skip
    assert [name.split("_")[0] for name in bare.files("acme")] == ["855", "997"]
    assert [name.split("_")[0] for name in bare.files("rewe")] == ["CONTRL", "ORDRSP"]
    assert bare.text("CONTRL", "rewe").count("UNB+UNOC:3+SUPPLIER001:01+6123830000:08") == 1
