"""What results say: paired differences, costs, curves, drivers, indices, combinations."""
