"""ASC X12: interchanges, groups and sets on the wire (X12.5, X12.6)."""
