"""The rules that X12 envelopes are read by: stable code -> meaning and hint, and the standard's own code for it."""

from __future__ import annotations

from edigw.tree import Finding

RULES: dict[str, tuple[str, str]] = {  # rule -> (what it means, what to do)
    "EMPTY_FILE": ("the file holds no byte", "ask the sender to send it again"),
    "BLANK": ("the file holds nothing but blanks", "ask the sender to send it again"),
    "ENCODING": ("the bytes are UTF-16, UTF-32 or EBCDIC", "ask the sender for one byte a character, as Latin-1"),
    "NOT_EDI": ("no interchange starts here", "an X12 interchange starts with ISA in capitals"),
    "PADDING": ("line breaks, blanks or fill bytes between interchanges", "nothing to do: they carry no data"),
    "BOM": ("a byte order mark", "nothing to do: it carries no data"),
    "STRAY_SEGMENT": ("segments after the end of the interchange", "ask the sender what they belong to"),
    "ELEMENT_SEPARATOR": (
        "the element separator is a letter, a digit or a blank",
        "use one that data never hold, as *",
    ),
    "COMPONENT_SEPARATOR": (
        "the component separator (ISA16) is a letter, a digit, a blank or another delimiter's character",
        "use one that data never hold, as >",
    ),
    "SEGMENT_TERMINATOR": (
        "the segment terminator is a letter, a digit, a blank or another delimiter's character",
        "use one that data never hold, as ~",
    ),
    "HEADER_CUT_OFF": ("the data end inside the ISA segment", "ask the sender to send the file again"),
    "HEADER_WIDTH": ("an ISA element has not its fixed width", "pad ISA to 106 characters"),
    "HEADER_ELEMENTS": ("ISA has not 16 elements", "ask the sender for a complete ISA"),
    "HEADER_WRAPPED": ("ISA is broken over lines", "nothing to do: the line breaks were taken out"),
    "AUTHORIZATION_QUALIFIER": ("ISA01 is not in the code list", "00 where nothing was agreed"),
    "AUTHORIZATION": ("ISA02 holds data although ISA01 says that there is none", "leave ISA02 blank"),
    "SECURITY_QUALIFIER": ("ISA03 is not in the code list", "00 where nothing was agreed"),
    "SECURITY": ("ISA04 holds data although ISA03 says that there is none", "leave ISA04 blank"),
    "AUTHORIZATION_DIFFERS": ("ISA02 is not what was agreed", "compare `envelope.authorization` of the partner file"),
    "SECURITY_DIFFERS": ("ISA04 is not what was agreed", "compare `envelope.security` of the partner file"),
    "SENDER_QUALIFIER": ("ISA05 is not in the code list", "ZZ where nothing else fits"),
    "SENDER_ID": ("ISA06 is empty", "ISA06 names the sender"),
    "SENDER_PADDING": ("ISA06 is padded with something else than blanks", "pad with blanks"),
    "RECEIVER_QUALIFIER": ("ISA07 is not in the code list", "ZZ where nothing else fits"),
    "RECEIVER_ID": ("ISA08 is empty", "ISA08 names the receiver"),
    "RECEIVER_PADDING": ("ISA08 is padded with something else than blanks", "pad with blanks"),
    "INTERCHANGE_DATE": ("ISA09 is no date", "write it as YYMMDD"),
    "INTERCHANGE_TIME": ("ISA10 is no time of day", "write it as HHMM"),
    "STANDARDS_ID": ("ISA11 is not U, or from release 00402 on no usable repetition separator", "U up to 00401"),
    "INTERCHANGE_RELEASE": ("ISA12 is not in the code list", "as 00401"),
    "INTERCHANGE_CONTROL": ("ISA13 is not nine digits", "nine digits, padded with zeros"),
    "INTERCHANGE_CONTROL_ZERO": ("ISA13 is zero", "number interchanges from 1"),
    "ACK_REQUESTED": ("ISA14 is neither 0 nor 1", "1 asks for a TA1"),
    "USAGE": ("ISA15 is neither P nor T", "P for production, T for test"),
    "INTERCHANGE_CONTROL_DIFFERS": ("IEA02 is not ISA13", "repeat ISA13 as it stands"),
    "INTERCHANGE_COUNT": ("IEA01 is not the number of groups", "count the GS segments"),
    "INTERCHANGE_TRAILER_MISSING": ("the interchange ends without IEA", "ask the sender to send it again, whole"),
    "LAST_TERMINATOR_MISSING": ("the terminator after IEA is missing", "end each segment with its terminator"),
    "NO_GROUP": ("the interchange holds neither a group nor a TA1", "ask the sender what it was meant to hold"),
    "SET_OUTSIDE_GROUP": ("a set, or the end of a set or group, stands in no group", "put every set between GS and GE"),
    "OUTSIDE_GROUP": ("a segment stands where only a group may", "ask the sender what it is for"),
    "GROUP_HEADER": ("an element of GS is missing, or too short or too long", "fill GS01 to GS08"),
    "GROUP_DATE": ("GS04 is no date", "write it as CCYYMMDD"),
    "GROUP_TIME": ("GS05 is no time of day", "write it as HHMM"),
    "GROUP_NOT_SUPPORTED": ("GS01 is not in the code list", "as PO for orders"),
    "GROUP_CONTROL": ("GS06 is not one to nine digits", "number groups by digits alone"),
    "GROUP_CONTROL_NOT_UNIQUE": ("GS06 stands twice in the interchange", "give each group its own number"),
    "GROUP_TRAILER_MISSING": ("the group ends without GE", "ask the sender for the whole group"),
    "GROUP_CONTROL_DIFFERS": ("GE02 is not GS06", "repeat GS06 as it stands"),
    "GROUP_COUNT": ("GE01 is not the number of sets", "count the ST segments"),
    "GROUP_EMPTY": ("the group holds no set", "ask the sender what it was meant to hold"),
    "OUTSIDE_SET": ("a segment stands in the group, but in no set", "put it between ST and SE"),
    "SET_ID": ("ST01 is empty or not three characters", "as 850"),
    "SET_NOT_OF_GROUP": ("ST01 does not belong into a group of this GS01", "put the set into a group of its own kind"),
    "SET_CONTROL": ("ST02 is missing, or not four to nine characters", "as 0001"),
    "SET_CONTROL_NOT_UNIQUE": ("ST02 stands twice in the group", "give each set its own number"),
    "SET_TRAILER_MISSING": ("the set ends without SE", "ask the sender for the whole set"),
    "SET_CONTROL_DIFFERS": ("SE02 is not ST02", "repeat ST02 as it stands"),
    "SET_COUNT": ("SE01 is not the number of segments", "count from ST to SE, both included"),
    "SET_TOO_LARGE": ("the set is larger than the limit `set` of edigw.toml", "split it, or raise the limit"),
    "SEGMENT_TOO_LONG": ("a segment is longer than the limit `segment` of edigw.toml", "split it, or raise the limit"),
    "ELEMENT_TOO_LONG": ("the longest element of a segment that is over the limit", "shorten it"),
    "SETS_OVER_LIMIT": ("the group holds more sets than `sets_per_group` allows", "split it, or raise the limit"),
    "EMPTY_SEGMENT": ("a segment without a tag", "end each segment with one terminator"),
    "UNWRAPPED": ("line breaks inside data were taken out", "nothing to do, if the file was wrapped to a width"),
}

