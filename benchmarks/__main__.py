"""`python -m benchmarks [LINE …]`: prints the table; all lines at their full size are written to RESULTS.md."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

from benchmarks import dropped, edifact, exchange, growth, memory, persisting, silent, startup, validating, whole
from benchmarks.measure import Line, machine

LINES: dict[int, Callable[[int, float], list[Line]]] = {
    1: validating.validated,
    2: validating.ordered,
    3: validating.answered,
    4: validating.ruined,
    5: edifact.lines,
    6: dropped.lines,
    7: whole.lines,
    8: memory.lines,
    9: growth.lines,
    10: startup.lines,
    11: persisting.lines,
    12: exchange.lines,
    14: silent.lines,
}
RESULTS = Path(__file__).with_name("RESULTS.md")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("line", nargs="*", type=int, choices=[*LINES, []], help="which lines; else all")
    parser.add_argument("--runs", type=int, default=3, help="runs of each side; the median counts")
    parser.add_argument("--size", type=float, default=1, help="share of the full amounts: 0.05 only shows that it runs")
    chosen = parser.parse_args()
    done: list[Line] = []
    for number in chosen.line or LINES:
        for line in LINES[number](chosen.runs, chosen.size):
            print(_row(line), *([f"  {line.note}"] if line.note else []), sep="\n", flush=True)
            done.append(line)
    if chosen.size == 1 and not chosen.line:
        RESULTS.write_text(_page(done), "utf-8")


def _row(line: Line) -> str:
    sign = "≥" if line.better == "at_least" else "≤"
    verdict = "yes" if line.holds else "no"
    return f"| {line.number} | {line.work} | {line.measured} | {line.ratio:.2f} | {sign} {line.target:g} | {verdict} |"


def _page(lines: list[Line]) -> str:
    table = ["| # | work | measured | ratio | must show | shown |", "|---|---|---|---|---|---|", *map(_row, lines)]
    bars = [f"{line.number:>3} {'#' * min(60, round(20 * _share(line))):<60} {_share(line):.2f}" for line in lines]
    notes = "".join(f"- Line {line.number}: {line.note}\n" for line in lines if line.note)
    note = "Each bar is how far the target is reached (20 marks are the target itself)."
    return (
        f"# Benchmarks\n\n{machine()}.\n\n"
        + "\n".join(table)
        + f"\n\n{notes}\n{note}\n\n```\n"
        + "\n".join(bars)
        + "\n```\n"
    )


def _share(line: Line) -> float:
    return line.ratio / line.target if line.better == "at_least" else line.target / line.ratio


if __name__ == "__main__":
    main()
