"""A step that is tried: what it finds, what is wrong; after a failure nothing more."""

from __future__ import annotations

from edigw.errors import ConfigError, Fault, TemporaryError
from edigw.model.probe import Step
from edigw.transports.trying import addresses, tried, until_one_fails


def test_what_is_raised_is_the_steps_failure() -> None:
    def ours() -> str:
        raise TemporaryError("no", "do this")

    def theirs() -> str:
        raise PermissionError(13, "Permission denied")

    assert (tried("a", lambda: "yes").ok, tried("a", lambda: "yes").said) == (True, "yes")
    assert [(one.ok, one.said, one.hint) for one in (tried("a", ours, "else"), tried("a", theirs, "else"))] == [
        (False, "no", "do this"),
        (False, "Permission denied", "else"),
    ]


def test_a_fault_of_a_file_is_one_line_and_its_fix() -> None:
    def faulty() -> str:
        raise ConfigError([Fault("certs/main-1.key", 1, 1, "it does not open", "mend the path")])

    step = tried("certificates", faulty, "else")
    assert (step.said, step.hint) == ("certs/main-1.key: it does not open", "mend the path")


def test_after_a_failure_the_rest_is_not_tried() -> None:
    def steps():
        yield Step("a", True, "fine")
        yield Step("b", False, "bad")
        raise AssertionError("it goes on")

    told = list(until_one_fails(steps(), ("a", "b", "c", "d")))
    assert [(one.name, one.ok) for one in told] == [("a", True), ("b", False), ("c", None), ("d", None)]


def test_what_a_name_stands_for() -> None:
    assert "127.0.0.1" in addresses("localhost", 22)
    step = tried("DNS", lambda: addresses("nowhere.invalid", 22))
    assert not step.ok and step.said.startswith("nowhere.invalid: ")
