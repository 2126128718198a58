"""What is counted: names and places of the columns that the engines fill.

``Tally``   one row a month: people by status, requests, placements, hours, kroner
``Total``   one row a run: outcomes by the sources' definitions, as counts (``..._N`` out of ``..._OF``)
``Curve``   one row a month since settlement: who was seen, who works, who still lives there
"""

from enum import IntEnum


class Tally(IntEnum):
    """Columns of a month."""

    # adults who have settled, by status (movers included), and residents
    PROGRAMME = 0
    PLACEMENT = 1
    WORK = 2
    EDUCATION = 3
    IDLE = 4
    OUT = 5
    SETTLED = 6
    MOVED_AWAY = 7
    RESIDENTS_WORK = 8
    # requests for refugees; refused by reason (Reason value added to REFUSED, 1..10)
    SEEKERS = 9
    ASKED = 10
    REFUSED = 10
    REFUSED_UNWILLING = 11
    REFUSED_NO_ROOM = 12
    REFUSED_LANGUAGE = 13
    REFUSED_LOAD = 14
    REFUSED_STAFF_TIRED = 15
    REFUSED_TOO_MANY_ASKS = 16
    REFUSED_DISTRUST = 17
    REFUSED_TOO_BUSY = 18
    REFUSED_NO_NEED = 19
    REFUSED_OTHERS_FIRST = 20
    STARTED = 21
    STARTED_PREPARED = 22
    WALK_INS = 23
    # placements
    PROBLEMS = 24
    PROBLEMS_FOUND = 25
    BROKEN_OFF = 26
    ENDED = 27
    EVALUATED = 28
    HIRED_BY_HOST = 29
    HIRED_LATENT = 30
    CHILDCARE_FAILED = 31
    # jobs and moves
    FOUND_JOB = 32  # in any way but with the host at the end of a placement
    JOBS_HOST = 33  # begun, by way (Way value added to JOBS); the first is HIRED_BY_HOST too
    JOBS = 33
    JOBS_RETURN = 34
    JOBS_SENT = 35
    JOBS_ADVISER = 36
    JOBS_KNOWN = 37
    JOBS_ADVERT = 38
    JOBS_OUTSIDE = 39
    JOBS_MOVED = 40  # of those who live elsewhere
    # applications to modelled employers (those of who lives here); turned down by reason (JobReason, 1..12)
    APPLIED = 41
    TURNED_DOWN = 41
    TURNED_DOWN_NO_OPENING = 42
    TURNED_DOWN_LANGUAGE = 43
    TURNED_DOWN_RIVALS = 44
    TURNED_DOWN_NAME = 45
    TURNED_DOWN_UNKNOWN = 46
    TURNED_DOWN_INEXPERIENCE = 47
    TURNED_DOWN_CV_GAP = 48
    TURNED_DOWN_STAFF_TIRED = 49
    TURNED_DOWN_NEVER = 50
    TURNED_DOWN_DISTRUST = 51
    TURNED_DOWN_TOO_MANY_ASKS = 52
    TURNED_DOWN_FORMAL = 53
    DISPLACED = 54  # rivals who would have got the post otherwise (expected number)
    LOST_JOB = 55
    MOVES = 56
    # offices
    TURNOVERS = 57
    HOURS_HAD = 58
    HOURS_STANDING = 59
    HOURS_STANDING_WANTED = 60
    HOURS_NEW = 61
    HOURS_NEW_WANTED = 62
    HOURS_FOLLOW = 63
    HOURS_FOLLOW_NEEDED = 64
    HOURS_MATCHING = 65
    HOURS_MATCHING_WANTED = 66
    CONTACTS = 67  # of advisers with employers about a job for somebody
    JOBSEEKERS = 68  # whom the offices may match
    TEACHER_HOURS = 69
    EMPLOYER_HOURS = 70
    # initiatives
    INITIATIVES = 71
    TAKEN_UP = 72
    HONEST_NO = 73
    SILENCE = 74
    # the other groups
    OTHERS_ASKED = 75
    PUPILS_PLACED = 76
    STUDENTS_PLACED = 77
    NAV_PLACED = 78
    # employers (sums over those who are ever willing)
    WILLING = 79
    TRUST = 80  # in the programme's office
    TRUST_PARTNERS = 81  # of those with a trainee in the last twelve months
    GOODWILL_PARTNERS = 82
    PARTNERS = 83
    GOODWILL = 84
    PRESSURE = 85
    # kroner, by payer
    KR_MUNICIPALITY = 86
    KR_STATE = 87
    KR_EMPLOYER = 88
    SUBSIDY_MONTHS = 89
    # what measures take, besides hours
    MENTOR_HOURS = 90
    COURSES = 91
    NURSERY_PLACES = 92
    HOURS_IDLE = 93  # of extra posts, paid and not used
    # transfers, never netted with the above
    KR_BENEFIT = 94  # introduction benefit, paid by the municipality
    KR_GRANT = 95  # integration grant, from the state to the municipality
    PERSONS_THERE = 96  # persons (children included) living in the municipality


