"""The map language and its engine: nested message <-> canonical model."""
