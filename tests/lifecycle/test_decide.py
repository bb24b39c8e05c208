"""Orders received, answered, shipped and billed: what follows from what."""
