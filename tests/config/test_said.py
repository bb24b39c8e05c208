from __future__ import annotations

import pytest

from edigw import carrier
from edigw.config.said import PARTNERS, PROFILES, Said, gather


def said(text: str, profile: bool = False, standard: str = "x12") -> Said:
    return gather(carrier.read(text, "p.yaml"), "p.yaml", (PROFILES if profile else PARTNERS)[standard])


def test_rows_of_all_shapes() -> None:
    found = said(
        "usage: T\nids: {interchange: 08:1234, group: [GA, GB]}\n"
        "agreements:\n  850 in:\n  856 out:\n    batching: {when: every 5 min}\nfields: {promo: text}\n"
    )
    assert not found.faults
    values = {path: setting.value for path, setting in found.settings.items()}
    assert values == {
        "usage": "T",
        "ids.interchange": ("08:1234",),
        "ids.group": ("GA", "GB"),
        "agreements.856 out.batching.when": {"kind": "every", "every_s": 300},
        "fields.promo": "text",
    }
    assert list(found.names) == ["agreements.850 in", "agreements.856 out", "fields.promo"]
    assert str(found.settings["ids.group"].spot) == "p.yaml:2"


@pytest.mark.parametrize(("text", "word"), [("at once", "at_once"), ("at_once", "at_once"), ("person", "person")])
def test_words_of_several_words_may_be_joined(text: str, word: str) -> None:
    assert said(f"lifecycle: {{ships: {text}}}").settings["lifecycle.ships"].value == word


def test_empty_blocks_and_values_say_nothing() -> None:
    found = said("envelope:\nids:\n  gln:\n  aliases: []\n")
    assert not found.faults
    assert [path for path, setting in found.settings.items() if setting.value] == []


FAULTS = [  # the text, the place, what the message holds, what the fix holds
    ("usge: P", "1:1", "unknown setting `usge`", "usage"),
    ("ids:\n  interchnge: 08:1", "2:3", "unknown setting `ids.interchnge`", "interchange"),
    ("flavour: x", "1:1", "unknown setting `flavour`", "known here: profile"),
    ("usage: X", "1:8", "`usage`: `X` is no word", "one of: P, T"),
    ("usage: [P, T]", "1:1", "takes one value", "one of: P, T"),
    ("usage: {a: b}", "1:1", "takes one value", "one of"),
    ("usage:", "1:1", "has no value", "one of"),
    ("ids: 08:1234", "1:1", "`ids` is a block", "interchange"),
    ("ids: {interchange: [a: b]}", "1:21", "a list of plain values", "interchange id"),
    ("ids:\n  interchange:\n    - 08:1\n    - bad", "4:7", "`bad` is no interchange id", "08:6123830000"),
    ("standard: tradacoms", "1:11", "`tradacoms` is no word", "one of: x12, edifact"),
    ("envelope: {syntax: UNOA}", "1:12", "X12 has no `envelope.syntax`", "say envelope.charset"),
    ("envelope: {groups: yes}", "1:12", "X12 has no `envelope.groups`", "take it out"),
    (
        "agreements:\n  850 in: {association: EAN008}",
        "2:12",
        "X12 has no `agreements.850 in.association`",
        "take it out",
    ),
    ("agreements:\n  ORDERS in:", "2:3", "no document", "EDIFACT's: say `standard: edifact`"),
    ("acknowledge: {send: 998}", "1:21", "998", "one of: 997, 999, none"),
    ("acknowledge: {send: CONTRL}", "1:21", "`CONTRL` is no word", "997"),
    ("batching: {when: at 22:00}", "1:18", "not supported yet", "every 15 min"),
    ("batching: {when: per run}", "1:18", "not supported yet", "each"),
    ("release: 009999", "1:10", "no published release", "004010"),
    ("mailboxes: {a: {host_keys: MD5:00}}", "1:28", "no fingerprint of a host key", "ssh-keygen -lf"),
    ("mailboxes: {a: {transport: fax}}", "1:28", "is no word for it", "folder"),
    ("mailboxes: {A b: {}}", "1:13", "is no name", "small letters"),
    ("agreements:\n  998 in:", "2:3", "no document", "850 in"),
    ("agreements:\n  850:", "2:3", "lacks its direction", "850 in"),
    ("agreements:\n  850 out:", "2:3", "not supported yet", "in only"),
    ("agreements:\n  TA1 out:", "2:3", "TA1 is no agreement", "acknowledge.ta1"),
    ("agreements:\n  850 in: 004010", "2:3", "is a block", "release"),
    ("fields: {Promo: text}", "1:10", "no field name", "small letters"),
    ("fields: {promo: list}", "1:17", "no word", "text, date, number"),
    ("envelope: {security: hunter2}", "1:22", "a literal secret", "env:NAME"),
    ("password: hunter2", "1:11", "a literal secret under `password`", "env:NAME"),
    ("mailboxes:\n  a:\n    private_key: hunter2", "3:18", "a literal secret", "env:NAME"),
    ("mailboxes:\n  a:\n    password: hunter2", "3:15", "a literal secret", "env:NAME"),
    ("mailboxes:\n  a:\n    key: hunter2", "3:10", "a literal secret", "file:/path"),
    ("mailboxes:\n  a:\n    credential: env:X", "3:5", "unknown setting", "transport"),
]


