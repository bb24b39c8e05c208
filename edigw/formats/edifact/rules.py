"""The rules that EDIFACT envelopes are read by: stable code -> meaning and hint, and the code that CONTRL has for it.

A rule that X12 has too bears the same name, so that leniency speaks of both at once.
"""

from __future__ import annotations

from edigw.formats.events import HARMLESS, REFUSED
from edigw.tree import Finding

RULES: dict[str, tuple[str, str]] = {  # rule -> (what it means, what to do)
    "EMPTY_FILE": ("the file holds no byte", "ask the sender to send it again"),
    "BLANK": ("the file holds nothing but blanks", "ask the sender to send it again"),
    "ENCODING": ("the bytes are UTF-16, UTF-32 or EBCDIC", "ask the sender for the character set that UNB names"),
    "NOT_EDI": ("no interchange starts here", "an EDIFACT interchange starts with UNA or UNB in capitals"),
    "PADDING": ("line breaks, blanks or fill bytes between interchanges", "nothing to do: they carry no data"),
    "BOM": ("a byte order mark", "nothing to do: it carries no data"),
    "STRAY_SEGMENT": ("segments after the end of the interchange", "ask the sender what they belong to"),
    "INTERACTIVE": ("an interactive interchange (UIB)", "batch interchanges alone are read: they start with UNB"),
    "HEADER_MISSING": ("a message or group without UNB before it", "ask the sender for the whole interchange"),
    "SERVICE_STRING_ALONE": ("a UNA that no UNB follows", "one UNA, then UNB"),
    "SERVICE_STRING": (
        "the service characters are not six, or one is a letter, a digit, a blank, a line break, not ASCII, or stands"
        " for two things",
        "as UNA:+.? '",
    ),
    "LINE_ENDS": ("segments end with line breaks, which no UNA says", "end each segment with an apostrophe"),
    "HEADER_CUT_OFF": ("the data end inside the UNB segment", "ask the sender to send the file again"),
    "HEADER_ELEMENTS": ("UNB holds more than it may", "UNB ends with the test indicator"),
    "HEADER_ELEMENT_MISSING": ("an element of UNB is missing", "fill S001 to S004 and 0020"),
    "HEADER_ELEMENT_LENGTH": ("an element of UNB is too long", "shorten it"),
    "SYNTAX_IDENTIFIER": ("0001 is no known syntax identifier; read as UNOC", "UNOA to UNOL, UNOW or UNOY"),
    "SYNTAX_VERSION": ("0002 is no known syntax version", "1 to 4"),
    "CHARSET_NOT_SUPPORTED": ("the character set switches within the text; read as UNOC", "send UNOY, which is UTF-8"),
    "SENDER_ID": ("0004 is empty", "UNB names the sender"),
    "RECEIVER_ID": ("0010 is empty", "UNB names the recipient"),
    "INTERCHANGE_DATE": ("0017 is no date", "YYMMDD, in syntax version 4 CCYYMMDD"),
    "INTERCHANGE_TIME": ("0019 is no time of day", "HHMM"),
    "DATE_LENGTH": ("0017 has the length of another syntax version", "YYMMDD, in syntax version 4 CCYYMMDD"),
    "INTERCHANGE_CONTROL": ("0020 is missing", "give each interchange its own reference"),
    "ACK_REQUESTED": ("0031 is no known value", "1 asks for a CONTRL"),
    "USAGE": ("0035 is no known value", "1 says that it is a test"),
    "INTERCHANGE_CONTROL_DIFFERS": ("0020 in UNZ is not that in UNB", "repeat it as it stands"),
    "INTERCHANGE_COUNT": ("0036 is not the number of groups, or where there is none of messages", "count them"),
    "INTERCHANGE_TRAILER_MISSING": ("the interchange ends without UNZ", "ask the sender to send it again, whole"),
    "LAST_TERMINATOR_MISSING": ("the terminator after UNZ is missing", "end each segment with its terminator"),
    "RELEASE_AT_END": ("the data end with a release character", "ask the sender to send it again, whole"),
    "NO_GROUP": ("the interchange holds no message", "ask the sender what it was meant to hold"),
    "OUTSIDE_GROUP": ("a segment stands where only a group or message may", "ask the sender what it is for"),
    "PACKAGE": ("a package of foreign data (UNO)", "messages alone are read"),
    "GROUPS_MIXED": ("messages stand both in groups and outside", "put all messages into groups, or none"),
    "GROUP_HEADER": ("an element of UNG is missing", "fill UNG"),
    "GROUP_DATE": ("the date in UNG is none", "YYMMDD, in syntax version 4 CCYYMMDD"),
    "GROUP_TIME": ("the time in UNG is none", "HHMM"),
    "GROUP_CONTROL": ("0048 is missing", "give each group its own reference"),
    "GROUP_CONTROL_NOT_UNIQUE": ("0048 stands twice in the interchange", "give each group its own reference"),
    "GROUP_TRAILER_MISSING": ("the group ends without UNE", "ask the sender for the whole group"),
    "GROUP_CONTROL_DIFFERS": ("0048 in UNE is not that in UNG", "repeat it as it stands"),
    "GROUP_COUNT": ("0060 is not the number of messages", "count the UNH segments"),
    "GROUP_EMPTY": ("the group holds no message", "ask the sender what it was meant to hold"),
    "OUTSIDE_SET": ("a segment stands in no message", "put it between UNH and UNT"),
    "SET_ID": ("0065 is empty or over six characters", "as ORDERS"),
    "SET_NOT_OF_GROUP": ("0065 is not the 0038 of the group", "put the message into a group of its own kind"),
    "SET_RELEASE": ("version, release or agency of the message is missing", "as D:96A:UN"),
    "SET_CONTROL": ("0062 is missing", "give each message its own reference"),
    "SET_CONTROL_LENGTH": ("0062 is over 14 characters", "shorten it"),
    "SET_CONTROL_NOT_UNIQUE": ("0062 stands twice in the interchange", "give each message its own reference"),
    "SET_TRAILER_MISSING": ("the message ends without UNT", "ask the sender for the whole message"),
    "SET_CONTROL_DIFFERS": ("0062 in UNT is not that in UNH", "repeat it as it stands"),
    "SET_COUNT": ("0074 is not the number of segments", "count from UNH to UNT, both included"),
    "SET_TOO_LARGE": ("the message is larger than the limit `set` of edigw.toml", "split it, or raise the limit"),
    "SEGMENT_TOO_LONG": ("a segment is longer than the limit `segment` of edigw.toml", "split it, or raise the limit"),
    "ELEMENT_TOO_LONG": ("the longest element of a segment that is over the limit", "shorten it"),
    "SETS_OVER_LIMIT": ("there are more messages than `sets_per_group` allows", "split it, or raise the limit"),
    "EMPTY_SEGMENT": ("a segment without a tag", "end each segment with one terminator"),
    "NESTING": ("the segment's tag tells its nesting", "the order of segments tells it: write the tag alone"),
    "LINE_BREAK": ("a line break inside data was taken out", "write none; or agree that the file is wrapped"),
    "UNWRAPPED": ("line breaks inside data were taken out", "nothing to do, if the file was wrapped to a width"),
    "CHARACTER": ("a character that the interchange's character set lacks", "take it out, or name another set in UNB"),
    "UTF_8": ("the bytes are UTF-8, which UNB does not say; they are read as UTF-8", "name UNOY in UNB"),
    "CHARSET_DIFFERS": ("the bytes are UTF-8, which UNB does not say", "name UNOY in UNB, or write what it names"),
}

