"""The version of Bygd."""

__version__ = "0.7.0"
