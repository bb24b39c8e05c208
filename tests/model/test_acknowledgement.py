"""Acknowledgement: a verdict for the group and for each set, faults in words."""

from __future__ import annotations

from edigw.model.acknowledgement import Acknowledgement


def test_it_survives_json() -> None:
    fault = {"position": "3", "number": "324", "fault": "mandatory_missing"}
    one = {
        "type": "850", "control": "0001", "verdict": "rejected", "faults": ["segments_in_error"],
        "segments": [{"tag": "BEG", "position": "2", "fault": "element_errors", "elements": [fault]}],
    }  # fmt: skip
    document = Acknowledgement.model_validate(
        {
            "functional_id": "PO",
            "group_control": "7",
            "sets": [one],
            "verdict": "rejected",
            "claimed": "1",
            "received": "1",
            "accepted": "0",
        }
    )
    assert Acknowledgement.model_validate_json(document.model_dump_json(exclude_defaults=True)) == document
    assert document.sets[0].segments[0].elements[0].fault == "mandatory_missing"
