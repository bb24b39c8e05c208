"""An explanation as one HTML page that needs nothing else: the wire on the left, the document on the right."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape
from pathlib import PurePath
from typing import Any

from edigw.cli.render import tame

Json = dict[str, Any]

STYLE = """
:root{color-scheme:light dark;--page:#fff;--ink:#1c2024;--soft:#5b6470;--line:#d9dee4;--box:#f5f7f9;--mark:#fff3bf;
--taken:#13723a;--kept:#8a5a00;--constant:#2456a6;--derived:#6a3fa0;--engine:#5b6470;--written:#0b6b74;
--unmapped:#a34700;--unread:#5b6470;--faulty:#b3161f}
@media (prefers-color-scheme:dark){:root{--page:#14171a;--ink:#e4e8ec;--soft:#9aa5b1;--line:#333a42;--box:#1d2226;
--mark:#4d4310;--taken:#63cf8f;--kept:#e5b455;--constant:#86b3f5;--derived:#c3a1f0;--engine:#9aa5b1;--written:#62c7d1;
--unmapped:#f09a5b;--unread:#9aa5b1;--faulty:#ff8087}}
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--ink);font:15px/1.45 system-ui,sans-serif}
header,main,footer{max-width:1500px;margin:0 auto;padding:0 20px}
h1{font-size:22px;margin:22px 0 2px}
h2{font-size:19px;margin:26px 0 2px;padding-top:12px;border-top:2px solid var(--line)}
h3{font-size:15px;margin:20px 0 6px}
p{margin:2px 0}h1,p{overflow-wrap:anywhere}a{color:inherit}
.soft,footer{color:var(--soft)}footer{padding:24px 20px 40px;font-size:13px}
.legend,.sets{display:flex;flex-wrap:wrap;gap:4px 16px;margin:10px 0;padding:0;list-style:none;font-size:13px}
code,.wire,.doc,td.w,td.p,td.r{font-family:ui-monospace,Menlo,Consolas,monospace;font-size:13px}
.both{display:grid;grid-template-columns:minmax(0,1fr) minmax(260px,380px);gap:20px;align-items:start}
.doc{position:sticky;top:8px;max-height:97vh;overflow:auto;margin:0;padding:12px;background:var(--box);
border:1px solid var(--line);border-radius:6px}
.doc div{white-space:pre-wrap;overflow-wrap:anywhere;padding-left:calc(var(--in)*14px + 10px);text-indent:-10px}
.doc a{color:var(--soft);text-decoration:none;font-size:12px}.doc a:hover,td a:hover{text-decoration:underline}
.seg{margin:0 0 10px calc(var(--in)*20px);border:1px solid var(--line);border-radius:6px;overflow:hidden}
.wire{display:flex;flex-wrap:wrap;justify-content:space-between;gap:2px 16px;padding:5px 10px;background:var(--box)}
.wire b{font-weight:700}.wire .n{color:var(--soft);display:inline-block;min-width:2.2em}
.wire span,.wire a{overflow-wrap:anywhere}.wire a{text-decoration:none}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%}
.cols{table-layout:fixed;min-width:880px}.cols td,.cols th{overflow-wrap:anywhere;padding:3px 8px;font-size:13.5px}
.cols th{border:0}.cols td.r{font-size:11.5px}.cols .b,.cols td.d{font-size:13px}
td,th{text-align:left;vertical-align:top;padding:3px 10px;border-top:1px solid var(--line)}
th{font-size:12px;font-weight:600;color:var(--soft)}
td.w,td.p{overflow-wrap:anywhere}td.r{color:var(--soft)}
.b{font-size:12px;font-weight:600;white-space:nowrap}
.b::before{content:"";display:inline-block;width:8px;height:8px;border-radius:50%;background:currentColor;margin-right:6px}
.fault{color:var(--faulty);padding:3px 10px;border-top:1px solid var(--line)}.fault small{color:var(--soft)}
td .fault{border:0;padding:0}
:target{background:var(--mark)}
@media (max-width:900px){.both{grid-template-columns:minmax(0,1fr)}.doc{position:static;max-height:none}
.seg{margin-left:calc(var(--in)*8px)}}
@media print{.both{display:block}.doc{position:static;max-height:none}.seg{break-inside:avoid}}
"""
COLUMNS = (  # heading, width in %
    ("element", 8), ("on the wire", 16), ("name", 13), ("path", 22), ("means", 13), ("map row", 18), ("became", 10),
)  # fmt: skip
WIDTHS = "".join(f'<col style="width:{width}%">' for _, width in COLUMNS)
HEADINGS = "".join(f"<th>{heading}</th>" for heading, _ in COLUMNS)
HEAD = f'<div class="scroll"><table class="cols">{WIDTHS}<tr>{HEADINGS}</tr></table></div>'
WORDS = ("taken", "kept", "constant", "derived", "engine", "written", "unmapped", "unread", "faulty")
STYLE += "".join(f".{word}{{color:var(--{word})}}\n" for word in WORDS)
SAFE = "default-src 'none'; style-src 'unsafe-inline'"  # nothing is fetched, nothing runs


def text(value: Any) -> str:
    """A value of anybody's as text that is no markup and cannot turn the direction of what stands around it."""
    return escape(tame(value), quote=True)


