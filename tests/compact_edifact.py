"""EDIFACT's compact dictionary files, made from the JSON tables: `python tests/compact_edifact.py JSON_DIR OUT`.

OUT gets a folder for each directory (maps/edifact). As with X12, what the tables have wrong is mended here alone, and
the segments around a message stand in every directory, CONTRL with them.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import compact

Facts = dict[str, Any]

RELEASES = ("D93A", "D96A", "D01B")
TYPES = {("D93A", "0073"): "a", ("D96A", "0073"): "a"}  # `n` in the tables, but C and F are its codes
REPEATS = {("D01B", "C076"): 3}  # COM; the tables know of no repetition, which came with syntax version 4
CODES = {  # of CONTRL, which the tables have no codes for: every value that a release of syntax version 3 had
    "0083": [str(code) for code in range(1, 9)],
    "0085": [str(code) for code in range(1, 44)],
}
SERVICE = ["UNB", "UNG", "UNE", "UNZ", "UCI", "UCF", "UCM", "UCS", "UCD"]  # what no message's own table has


def read(folder: Path, release: str) -> Facts:
    """The tables of a directory with their known faults mended, in the form that `compact` renders."""

    def load(name: str) -> Any:
        return json.loads((folder / name).read_text("utf-8"))

    service = load("edifact_service_v3.json")
    base = f"edifact_{release}"
    own = {tag: segment(each, release) for tag, each in load(f"{base}/segments.json")["segments"].items()}
    known = uses(own)
    around = {tag: segment(service["segments"][tag], release, known) for tag in SERVICE}
    segments = own | around
    messages = {path.stem: load(f"{base}/{path.name}") for path in sorted(folder.glob(f"{base}/[A-Z]*.json"))}
    messages.setdefault("CONTRL", service)
    used = set(uses(segments))
    return {
        "segments": segments,
        "sets": {name: positions(each["structure"], cut_off(each)) for name, each in messages.items()},
        "codes": {
            number: codes for number, codes in (load(f"{base}/codes.json")["codes"] | CODES).items() if number in used
        },
    }


def segment(facts: Facts, release: str, known: Facts | None = None) -> Facts:
    elements = [element(each, release, known or {}) for each in facts["elements"]]
    return {"elements": elements, "syntax_notes": [], "composite_syntax_notes": []}


def element(facts: Facts, release: str, known: Facts) -> Facts:
    """`known`: as the directory's own tables have it. D01B's UNH is of syntax version 4, which holds version 3's."""
    number = facts["id"]
    made = known.get(number, {}) | {"id": number, "req": facts["req"], "ref": number}
    made["repeat"] = REPEATS.get((release, number), 1)
    if "components" in facts:
        parts = known[number]["components"] if number in known else facts["components"]
        return made | {"components": [element(part, release, known) for part in parts]}
    if number in known:
        return made
    return made | {"type": TYPES.get((release, number), facts["type"]), "min": facts["min"], "max": facts["max"]}


def uses(segments: Facts) -> Facts:
    """Every element and component by its number."""
    top = [each for facts in segments.values() for each in facts["elements"]]
    return {each["id"]: each for one in top for each in (one, *one.get("components", ()))}


def cut_off(message: Facts) -> dict[str, int]:
    """D93A's groups that may stand 200,000 times say 999 here: one of the two sources kept three digits.

    By the triggers on the way to the group and the number as it stands: "PGI/PIT 999" -> 200000.
    """
    found = message.get("source_disagreements") or {}
    here = {place(line): int(line.rsplit("/", 1)[1]) for line in found.get("only_here", ())}
    there = {place(line): int(line.rsplit("/", 1)[1]) for line in found.get("only_bots", ())}
    assert here.keys() == there.keys() and {*here.values()} <= {999} and {*there.values()} <= {200000}
    return {f"{path} {here[path]}": most for path, most in there.items()}


def place(line: str) -> str:
    """`PGI/PIT/L/0/999` -> `PGI/PIT`."""
    return line.split("/L/", maxsplit=1)[0]


def positions(structure: list[Facts], mended: dict[str, int], above: str = "") -> list[Facts]:
    made = []
    for row in structure:
        req = "M" if row["req"] == "M" else "C"
        if "loop" not in row:
            made.append({"seg": row["seg"], "req": req, "max": row["max"]})
            continue
        path = f"{above}{row['loop']}"
        repeat = mended.get(f"{path} {row['repeat']}", row["repeat"])
        children = positions(row["children"], mended, f"{path}/")
        made.append({"loop": row["loop"], "group": row["group"], "req": req, "repeat": repeat, "children": children})
    return made


def order(key: str) -> tuple[int, int]:
    return "SC".find(key[0]), int(key.lstrip("SC"))


def message_text(structure: list[Facts], indent: str = "  ") -> list[str]:
    lines = []
    for row in structure:
        must = "!" if row["req"] == "M" else ""
        if "loop" in row:
            lines.append(f"{indent}{row['loop']}{must} {row['group']} {row['repeat']}")
            lines += message_text(row["children"][1:], indent + "  ")
        else:
            lines.append(f"{indent}{row['seg']}{must}" + ("" if row["max"] == 1 else f" {row['max']}"))
    return lines


def render(facts: Facts, release: str) -> dict[str, str]:
    """File name -> text."""
    elements = compact.elements_of(facts)
    keys = sorted(elements, key=order)
    head = f"# EDIFACT {release}: "
    texts = {
        "elements.txt": [
            head + "data elements: number, type, length in characters; a composite (S…, C…) names its components",
            *(f"{key} {elements[key]}" for key in keys),
        ],
        "segments.txt": [
            head + "segments: data elements in order (! mandatory) | pointer elements",
            *compact.segments_text(facts),
        ],
        "codes.txt": [
            head + "the values of coded elements; an element without a list takes any",
            *(
                line
                for key in keys
                if key in facts["codes"]
                for line in compact.code_lines(key, sorted(facts["codes"][key]))
            ),
        ],
    }
    texts |= {f"sets/{name}.txt": [name, *message_text(each)] for name, each in facts["sets"].items()}
    return {name: "\n".join(lines) + "\n" for name, lines in texts.items()}


def main(source: str, target: str) -> None:
    for release in RELEASES:
        for name, text in render(read(Path(source), release), release).items():
            path = Path(target) / release / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
