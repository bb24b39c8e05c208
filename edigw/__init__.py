"""An EDI trading-partner gateway and translator: documents in and out, maps as data, nothing lost."""

__version__ = "0.1.0"
