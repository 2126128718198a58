"""Values that are true by definition: the calendar, the sizes of the model's tables, rounding.

What could be another number is declared with ``number()`` in its process; these could not.
"""

MONTHS_A_YEAR = 12
JUNE = 6
JULY = 7
AUGUST = 8
NOVEMBER = 11
DECEMBER = 12
SCHOOL_STARTS = 72  # months of age: six years
SECTORS = 8  # of sim.states.Sector
OFFICES = 2  # of a municipality: the programme's, and NAV after it (that of a trial speaks for the programme's)
REFUGEES = 1  # as the last guests of an employer; streams of the other groups follow
FIRST_STREAM = 2
CHANNELS = 5  # who may ask an employer: the offices, then three streams
LONG_AGO = 1000  # months; never yet
NEARLY_CERTAIN = 0.95  # a product of factors is no probability above this
HALF_UP = 0.5  # added before int(): rounds to the nearest whole number
ROUNDING = 1e-9  # two sums of the same supervision may differ by this
UNBEATEN = 1.0e9  # worse than any score that a search for the best meets
LN_2 = 0.6931471805599453