CODES: dict[str, tuple[str, str]] = {  # rule -> (code list, code)
    "STRAY_SEGMENT": ("TA105", "022"),
    "ELEMENT_SEPARATOR": ("TA105", "026"),
    "COMPONENT_SEPARATOR": ("TA105", "027"),
    "SEGMENT_TERMINATOR": ("TA105", "004"),
    "HEADER_CUT_OFF": ("TA105", "023"),
    "HEADER_WIDTH": ("TA105", "022"),
    "HEADER_ELEMENTS": ("TA105", "022"),
    "AUTHORIZATION_QUALIFIER": ("TA105", "010"),
    "AUTHORIZATION": ("TA105", "011"),
    "SECURITY_QUALIFIER": ("TA105", "012"),
    "SECURITY": ("TA105", "013"),
    "AUTHORIZATION_DIFFERS": ("TA105", "011"),
    "SECURITY_DIFFERS": ("TA105", "013"),
    "SENDER_QUALIFIER": ("TA105", "005"),
    "SENDER_ID": ("TA105", "006"),
    "SENDER_PADDING": ("TA105", "006"),
    "RECEIVER_QUALIFIER": ("TA105", "007"),
    "RECEIVER_ID": ("TA105", "008"),
    "RECEIVER_PADDING": ("TA105", "008"),
    "INTERCHANGE_DATE": ("TA105", "014"),
    "INTERCHANGE_TIME": ("TA105", "015"),
    "STANDARDS_ID": ("TA105", "016"),
    "INTERCHANGE_RELEASE": ("TA105", "017"),
    "INTERCHANGE_CONTROL": ("TA105", "018"),
    "INTERCHANGE_CONTROL_ZERO": ("TA105", "018"),
    "ACK_REQUESTED": ("TA105", "019"),
    "USAGE": ("TA105", "020"),
    "INTERCHANGE_CONTROL_DIFFERS": ("TA105", "001"),
    "INTERCHANGE_COUNT": ("TA105", "021"),
    "INTERCHANGE_TRAILER_MISSING": ("TA105", "023"),
    "LAST_TERMINATOR_MISSING": ("TA105", "023"),
    "NO_GROUP": ("TA105", "024"),
    "SET_OUTSIDE_GROUP": ("TA105", "024"),
    "OUTSIDE_GROUP": ("TA105", "024"),
    "GROUP_HEADER": ("TA105", "024"),
    "GROUP_DATE": ("TA105", "024"),
    "GROUP_TIME": ("TA105", "024"),
    "GROUP_NOT_SUPPORTED": ("AK905", "1"),
    "GROUP_CONTROL": ("AK905", "6"),
    "GROUP_CONTROL_NOT_UNIQUE": ("AK905", "19"),
    "GROUP_TRAILER_MISSING": ("AK905", "3"),
    "GROUP_CONTROL_DIFFERS": ("AK905", "4"),
    "GROUP_COUNT": ("AK905", "5"),
    "GROUP_EMPTY": ("AK905", ""),
    "OUTSIDE_SET": ("AK905", "5"),
    "SET_ID": ("AK502", "6"),
    "SET_NOT_OF_GROUP": ("AK502", "6"),
    "SET_CONTROL": ("AK502", "7"),
    "SET_CONTROL_NOT_UNIQUE": ("AK502", "23"),
    "SET_TRAILER_MISSING": ("AK502", "2"),
    "SET_CONTROL_DIFFERS": ("AK502", "3"),
    "SET_COUNT": ("AK502", "4"),
    "SET_TOO_LARGE": ("AK502", "5"),
    "SEGMENT_TOO_LONG": ("AK502", "5"),
    "ELEMENT_TOO_LONG": ("AK403", "5"),
    "SETS_OVER_LIMIT": ("AK502", "5"),
    "EMPTY_SEGMENT": ("AK304", "1"),
}

NOTES = frozenset({"PADDING", "BOM", "HEADER_WRAPPED", "UNWRAPPED"})  # shown, and never change a verdict

HARMLESS = frozenset({"PADDING", "BOM"})  # residue that asks nobody's attention

REFUSED = frozenset({"SET_TOO_LARGE", "SEGMENT_TOO_LONG", "SETS_OVER_LIMIT", "SET_TRAILER_MISSING"})
"""Sets with one of these are incomplete in our hands: rejected under every leniency, and not worth diagnosing."""


def fault(rule: str, detail: str = "", /, **place: object) -> Finding:
    """The finding for a rule; `detail` is put behind its meaning, `place` are further fields of Finding."""
    meaning, hint = RULES[rule]
    code_type, code = CODES.get(rule, ("", ""))
    message = f"{meaning}: {detail}" if detail else meaning
    severity = "note" if rule in NOTES else "error"
    finding = Finding(code_type, code, rule, message, hint=hint, severity=severity)
    return finding.at(**place) if place else finding
