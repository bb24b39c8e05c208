"""Code values that X12 envelopes are checked against: bare facts of ISA, GS and ST."""

from __future__ import annotations

# fmt: off
FUNCTIONAL_IDS = frozenset(  # 479
    [
        "AA", "AB", "AC", "AD", "AE", "AF", "AG", "AH", "AI", "AK", "AL", "AM", "AN", "AO", "AP", "AQ", "AR",
        "AS", "AT", "AU", "AV", "AW", "AX", "AY", "AZ", "BA", "BB", "BC", "BD", "BE", "BF", "BG", "BL", "BS",
        "CA", "CB", "CC", "CD", "CE", "CF", "CH", "CI", "CJ", "CK", "CL", "CM", "CN", "CO", "CP", "CQ", "CR",
        "CS", "CT", "CU", "CV", "CW", "D3", "D4", "D5", "DA", "DD", "DF", "DI", "DM", "DS", "DX", "EC", "ED",
        "EI", "EN", "EO", "EP", "ER", "ES", "EV", "EX", "FA", "FB", "FC", "FG", "FR", "FT", "GC", "GE", "GF",
        "GL", "GP", "GR", "GT", "HB", "HC", "HI", "HN", "HP", "HR", "HS", "HU", "HV", "IA", "IB", "IC", "ID",
        "IE", "IF", "IG", "IH", "IJ", "IM", "IN", "IO", "IR", "IS", "JB", "KM", "LA", "LB", "LI", "LN", "LR",
        "LS", "LT", "MA", "MC", "MD", "ME", "MF", "MG", "MH", "MI", "MJ", "MK", "MM", "MN", "MO", "MP", "MQ",
        "MR", "MS", "MT", "MV", "MW", "MX", "MY", "MZ", "NC", "NL", "NP", "NR", "NT", "OC", "OG", "OR", "OW",
        "PA", "PB", "PC", "PD", "PE", "PF", "PG", "PH", "PI", "PJ", "PK", "PL", "PN", "PO", "PQ", "PR", "PS",
        "PT", "PU", "PV", "PW", "PY", "QG", "QM", "QO", "RA", "RB", "RC", "RD", "RE", "RF", "RG", "RH", "RI",
        "RJ", "RK", "RL", "RM", "RN", "RO", "RP", "RQ", "RR", "RS", "RT", "RU", "RV", "RW", "RX", "RY", "RZ",
        "SA", "SB", "SC", "SD", "SE", "SF", "SH", "SI", "SJ", "SL", "SM", "SN", "SO", "SP", "SQ", "SR", "SS",
        "ST", "SU", "SV", "SW", "TA", "TB", "TD", "TE", "TF", "TI", "TJ", "TM", "TN", "TO", "TP", "TR", "TT",
        "TU", "TX", "UA", "UB", "UC", "UD", "UI", "UP", "UW", "VA", "VB", "VC", "VD", "VE", "VH", "VI", "VS",
        "WA", "WB", "WG", "WI", "WL", "WR", "WT",
    ]
)
# fmt: on

GROUP_OF = {  # ST01 -> GS01, for the sets that may be met here
    "180": "AN",
    "810": "IN",
    "812": "CD",
    "816": "OR",
    "820": "RA",
    "824": "AG",
    "830": "PS",
    "832": "SC",
    "846": "IB",
    "850": "PO",
    "852": "PD",
    "855": "PR",
    "856": "SH",
    "860": "PC",
    "861": "RC",
    "864": "TX",
    "865": "CA",
    "869": "RS",
    "870": "RS",
    "875": "OG",
    "880": "GP",
    "940": "OW",
    "943": "AR",
    "944": "RE",
    "945": "SW",
    "947": "AW",
    "997": "FA",
    "999": "FA",
}

AUTHORIZATION_QUALIFIERS = frozenset(["00", "01", "02", "03", "04", "05", "06"])  # I01

SECURITY_QUALIFIERS = frozenset(["00", "01"])  # I03

ID_QUALIFIERS = frozenset(  # I05
    [f"{n:02}" for n in (*range(1, 5), *range(7, 39))] + ["AM", "NR", "SA", "SN", "ZZ"]
)

RELEASES = frozenset(f"00{version}0{release}" for version in range(2, 9) for release in range(10))  # I11

REPETITION_FROM = "00402"  # ISA12 from which ISA11 is the repetition separator

FIXED_WIDTHS = (2, 10, 2, 10, 2, 15, 2, 15, 6, 4, 1, 5, 9, 1, 1, 1)  # ISA01 to ISA16

GROUP_LENGTHS = ((2, 2), (2, 15), (2, 15), (8, 8), (4, 8), (1, 9), (1, 2), (1, 12))  # GS01 to GS08, min and max
