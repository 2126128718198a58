"""The version of Bygd."""

__version__ = "0.3.0"
