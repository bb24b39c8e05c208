"""Coverage-guided fuzzing of the reader, the validator and what builds acknowledgements; the suite never needs it."""

import sys
from pathlib import Path

TESTS = Path(__file__).parents[1]
sys.path[:0] = [str(TESTS), str(TESTS.parent)]  # for what is run by `python -m`; pytest puts them there itself