@dataclass(slots=True)
class _Set:
    """One set being drawn, with the anchors by which element and document find each other."""

    no: int
    told: Json
    lines: dict[str, str] = field(default_factory=dict)  # path in the document -> anchor
    origins: dict[str, list[tuple[str, str]]] = field(default_factory=dict)  # path -> (anchor, designator) of elements

    def anchor(self, segment: Json, element: Json) -> str:
        return f"s{self.no}-{segment['position']}-{element['element']}-{element['component'] or 0}"


def page(told: Json) -> str:
    """The whole page for what `App.explain` returned."""
    name = PurePath(told["file"]).name
    sets = [_Set(no, one) for no, one in enumerate(told["sets"], 1)]
    title = f"{name}: {', '.join(dict.fromkeys(one['type'] for one in told['sets'])) or 'no set'}, explained"
    body = "".join(_set(one, told["legend"]) for one in sets)
    bytes_ = f"{told['bytes']} bytes, sha256 {told['sha256']}" if told["sha256"] else "not in a file yet"
    left = f"<p>{told['left_out']} more sets are left out.</p>" if told["left_out"] else ""
    faults = "".join(_fault(one) for residue in told["residue"] for one in residue["findings"])
    return f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="{SAFE}"><title>{text(title)}</title><style>{STYLE}</style></head>
