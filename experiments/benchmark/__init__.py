"""Time the engines, studies and the page side by side."""
