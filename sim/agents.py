"""The agents: what they are and which rule each of their events comes from. A page of contents, no code.

State is declared here, once, for both engines. Every number starts at zero. In the readable engine each agent is
also a ``mesa.Agent`` (see ``model.py``). To change what an agent does, subclass it and override an event; to give
it more state, annotate a field.
"""

import functools
import inspect

from sim.engine_room import Key, fields, floats, ints
from sim.rules import (
    answer,
    competing,
    counting,
    counting_displaced,
    demand,
    displaced,
    ending,
    hiring,
    language,
    moving,
    offices,
    placement,
    programme,
    relations,
    requests,
    search,
    settlement,
    trial,
    work,
)
from sim.states import Status


class Refugee:
    """An adult in a household."""

    # looked at every month by every step (first, so that they lie together in memory)
    id: int
    status: Status
    in_programme: bool
    moved_away: bool
    is_head: bool  # decides for the household
    counted: bool  # settled in the counted period
    is_woman: bool
    joins: bool  # comes later, to a partner
    displaced: bool  # under collective protection
    emigrated: bool  # lives in Norway no longer
    settle_month: int
    months: int  # since settlement
    left_month: int  # left the programme; -1: not yet
    municipality: int
    partner: int  # -1: none here
    oral: float  # CEFR level, A1 = 1
    # who
    luck_key: Key  # whose luck: stable, whatever else is in the run
    family: Key  # luck shared by the household
    has_luck: bool  # false: an empty place in the list
    household: int
    persons: int  # persons of the household, on its head
    children: int
    # fixed at settlement
    age: float  # years, growing
    child_months: int  # age of the youngest child; -1: none
    track: int  # schooling 1, 2, 3
    skill: int  # main skill (a Sector)
    wish: int  # wished trade (a Sector)
    pace: float
    available_luck: float
    help_need: float  # supervision needed beyond the usual for this level, share of the trainee's time
    group: int  # of a trial: 0 in none, 1 treated, 2 control
    length: int  # months of the programme
    # now
    moved_month: int
    work_hours: float  # hours at Norwegian workplaces: dialect, ways of working
    attachment: float
    english: float  # 1 fluent, 0 hardly any, or nobody asks
    registered: bool  # has looked for work as NAV's jobseeker, outside the programme
    reference: float  # how strong, 0 to 1
    voucher: int  # employer who vouches, and to whom one may go back; -1: none
    experience: float  # months in work
    cv_gap: int  # months without work or placement
    followed: float  # months in which an adviser followed: what can be said of this person
    recommended_by: int  # office whose adviser brought about the job; -1: none
    # placement
    host: int  # employer; -1: none
    in_line: bool  # seeks a placement this month
    behind: int  # next in the office's line; -1: last
    waits_for: int  # employer who had no room; -1: none
    placement_side: int  # which of the two offices asked
    placement_month: int  # in which it began; it goes on from the next month
    placement_months: int
    placement_length: int
    placement_prepared: bool
    placement_onsite: bool
    placement_mentor: bool
    placement_load: float  # room taken, in usual trainees
    placement_bad: int  # problems that nobody found
    placement_follow: float  # follow-up received, sum over months
    work_practice: bool
    purpose: float
    oversold: float  # levels
    n_placements: int
    first_host: int
    first_host_month: int
    in_class_this_year: bool
    placed_this_year: bool
    # job
    employer: int  # -1: none, or elsewhere
    contract: int
    tenure: int
    subsidy_left: int

    register = settlement.register
    settle = settlement.settle
    draw_traits = settlement.draw_traits
    draw_origin = displaced.draw_origin
    use_right = displaced.use_right
    consider_emigrating = displaced.consider_emigrating
    emigrate = displaced.emigrate
    grow_older = settlement.grow_older
    p_can_work = settlement.p_can_work
    can_work = settlement.can_work
    could_work = settlement.could_work
    report = offices.report
    is_jobseeker = offices.is_jobseeker
    stand_in_line = offices.stand_in_line
    my_office = offices.my_office
    months_after = offices.months_after
    first_search = search.first_search
    first_placement = requests.first_placement
    is_heard = hiring.is_heard
    side_of = offices.side_of
    learn = language.learn
    is_judged_together = answer.is_judged_together
    told_level = answer.told_level
    ask = requests.ask
    begin_placement = requests.begin_placement
    walk_in = requests.walk_in
    go_on = placement.go_on
    leave_scar = placement.leave_scar
    leave_placement = placement.leave_placement
    finish_placement = ending.finish_placement
    has_childcare = ending.has_childcare
    search_job = search.search_job
    go_back = search.go_back
    be_sent_on = search.be_sent_on
    be_recommended = search.be_recommended
    apply = search.apply
    apply_outside = search.apply_outside
    employer_met = search.employer_met
    take_job = search.take_job
    contract_found = search.contract_found
    is_turned_down = search.is_turned_down
    outlook = hiring.outlook
    begin_work = work.begin_work
    begin_work_away = work.begin_work_away
    keep_job = work.keep_job
    lose_job = work.lose_job
    work_on = work.work_on
    fall_ill = work.fall_ill
    attend = programme.attend
    leave_programme = programme.leave_programme
    is_free_to_study = programme.is_free_to_study
    study_or_not = programme.study_or_not
    wish_to_move = moving.wish_to_move
    consider_moving = moving.consider_moving
    move_away = moving.move_away
    count = counting.count
    count_transfers = counting.count_transfers
    count_cohort = counting.count_cohort
    count_stay = counting.count_stay
    calendar_month = counting_displaced.calendar_month
    count_leaver = counting_displaced.count_leaver
    count_displaced = counting_displaced.count_displaced
    count_arrival = counting_displaced.count_arrival
    count_in_march = counting_displaced.count_in_march
    count_stock = counting_displaced.count_stock
    count_groups = counting.count_groups
    count_after_placement = counting.count_after_placement
    draw_group = trial.draw_group
    is_treated = trial.is_treated
    count_trial = trial.count_trial
    count_november = counting.count_november
    count_year = counting.count_year
    note = counting.note


