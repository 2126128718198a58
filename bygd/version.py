"""The version of Bygd."""

__version__ = "0.8.1"