CODES: dict[str, str] = {  # rule -> 0085
    "STRAY_SEGMENT": "33", "INTERACTIVE": "47", "HEADER_MISSING": "13", "SERVICE_STRING_ALONE": "33",
    "SERVICE_STRING": "20", "LINE_ENDS": "22", "HEADER_CUT_OFF": "13", "HEADER_ELEMENTS": "16",
    "HEADER_ELEMENT_MISSING": "13", "HEADER_ELEMENT_LENGTH": "39", "SYNTAX_IDENTIFIER": "2", "SYNTAX_VERSION": "2",
    "CHARSET_NOT_SUPPORTED": "46", "SENDER_ID": "13", "RECEIVER_ID": "13", "INTERCHANGE_DATE": "12",
    "INTERCHANGE_TIME": "12", "INTERCHANGE_CONTROL": "13", "ACK_REQUESTED": "12", "USAGE": "12",
    "INTERCHANGE_CONTROL_DIFFERS": "28", "INTERCHANGE_COUNT": "29", "INTERCHANGE_TRAILER_MISSING": "13",
    "LAST_TERMINATOR_MISSING": "13", "RELEASE_AT_END": "13", "NO_GROUP": "32", "OUTSIDE_GROUP": "33",
    "PACKAGE": "47", "GROUPS_MIXED": "30", "GROUP_HEADER": "13", "GROUP_DATE": "12", "GROUP_TIME": "12",
    "GROUP_CONTROL": "13", "GROUP_CONTROL_NOT_UNIQUE": "26", "GROUP_TRAILER_MISSING": "13",
    "GROUP_CONTROL_DIFFERS": "28", "GROUP_COUNT": "29", "GROUP_EMPTY": "32", "OUTSIDE_SET": "33", "SET_ID": "13",
    "SET_NOT_OF_GROUP": "31", "SET_RELEASE": "13", "SET_CONTROL": "13", "SET_CONTROL_LENGTH": "39",
    "SET_CONTROL_NOT_UNIQUE": "26", "SET_TRAILER_MISSING": "13", "SET_CONTROL_DIFFERS": "28", "SET_COUNT": "29",
    "SET_TOO_LARGE": "18", "SEGMENT_TOO_LONG": "18", "ELEMENT_TOO_LONG": "39", "SETS_OVER_LIMIT": "18",
    "EMPTY_SEGMENT": "13", "NESTING": "34", "LINE_BREAK": "21", "CHARACTER": "21", "CHARSET_DIFFERS": "21",
}  # fmt: skip

CODE_LIST = "0085"  # the code_type of every one of them

NOTES = frozenset({"PADDING", "BOM", "UNWRAPPED", "DATE_LENGTH", "UTF_8"})  # shown, and never change a verdict


def fault(rule: str, detail: str = "", /, **place: object) -> Finding:
    """The finding for a rule; `detail` is put behind its meaning, `place` are further fields of Finding."""
    meaning, hint = RULES[rule]
    code = CODES.get(rule, "")
    message = f"{meaning}: {detail}" if detail else meaning
    severity = "note" if rule in NOTES else "error"
    finding = Finding(CODE_LIST if code else "", code, rule, message, hint=hint, severity=severity)
    return finding.at(**place) if place else finding


__all__ = ["CODES", "CODE_LIST", "HARMLESS", "NOTES", "REFUSED", "RULES", "fault"]
