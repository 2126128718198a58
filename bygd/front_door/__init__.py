"""What ``import bygd`` offers, one file a kind of name; ``docs/python.md`` shows its use."""
