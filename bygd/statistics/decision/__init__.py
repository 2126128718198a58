"""Robust choice between sets of measures, and the value of knowing a number first.

``Choices`` holds what each set of measures does in each run, ``robust`` which is best, how often, and with how much
regret; ``knowing`` what it would be worth to know a number, or to count it for four weeks; ``counting`` what an office
can count itself; ``tables`` both as data frames of a comparison.
"""
