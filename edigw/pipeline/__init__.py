"""The straight lines from file to file: receive, parse, process, envelope, deliver. The only hub; spokes return."""
