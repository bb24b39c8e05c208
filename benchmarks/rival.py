"""The rival of lines 1 to 4: pyx12, with a map directory made from our own dictionary.

Its maps are read once and kept, as ours are: by itself it reads them anew for every file, for seconds.
"""

from __future__ import annotations

import io
import logging
from functools import cache
from pathlib import Path
from unittest.mock import patch

import pyx12.map_if
from pyx12.params import ParamsBase
from pyx12.x12n_document import x12n_document

from edigw.pipeline.inspect import opinion_maps
from edigw.structure.dictionary import Dictionary


class Rival:
    def __init__(self, dictionary: Dictionary, folder: Path) -> None:
        logging.getLogger("pyx12").setLevel(logging.CRITICAL)
        opinion_maps.write(dictionary, ["850"], folder)
        self.maps = str(folder)
        self.parameters = ParamsBase()
        self.load = cache(pyx12.map_if.load_map_file)

    def validate(self, path: Path) -> bool:
        """Whether it finds nothing wrong."""
        return self._run(path, None)

    def answer(self, path: Path) -> str:
        """The acknowledgement that it writes."""
        said = io.StringIO()
        self._run(path, said)
        return said.getvalue()

    def _run(self, path: Path, said: io.StringIO | None) -> bool:
        with path.open("r", encoding="ascii") as source, patch("pyx12.map_if.load_map_file", self.load):
            return bool(x12n_document(self.parameters, source, said, None, map_path=self.maps))
