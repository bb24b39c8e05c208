"""Partner: defaults that a careful supplier would choose, and agreements found by document and direction."""

from __future__ import annotations

from edigw.model.partner import Agreement, Identity, Partner

PARTNER = Partner(
    name="acme",
    identity=Identity(key="main"),
    agreements=(Agreement(document="850", direction="in"), Agreement(document="855", direction="out")),
)


def test_an_agreement_is_found_by_document_and_direction() -> None:
    found = PARTNER.agreement("850", "in")
    assert found and found.release == "004010"
    assert PARTNER.agreement("850", "out") is None
    assert PARTNER.agreement("856", "out") is None


def test_the_defaults_are_those_of_the_contract() -> None:
    assert (PARTNER.usage, PARTNER.leniency, PARTNER.unknown_codes) == ("P", "business", "refuse")
    assert PARTNER.duplicates.answer == "again"
    assert (PARTNER.answers.send, PARTNER.answers.mode) == ("full", "automatic")
    assert (PARTNER.lifecycle.ships, PARTNER.lifecycle.invoices) == ("person", "person")
