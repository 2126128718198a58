"""Play a trial in the model."""
