"""Bygd: an agent-based simulation of how refugees find work, or leave, in small Norwegian municipalities."""
