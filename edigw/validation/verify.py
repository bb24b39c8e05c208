"""verify: the accept path first (accept.py); what it does not accept is located, or else diagnosed in full."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from edigw.structure.dictionary import Dictionary
from edigw.structure.fold import fold
from edigw.structure.placing import placer
from edigw.tree import Finding, Interchange, Message, Node
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
        accepted: bool = False,
    ) -> None:
        """Without a root the tree is made later, without the blanks of `padded`."""
        self.findings = findings
        self.accepted = accepted
        self._padded = padded
        self._message = message
        self.dictionary = dictionary
        self._root = root

    @cached_property
    def root(self) -> Node:
        """The set folded: what the map reads."""
        if self._root is not None:
            return self._root
        if self.accepted:
            return _placed(self._message, self.dictionary)
        return unpadded(_folded(self._message, self.dictionary), self._padded)

    @property
    def text(self) -> str | None:
        """The set's text (tree.Message), where the accept path passed it and it holds nothing but ASCII."""
        text = self._message.text if self.accepted else None
        return text.decode("ascii") if text is not None and text.isascii() else None


def verify(
    message: Message, dictionary: Dictionary, guide: Guide | None = None, charset: str = "latin-1", decimal: str = "."
) -> Verified:
    """What `diagnose` says, sooner where there is nothing to say. `charset`: in which the message's bytes were read.

    `decimal`: the characters that may be the decimal mark of an EDIFACT number (`decimal_marks`).
    """
    set_def = dictionary.sets.get(message.type)
    if message.text is None or set_def is None:
        found = diagnose(message, dictionary, guide, charset, decimal)
        return Verified(message, dictionary, found.findings, found.root)
    known = acceptor(dictionary, set_def, decimal)
    doubt = known.doubt(message.text, charset)
    root = None
    if doubt is None:
        if not guide:
            return Verified(message, dictionary, (), accepted=True)
        root = _placed(message, dictionary)
        if not narrow(guide, root, set_def):
            return Verified(message, dictionary, (), root, accepted=True)
    elif doubt.parts:
        located = locate(message, dictionary, known, doubt, guide, charset, decimal)
        return Verified(message, dictionary, located.findings, None, located.every)
    found = diagnose(message, dictionary, guide, charset, decimal)
    return Verified(message, dictionary, found.findings, found.root)


def decimal_marks(interchange: Interchange) -> str:
    """The characters that may be a decimal mark: the one that UNA names, without UNA and in syntax version 4 both."""
    if interchange.standard == "edifact" and (interchange.release.endswith(":4") or not interchange.service_string):
        return ".,"
    return interchange.delimiters.decimal


def _folded(message: Message, dictionary: Dictionary) -> Node:
    return fold(message.segments, dictionary.sets[message.type], dictionary.segments).root


def _placed(message: Message, dictionary: Dictionary) -> Node:
    """The tree of a set whose shape was accepted."""
    root = placer(dictionary.sets[message.type]).tree(message.segments)
    return root if root is not None else _folded(message, dictionary)
