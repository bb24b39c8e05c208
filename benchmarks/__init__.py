"""What a person runs to know where the speed stands; no part of the tests."""
