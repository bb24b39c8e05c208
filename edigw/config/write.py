"""The files that edigw writes for people: what was said stands plainly, every default behind a #."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence

from edigw.config.rows import Row
from edigw.config.standards import ROWS_OF
from edigw.config.workspace_rows import WORKSPACE_ROWS

DOC_COLUMN = 44

Texts = Mapping[str, tuple[str, ...]]  # what is said, by path


def partner_text(name: str, said: Texts, agreements: Sequence[str]) -> str:
    """A partner.yaml. `agreements` are its keys, as "850 in"."""
    lines = [
        f"# Partner {name}: who they are, what is exchanged, what happens when.",
        "# A row behind a # shows the default; take the # away to change it. All settings: docs/partner-file.md.",
        f"# `edigw partners check {name}` finds mistakes, `edigw partners show {name}` prints the whole.",
    ]
    standard = said.get("standard", ("x12",))[0]
    blocks = list(dict.fromkeys(row.block for row in ROWS_OF[standard]))
    for block in blocks:
        rows = [row for row in ROWS_OF[standard] if row.block == block]
        if rows[0].path == block:
            lines.append(_yaml_row(rows[0], block, said, "", block in said))
        elif block == "agreements":
            lines.extend(_agreements(rows, agreements))
        elif block == "mailboxes" and any(path.startswith("mailboxes.*.") for path in said):
            lines.extend(["", *_mailbox(name, rows, said)])
        elif block in NAMED:
            lines.extend(["", *_commented(_named(name, block, rows))])
        else:
            lines.extend(["", *_block(block, rows, said)])
    return "\n".join(lines) + "\n"


NAMED = ("fields", "mailboxes")


def _block(block: str, rows: Sequence[Row], said: Texts) -> Iterator[str]:
    plain = any(row.path in said for row in rows)
    inside = [
        _yaml_row(row, row.path.removeprefix(f"{block}."), said, "  ", plain and row.path in said) for row in rows
    ]
    yield f"{block}:" if plain else f"# {block}:"
    # a default inside a plain block keeps the block's indentation, so that dropping "# " is enough
    yield from inside if plain else (_deeper(line) for line in inside)


def _deeper(line: str) -> str:
    return "#   " + line.removeprefix("  # ")


def _yaml_row(row: Row, key: str, said: Texts, indent: str, plain: bool) -> str:
    texts = said.get(row.path, (row.default,) if row.default else ())
    if row.several:
        value = f"[{', '.join(quoted(text) for text in texts)}]" if len(texts) != 1 else quoted(texts[0])
    else:
        value = quoted(texts[0]) if texts else ""
    return documented(f"{indent}{'' if plain else '# '}{key}: {value}".rstrip(), row)


def documented(text: str, row: Row) -> str:
    """The row with its meaning and its words behind it."""
    words = " | ".join(row.words)
    doc = "; ".join(part for part in (row.doc, words if len(row.words) > 1 else "") if part)
    return f"{text:<{DOC_COLUMN}}  # {doc}" if doc else text


def _agreements(rows: Sequence[Row], keys: Sequence[str]) -> Iterator[str]:
    yield ""
    yield "# A row a document and direction; below it may stand:"
    yield from ("#:" + line for line in _tree(rows, "agreements.*.", "    "))
    yield "agreements:" if keys else "# agreements:"
    yield from (f"  {key}:" for key in keys)


def _tree(rows: Sequence[Row], above: str, indent: str) -> Iterator[str]:
    """The rows of a name, nested blocks below their word."""
    opened = ""
    for row in rows:
        head, _, last = row.path.removeprefix(above).rpartition(".")
        if head and head != opened:
            yield f"{indent}{head}:"
        opened = head
        value = quoted(row.default) if row.default else "[]" if row.several else ""
        yield documented(f"{indent}{'  ' if head else ''}{last or head}: {value}".rstrip(), row)


def _named(name: str, block: str, rows: Sequence[Row]) -> Iterator[str]:
    yield f"{block}:"
    if block == "fields":
        yield documented("  promotion: text", rows[0])
    else:
        yield f"  {name}:"
        yield from _tree(rows, f"{block}.*.", "    ")


def _mailbox(name: str, rows: Sequence[Row], said: Texts) -> Iterator[str]:
    """The partner's own mailbox, of which something is said; the rest shows its default."""
    yield from ("mailboxes:", f"  {name}:")
    opened = ""
    for row in rows:
        head, _, last = row.path.removeprefix("mailboxes.*.").rpartition(".")
        if head and head != opened:
            yield f"    {head}:"
        opened = head
        yield _yaml_row(row, last, said, "      " if head else "    ", row.path in said)


def _commented(lines: Iterator[str]) -> list[str]:
    return ["# " + line for line in lines]


def quoted(text: str) -> str:
    """A text as YAML carries it, in quotes only where it needs them."""
    if re.fullmatch(r"[A-Za-z0-9]([A-Za-z0-9 _./:%+-]*[A-Za-z0-9_./%+-])?", text) and ": " not in text:
        return text
    return json.dumps(text, ensure_ascii=False)


def workspace_text(identities: Mapping[str, Texts]) -> str:
    """An edigw.toml; `identities` by name hold what is said of each, by the rows' last words."""
    lines = [
        "# A workspace of edigw. A row behind a # shows the default; take the # away to change it.",
        "# All settings: docs/partner-file.md, at its end.",
    ]
    blocks = list(dict.fromkeys(row.block for row in WORKSPACE_ROWS))
    for block in blocks:
        rows = [row for row in WORKSPACE_ROWS if row.block == block]
        if block == "identity":
            for name, said in identities.items():
                lines.extend(["", f"[identity.{name}]", *_identity(rows, said)])
        elif block == "mailbox":
            lines.extend(["", "# [mailbox.NAME]", *(_toml_row(row, "# ", {}) for row in rows)])
        else:
            lines.extend(["", f"[{block}]", *(_toml_row(row, "# ", {}) for row in rows)])
    return "\n".join(lines) + "\n"


def _identity(rows: Sequence[Row], said: Texts) -> Iterator[str]:
    for row in rows:
        key = row.path.removeprefix("identity.*.")
        yield _toml_row(row, "" if key in said else "# ", said)


def _toml_row(row: Row, mark: str, said: Texts) -> str:
    key = re.sub(r"^[^.]*\.(\*\.)?", "", row.path)
    texts = said.get(key, (row.default,) if row.default else ())
    value: object = list(texts) if row.several else texts[0] if texts else ""
    if row.kind == "yes or no":
        written = "true" if value == "yes" else "false"
    elif row.kind == "whole number":
        written = str(value)
    else:
        written = json.dumps(value, ensure_ascii=False)
    return documented(f"{mark}{key} = {written}", row)
