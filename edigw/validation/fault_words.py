"""The words of an acknowledgement for the codes of X12's elements 715 to 718, 720, 723, of 618, 620, 621, of TA1."""

from __future__ import annotations

from functools import lru_cache

SEGMENT_FAULT = {  # 720, AK304
    "1": "unknown_segment",
    "2": "unexpected_segment",
    "3": "mandatory_missing",
    "4": "loop_too_often",
    "5": "segment_too_often",
    "6": "not_in_set",
    "7": "wrong_order",
    "8": "element_errors",
}

ELEMENT_FAULT = {  # 723, AK403; 12 and 13 from 005010
    "1": "mandatory_missing",
    "2": "conditional_missing",
    "3": "too_many_elements",
    "4": "too_short",
    "5": "too_long",
    "6": "bad_character",
    "7": "invalid_code",
    "8": "invalid_date",
    "9": "invalid_time",
    "10": "excluded_together",
    "12": "too_many_repetitions",
    "13": "too_many_components",
}

SET_FAULT = {  # 718, AK502 to AK506
    "1": "not_supported",
    "2": "trailer_missing",
    "3": "control_differs",
    "4": "count_wrong",
    "5": "segments_in_error",
    "6": "bad_set_id",
    "7": "bad_control",
    "18": "not_of_this_group",
    "23": "control_not_unique",
}

GROUP_FAULT = {  # 716, AK905 to AK909
    "1": "not_supported",
    "2": "release_not_supported",
    "3": "trailer_missing",
    "4": "control_differs",
    "5": "count_wrong",
    "6": "bad_control",
    "19": "control_not_unique",
}

SET_VERDICT = {  # 717, AK501; M, W and X are only ever read
    "A": "accepted",
    "E": "accepted_with_errors",
    "R": "rejected",
    "M": "rejected_authentication",
    "W": "rejected_assurance",
    "X": "rejected_decryption",
}

GROUP_VERDICT = {**SET_VERDICT, "P": "partly_accepted"}  # 715, AK901

INTERCHANGE_VERDICT = {"A": "accepted", "E": "accepted_with_errors", "R": "rejected"}  # I17, TA104

WORDS = {  # a finding's code_type -> code -> word
    "AK304": SEGMENT_FAULT,
    "AK403": ELEMENT_FAULT,
    "AK502": SET_FAULT,
    "AK905": GROUP_FAULT,
}

IMPLEMENTATION = {  # of 999's own lists, which know the partner's guide besides: 620 (IK304), 621 (IK403), 618 (IK502)
    "AK304": {
        **SEGMENT_FAULT,
        "I4": "segment_not_used",
        "I6": "dependent_segment_missing",
        "I7": "loop_too_seldom",
        "I8": "segment_too_seldom",
        "I9": "dependent_segment_not_used",
    },
    "AK403": {
        **ELEMENT_FAULT,
        "I6": "code_not_used",
        "I9": "dependent_element_missing",
        "I10": "element_not_used",
        "I11": "too_few_repetitions",
        "I12": "pattern_mismatch",
        "I13": "dependent_element_not_used",
    },
    "AK502": {**SET_FAULT, "I6": "convention_not_supported"},
    "AK905": GROUP_FAULT,
}

GUIDED = {  # what a guide's rule is called in a 999: (list, code of a 997, rule) -> code; any other keeps its code
    ("AK304", "2", "GUIDE_NOT_USED"): "I4",
    ("AK304", "2", "GUIDE_ONE_OF"): "I9",
    ("AK304", "3", "GUIDE_ONE_OF"): "I6",
    ("AK403", "2", "GUIDE_REQUIRED"): "I9",
    ("AK403", "2", "GUIDE_ONE_OF"): "I9",
    ("AK403", "7", "GUIDE_ONLY"): "I6",
    ("AK403", "10", "GUIDE_NOT_USED"): "I10",
    ("AK403", "10", "GUIDE_ONE_OF"): "I13",
}

NEAREST_005010 = {"AK905": {"7": "1", "8": "1", "30": "6"}}  # codes that 005010's lists lack -> the nearest one there

NEAREST_004010 = {  # the same of 004010's lists, which stand for every earlier release
    "AK403": {"12": "3", "13": "3"},
    "AK502": {"18": "6"},
    "AK905": {"7": "1", "8": "1", "30": "6"},
}


EXACT_005010 = {("AK502", "6", "SET_NOT_OF_GROUP"): "18"}  # what 005010's lists say more exactly, by rule


@lru_cache(maxsize=4096)
def code_in(document: str, release: str, code_type: str, code: str, rule: str = "") -> str:
    """The code by which an acknowledgement (997, 999) of this release says it: its own, else the nearest there."""
    if document == "999":
        code = GUIDED.get((code_type, code, rule), code)
    later = release[:6] >= "005010"
    if later:
        code = EXACT_005010.get((code_type, code, rule), code)
    nearest = NEAREST_005010 if later else NEAREST_004010
    return nearest.get(code_type, {}).get(code, code)


def words_of(document: str, code_type: str) -> dict[str, str]:
    """Code -> word of one of its lists."""
    return IMPLEMENTATION[code_type] if document == "999" else WORDS[code_type]
