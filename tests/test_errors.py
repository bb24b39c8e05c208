"""Errors: each class has its exit code, and faults say file:line:col and the fix."""

from __future__ import annotations

import pytest

from edigw import errors

CLASSES = [c for c in vars(errors).values() if isinstance(c, type) and issubclass(c, errors.EdigwError)]


@pytest.mark.parametrize("kind", CLASSES)
def test_every_error_has_a_code_and_an_exit_code_of_the_contract(kind: type[errors.EdigwError]) -> None:
    assert kind.code == kind.code.upper()
    assert kind.exit_code in {1, 2, 3, 4, 5}
    assert kind.retry == (kind.exit_code in {3, 4})


def test_a_fault_says_where_what_and_how_to_mend_it() -> None:
    fault = errors.Fault("a.yaml", 3, 7, "unknown segment RFE", "did you mean REF?")
    assert str(fault) == "a.yaml:3:7: unknown segment RFE\n    fix: did you mean REF?"


def test_a_config_error_lists_every_fault() -> None:
    error = errors.ConfigError([errors.Fault("a", 1, 1, "one"), errors.Fault("b", 2, 2, "two")])
    assert error.message == "a:1:1: one\nb:2:2: two"
    assert len(error.faults) == 2


def test_faults_are_told_in_one_line_with_the_first_fix() -> None:
    faults = [errors.Fault("a.key", 1, 1, "no passphrase"), errors.Fault("b.key", 1, 1, "no key", "make one")]
    assert errors.ConfigError(faults).plainly() == ("a.key: no passphrase; b.key: no key", "make one")
    assert errors.ConfigError(faults, "ask").plainly()[1] == "ask"
