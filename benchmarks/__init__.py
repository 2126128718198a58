"""Benchmarks: ratios side by side in one run, and memory. Not installed with the package; see README.md."""
