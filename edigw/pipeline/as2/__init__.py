"""AS2 joined to the straight line: requests become arrivals, files become requests, receipts say what was delivered."""
