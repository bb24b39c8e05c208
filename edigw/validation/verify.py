"""verify: the accept path first (accept.py), the diagnosing path (diagnose.py) for whatever it does not accept."""

from __future__ import annotations

from functools import cached_property

from edigw.structure.dictionary import Dictionary
from edigw.structure.fold import fold
from edigw.tree import Finding, Message, Node
from edigw.validation.accept import accepts
from edigw.validation.diagnose import diagnose
from edigw.validation.guide import Guide, narrow


class Verified:
    """A set's faults but for its envelope's, in the order of its segments; and its tree, made when asked for."""

    def __init__(
        self, message: Message, dictionary: Dictionary, findings: tuple[Finding, ...], root: Node | None = None
    ) -> None:
        self.findings = findings
        self._message = message
        self._dictionary = dictionary
        self._root = root

    @cached_property
    def root(self) -> Node:
        """The set folded: what the map reads."""
        if self._root is not None:
            return self._root
        return _folded(self._message, self._dictionary)


def verify(message: Message, dictionary: Dictionary, guide: Guide | None = None, charset: str = "latin-1") -> Verified:
    """What `diagnose` says, sooner where there is nothing to say. `charset`: in which the message's bytes were read."""
    root = None
    if accepts(message, dictionary, charset):
        if not guide:
            return Verified(message, dictionary, ())
        root = _folded(message, dictionary)
        if not narrow(guide, root, dictionary.sets[message.type]):
            return Verified(message, dictionary, (), root)
    found = diagnose(message, dictionary, guide, charset)
    return Verified(message, dictionary, found.findings, found.root)


def _folded(message: Message, dictionary: Dictionary) -> Node:
    return fold(message.segments, dictionary.sets[message.type], dictionary.segments).root
