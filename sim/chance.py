"""Random numbers that belong to someone.

A draw is a pure function of (seed, replicate, who, month, purpose, alternative); nothing holds a random state.
The same person therefore has the same luck under every policy, one person more changes nobody else's draws, and
a run can be repeated from its row in a table. The generator is Philox4x32-7 (Salmon et al. 2011, "Parallel random
numbers: as easy as 1, 2, 3": seven rounds pass all their tests); its published vectors are in the tests.

``draw``    uniform in [0, 1), this month
``happens`` whether something with this probability happens this month: what is certain needs no draw
``luck``    uniform in [0, 1), the same in every month: fixed for life
``normal``  standard normal (Box-Muller), fixed for life
``poisson`` a count with a given mean (inversion, so that a larger mean never gives a smaller count)
"""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING

import numpy as np

from sim.engine_room import cos, entry, exp, in_whole, log, rule, sqrt

if TYPE_CHECKING:
    from sim.world import World

FOR_LIFE = 0xFFFF  # the "month" of a draw that is made once
ROUNDING = 1e-15  # more than what rounding can take off an exponential


class Purpose(IntEnum):
    """What a draw decides. Numbers are explicit and never reused: a new purpose takes the next free one."""

    # settlement (who: a household, then a person)
    HOUSEHOLD = 1
    ARRIVAL = 2
    CHILDREN = 3
    JOINS = 4
    AGE = 5
    TRACK = 6
    SKILL = 7
    WISH = 8
    PACE = 9
    AVAILABLE = 10
    CHILD_AGE = 11
    LENGTH = 12
    ABOVE_55 = 13
    ENGLISH = 14
    TAKES_PART = 15
    # employers
    SECTOR = 20
    STAFF = 21
    WILLING = 22
    SOCIAL = 23
    TRUST = 24
    KNOWN = 25
    AWARE = 26
    AGREED = 28
    ONSITE = 29
    LATENT = 30
    LATENT_SKILL = 31
    PHASE = 32
    OPENING = 33
    CONTACT = 34
    COURSE = 35
    # offices
    TURNOVER = 40
    SEEK = 41
    SERVED = 42
    # competing requests
    COMPETING = 50
    COMPETING_TARGET = 51
    COMPETING_ANSWER = 52
    COMPETING_ROUTE = 53
    # requests and answers
    N_ASKS = 60
    TARGET = 61
    ROUTE = 62
    ANSWER = 63
    TOLD = 64
    INVOLVED = 65
    WALK_IN = 66
    WALK_TARGET = 67
    WAIT = 68
    PREPARED = 69
    PLACEMENT_LENGTH = 70
    # placements
    PROBLEM = 80
    FOUND = 82
    BREAK_OFF = 83
    EVALUATED = 84
    CHILDCARE = 86
    # jobs
    SEASONAL = 92
    LOSE_JOB = 93
    HEALTH = 94
    # programme and after
    LEAVE_EARLY = 100
    STUDY = 101
    STUDY_LATER = 102
    STUDY_END = 103
    # moving
    MOVE = 110
    MOVE_JOB = 111
    EMIGRATE = 112
    # relations
    INITIATIVE = 120
    INITIATIVE_TARGET = 121
    INITIATIVE_ACCEPT = 122
    UPTAKE = 123
    HONEST = 124
    # the road to a job
    SLACK = 130
    NEVER_BECAUSE = 131
    HELP_NEED = 132
    ADVERTISED = 133
    LATENT_POST = 134
    APPLICATIONS = 135
    WAY = 136
    SEAT = 137
    JOB_LANGUAGE = 138
    CHOSEN = 139
    VOUCHED = 140
    GO_BACK = 141
    SENT_ON = 142
    CONTACTS = 143
    CONTACT_TARGET = 144
    RETURN_TO_HOST = 145
    SIMPLE_POST = 146
    TEMPORARY = 147
    # a trial
    TRIAL = 150
    TREATED = 151


