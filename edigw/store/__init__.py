"""The durable store: tables, and the short transactions on which correctness rests (SQLite or PostgreSQL)."""
