"""The `edigw` command: runs the command line and turns every outcome into an exit code."""

from __future__ import annotations

import sys


def main() -> None:
    """Entry point of the console script."""
    from edigw.cli.main import run

    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
