"""A message of plain text from one partner to another (864): people read it, nothing follows from it by itself."""

from __future__ import annotations

from pydantic import Field

from edigw.model.base import Dates, Model, Number, Own, Parties


class TextPart(Model):
    """One message: what it is about, and its lines (MIT, MSG)."""

    reference: str
    title: str | None = None
    page_width: Number | None = None  # columns
    page_length: Number | None = None  # lines
    parties: Parties = Field(default_factory=dict)
    text: tuple[str, ...] = ()


class TextMessage(Model):
    purpose: str | None = None
    title: str | None = None
    transaction: str | None = None
    dates: Dates = Field(default_factory=dict)
    parties: Parties = Field(default_factory=dict)
    parts: tuple[TextPart, ...] = ()
    own: Own = Field(default_factory=dict)
