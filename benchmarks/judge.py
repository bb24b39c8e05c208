"""`python -m benchmarks.judge FILE`: judge every set of a file by the very reader of the pipeline; print the counts."""

from __future__ import annotations

import mmap
import sys
from collections import Counter
from pathlib import Path

from edigw.config.configuration import shipped_only
from edigw.formats.x12.events import LIMITS
from edigw.pipeline.examine import SetSeen, examine
from edigw.pipeline.routing import Router


def main(path: Path) -> None:
    verdicts: Counter[str] = Counter()
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        router = Router(shipped_only(Path.cwd()), ask_nobody=True)
        for seen in examine(data, router, LIMITS):
            if isinstance(seen, SetSeen):
                verdicts[seen.verdict] += 1
    print(dict(verdicts))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
