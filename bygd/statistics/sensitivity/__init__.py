"""Sensitivity of a stochastic model: indices, shares of variance, scenario discovery."""
