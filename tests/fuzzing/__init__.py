"""Coverage-guided fuzzing of the reader, the validator and what builds acknowledgements; the suite never needs it."""
