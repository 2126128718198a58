"""The formulas of the model as curves: for the page, for the generated documentation, for tests."""
