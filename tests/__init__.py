"""Tests: claims about the world, each of which can fail."""
