"""The version of Bygd."""

__version__ = "0.4.1"
