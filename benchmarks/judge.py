"""`python -m benchmarks.judge FILE`: judge every set of a file by the very reader of the pipeline.

Prints its own peak memory in MB: what a parent is told of it would hold the parent's own, as it was at the fork.
"""

from __future__ import annotations

import mmap
import resource
import sys
from pathlib import Path

from edigw.config.configuration import shipped_only
from edigw.formats.x12.events import LIMITS
from edigw.pipeline.read.examine import SetSeen, examine
from edigw.pipeline.read.routing import Router


def main(path: Path) -> None:
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        router = Router(shipped_only(Path.cwd()), ask_nobody=True)
        if not sum(isinstance(seen, SetSeen) for seen in examine(data, router, LIMITS)):
            raise SystemExit(f"{path} holds no set")
    print(f"{peak_mb():.1f}")


def peak_mb() -> float:
    told = Path("/proc/self/status")
    if told.is_file():
        return (
            next(int(row.split()[1]) for row in told.read_text("ascii").splitlines() if row.startswith("VmHWM")) / 1024
        )
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main(Path(sys.argv[1]))
