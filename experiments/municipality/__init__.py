"""A municipality file of one's own: write it, check it."""