@in_whole
def philox(k0: int, k1: int, c0: int, c1: int, c2: int, c3: int) -> tuple[np.uint64, np.uint64, np.uint64, np.uint64]:
    """Four 32-bit words of Philox4x32-7 for the key ``(k0, k1)`` and the counter ``(c0, c1, c2, c3)``."""
    low = np.uint64(0xFFFFFFFF)
    bits = np.uint64(32)
    a, b = np.uint64(0xD2511F53), np.uint64(0xCD9E8D57)
    w0, w1 = np.uint64(0x9E3779B9), np.uint64(0xBB67AE85)
    x0, x1, x2, x3 = np.uint64(c0), np.uint64(c1), np.uint64(c2), np.uint64(c3)
    y0, y1 = np.uint64(k0), np.uint64(k1)
    for _ in range(7):
        p = a * x0
        q = b * x2
        x0, x1, x2, x3 = (q >> bits) ^ x1 ^ y0, q & low, (p >> bits) ^ x3 ^ y1, p & low
        y0 = (y0 + w0) & low
        y1 = (y1 + w1) & low
    return x0, x1, x2, x3


@entry
def uniform(seed: int, replicate: int, who: int, month: int, purpose: int, alternative: int) -> float:
    """Uniform in [0, 1) with 53 bits; ``who`` below 2^63, ``alternative`` below 2^24, the others below 2^32."""
    x0, x1, _, _ = philox(seed, replicate, who & 0xFFFFFFFF, who >> 32, month, purpose + 256 * alternative)
    return (float(x0 >> np.uint64(5)) * 67108864.0 + float(x1 >> np.uint64(6))) / 9007199254740992.0


@rule
def draw(world: World, who: int, purpose: int, alternative: int) -> float:
    """Uniform in [0, 1) that belongs to ``who`` for this ``purpose`` in this month."""
    return uniform(world.seed, world.replicate, who, world.month, purpose + 0, alternative)


@rule
def happens(world: World, who: int, purpose: int, alternative: int, p: float) -> bool:
    """Tell whether ``draw`` is below the probability ``p``; where that is certain, nothing is drawn."""
    if p <= 0.0:
        return False
    return p >= 1.0 or draw(world, who, purpose, alternative) < p


@rule
def luck(world: World, who: int, purpose: int) -> float:
    """Uniform in [0, 1) that belongs to ``who`` for life."""
    return uniform(world.seed, world.replicate, who, FOR_LIFE, purpose + 0, 0)


@rule
def normal(world: World, who: int, purpose: int) -> float:
    """Standard normal that belongs to ``who`` for life."""
    u = uniform(world.seed, world.replicate, who, FOR_LIFE, purpose + 0, 1)
    v = uniform(world.seed, world.replicate, who, FOR_LIFE, purpose + 0, 2)
    return sqrt(-2.0 * log(1.0 - u)) * cos(6.283185307179586 * v)


@rule
def monthly_normal(world: World, who: int, purpose: int, alternative: int) -> float:
    """Standard normal that belongs to ``who`` in this month."""
    u = draw(world, who, purpose, 2 * alternative)
    v = draw(world, who, purpose, 2 * alternative + 1)
    return sqrt(-2.0 * log(1.0 - u)) * cos(6.283185307179586 * v)


@rule
def poisson(world: World, who: int, purpose: int, mean: float) -> int:
    """Count with this ``mean``, of ``who`` in this month; inversion in parts of at most 16."""
    count = 0
    part = 0
    left = mean
    while left > 0.0:
        m = min(left, 16.0)
        u = draw(world, who, purpose, part)
        if u >= 1.0 - m - ROUNDING:  # below, it is 0: the exponential is larger
            p = exp(-m)
            total = p
            k = 0
            while u >= total and k < 200:
                k += 1
                p *= m / k
                total += p
            count += k
        left -= 16.0
        part += 1
    return count
