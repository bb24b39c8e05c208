"""The command line: one file a group of commands; it reaches nothing but app and errors."""
