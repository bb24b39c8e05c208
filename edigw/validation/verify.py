"""verify: the accept path first (accept.py); what it does not accept is located, or else diagnosed in full."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from edigw.structure.dictionary import Dictionary
from edigw.structure.fold import fold
from edigw.tree import Finding, Message, Node
from edigw.validation.accept import acceptor
from edigw.validation.diagnose import diagnose
from edigw.validation.guide import Guide, narrow
from edigw.validation.locate import locate
from edigw.validation.padding import unpadded


class Verified:
    """A set's faults but for its envelope's, in the order of its segments; and its tree, made when asked for."""

    def __init__(
        self,
        message: Message,
        dictionary: Dictionary,
        findings: tuple[Finding, ...],
        root: Node | None = None,
        padded: Sequence[Finding] = (),
    ) -> None:
        """Without a root the tree is made later, without the blanks of `padded`."""
        self.findings = findings
        self._padded = padded
        self._message = message
        self._dictionary = dictionary
        self._root = root

    @cached_property
    def root(self) -> Node:
        """The set folded: what the map reads."""
        if self._root is not None:
            return self._root
        return unpadded(_folded(self._message, self._dictionary), self._padded)


def verify(message: Message, dictionary: Dictionary, guide: Guide | None = None, charset: str = "latin-1") -> Verified:
    """What `diagnose` says, sooner where there is nothing to say. `charset`: in which the message's bytes were read."""
    set_def = dictionary.sets.get(message.type)
    if message.text is None or set_def is None:
        found = diagnose(message, dictionary, guide, charset)
        return Verified(message, dictionary, found.findings, found.root)
    known = acceptor(dictionary, set_def)
    doubt = known.doubt(message.text, charset)
    root = None
    if doubt is None:
        if not guide:
            return Verified(message, dictionary, ())
        root = _folded(message, dictionary)
        if not narrow(guide, root, set_def):
            return Verified(message, dictionary, (), root)
    elif doubt.parts:
        located = locate(message, dictionary, known, doubt, guide, charset)
        return Verified(message, dictionary, located.findings, None, located.every)
    found = diagnose(message, dictionary, guide, charset)
    return Verified(message, dictionary, found.findings, found.root)


def _folded(message: Message, dictionary: Dictionary) -> Node:
    return fold(message.segments, dictionary.sets[message.type], dictionary.segments).root
