"""The report of a ranking."""
