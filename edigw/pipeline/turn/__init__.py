"""Boundary C: the turn of one document, from its admission to the effects on the desk."""
