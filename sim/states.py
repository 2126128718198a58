"""Names for the few things that are one of several kinds."""

from enum import IntEnum


class Status(IntEnum):
    """What an adult does this month (their place of living is ``moved_away``, their rights ``in_programme``)."""

    ABROAD = 0  # not yet settled
    CLASS = 1  # introduction programme, in class
    PLACEMENT = 2  # language or work practice with an employer
    WORK = 3
    EDUCATION = 4
    IDLE = 5  # without work: registered or not
    OUT = 6  # lasting inactivity (health)


class Sector(IntEnum):
    """Trade of an employer; also main skill and wish of a refugee."""

    HOTEL_FOOD = 0
    RETAIL = 1
    MANUFACTURING = 2
    CONSTRUCTION = 3
    CARE = 4
    KINDERGARTEN_SCHOOL = 5
    AGRICULTURE = 6
    OTHER = 7


class Household(IntEnum):
    """Kind of household at settlement."""

    SINGLE_MAN = 0
    SINGLE_WOMAN = 1
    LONE_PARENT = 2
    COUPLE_CHILDREN = 3
    COUPLE = 4


class Reason(IntEnum):
    """Why an employer said no (YES is the answer yes)."""

    YES = 0
    UNWILLING = 1
    NO_ROOM = 2
    LANGUAGE = 3
    LOAD = 4  # supervision would cost more than the trainee's work gives
    STAFF_TIRED = 5
    TOO_MANY_ASKS = 6
    DISTRUST = 7
    TOO_BUSY = 8
    NO_NEED = 9  # none of the above: sees no use for a trainee now


class Contract(IntEnum):
    """Kind of job."""

    NONE = 0
    ORDINARY = 1
    ENDS = 2  # substitute or seasonal
    SUBSIDISED = 3  # ordinary, with wage subsidy for a time


class Stream(IntEnum):
    """Groups that compete with refugees for slots."""

    PUPILS = 0
    STUDENTS = 1
    NAV_OTHERS = 2


class Event(IntEnum):
    """What the diary of a person records: first what happens in a life, then why (a yes is the placement itself)."""

    SETTLED = 1
    PLACED = 2
    PLACEMENT_ENDED = 3
    BROKEN_OFF = 4
    HIRED_BY_HOST = 5
    FOUND_JOB = 6
    LOST_JOB = 7
    STUDIES = 8
    STUDIES_ENDED = 9
    LEFT_PROGRAMME = 10
    MOVED = 11
    HEALTH = 12
    JOINED = 13
    SUBSIDY_ENDED = 14
    # an employer said no: the reason's number is added to REFUSED
    REFUSED = 20
    REFUSED_UNWILLING = 21
    REFUSED_NO_ROOM = 22
    REFUSED_LANGUAGE = 23
    REFUSED_LOAD = 24
    REFUSED_STAFF_TIRED = 25
    REFUSED_TOO_MANY_ASKS = 26
    REFUSED_DISTRUST = 27
    REFUSED_TOO_BUSY = 28
    REFUSED_NO_NEED = 29
    NOT_SENT_OUT = 30  # stood in line, but the office had no hours
    TAKEN_UP = 31  # the placement that follows is an employer's own idea
    WALKED_IN = 32  # asked on one's own; the answer follows
    PREPARED = 33  # the placement was prepared
    PROBLEM_FOUND = 34
    PROBLEM_MISSED = 35
    EVALUATED = 36  # the placement that ended was evaluated
    CHILDCARE_FAILED = 37  # the host offered a job, and nobody minds the child
