"""The version of Bygd."""

__version__ = "0.6.0"
