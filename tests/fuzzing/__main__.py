"""`python -m tests.fuzzing reader --seconds 600`: fuzz one target; needs the extra `fuzz` (atheris).

Inputs that reach new code gather in `--corpus`; one that breaks something is left in tests/fuzzing/found, where the
suite tries it again ever after.
"""

from __future__ import annotations

import argparse
import gc
import random
import sys
import tempfile
from pathlib import Path

import atheris
from mutants import mutant

HERE = Path(__file__).parent

with atheris.instrument_imports(include=["edigw.formats", "edigw.validation", "edigw.structure"]):
    from fuzzing.planted import PLANTED
    from fuzzing.targets import TARGETS


def mutate(data: bytes, most: int, seed: int) -> bytes:
    """Half of the time as interchanges go wrong, else byte by byte."""
    chance = random.Random(seed)
    if data and chance.random() < 0.5:
        return mutant(chance, data)[:most]
    return bytes(atheris.Mutate(data, most))


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzzing", description=__doc__)
    parser.add_argument("target", choices=sorted(TARGETS))
    parser.add_argument("--seconds", type=int, default=0, help="stop then; 0: not by time")
    parser.add_argument("--runs", type=int, default=-1, help="stop after so many executions; -1: not by number")
    parser.add_argument("--most", type=int, default=800, help="bytes of an input; short inputs are many")
    parser.add_argument("--plant", choices=sorted(PLANTED), help="plant a fault that must be found")
    parser.add_argument("--corpus", type=Path, help="where inputs gather; else in a folder that is thrown away")
    parser.add_argument("--found", type=Path, default=HERE / "found", help="where a finding is left")
    said = parser.parse_args()
    if said.plant:
        PLANTED[said.plant][1]()
    with tempfile.TemporaryDirectory() as folder:
        corpus = said.corpus or Path(folder)
        corpus.mkdir(parents=True, exist_ok=True)
        target, seeds = TARGETS[said.target]
        for number, seed in enumerate(one for one in seeds() if len(one) <= said.most):
            (corpus / f"seed-{number}").write_bytes(seed)
        options = [
            f"-max_total_time={said.seconds}", f"-runs={said.runs}", f"-max_len={said.most}", "-print_final_stats=1",
            f"-artifact_prefix={said.found}/{said.target}-", "-timeout=20", "-rss_limit_mb=1000", "-len_control=0",
            "-reload=0",
        ]  # fmt: skip
        gc.freeze()
        gc.set_threshold(50_000)
        atheris.Setup([sys.argv[0], *options, str(corpus)], target, custom_mutator=mutate)
        atheris.Fuzz()


if __name__ == "__main__":
    main()
