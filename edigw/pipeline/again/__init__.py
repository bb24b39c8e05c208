"""What a person has done again: released, reprocessed, reissued, redelivered."""
