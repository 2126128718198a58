"""Statistics of combinations of measures, on arrays; nothing here simulates or writes.

A *combination* is a whole number whose bit i says whether measure i is in force (0: none of them). All combinations
have the same replicates, with the same people, the same luck and, where there are several, the same ensemble member.

``values``     what combinations are worth, and intervals that hold members and chance
``contrasts``  what a measure or a pair is worth, as sums over all combinations
``orders``     the same for many measures, from sampled orders of introduction
``best``       which may be the best, in how many members they nearly are, and effect against cost
``steps``      an order of introduction
"""
