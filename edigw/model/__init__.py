"""The canonical model: what documents mean, in words, frozen."""
