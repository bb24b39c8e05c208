"""What a file holds: whose it is, its verdicts, its documents as rows."""
