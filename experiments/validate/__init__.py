"""Check the model against the field note's findings and published figures."""
