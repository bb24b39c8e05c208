"""The dictionary in pyx12's form: every position, code and note of a set is in it."""

from __future__ import annotations

from pathlib import Path

from lxml import etree

from edigw.config.shipped import DictionaryTexts, Library
from edigw.pipeline.inspect.opinion_maps import write
from edigw.structure.dictionary import parse


def test_every_segment_of_the_set_is_written_with_its_notes_and_codes(tmp_path: Path) -> None:
    dictionary = parse("x12", "004010", DictionaryTexts(Library(Path("/nowhere")), "x12", "004010"))
    assert write(dictionary, ["997"], tmp_path) == ["997"]
    root = etree.parse(tmp_path / "997.xml").getroot()
    tags = [segment.get("xid") for segment in root.iter("segment")]
    assert sorted(tags) == ["AK1", "AK2", "AK3", "AK4", "AK5", "AK9", "GE", "GS", "IEA", "ISA", "SE", "ST"]
    codes = {code.text for code in root.find(".//element[@xid='AK501']/valid_codes")}
    assert codes == dictionary.codes["717"]
    composite = root.find(".//composite[@xid='AK401']")
    assert [part.get("xid") for part in composite.findall("element")] == ["AK401-01", "AK401-02"]
    numbers = {row.get("ele_num") for row in etree.parse(tmp_path / "dataele.xml").getroot()}
    assert {"722", "1528", "717", "I12", "329"} <= numbers
    control = etree.parse(tmp_path / "x12.control.00401.xml").getroot()
    assert [segment.get("xid") for segment in control.iter("segment")] == ["ISA", "GS", "GE", "IEA"]
