"""The certificates of the workspace: what is there, who uses which from when, how they come and go."""
