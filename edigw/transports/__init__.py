"""How files and messages reach us and leave: each transport polls, is done with what it gave, and sends."""
