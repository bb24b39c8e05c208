"""Who wakes whom: the port to a durable engine, its embedded form, and the daemon on it."""
