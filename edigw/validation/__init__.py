"""Judging documents: structure, elements, codes, guides; and the acknowledgement of what was found."""
