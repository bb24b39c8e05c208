"""Why EDIFACT files of public projects are not simply accepted: each was looked at by hand, none is kept here.

By path in the corpus: the verdict of `edigw check --leniency lenient`, the rules with the segments that break them, and
what is wrong with the file. What is not here is accepted without a fault.
"""

from __future__ import annotations

NO_UNB = "a lone message, as a parser's test wants it: no UNB, so there is nobody to answer"
NO_UNB_EITHER = "a lone message without UNB, its BGM between UNA and UNH on purpose"
BLANK_IDS = "sender and recipient are a blank: nobody could be answered"
SMALL = "UNOA has capitals alone, and there are small letters"
OF_GERMAN_POWER = (
    "Z-codes of German electricity trade, in lists that no 1131 or 3055 names; UNT and UNZ of another file"
)

EXPLAINED: dict[str, tuple[str, str, str]] = {
    "APERAK/indice-co-EDI.Net__Apperak_edi_out_issue235.edi": (
        "quarantined",
        "UNB:HEADER_ELEMENT_MISSING UNB:INTERCHANGE_CONTROL UNB:INTERCHANGE_TRAILER_MISSING UNB:RECEIVER_ID"
        " UNB:SENDER_ID UNB:SYNTAX_IDENTIFIER UNB:SYNTAX_VERSION UNZ:INTERCHANGE_CONTROL_DIFFERS",
        "a UNB without anything but 0020 before the real one, which has no 0020; the APERAK in it is accepted",
    ),
    "APERAK/nerdocs-pydifact__aperak.edi": (
        "accepted_with_errors", "FTX:CHARACTER UNT:SET_COUNT", f"UNT says 8 of 7 segments; {SMALL}",
    ),
    "APERAK/nerdocs-pydifact__aperak_rejected.edi": (
        "accepted_with_errors", "FTX:CHARACTER UNT:SET_COUNT", f"UNT says 8 of 7 segments; {SMALL}",
    ),
    "APERAK/nerdocs-pydifact__v3__aperak.edi": (
        "accepted_with_errors", "FTX:CHARACTER UNT:SET_COUNT", f"UNT says 8 of 7 segments; {SMALL}",
    ),
    "APERAK/nerdocs-pydifact__v3__aperak_rejected.edi": (
        "accepted_with_errors", "FTX:CHARACTER UNT:SET_COUNT", f"UNT says 8 of 7 segments; {SMALL}",
    ),
    "DELFOR/indice-co-EDI.Net__edifact.Issue196.edi": (
        "accepted_with_errors", "UNB:SYNTAX_IDENTIFIER UNT:SET_COUNT",
        "0001 is a name that was made unreadable; UNT counts the segments that were cut out",
    ),
    "DESADV/hellooops-vscode-edi-support__DESADV.edifact": (
        "rejected", "UNB:RECEIVER_ID UNB:SENDER_ID UNH:SET_CONTROL_NOT_UNIQUE",
        f"{BLANK_IDS}; two messages with one 0062. The messages have no other fault",
    ),
    "DESADV/hellooops-vscode-edi-support__multiple_transactions.edifact": (
        "rejected", "UNB:RECEIVER_ID UNB:SENDER_ID", f"{BLANK_IDS}. All eight messages are accepted",
    ),
    "DESADV/php-edifact-edifact__D96ADESADV.edi": (
        "rejected", "UNH:RELEASE_NOT_SUPPORTED",
        "0052 is 0 where D must stand; with D there is one fault more: 1225 of BGM holds a date of six digits",
    ),
    "DESADV/php-edifact-edifact__example_utf8.edi": (
        "rejected", "UNH:RELEASE_NOT_SUPPORTED", "the same message, in UTF-8 that UNB does not say (a note)",
    ),
    "INVOIC/hupe1980-edifact-rs__d01b_invoic_conforming.edi": ("quarantined", ":HEADER_MISSING", NO_UNB),
    "INVOIC/hupe1980-edifact-rs__d01b_invoic_malformed.edi": ("quarantined", ":HEADER_MISSING", NO_UNB),
    "INVOIC/hupe1980-edifact-rs__d96a_invoic_conforming.edi": ("quarantined", ":HEADER_MISSING", NO_UNB),
    "INVOIC/hupe1980-edifact-rs__d96a_invoic_malformed.edi": ("quarantined", ":HEADER_MISSING", NO_UNB),
    "INVOIC/hupe1980-edifact-rs__invoic_conforming.edi": ("quarantined", ":HEADER_MISSING", NO_UNB),
    "INVOIC/indice-co-EDI.Net__edifact.Issue188.edi": (
        "accepted_with_errors",
        "BGM:MISSING_SEGMENT MOA:MISSING_SEGMENT NAD:MISSING_SEGMENT UNH:SET_CONTROL_NOT_UNIQUE UNS:MISSING_SEGMENT"
        " UNT:SET_CONTROL_DIFFERS UNT:SET_COUNT UNZ:INTERCHANGE_COUNT",
        "messages of one DTM each, with counts and references of others",
    ),
    "INVOIC/indice-co-EDI.Net__edifact.Issue203.edi": (
        "accepted_with_errors",
        "ALC:INVALID_CODE APR:INVALID_CODE BGM:MISSING_SEGMENT COM:INVALID_CODE MOA:NOT_A_NUMBER"
        " UNB:SYNTAX_IDENTIFIER UNT:SET_CONTROL_DIFFERS UNT:SET_COUNT",
        "made for a test: IATB is the airlines' 0001, no BGM, a word for an amount, codes of nobody's list in elements"
        " that name no agency",
    ),
    "INVOIC/nerdocs-pydifact__invoice_with_colon_at_end.edi": (
        "accepted_with_errors", "RFF:TRAILING_SEPARATOR", "a component separator with nothing behind it, on purpose",
    ),
    "INVOIC/smooks-smooks-edi-cartridge__INVOIC_D.03B_Interchange_with_UNA.txt": (
        "accepted_with_errors", "UNT:SET_COUNT", "UNT says 36 of 35 segments",
    ),
    "INVOIC/smooks-smooks-edi-cartridge__invoic.txt": (
        "accepted_with_errors", "CUX:TOO_MANY_REPETITIONS",
        "C504 stands twice in one place of CUX by the repetition separator; it has two places for one each",
    ),
    "INVOIC/xlate-staedi__invoic_d93a_una.edi": (
        "accepted_with_errors", "IMD:CHARACTER NAD:CHARACTER", f"{SMALL}, and umlauts in UTF-8",
    ),
    "INVOIC/xlate-staedi__invoic_d97b.edi": (
        "accepted_with_errors", "NAD:CHARACTER", "an umlaut, in UTF-8, beside UNOA",
    ),
    "INVOIC/xlate-staedi__invoic_d97b_bad.edi": (
        "accepted_with_errors", "NAD:TOO_LONG PRI:CHARACTER PRI:NOT_A_NUMBER QTY:NOT_A_NUMBER UNS:SEGMENT_OVER_MAX",
        "bad on purpose: 3035 of four letters, a letter in a quantity, a dollar sign in a price, UNS twice",
    ),
    "ORDERS/EDIandXML-OBOE__orders": (
        "rejected", "UNH:RELEASE_NOT_SUPPORTED UNZ:INTERCHANGE_CONTROL_DIFFERS",
        "0054 begins with a blank: without it the message is accepted; UNZ has fewer zeros than UNB",
    ),
    "ORDERS/EDIandXML-OBOE__orders.escape": (
        "accepted_with_errors", "UNT:SET_CONTROL_DIFFERS UNT:SET_COUNT",
        "UNT counts segments that were cut out, and bears another reference",
    ),
    "ORDERS/EDIandXML-OBOE__orders.missingMandatoryElements": (
        "accepted_with_errors", "DTM:MANDATORY_ELEMENT UNZ:INTERCHANGE_CONTROL_DIFFERS",
        "2005 is missing on purpose; UNZ has fewer zeros than UNB",
    ),
    "ORDERS/EDIandXML-OBOE__orders.missingMandatorySegments": (
        "accepted_with_errors",
        "BGM:MISSING_SEGMENT DTM:MISSING_SEGMENT UNT:SET_COUNT UNZ:INTERCHANGE_CONTROL_DIFFERS",
        "BGM and DTM are missing on purpose",
    ),
    "ORDERS/EDIandXML-OBOE__orders.newdelimiters": (
        "rejected", "UNA:SERVICE_STRING", "other delimiters without the UNA that must tell them",
    ),
    "ORDERS/EDIandXML-OBOE__orders.withbadunbsegment": (
        "rejected", "UNH:RELEASE_NOT_SUPPORTED UNZ:INTERCHANGE_CONTROL_DIFFERS",
        "0054 begins with a blank; UNZ has fewer zeros than UNB",
    ),
    "ORDERS/hellooops-vscode-edi-support__EDIFACT-interchanges.edifact": (
        "accepted_with_errors", "DTM:MISSING_SEGMENT UNS:MISSING_SEGMENT", "orders of a BGM alone",
    ),
    "ORDERS/hellooops-vscode-edi-support__bug-edifact-escape.edifact": (
        "rejected", "DTM:MISSING_SEGMENT UNB:RECEIVER_ID UNB:SENDER_ID UNS:MISSING_SEGMENT",
        f"{BLANK_IDS}; an order of BGM and FTX alone",
    ),
    "ORDERS/hellooops-vscode-edi-support__edifact.minify.edi": (
        "accepted_with_errors", "NAD:CHARACTER", f"{SMALL}",
    ),
    "ORDERS/hellooops-vscode-edi-support__sample-invalid-version.edifact": (
        "rejected", "UNH:RELEASE_NOT_SUPPORTED", "X and XX for a directory, on purpose",
    ),
    "ORDERS/hellooops-vscode-edi-support__syntaxVersion4.edifact": (
        "accepted_with_errors", "DTM:MISSING_SEGMENT", "the order's date is missing",
    ),
    "ORDERS/hupe1980-edifact-rs__d01b_orders_conforming.edi": ("quarantined", ":HEADER_MISSING", NO_UNB),
    "ORDERS/hupe1980-edifact-rs__d01b_orders_malformed.edi": (
        "quarantined", ":SERVICE_STRING_ALONE", NO_UNB_EITHER,
    ),
    "ORDERS/hupe1980-edifact-rs__d11a_conforming.edi": ("quarantined", ":HEADER_MISSING", NO_UNB),
    "ORDERS/hupe1980-edifact-rs__d11a_malformed.edi": ("quarantined", ":SERVICE_STRING_ALONE", NO_UNB_EITHER),
    "ORDERS/hupe1980-edifact-rs__d11a_malformed_component.edi": ("quarantined", ":HEADER_MISSING", NO_UNB),
    "ORDERS/hupe1980-edifact-rs__d96a_orders_conforming.edi": ("quarantined", ":HEADER_MISSING", NO_UNB),
    "ORDERS/hupe1980-edifact-rs__d96a_orders_malformed.edi": (
        "quarantined", ":SERVICE_STRING_ALONE", NO_UNB_EITHER,
    ),
    "ORDERS/nerdocs-pydifact__order.edi": (
        "rejected", "UNB:INTERCHANGE_TRAILER_MISSING", "no UNZ: who knows what is missing; the order is accepted",
    ),
    "ORDERS/nerdocs-pydifact__order2.edi": (
        "rejected", "UNB:INTERCHANGE_TRAILER_MISSING", "no UNZ: who knows what is missing; the order is accepted",
    ),
    "ORDERS/nerdocs-pydifact__wikipedia_de.edi": (
        "accepted_with_errors", "UNZ:INTERCHANGE_CONTROL_DIFFERS", "UNZ has the application's number for UNB's; the"
        " order is accepted",
    ),
    "ORDERS/php-edifact-edifact__example_order_error.edi": (
        "accepted_with_errors", "IMD:CHARACTER IMD:TOO_MANY_COMPONENTS NAD:CHARACTER QTY:TOO_LONG",
        "as the next; and a colon in a text that was not released",
    ),
    "ORDERS/php-edifact-edifact__example_order_ok.edi": (
        "accepted_with_errors", "IMD:CHARACTER NAD:CHARACTER QTY:TOO_LONG",
        "U+FFFD stands where umlauts were lost; 6411 of four letters, and three may stand",
    ),
    "ORDERS/smooks-smooks-edi-cartridge__BAD_ORDERS_D.03B_Interchange.txt": (
        "accepted_with_errors", "COM:CHARACTER DTM:SEGMENT_OVER_MAX FTX:CHARACTER UNT:SET_COUNT",
        f"too many DTM, on purpose; UNT says 22 of 57; {SMALL}",
    ),
    "ORDERS/smooks-smooks-edi-cartridge__ORDERS_D.03B_Interchange.txt": (
        "accepted_with_errors", "COM:CHARACTER FTX:CHARACTER", SMALL,
    ),
    "ORDERS/xlate-staedi__orders-with-group.edi": (
        "accepted_with_errors", "MEA:INVALID_CODE SCC:INVALID_CODE UNB:ACK_REQUESTED UNT:SET_COUNT",
        "0031 is 0, and 1 alone may stand; 6313 has GS1's layers, 4017 a 7, and neither element names an agency; UNT"
        " says 21 of 18",
    ),
    "ORDRSP/indice-co-EDI.Net__edifact.ORDRSP-formatted.edi": (
        "accepted_with_errors",
        "AJT:INVALID_CODE BGM:INVALID_CODE DTM:INVALID_CODE IMD:INVALID_CODE LIN:INVALID_CODE LOC:TOO_LONG"
        " NAD:INVALID_CODE RFF:INVALID_CODE UNT:SET_CONTROL_DIFFERS UNT:SET_COUNT UNZ:INTERCHANGE_CONTROL_DIFFERS",
        f"{OF_GERMAN_POWER}. 3225 is longer in D10A than in D01B, which reads it",
    ),
    "ORDRSP/indice-co-EDI.Net__edifact.ORDRSP.edi": (
        "accepted_with_errors",
        "AJT:INVALID_CODE BGM:INVALID_CODE DTM:INVALID_CODE DTM:SEGMENT_OUT_OF_ORDER IMD:INVALID_CODE"
        " LIN:INVALID_CODE LOC:TOO_LONG NAD:INVALID_CODE RFF:INVALID_CODE UNT:SET_CONTROL_DIFFERS UNT:SET_COUNT"
        " UNZ:INTERCHANGE_CONTROL_DIFFERS",
        f"{OF_GERMAN_POWER}. An IMD between the dates; 3225 as above",
    ),
    "QUOTES/indice-co-EDI.Net__edifact.01.edi": (
        "accepted_with_errors",
        "CNT:INVALID_CODE DTM:INVALID_CODE LIN:INVALID_CODE LOC:INVALID_CODE UNT:SET_COUNT"
        " UNZ:INTERCHANGE_CONTROL_DIFFERS",
        "agencies and codes of Nordic power trade; UNT and UNZ of another file",
    ),
    "QUOTES/indice-co-EDI.Net__edifact.01.multi-message.edi": (
        "accepted_with_errors",
        "CNT:INVALID_CODE DTM:INVALID_CODE LIN:INVALID_CODE LOC:INVALID_CODE UNH:SET_CONTROL_NOT_UNIQUE UNT:SET_COUNT"
        " UNZ:INTERCHANGE_CONTROL_DIFFERS",
        "the same twice, with one 0062",
    ),
    "RECADV/smooks-smooks-edi-cartridge__recadv.txt": (
        "accepted_with_errors", "LIN:TRAILING_SEPARATOR NAD:CHARACTER NAD:TOO_LONG RFF:INVALID_CODE",
        f"{SMALL}, and Chinese in UTF-8; 38 characters where 35 may stand; GS1's qualifiers in 1153; separators at the"
        " end of LIN",
    ),
}  # fmt: skip