<body><header><h1>{text(name)}</h1><p class="soft">{text(bytes_)}</p>{_contents(sets)}</header>
<main>{faults}{body}{left}</main>
<footer>Each line on the left is a segment as it stands in the file; below it each element with its meaning. A link
leads to the value in the document on the right, and back. Search the page for a value, a designator or a path.</footer>
</body></html>
"""


def _contents(sets: list[_Set]) -> str:
    if len(sets) < 2:
        return ""
    rows = (f'<li><a href="#s{one.no}">{text(one.told["type"])} {text(one.told["control"])}</a></li>' for one in sets)
    return f'<ul class="sets">{"".join(rows)}</ul>'


def _set(one: _Set, legend: dict[str, str]) -> str:
    told = one.told
    for segment in told["segments"]:
        for element in segment["elements"]:
            for path in element.get("paths") or [element["path"]]:
                if path:
                    one.origins.setdefault(path, []).append((one.anchor(segment, element), element["designator"]))
    document = "".join(_document(one, told["document"])) if told["document"] is not None else ""
    segments = "".join(_segment(one, segment) for segment in told["segments"])
    notes = "".join(f'<p class="soft">{text(note)}</p>' for note in told["notes"])
    faults = "".join(_fault(finding) for finding in told["findings"])
    right = f'<div class="doc">{document}</div>' if document else ""
    return (
        f'<section id="s{one.no}"><h2>{text(told["type"])} {text(told["control"])}</h2>{_facts(told)}{notes}'
        f"{_legend(told, legend)}{faults}{_asked(one)}{_untaken(told)}"
        f'<h3>Segments</h3><div class="both"><div>{HEAD}{segments}</div>{right}</div></section>'
    )


def _facts(told: Json) -> str:
    around, group, chart = told["interchange"], told["group"], told["map"]
    said = [f"release {told['release']}"]
    if around is not None:
        said.append(f"from {around['sender']} to {around['receiver']}, interchange {around['control']}")
    if group is not None and group["control"]:
        said.append(f"group {group['functional_id']} {group['control']}")
    if told["partner"]:
        said.append(f"partner {told['partner']}, {'sent by us' if told['direction'] == 'out' else 'received'}")
    said.append(f"map {chart['name']} {chart['hash'][:12]}" if chart else "no map")
    return f"<p>{text('; '.join(said))}</p>"


def _legend(told: Json, legend: dict[str, str]) -> str:
    rows = (
        f'<li><span class="b {word}">{count} {word}</span> <span class="soft">{text(legend.get(word, ""))}</span></li>'
        for word, count in told["totals"].items()
    )
    return f'<ul class="legend">{"".join(rows)}</ul>'


def _asked(one: _Set) -> str:
    asked = one.told.get("asked")
    if asked is None:
        return ""
    rows = _table(("wire", "meaning", "map row"), [(r["address"], r["meaning"], r["row"]) for r in asked["rows"]])
    places = _table(
        ("at", "element", "on the wire", "path", "means"),
        [(p["position"], p["designator"], p["raw"], p["path"], p["value"]) for p in asked["places"]],
    )
    return f"<h3>Asked for</h3>{rows}{places}"


def _untaken(told: Json) -> str:
    if not told["untaken"]:
        return ""
    rows = [
        (u["place"], u["count"], ", ".join(map(str, u["positions"])), ", ".join(u["values"])) for u in told["untaken"]
    ]
    return f"<h3>What no row takes</h3>{_table(('place', 'count', 'at', 'values'), rows)}"


def _table(headings: tuple[str, ...], rows: list[tuple[Any, ...]]) -> str:
    head = "".join(f"<th>{heading}</th>" for heading in headings)
    body = "".join("".join(["<tr>", *(f'<td class="w">{text(cell)}</td>' for cell in row), "</tr>"]) for row in rows)
    return f'<div class="scroll"><table><tr>{head}</tr>{body}</table></div>'


def _segment(one: _Set, segment: Json) -> str:
    elements = segment["elements"]
    last = max((element["element"] for element in elements), default=0)
    parts: dict[int, list[Json]] = {}
    for element in elements:
        parts.setdefault(element["element"], []).append(element)
    wire = "".join(f"*{_on_the_wire(one, segment, parts.get(at, []))}" for at in range(1, last + 1))
    says = f"-> {text(segment['path'])} " if segment["path"] else ""
    says = f"{says}{_row(segment['row'])}" if segment["placed"] else "has no place here"
    faults = "".join(_fault(finding) for finding in segment["findings"])
    rows = "".join(_element(one, segment, element) for element in elements)
    return (
        f'<div class="seg" style="--in:{int(segment["depth"])}"><div class="wire">'
        f'<span><span class="n">{int(segment["position"])}</span><b>{text(segment["tag"])}</b>{wire}</span>'
        f'<span class="soft">{says}</span></div>{faults}'
        f'<div class="scroll"><table class="cols">{WIDTHS}{rows}</table></div></div>'
    )


def _on_the_wire(one: _Set, segment: Json, parts: list[Json]) -> str:
    """An element as it stands in the file, its components with a `:` between them."""
    return ":".join(
        f'<a class="{element["became"]}" href="#{one.anchor(segment, element)}">{text(element["raw"])}</a>'
        for element in parts
    )


def _element(one: _Set, segment: Json, element: Json) -> str:
    path, became = element["path"], element["became"]
    shown = text(path)
    if path and path in one.lines:
        shown = f'<a href="#{one.lines[path]}">{shown}</a>'
    means = element["value"] if element["value"] != element["raw"] else ""
    said = shown or f'<span class="soft">{text(element["meaning"])}</span>'
    faults = "".join(_fault(finding) for finding in element["findings"])
    return (
        f'<tr id="{one.anchor(segment, element)}"><td class="d">{text(element["designator"])}</td>'
        f'<td class="w {became}">{text(element["raw"])}</td><td>{text(element["name"])}</td><td class="p">{said}</td>'
        f'<td class="w">{text(means)}</td><td class="r">{_row(element["row"])}</td>'
        f'<td><span class="b {became}">{became}</span></td></tr>'
        + (f'<tr><td colspan="7">{faults}</td></tr>' if faults else "")
    )


def _row(origin: str | None) -> str:
    """A map row's place; the folder that all maps share is left to the tip."""
    return f'<span title="{text(origin)}">{text(origin.removeprefix("maps/"))}</span>' if origin else ""


def _fault(finding: Json) -> str:
    code = f", {finding['code_type']} {finding['code']}" if finding["code"] else ""
    hint = f" <small>{text(finding['hint'])}</small>" if finding["hint"] else ""
    return f'<div class="fault">{text(finding["message"])} <small>[{text(finding["rule"] + code)}]</small>{hint}</div>'


def _document(one: _Set, value: Any, path: str = "", key: str = "", depth: int = 0) -> Iterator[str]:
    """The canonical document, a line for each value, with the elements that it came from."""
    label = f"{key}: " if key else ""
    if isinstance(value, dict) and value:
        if key:
            yield _line(one, path, text(label), depth)
        for name, inner in value.items():
            yield from _document(one, inner, f"{path}.{name}" if path else name, name, depth + bool(key))
    elif isinstance(value, list) and value:
        for no, inner in enumerate(value):
            yield from _document(one, inner, f"{path}[{no}]", f"{key}[{no}]", depth)
    else:
        yield _line(one, path, f"{text(label)}<b>{text(value)}</b>", depth)


def _line(one: _Set, path: str, shown: str, depth: int) -> str:
    anchor = one.lines.setdefault(path, f"d{one.no}-{len(one.lines) + 1}")
    links = " ".join(f'<a href="#{to}">{text(name)}</a>' for to, name in one.origins.get(path, ())[:4])
    return f'<div id="{anchor}" style="--in:{depth}">{shown} {links}</div>'