class Total(IntEnum):
    """Columns of a run. ``_M`` men, ``_W`` women; a pair is (of, n): the count that meets it follows."""

    ADULTS = 0  # adults settled in the counted period
    WOMEN = 1
    PERSONS = 2  # persons settled (children included)
    LEFT_M = 3  # left the programme ...
    LEFT_W = 4
    WORK0_M = 5  # ... directly to work
    WORK0_W = 6
    STUDY0_M = 7
    STUDY0_W = 8
    SEEN1_M = 9  # seen in November of the calendar year after leaving
    SEEN1_W = 10
    WORK1_M = 11
    WORK1_W = 12
    STUDY1_M = 13
    STUDY1_W = 14
    SEEN5_M = 15  # November five calendar years after
    SEEN5_W = 16
    WORK5_M = 17
    WORK5_W = 18
    STUDY5_M = 19
    STUDY5_W = 20
    B1_OF = 21  # left the programme 24 to 36 months after settlement; of them at B1 oral or better
    B1_N = 22
    YEARS_IN_CLASS = 23  # persons in class in a calendar year; of them with any placement
    YEARS_PLACED = 24
    HOSTED = 25  # placements begun at least six months before the end; employed six months after the start
    HOSTED_WORK = 26
    MONTHS60_OF = 27  # adults observed for 60 months; months in work in these
    MONTHS60 = 28
    EVER_PLACED60 = 29  # of those, ever placed
    HOSTED_INDUSTRY = 30
    HOSTED_INDUSTRY_WORK = 31
    HOSTED_PUBLIC = 32
    HOSTED_PUBLIC_WORK = 33
    WORK_MONTHS = 34  # months in work of all counted adults, in the whole counted period
    MONTHS_SEEN = 35
    STAY5_SINGLE_MEN_OF = 36  # persons seen 60 months after settlement, by household; still there
    STAY5_SINGLE_MEN = 37
    STAY5_SINGLE_WOMEN_OF = 38
    STAY5_SINGLE_WOMEN = 39
    STAY5_LONE_PARENTS_OF = 40
    STAY5_LONE_PARENTS = 41
    STAY5_COUPLES_CHILDREN_OF = 42
    STAY5_COUPLES_CHILDREN = 43
    STAY5_COUPLES_OF = 44
    STAY5_COUPLES = 45
    PLACES = 46  # placements begun by counted adults
    SEEN36_MEN = 47  # seen 36 months after settlement; in work then
    WORK36_MEN = 48
    SEEN36_WOMEN = 49
    WORK36_WOMEN = 50
    SEEN36_SCHOOL_1 = 51
    WORK36_SCHOOL_1 = 52
    SEEN36_SCHOOL_2 = 53
    WORK36_SCHOOL_2 = 54
    SEEN36_SCHOOL_3 = 55
    WORK36_SCHOOL_3 = 56
    SEEN36_SINGLE_MEN = 57
    WORK36_SINGLE_MEN = 58
    SEEN36_SINGLE_WOMEN = 59
    WORK36_SINGLE_WOMEN = 60
    SEEN36_LONE_PARENTS = 61
    WORK36_LONE_PARENTS = 62
    SEEN36_COUPLES_CHILDREN = 63
    WORK36_COUPLES_CHILDREN = 64
    SEEN36_COUPLES = 65
    WORK36_COUPLES = 66
    AFTER_TREATED_OF = 67  # months seen in the year after a trial, of the treated; in work in these
    AFTER_TREATED = 68
    AFTER_CONTROLS_OF = 69
    AFTER_CONTROLS = 70
    # under the act of 2021, by the calendar of the sources (sim.rules.counting_displaced); a pair is (of, n)
    OTHERS_LEFT_2023 = 71  # ended the programme in 2023; directly to work, to education
    OTHERS_WORK0_2023 = 72
    OTHERS_STUDY0_2023 = 73
    DISPLACED_LEFT_2023 = 74
    DISPLACED_WORK0_2023 = 75
    DISPLACED_STUDY0_2023 = 76
    DISPLACED_ENDED = 77  # ended the programme by March 2024; months in it
    DISPLACED_MONTHS = 78
    DISPLACED_R1_MEN_OF = 79  # June 2024, 12 to 23 months since settlement
    DISPLACED_R1_MEN = 80
    DISPLACED_R1_WOMEN_OF = 81
    DISPLACED_R1_WOMEN = 82
    DISPLACED_R2_MEN_OF = 83  # 24 to 35 months
    DISPLACED_R2_MEN = 84
    DISPLACED_R2_WOMEN_OF = 85
    DISPLACED_R2_WOMEN = 86
    DISPLACED_2023_04_OF = 87  # residents of 20 to 66 in that month; in work
    DISPLACED_2023_04 = 88
    DISPLACED_2023_10_OF = 89
    DISPLACED_2023_10 = 90
    DISPLACED_2024_04_OF = 91
    DISPLACED_2024_04 = 92
    DISPLACED_2024_06_OF = 93
    DISPLACED_2024_06 = 94
    DISPLACED_AFTER_OF = 95  # residents up to 55 who had ended the programme by December 2023; in work
    DISPLACED_AFTER = 96
    DISPLACED_GONE_OF = 97  # all who had ended it by then; emigrated since
    DISPLACED_GONE = 98
    DISPLACED_2024_03_OF = 99  # residents of 18 to 66; took part; take part
    DISPLACED_TOOK_PART = 100
    DISPLACED_IN_PROGRAMME = 101
    DISPLACED_WORK_2024_03 = 102  # in work; registered as jobseekers before
    DISPLACED_BY_OFFICE = 103
    DISPLACED_TEMPORARY = 104  # of those in work in June 2024
    DISPLACED_HOTEL = 105  # of those in work in April 2024, in hotels and food
    DISPLACED_PERSONS_2022 = 106  # persons settled up to 55, children included; men, boys as half of the children
    DISPLACED_MALE_2022 = 107
    DISPLACED_ABOVE_55_2022 = 108  # persons above 55 settled
    DISPLACED_PERSONS_2023 = 109
    DISPLACED_MALE_2023 = 110
    DISPLACED_ABOVE_55_2023 = 111


class Curve(IntEnum):
    """Columns of a month since settlement."""

    SEEN = 0  # adults observed so long
    WORK = 1
    STUDY = 2
    WOMEN_SEEN = 3
    WOMEN_WORK = 4
    PERSONS_SEEN = 5
    PERSONS_THERE = 6
    RESIDENTS = 7  # adults still living there
    RESIDENTS_WORK = 8
    AT_RISK = 9  # persons seen who were there a month before
    MOVED = 10  # of those, who moved this month
    TREATED_SEEN = 11  # of a trial
    TREATED_WORK = 12
    CONTROLS_SEEN = 13
    CONTROLS_WORK = 14
