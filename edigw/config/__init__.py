"""The workspace's files: edigw.toml, partner files, profiles, cross-references, and which map an agreement uses."""
