"""What is told of documents without an effect on any: check, explain, samples, maps on trial, second opinions."""
