"""The agreement of a mailbox: its rows, and of its certificates those that count, each for its use and its time."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from certificates import DAY, NOW, certificate, ours, private, theirs

from edigw.config.certs.agreed import agreement_for
from edigw.config.certs.keep import Cut, Place, rotate
from edigw.config.certs.shelf import Shelf
from edigw.errors import ConfigError
from edigw.model.partner import As2, Mailbox
from edigw.protocols.as2.agreement import Agreement, Key, Limits, Pin, expiring
from edigw.protocols.as2.receive import receive
from edigw.protocols.as2.send import send


def box(**fields: Any) -> Mailbox:
    return Mailbox(name="acme", transport="as2", as2=As2(owner="acme", their_name="ACME", our_name="US", **fields))


def made(shop: Path, now: datetime = NOW, **fields: Any) -> Agreement:
    return agreement_for(box(**fields), Shelf(shop), now)


def test_rows_become_the_agreement(shop: Path) -> None:
    strict = made(shop)
    assert strict == Agreement("US", "ACME", sign_with=(), seal_for=())
    assert "sha1" not in strict.digests and "3des-cbc" not in strict.ciphers
    every = made(
        shop, sign="sha512", pss=True, encrypt="aes128-gcm", oaep=True, compress="sign then compress", mdn="unsigned",
        mdn_url="https://us.example", mdn_hosts=("as2.example",), must_be_signed=False, must_be_encrypted=False,
        weak=("sha1", "3des"), file_names=True, version="1.3",
    )  # fmt: skip
    assert every == Agreement(
        "US", "ACME", sign_with=(), seal_for=(), must_be_signed=False, must_be_encrypted=False,
        digests=(*strict.digests, "sha1"), ciphers=(*strict.ciphers, "3des-cbc"), receipt_hosts=("as2.example",),
        keep_file_names=True, version="1.3", digest="sha512", cipher="aes128-gcm", pss=True, oaep=True,
        compress="sign then compress", ask="unsigned", receipt_url="https://us.example",
    )  # fmt: skip
    bare = made(shop, sign="none", encrypt="none", mdn="none")
    assert (bare.sign, bare.encrypt, bare.compress, bare.ask) == (False, False, None, "none")
    assert agreement_for(box(), Shelf(shop), NOW, Limits(size=7)).limits.size == 7


def serials(agreement: Agreement, now: datetime) -> dict[str, list[int]]:
    return {
        "sign": [key.pin.certificate.serial_number for key in agreement.signing(now)],
        "decrypt": [key.pin.certificate.serial_number for key in agreement.keys(now)],
        "encrypt": [pin.certificate.serial_number for pin in agreement.sealing(now)],
        "verify": [pin.certificate.serial_number for pin in agreement.pins(now)],
    }


def test_each_use_has_its_own_certificates(shop: Path) -> None:
    held = [certificate("us", f"us {n}") for n in range(2)] + [certificate("them", f"them {n}") for n in range(2)]
    ours(shop, "us", held[0], uses=("sign",))
    ours(shop, "us", held[1], uses=("decrypt", "tls"))
    theirs(shop, held[2], uses=("encrypt",))
    theirs(shop, held[3], uses=("verify",))
    sign, decrypt, encrypt, verify = (one.serial_number for one in held)
    assert serials(made(shop), NOW) == {"sign": [sign], "decrypt": [decrypt], "encrypt": [encrypt], "verify": [verify]}


def test_36_certificates_overlap_and_the_new_one_is_used_from_its_day_on(shop: Path) -> None:
    old, new = certificate("them", "them", ends=30), certificate("new", "them", begins=-1, ends=400)
    theirs(shop, old)
    theirs(shop, new, since=NOW + 10 * DAY)
    one, two = old.serial_number, new.serial_number
    for day, sealing, verifying in ((0, [one], {one, two}), (10, [two, one], {one, two}), (31, [two], {two})):
        moment = NOW + day * DAY
        found = serials(made(shop), moment)  # as a daemon that runs on, and as one that starts then
        assert found == serials(made(shop, moment), moment)
        assert found["encrypt"] == sealing and set(found["verify"]) == verifying


def test_36_after_a_rotation_messages_go_and_come_without_a_gap(shop: Path) -> None:
    """Two agreements that face each other: ours of the files, theirs with our old and our new certificate."""
    first = ours(shop, "us", certificate("us", "us", ends=40))
    theirs(shop, certificate("them"))
    new = rotate(shop, first.name, Place(True, "main", since=NOW + 20 * DAY), Cut(bits=2048, days=400), NOW)
    shelf = Shelf(shop)
    us = agreement_for(box(), shelf, NOW)
    for day, signer in ((0, first), (19, first), (20, new), (39, new), (60, new)):
        moment = NOW + day * DAY
        assert us.signing(moment)[0].pin.certificate == shelf.certificate(signer)
        for sealed_for in (first, new):
            them = Agreement("ACME", "US", sign_with=(key_of_them(),), their_pins=(us_pin(shelf, sealed_for),))
            sent = send(b"ISA*", them, "<1@them>", moment)
            decision = receive(sent.headers, sent.body, us, moment)
            opens = moment <= sealed_for.last
            assert decision.outcome == ("accepted" if opens else "refused"), (day, sealed_for.name, decision.detail)


def key_of_them() -> Any:
    return Key(private("them"), Pin(certificate("them")))


def us_pin(shelf: Shelf, entry: Any) -> Any:
    # a partner who has not looked at the dates of what it seals for
    class Blind(Pin):
        def counts(self, now: datetime) -> bool:
            return True

    return Blind(shelf.certificate(entry))


def test_36_thirty_days_before_its_end_each_message_warns(shop: Path) -> None:
    theirs(shop, certificate("them", ends=31))
    agreed = made(shop)
    assert expiring(agreed, NOW) == () and len(expiring(agreed, NOW + DAY)) == 1


def test_28_another_certificate_of_the_same_name_is_no_partner(shop: Path) -> None:
    """Even one of the same issuer, or with the same key: only what was imported counts, after its end too."""
    ours(shop, "us", certificate("us", "us"))
    theirs(shop, certificate("them", "Acme AS2", ends=10))
    shelf = Shelf(shop)
    us = agreement_for(box(must_be_encrypted=False), shelf, NOW)
    assert judged(us, Key(private("them"), Pin(certificate("them", "Acme AS2", ends=10))), NOW) == "accepted"
    for name, ends in (("forger", 300), ("them", 300)):
        forger = Key(private(name), Pin(certificate(name, "Acme AS2", ends=ends)))
        for moment in (NOW, NOW + 11 * DAY):  # an expired pin falls back to nothing
            assert judged(us, forger, moment) == "authentication-failed", name


def judged(us: Agreement, signer: Any, moment: datetime) -> str:
    sent = send(b"ISA*", Agreement("ACME", "US", encrypt=False, sign_with=(signer,)), "<1@them>", moment)
    decision = receive(sent.headers, sent.body, us, moment)
    return "accepted" if decision.outcome == "accepted" else decision.disposition.rpartition(" ")[2]


def test_names_narrow_what_counts(shop: Path) -> None:
    one, two = theirs(shop, certificate("them", "1")), theirs(shop, certificate("them", "2"))
    found = made(shop, certificates=(two.name,)).their_pins
    assert [pin.certificate for pin in found] == [certificate("them", "2")]
    assert len(made(shop, certificates=(f"SHA256:{one.sha256}", two.name)).their_pins) == 2


def test_what_cannot_be_used_is_told(shop: Path) -> None:
    with pytest.raises(ConfigError, match="does not travel by AS2"):
        agreement_for(Mailbox(name="x"), Shelf(shop), NOW)
    ours(shop, "us", certificate("us", "us"))
    (shop / "secret").unlink()
    with pytest.raises(ConfigError, match="its passphrase"):
        made(shop)
