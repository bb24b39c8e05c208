"""The compact dictionary files, made from the JSON tables: `python tests/compact.py JSON_DIR OUT`."""

from __future__ import annotations

import json
import sys
from itertools import groupby
from pathlib import Path
from typing import Any

SETS = ("810", "850", "855", "856", "997")
ENVELOPE = ("ISA", "GS", "GE", "IEA", "TA1")
POINTERS = {"HL": (1, 2, 3, 4)}  # own number, parent's number, level, has children
WIDTH = 118

Facts = dict[str, Any]


def read(folder: Path, release: str) -> Facts:
    def load(name: str) -> Any:
        return json.loads((folder / name).read_text("utf-8"))

    segments = load(f"x12_{release}/segments.json")["segments"]
    envelope = load("x12_envelope.json")["segments"]
    sets = {each: load(f"x12_{release}/{each}.json") for each in SETS}
    used = sorted({tag for each in sets.values() for tag in tags(each["structure"])})
    facts = {tag: segments[tag] for tag in used} | {tag: envelope[tag] for tag in ENVELOPE}
    facts["ST"] = {**facts["ST"], "elements": facts["ST"]["elements"][:2]}  # ST03 belongs to 005010 and later
    return {"segments": facts, "sets": sets, "codes": load(f"x12_{release}/codes.json")["codes"]}


def tags(structure: list[Facts]) -> set[str]:
    return {tag for row in structure for tag in (tags(row["children"]) if "loop" in row else {row["seg"]})}


def number(element: Facts) -> str:
    return str(element["id"]).split("/")[0]  # ISA11 is I10 before 00402, I65 after


def kind(element: Facts) -> str:
    return "N0" if element["type"] == "N" else str(element["type"])


def length(element: Facts) -> str:
    low, high = max(1, element["min"]), element["max"]  # a minimum of 0 is read as 1
    return str(low) if low == high else f"{low}..{high}"


def use(element: Facts) -> str:
    return number(element) + ("!" if element["req"] == "M" else "")


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
                add(number(part), f"{kind(part)} {length(part)}")
            if parts:
                own = f"{element['ref']}:"
                notes = [note.removeprefix(own) for note in segment["composite_syntax_notes"] if note.startswith(own)]
                add(number(element), joined(["=", *map(use, parts)], notes))
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
        after = list(segment.get("syntax_notes", ()))
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
            head + "segments: data elements in their order (! mandatory) | relational notes, pointer elements",
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


def main(source: str, target: str, release: str = "004010") -> None:
    for name, text in render(read(Path(source), release), release).items():
        path = Path(target) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
