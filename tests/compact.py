"""The compact dictionary files, made from the JSON tables: `python tests/compact.py JSON_DIR OUT`.

OUT gets a folder for each release (maps/x12). What the tables are known to have wrong is mended here, and only here.
"""

from __future__ import annotations

import json
import sys
from itertools import groupby
from pathlib import Path
from typing import Any

RELEASES = ("004010", "005010")
ENVELOPE = ("ISA", "GS", "GE", "IEA", "TA1")
POINTERS = {"HL": (1, 2, 3, 4), "CPS": (1, 2)}  # own number, parent's number, level, has children
FIRST_WITH_ST03 = "005010"
TYPES = {("005010", "ST01"): "ID"}  # AN in the table, but the element is ID wherever else it stands
NOTES = {
    ("005010", "N4"): ["E0207", "C0605", "C0704"],  # the table has 004010's alone
    ("004010", "RCD"): [
        "R020406",
        "P0203",
        "P0405",
        "P060708",
        "P091011",
        "P121314",
        "P151617",
        "P181920",
    ],  # garbled in the table
}
REPEATS = {("005010", "DMG05"): 10}  # the tables have none; this one is the standard's own
CODES = {("005010", "98"): ["RE"]}  # who is paid: in use with every release, the table has lost it
WIDTH = 118

Facts = dict[str, Any]


def read(folder: Path, release: str) -> Facts:
    """The tables of a release with their known faults mended: segments that a set uses, every set, every code list."""

    def load(name: str) -> Any:
        return json.loads((folder / name).read_text("utf-8"))

    segments = load(f"x12_{release}/segments.json")["segments"]
    envelope = load("x12_envelope.json")["segments"]
    sets = {path.stem: load(f"x12_{release}/{path.name}") for path in sorted(folder.glob(f"x12_{release}/[0-9]*.json"))}
    used = sorted({tag for each in sets.values() for tag in tags(each["structure"])})
    facts = {tag: segments[tag] for tag in used} | {tag: envelope[tag] for tag in ENVELOPE}
    return {
        "segments": {tag: mended(tag, segment, release) for tag, segment in facts.items()},
        "sets": sets,
        "codes": {
            number: [*codes, *CODES.get((release, number), ())]
            for number, codes in load(f"x12_{release}/codes.json")["codes"].items()
        },
    }


def mended(tag: str, segment: Facts, release: str) -> Facts:
    """005010 has 004010's relational notes; an id that changed with the interchange's release is told apart."""
    elements = [each for each in segment["elements"] if each["ref"] != "ST03" or release >= FIRST_WITH_ST03]
    notes = NOTES.get((release, tag)) or segment.get("syntax_notes") or segment.get("syntax_notes_from_004010") or []
    return {
        "elements": [mended_element(each, release) for each in elements],
        "syntax_notes": notes,
        "composite_syntax_notes": segment.get("composite_syntax_notes", []),
    }


def mended_element(element: Facts, release: str) -> Facts:
    old, _, new = str(element["id"]).partition("/")  # ISA11 is I10 before 00402, I65 after
    made = {**element, "id": new if new and release > "004010" else old}
    made["repeat"] = REPEATS.get((release, element["ref"]), 1)
    if "components" in element:
        made["components"] = [mended_element(part, release) for part in element["components"]]
        return made
    wrong_type = "N0" if element["type"] == "N" else element["type"]
    made["type"] = TYPES.get((release, element["ref"]), wrong_type)
    return {**made, "min": max(1, element["min"])}  # a minimum of 0 is read as 1


def tags(structure: list[Facts]) -> set[str]:
    return {tag for row in structure for tag in (tags(row["children"]) if "loop" in row else {row["seg"]})}


def kind(element: Facts) -> str:
    return f"{element['type']} {length(element)}"


def length(element: Facts) -> str:
    low, high = element["min"], element["max"]
    return str(low) if low == high else f"{low}..{high}"


def use(element: Facts) -> str:
    often = f"*{element['repeat']}" if element["repeat"] > 1 else ""
    return element["id"] + ("!" if element["req"] == "M" else "") + often


def order(key: str) -> tuple[bool, bool, int]:
    digits = key.lstrip("CI")
    return key.startswith("I"), key.startswith("C"), int(digits)


def elements_of(facts: Facts) -> dict[str, str]:
    made: dict[str, str] = {}

    def add(key: str, text: str) -> None:
        if made.setdefault(key, text) != text:
            raise ValueError(f"element {key}: {made[key]} here, {text} there")

    for segment in facts["segments"].values():
        for element in segment["elements"]:
            parts = element.get("components", ())
            for part in parts or [element]:
                add(part["id"], kind(part))
            if parts:
                own = f"{element['ref']}:"
                notes = [note.removeprefix(own) for note in segment["composite_syntax_notes"] if note.startswith(own)]
                add(element["id"], joined(["=", *map(use, parts)], notes))
    return made


def joined(words: list[str], after: list[str]) -> str:
    return " ".join(words + (["|", *after] if after else []))


def wrapped(key: str, words: list[str], indent: str = "    ") -> list[str]:
    lines = [key]
    for word in words:
        if len(lines[-1]) + 1 + len(word) > WIDTH:
            lines.append(indent + word)
        else:
            lines[-1] += " " + word
    return lines


def code_lines(key: str, codes: list[str]) -> list[str]:
    """One line, or a line for each first character: one more code changes one line."""
    lines = wrapped(key, codes)
    if len(lines) == 1:
        return lines
    lines = []
    for _, group in groupby(codes, lambda code: code[0]):
        lines += wrapped(key if not lines else "   ", list(group))
    return lines


def segments_text(facts: Facts) -> list[str]:
    lines = []
    for tag, segment in sorted(facts["segments"].items()):
        after = list(segment["syntax_notes"])
        after += ["pointer", *map(str, POINTERS[tag])] if tag in POINTERS else []
        lines += wrapped(tag, joined([use(element) for element in segment["elements"]], after).split())
    return lines


def structure_text(structure: list[Facts], indent: str) -> list[str]:
    lines = []
    for row in structure:
        must = "!" if row["req"] == "M" else ""
        if "loop" in row:
            lines.append(f"{indent}{row['loop']}{must} loop {row['repeat']}")
            lines += structure_text(row["children"][1:], indent + "  ")
        else:
            lines.append(f"{indent}{row['seg']}{must}" + ("" if row["max"] == 1 else f" {row['max']}"))
    return lines


def render(facts: Facts, release: str) -> dict[str, str]:
    """File name -> text."""
    elements = elements_of(facts)
    head = f"# X12 {release}: "
    texts = {
        "elements.txt": [
            head + "data elements: number, type, length in characters; a composite (C…) names its components",
            *(f"{key} {elements[key]}" for key in sorted(elements, key=order)),
        ],
        "segments.txt": [
            head + "segments: data elements in order (! mandatory, *n repeated) | relational notes, pointer elements",
            *segments_text(facts),
        ],
        "codes.txt": [
            head + "the values of coded elements; an element without a list takes any",
            *(
                line
                for key in sorted(elements, key=order)
                if key in facts["codes"]
                for line in code_lines(key, sorted(facts["codes"][key]))
            ),
        ],
    }
    for key, each in facts["sets"].items():
        texts[f"sets/{key}.txt"] = [f"{key} {each['functional_group']}", *structure_text(each["structure"], "  ")]
    return {name: "\n".join(lines) + "\n" for name, lines in texts.items()}


def main(source: str, target: str) -> None:
    for release in RELEASES:
        for name, text in render(read(Path(source), release), release).items():
            path = Path(target) / release / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
