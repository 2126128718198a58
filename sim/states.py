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
    """Why an employer said no to a request for a placement (YES is the answer yes)."""

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
    OTHERS_FIRST = 10  # other groups have what room there is


class Way(IntEnum):
    """How somebody comes to a job."""

    HOST = 0  # with the host, when the placement ends
    RETURN = 1  # with a former host or employer, later
    SENT = 2  # a former host or employer sends to another employer
    ADVISER = 3  # an adviser speaks to the employer
    KNOWN = 4  # through somebody one knows
    ADVERT = 5  # on an advertised post
    OUTSIDE = 6  # with an employer beyond the modelled ones, by commuting (or elsewhere, for who has moved)


class JobReason(IntEnum):
    """Why an employer turned down somebody who looked for a job (YES: hired)."""

    YES = 0
    NO_OPENING = 1
    LANGUAGE = 2
    RIVALS = 3  # nothing is wrong: somebody else was chosen
    NAME = 4
    UNKNOWN = 5  # nobody whom the employer knows vouches
    INEXPERIENCE = 6
    CV_GAP = 7
    STAFF_TIRED = 8
    NEVER = 9  # says that it never takes refugees
    DISTRUST = 10  # an adviser's word counts for little
    TOO_MANY_ASKS = 11
    FORMAL = 12  # formal requirements of public posts


class Contract(IntEnum):
    """Kind of job."""

    NONE = 0
    ORDINARY = 1
    ENDS = 2  # substitute or seasonal
    SUBSIDISED = 3  # ordinary, with wage subsidy for a time
    TEMPORARY = 4  # for a time, often made longer


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
    LOST_JOB = 7
    STUDIES = 8
    STUDIES_ENDED = 9
    LEFT_PROGRAMME = 10
    MOVED = 11
    HEALTH = 12
    JOINED = 13
    SUBSIDY_ENDED = 14
    NOT_SENT_OUT = 15  # stood in line, but the office had no hours
    TAKEN_UP = 16  # the placement that follows is an employer's own idea
    WALKED_IN = 17  # asked on one's own; the answer follows
    PREPARED = 18  # the placement was prepared
    PROBLEM_FOUND = 19
    PROBLEM_MISSED = 20
    EVALUATED = 21  # the placement that ended was evaluated
    CHILDCARE_FAILED = 22  # the host offered a job, and nobody minds the child
    EMIGRATED = 24  # left Norway
    VOUCHED_FOR = 23  # six months in a job: this employer vouches from now on
    # a job was found: the way's number is added to FOUND_JOB
    FOUND_JOB = 30
    FOUND_JOB_RETURN = 31
    FOUND_JOB_SENT = 32
    FOUND_JOB_ADVISER = 33
    FOUND_JOB_KNOWN = 34
    FOUND_JOB_ADVERT = 35
    FOUND_JOB_OUTSIDE = 36
    # an employer said no to a request for a placement: the reason's number is added to REFUSED
    REFUSED = 50
    REFUSED_UNWILLING = 51
    REFUSED_NO_ROOM = 52
    REFUSED_LANGUAGE = 53
    REFUSED_LOAD = 54
    REFUSED_STAFF_TIRED = 55
    REFUSED_TOO_MANY_ASKS = 56
    REFUSED_DISTRUST = 57
    REFUSED_TOO_BUSY = 58
    REFUSED_NO_NEED = 59
    REFUSED_OTHERS_FIRST = 60
    # somebody whom a host or an adviser brings was turned down: the reason's number is added to TURNED_DOWN
    TURNED_DOWN = 70
    TURNED_DOWN_NO_OPENING = 71
    TURNED_DOWN_LANGUAGE = 72
    TURNED_DOWN_RIVALS = 73
    TURNED_DOWN_NAME = 74
    TURNED_DOWN_UNKNOWN = 75
    TURNED_DOWN_INEXPERIENCE = 76
    TURNED_DOWN_CV_GAP = 77
    TURNED_DOWN_STAFF_TIRED = 78
    TURNED_DOWN_NEVER = 79
    TURNED_DOWN_DISTRUST = 80
    TURNED_DOWN_TOO_MANY_ASKS = 81
    TURNED_DOWN_FORMAL = 82
