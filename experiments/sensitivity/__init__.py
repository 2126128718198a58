"""Sensitivity of a stochastic model: which numbers matter, how much is luck, and what a conclusion depends on."""