class Employer:
    """An enterprise with staff, or a unit of the municipality."""

    # looked at every month (first, so that they lie together in memory)
    id: int
    municipality: int
    luck_key: Key
    closed: bool  # takes no part: set by an experiment that removes an employer
    is_public: bool
    never: bool  # says that it never takes refugees
    has_idea: bool  # an initiative waits for an answer
    sector: int
    staff: int
    phase: int
    trainees: int  # refugees in placement
    partner_month: int  # last month with a trainee; -1000: never
    posts_month: int  # month in which posts were last looked up; -1: never
    posts: int  # open in that month, and not yet taken
    adverts: int  # of them, advertised
    known_luck: float
    pressure: float  # recent requests
    goodwill: float
    scar: float
    trust: floats(2)  # in the programme's office and in NAV
    others_load: float  # room taken by the other groups
    leaving: floats(12)  # of that, what ends in which month of a circular year
    # fixed
    never_language: bool  # never takes refugees because of their Norwegian
    slack: float  # room for supervision, in usual trainees
    aware_luck: float
    agreed_luck: float
    onsite_luck: float
    contact_luck: float
    # now
    latent: int  # skill of a need that nobody has advertised; -1: none
    need_luck: float
    trainees_load: float  # room that refugees in placement take
    last_guests: int  # who had the last slot: 0 nobody yet, 1 refugees, 2 and more the streams
    asked: ints(5)  # month in which each channel last asked (two offices, three streams)
    social: float  # social motive, standard deviations
    learned: float  # more (or less) supervision expected than usual
    discount: float  # levels taken off what an office says of the Norwegian
    hosted: int
    next_partner: int  # next in the list of this month's partners; -1: last
    trained: bool  # its supervisor took a course

    open_business = demand.open_business
    renew_need = demand.renew_need
    meets_need = demand.meets_need
    look_up_posts = demand.look_up_posts
    has_opening = demand.has_opening
    has_hidden_post = demand.has_hidden_post
    take_post = demand.take_post
    follow_season = demand.follow_season
    hear_request = competing.hear_request
    others_leave = competing.others_leave
    be_listed = offices.be_listed
    has_room = answer.has_room
    expected_load = answer.expected_load
    why_no_room = answer.why_no_room
    has_mentor = answer.has_mentor
    has_one_contact = answer.has_one_contact
    different_askers = answer.different_askers
    language_gap = answer.language_gap
    consider = answer.consider
    why_refused = answer.why_refused
    is_known_in_town = hiring.is_known_in_town
    judge = hiring.judge
    has_simple_post = hiring.has_simple_post
    why_turned_down = hiring.why_turned_down
    note_answer = answer.note_answer
    learn_to_supervise = requests.learn_to_supervise
    shift_trust = relations.shift_trust
    judge_placement = relations.judge_placement
    get_no_answer = relations.get_no_answer
    relax = relations.relax
    count_employer = counting.count_employer


