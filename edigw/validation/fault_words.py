"""The words of an acknowledgement for the codes of X12's elements 715 to 718, 720, 723, of 618, 620, 621, of TA1.

And of EDIFACT's 0083 and 0085, which serve every level of a CONTRL.
"""

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
    "19": "bad_convention",
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
    ("AK304", "3", "GUIDE_AT_LEAST"): "I8",
    ("AK304", "3", "GUIDE_LOOP_AT_LEAST"): "I7",
    ("AK304", "3", "GUIDE_ONE_OF"): "I6",
    ("AK403", "1", "GUIDE_AT_LEAST"): "I11",
    ("AK403", "2", "GUIDE_REQUIRED"): "I9",
    ("AK502", "19", "CONVENTION_NOT_AGREED"): "I6",
    ("AK403", "2", "GUIDE_ONE_OF"): "I9",
    ("AK403", "7", "GUIDE_ONLY"): "I6",
    ("AK403", "7", "GUIDE_PATTERN"): "I12",
    ("AK403", "10", "GUIDE_NOT_USED"): "I10",
    ("AK403", "10", "GUIDE_ONE_OF"): "I13",
}

NEAREST_005010 = {"AK905": {"7": "1", "8": "1", "30": "6"}}  # codes that 005010's lists lack -> the nearest one there

NEAREST_004010 = {  # the same of 004010's lists, which stand for every earlier release
    "AK403": {"12": "3", "13": "3"},
    "AK502": {"18": "6", "19": "1"},  # there 19 to 22 are security segments that are missing
    "AK905": {"7": "1", "8": "1", "30": "6"},
}


EXACT_005010 = {("AK502", "6", "SET_NOT_OF_GROUP"): "18"}  # what 005010's lists say more exactly, by rule


ACTION = {  # 0083; the rest is withdrawn, and only ever read
    "4": "rejected",
    "7": "accepted",
    "8": "received",
    "1": "all_accepted",
    "2": "accepted_with_errors",
    "3": "partly_accepted",
    "5": "envelope_accepted",
    "6": "envelope_rejected",
}

EDIFACT_FAULT = {  # 0085: what a receiver of ours can know; 1, 3 to 6 and 8 to 11 were withdrawn
    "2": "syntax_not_supported",
    "7": "not_recipient",
    "12": "invalid_value",
    "13": "missing",
    "14": "value_not_supported",
    "15": "not_supported",
    "16": "too_many_constituents",
    "17": "no_agreement",
    "18": "unspecified",
    "19": "invalid_decimal",
    "20": "service_character_unusable",
    "21": "bad_character",
    "22": "bad_service_character",
    "23": "unknown_sender",
    "24": "too_old",
    "25": "test_not_supported",
    "26": "duplicate",
    "27": "security_not_supported",
    "28": "control_differs",
    "29": "count_wrong",
    "30": "groups_mixed",
    "31": "types_mixed",
    "32": "empty",
    "33": "outside",
    "34": "nesting_not_allowed",
    "35": "too_often",
    "36": "group_too_often",
    "37": "wrong_type",
    "38": "digit_missing",
    "39": "too_long",
    "40": "too_short",
    "41": "network_failed",
    "42": "network_busy",
    "43": "unknown_recipient",
}

NEAREST_0085 = {"45": "16", "46": "2", "47": "15", "48": "13"}  # of syntax version 4 -> what every list has

UNSPECIFIED = "18"


@lru_cache(maxsize=256)
def edifact_word(code: str) -> str:
    """The word for a code of 0085, where it is none that CONTRL's directories have the nearest one's."""
    return EDIFACT_FAULT.get(NEAREST_0085.get(code, code), EDIFACT_FAULT[UNSPECIFIED])


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
