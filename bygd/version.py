"""The version of Bygd."""

__version__ = "0.2.0"