class ServiceOffice:
    """An office that finds placements for refugees: the programme's (side 0), or NAV after it (side 1)."""

    id: int
    luck_key: Key
    municipality: int
    side: int  # 0 the programme's, 1 NAV after it, 2 that of a trial
    # this month
    participants: int
    newcomers: int  # who may be placed from this month on
    after: int
    placed: int
    placed_onsite: int  # of them, where the teacher comes
    jobseekers: int  # who may be matched
    ends: int
    seekers: int
    first_in_line: int  # -1: nobody
    last_in_line: int
    willing: int  # employers here who are ever willing (counted by the programme's office)
    acquainted: int  # of them, known to the office
    partners: int  # of them, with a trainee in the last twelve months
    initiatives: int  # heard of last month
    follow_up: float  # delivered of needed
    taught: float  # teacher's hours that there are, of those meant for the trainees on site
    contacts: float  # with employers, for one jobseeker
    done: float  # share of new work that is done
    delivered: float  # share of the hours of ways of working that is found
    coordinates: float  # coordination in force
    hours_used: float
    hours_idle: float  # paid for in extra posts and not used
    trust_reset: float
    # memory
    push: float  # hours there over hours used, remembered; 1: no spare hours
    usual_starts: float
    vacant: int  # months left of a vacancy
    known: float  # share of willing employers it knows
    aware: float  # share of employers who know a support scheme
    upheld: float  # delivered, over the last months
    one_contact: float  # single contact in force
    maps: float  # mapping in force
    agrees: float  # agreements in force

    clear_desk = offices.clear_desk
    standing_work = offices.standing_work
    man_posts = offices.man_posts
    put_in_force = offices.put_in_force
    look_around = offices.look_around
    new_work_wanted = offices.new_work_wanted
    plan = offices.plan
    send_out = requests.send_out
    request_for = requests.request_for
    partner_employer = requests.partner_employer
    known_employer = requests.known_employer
    employer_with_post = search.employer_with_post
    fitting_employer = requests.fitting_employer
    best_employer = requests.best_employer
    best_candidate = requests.best_candidate
    answer_idea = relations.answer_idea


class Asker:
    """A group that competes for slots in one municipality."""

    id: int
    luck_key: Key
    municipality: int
    stream: int
    slots: int  # given so far

    compete = competing.compete
    ask_for_slot = competing.ask_for_slot


class Municipality:
    """A municipality: its people to come, its employers, its two offices."""

    id: int
    code: Key
    inhabitants: int
    centrality: int
    labour_market: int
    first_employer: int
    n_employers: int
    n_public: int
    addresses: int  # power of two, at least n_employers
    sector_share: floats(8)
    public_units: ints(8)
    persons: ints(40)  # to settle, by year from the first
    displaced: ints(40)  # of them, under collective protection
    index: floats(40)  # of the labour market, by year from the first; 1: as usual
    too_many: int  # settled beyond last year's number
    too_many_displaced: int
    first_partner: int  # of this month's list; -1: none
    office_programme: int
    office_after: int
    office_trial: int

    expect = settlement.expect
    next_place = settlement.next_place
    pick = demand.pick
    have_ideas = relations.have_ideas


KINDS: dict[str, type] = {  # every kind of agent, by the name of its list in the world
    "refugees": Refugee,
    "employers": Employer,
    "offices": ServiceOffice,
    "askers": Asker,
    "municipalities": Municipality,
}


@functools.cache
def check_names(*classes: type) -> None:
    """Raise ``TypeError`` if one name is a method of one class and a field of another (records cannot tell)."""
    methods = {name for cls in classes for name, _ in inspect.getmembers(cls, inspect.isfunction) if name[0] != "_"}
    both = methods & {name for cls in classes for name in fields(cls)}
    if both:
        msg = f"{', '.join(sorted(both))}: a method of one class and a field of another; rename one"
        raise TypeError(msg)
