"""Rank measures by simulating all their combinations."""
