"""Agent-based simulation of how refugees find work in small Norwegian municipalities: the library."""

__version__ = "0.2.0"
