"""The workspace's files: edigw.toml, partner files, profiles, cross-references, and which map an agreement uses."""

from edigw.config.configuration import Configuration, Found, load

__all__ = ["Configuration", "Found", "load"]