@pytest.mark.parametrize(("text", "place", "message", "fix"), FAULTS)
def test_a_fault_says_where_and_how_to_mend_it(text: str, place: str, message: str, fix: str) -> None:
    (fault,) = said(text).faults
    assert f"{fault.line}:{fault.column}" == place
    assert message in fault.message
    assert fix in fault.fix
    assert "hunter2" not in str(fault)


EDIFACT_FAULTS = [
    ("envelope: {charset: utf-8}", "1:12", "EDIFACT has no `envelope.charset`", "say envelope.syntax"),
    ("envelope: {security: hunter2}", "1:12", "EDIFACT has no `envelope.security`", "take it out"),
    ("envelope: {authorization: x}", "1:12", "EDIFACT has no `envelope.authorization`", "take it out"),
    ("envelope: {syntax: UNOX}", "1:20", "`UNOX` is no word", "UNOC"),
    ("acknowledge: {ta1: always}", "1:15", "EDIFACT has no `acknowledge.ta1`", "acknowledge.when"),
    ("acknowledge: {send: 997}", "1:21", "`997` is no word", "one of: CONTRL, none"),
    ("duplicates: {answer: ta1}", "1:22", "`ta1` is no word", "refuse"),
    ("release: 004010", "1:10", "no EDIFACT directory", "D96A"),
    ("ids: {interchange: 9012345000004}", "1:20", "no interchange id", "14:9012345000004"),
    ("agreements:\n  850 in:", "2:3", "no document", "X12's: say `standard: x12`"),
    ("agreements:\n  TA1 in:", "2:3", "no document", "`ORDERS in`"),
    ("agreements:\n  ORDERS out:", "2:3", "not supported yet", "in only"),
    ("agreements:\n  DESADV:", "2:3", "lacks its direction", "DESADV out"),
    ("agreements:\n  ORDERS in: {message: orders}", "2:24", "no message type", "ORDERS"),
]


@pytest.mark.parametrize(("text", "place", "message", "fix"), EDIFACT_FAULTS)
def test_edifact_has_settings_of_its_own(text: str, place: str, message: str, fix: str) -> None:
    (fault,) = said(text, standard="edifact").faults
    assert (f"{fault.line}:{fault.column}", message in fault.message, fix in fault.fix) == (place, True, True), fault
    assert "hunter2" not in str(fault)


def test_one_word_for_both_standards() -> None:
    for standard in ("x12", "edifact"):
        found = said("duplicates: {answer: refuse}", standard=standard).settings["duplicates.answer"]
        assert (found.value, found.texts) == ("ta1", ("refuse",))


@pytest.mark.parametrize(
    "text",
    [
        "deadlines: {}", "fines: {}", "calendar: {}", "changes: {channel: phone}", "price_lists: {}",
        "batching: {window: x}",
        "agreements:\n  850 in: {guide: x}", "agreements:\n  850 in: {deadline: x}", "acknowledge: {overdue: x}",
        "answers: {when: x}", "answers: {echo: x}", "lifecycle: {stages: x}", "lifecycle: {stock: x}",
        "lifecycle: {substitution: x}", "lifecycle: {terms: x}", "shipment: {labels: x}", "shipment: {asn_before: x}",
        "mailboxes: {a: {url: x}}",
        "agreements:\n  850 in:\n    batching: {window: x}",
    ],
)  # fmt: skip
def test_what_later_steps_bring_is_refused_never_ignored(text: str) -> None:
    (fault,) = said(text).faults
    assert "not supported yet" in fault.message


def test_all_faults_come_at_once() -> None:
    assert len(said("usage: X\nleniency: y\nids: {interchange: z}\nfoo: 1\n").faults) == 4


@pytest.mark.parametrize("block", ["ids: {interchange: 08:1}", "usage: P", "as: main", "profile: x", "items: a.csv"])
def test_a_profile_says_nothing_of_one_partner(block: str) -> None:
    (fault,) = said(block, profile=True).faults
    assert "does not belong here" in fault.message
    assert not said("leniency: strict", profile=True).faults
