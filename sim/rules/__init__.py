"""The rules: one file a process, top to bottom its numbers, its formulas, its events."""
