"""Structure: the dictionary in memory, and folding flat segments into loops and back."""
