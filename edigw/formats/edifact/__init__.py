"""UN/EDIFACT: interchanges, groups and messages on the wire (ISO 9735, syntax versions 1 to 4)."""
