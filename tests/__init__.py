"""Tests: claims about the member, each of which can fail."""
