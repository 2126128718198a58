"""The version of Bygd."""

__version__ = "0.5.0"
