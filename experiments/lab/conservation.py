"""What can never happen: people, slots, hours, kroner and counts add up in every month of any town.

Each claim is a function of a ``Chronicle``, a run of the readable engine with recording agents; it raises
``BrokenError`` where it does not hold. The tests hold the model to them, the lab a student's rule.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable

import numpy as np

from experiments.lab import jobs
from experiments.lab.chronicle import MODELLED, REFUSALS, TINY, Chronicle, per_month
from experiments.lab.holding import hold, near
from sim.states import Contract, Status
from sim.tallies import Curve, Tally, Total

# --- people ------------------------------------------------------------------------------------------------


def nobody_vanishes(told: Chronicle) -> None:
    """Nobody vanishes."""
    for month in told.months():
        before = {item.id for item in told.settled(month - 1)}
        now = {item.id for item in told.settled(month)}
        hold(before <= now, f"month {month}: who has settled stays in the data, also after moving away")
        due = {item.id for item in told.people[month + 1] if item.settle_month <= month}
        hold(now == due, f"month {month}: everybody who was due has settled, and nobody else")


def every_adult_has_one_status(told: Chronicle) -> None:
    """Every adult has one status."""
    for month in told.months():
        settled, tally = told.settled(month), told.model.tallies[month]
        count = {status: sum(item.status == status for item in settled) for status in Status}
        hold(count[Status.ABROAD] == 0)
        hold(sum(count.values()) == len(settled) == tally[Tally.SETTLED], "the statuses are all there is")
        for status in (Status.PLACEMENT, Status.WORK, Status.EDUCATION, Status.IDLE, Status.OUT):
            hold(tally[Tally[status.name]] == count[status], f"month {month}: the tally counts {status.name}")
        hold(tally[Tally.PROGRAMME] == sum(item.in_programme for item in settled))
        at_home = sum(item.status == Status.WORK and not item.moved_away for item in settled)
        hold(tally[Tally.RESIDENTS_WORK] == at_home, "residents in work live here")


def rights_and_status_agree(told: Chronicle) -> None:
    """Rights and status agree."""
    for month in told.months():
        for item in told.settled(month):
            if item.status == Status.CLASS:
                hold(item.in_programme, "class is for participants")
            if item.status in (Status.IDLE, Status.EDUCATION, Status.OUT):
                hold(not item.in_programme, "idle, in education or out: the programme is over")


def movers_stay_away_and_in_the_data(told: Chronicle) -> None:
    """Movers stay away and in the data."""
    moves = 0
    for month in told.months():
        before = {item.id for item in told.settled(month - 1) if item.moved_away}
        away = {item.id for item in told.settled(month) if item.moved_away}
        hold(before <= away, "nobody moves back")
        moves += told.model.tallies[month, Tally.MOVES]
        hold(told.model.tallies[month, Tally.MOVED_AWAY] == len(away) == moves, "each move is counted once")
        for item in told.settled(month):
            hold(not (item.moved_away and item.in_programme), "rights to the programme end with moving")
            hold(not (item.moved_away and item.host >= 0), "nobody is placed here who lives elsewhere")


def status_tells_host_and_contract(told: Chronicle) -> None:
    """Status tells host and contract."""
    for month in told.months():
        for item in told.people[month + 1]:
            hold((item.status == Status.PLACEMENT) == (item.host >= 0), "in placement: with a host")
            hold((item.status == Status.WORK) == (item.contract != Contract.NONE), "in work: with a contract")
            hold(item.employer == -1 or item.status in (Status.WORK, Status.ABROAD), "an employer: in work")


def who_works_found_a_job_and_has_not_lost_it(told: Chronicle) -> None:
    """Who works found a job and has not lost it."""
    tally = told.model.tallies
    come = tally[:, Tally.FOUND_JOB] + tally[:, Tally.HIRED_BY_HOST]
    hold(np.array_equal(np.cumsum(come - tally[:, Tally.LOST_JOB]), tally[:, Tally.WORK]))


# --- slots -------------------------------------------------------------------------------------------------


def trainees_are_refugees_with_this_host(told: Chronicle) -> None:
    """Trainees are refugees with this host."""
    for month in told.months():
        hosts = [item.host for item in told.people[month + 1] if item.host >= 0]
        for firm in told.firms[month + 1]:
            held = hosts.count(firm.id)
            where = f"month {month}, employer {firm.id}: trainees counted {firm.trainees}, placed there {held}"
            hold(firm.trainees == held, where)
            hold(firm.trainees >= 0)


def room_taken_is_that_of_those_placed(told: Chronicle) -> None:
    """Room taken is the sum of what those placed take."""
    for month in told.months():
        loads = dict.fromkeys((firm.id for firm in told.firms[month + 1]), 0.0)
        for item in told.people[month + 1]:
            if item.host >= 0:
                loads[item.host] += item.placement_load
        for firm in told.firms[month + 1]:
            where = f"month {month}, employer {firm.id}: {firm.trainees_load:.6f} counted, {loads[firm.id]:.6f} taken"
            hold(near(firm.trainees_load, loads[firm.id]), where)


def a_start_takes_a_free_slot_of_a_willing_employer(told: Chronicle) -> None:
    """A start takes free room of a willing employer."""
    for month, room, load, never in told.seen.starts:
        hold(room >= load - TINY, f"month {month}: somebody who takes {load:.3f} is placed where there is {room:.3f}")
        hold(not never, f"month {month}: nobody is placed where refugees are never taken")
    for month, room, load in told.seen.others:
        hold(room >= load - TINY, f"month {month}: the other groups need room too")


def trainees_never_exceed_willing_supervisors(told: Chronicle) -> None:
    """Room taken never exceeds the room there is."""
    for month, firms in enumerate(told.firms):
        for firm in firms:
            taken = firm.trainees_load + firm.others_load
            where = f"before month {month}, employer {firm.id}: {taken:.3f} of {firm.slack:.3f}"
            hold(taken <= firm.slack + TINY, where)


def placements_of_others_end_when_agreed(told: Chronicle) -> None:
    """Slots of others end when agreed."""
    for firms in told.firms:
        for firm in firms:
            hold(near(firm.others_load, sum(firm.leaving)), "each slot has an end")
            hold(min(firm.leaving) >= 0.0)


def placements_end_as_often_as_they_begin(told: Chronicle) -> None:
    """Placements end as often as they begin."""
    tally = told.model.tallies
    starts = per_month(told, [month for month, *_ in told.seen.starts])
    left = per_month(told, told.seen.left_places)
    hold(np.array_equal(starts, tally[:, Tally.STARTED]))
    hold(np.array_equal(np.cumsum(starts - left), tally[:, Tally.PLACEMENT]), "begun, not ended: going on")
    over = tally[:, Tally.ENDED] + tally[:, Tally.BROKEN_OFF]
    hold((over <= left).all(), "an end and a break-off each free a slot")
    for month in told.months():
        was = {item.id: item.status for item in told.people[month]}
        now_elsewhere = (Status.EDUCATION, Status.OUT)
        went = sum(item.status in now_elsewhere and item.status != was[item.id] for item in told.people[month + 1])
        others = tally[month, Tally.FOUND_JOB] + tally[month, Tally.MOVES] + went
        hold(left[month] - over[month] <= others, "the other ends are a job, a move, education, illness")
    hold(sum(item.n_placements for item in told.people[-1]) == starts.sum(), "each start is in somebody's life")


def trouble_is_found_or_missed(told: Chronicle) -> None:
    """Trouble is found or missed."""
    t = told.model.tallies.T
    missed = t[Tally.PROBLEMS] - t[Tally.PROBLEMS_FOUND]
    hold((missed >= 0).all(), "what is found was there")
    hold((t[Tally.BROKEN_OFF] <= missed).all(), "only what nobody found breaks a placement off")
    hold((t[Tally.STARTED_PREPARED] <= t[Tally.STARTED]).all())
    hold((t[Tally.WALK_INS] <= t[Tally.STARTED]).all())
    hold((t[Tally.EVALUATED] <= t[Tally.ENDED]).all(), "only what ended is evaluated")
    hold((t[Tally.HIRED_BY_HOST] + t[Tally.CHILDCARE_FAILED] <= t[Tally.ENDED]).all(), "one offer an end")
    hold((t[Tally.NURSERY_PLACES] <= t[Tally.HIRED_BY_HOST]).all(), "a nursery place is found for a hire")
    hold((t[Tally.HIRED_LATENT] <= sum(t[column] for column in MODELLED)).all())


# --- requests ----------------------------------------------------------------------------------------------


def every_request_is_answered(told: Chronicle) -> None:
    """Every request is answered."""
    t = told.model.tallies.T
    asked_and_got = t[Tally.ASKED] - sum(t[column] for column in REFUSALS)
    ideas = per_month(told, told.seen.from_ideas)
    hold(np.array_equal(asked_and_got + ideas, t[Tally.STARTED]), "yes to a request, or an initiative: a start")
    hold((ideas <= t[Tally.TAKEN_UP]).all(), "only an initiative that is taken up becomes a placement")


def every_initiative_is_answered_next_month(told: Chronicle) -> None:
    """Every initiative is answered next month."""
    t = told.model.tallies.T
    answers = per_month(told, told.seen.ideas_answered)
    waiting = np.array([sum(firm.has_idea for firm in firms) for firms in told.firms])
    hold(np.array_equal(answers, waiting[:-1]), "what waits is answered the month after")
    hold((waiting[1:] <= t[Tally.INITIATIVES]).all())
    no = t[Tally.HONEST_NO] + t[Tally.SILENCE]
    hold(np.array_equal(t[Tally.TAKEN_UP] + no, answers + t[Tally.CHILDCARE_FAILED]), "yes, an honest no, or silence")


def other_groups_get_what_they_asked_for_at_most(told: Chronicle) -> None:
    """Other groups get what they asked for at most."""
    t = told.model.tallies.T
    got = t[Tally.PUPILS_PLACED] + t[Tally.STUDENTS_PLACED] + t[Tally.NAV_PLACED]
    hold(np.array_equal(got, per_month(told, [month for month, _, _ in told.seen.others])))
    hold((got <= t[Tally.OTHERS_ASKED]).all())


def relations_stay_between_nothing_and_everything(told: Chronicle) -> None:
    """Relations stay between nothing and everything."""
    for firms in told.firms:
        for firm in firms:
            hold(0.0 <= firm.goodwill <= 1.0)
            hold(all(0.0 <= trust <= 1.0 for trust in firm.trust))
            hold(firm.pressure >= 0.0)


# --- hours and kroner --------------------------------------------------------------------------------------


def supervision_takes_no_more_than_the_hours_at_work(told: Chronicle) -> None:
    """Supervision takes no more than the hours at work."""
    for month, spent, hours in told.seen.supervision:
        hold(-TINY <= spent <= hours + TINY, f"month {month}: one cannot be supervised while away")
    bound = np.zeros(len(told.months()))
    for month, _, hours in told.seen.supervision:
        bound[month] += hours
    t = told.model.tallies.T
    judged = t[Tally.STARTED] * np.array([money.involvement_hours for money in told.money])
    bound += judged + t[Tally.COURSES] * np.array([money.course_hours for money in told.money])
    hold((t[Tally.EMPLOYER_HOURS] <= bound + TINY).all())
    hold((t[Tally.MENTOR_HOURS] <= t[Tally.EMPLOYER_HOURS] + TINY).all(), "the grant pays hours that were spent")


def nobody_works_hours_that_an_office_does_not_have(told: Chronicle) -> None:
    """Nobody works hours that an office does not have."""
    t = told.model.tallies.T
    standing, new, follow = t[Tally.HOURS_STANDING], t[Tally.HOURS_NEW], t[Tally.HOURS_FOLLOW]
    matching = t[Tally.HOURS_MATCHING]
    hold((standing + new + follow + matching <= t[Tally.HOURS_HAD] + TINY).all())
    for hours, wanted in (
        (standing, t[Tally.HOURS_STANDING_WANTED]),
        (new, t[Tally.HOURS_NEW_WANTED]),
        (follow, t[Tally.HOURS_FOLLOW_NEEDED]),
        (matching, t[Tally.HOURS_MATCHING_WANTED]),
    ):
        hold((hours >= 0.0).all(), "hours are never negative")
        hold((hours <= wanted + TINY).all(), "nobody does more than is wanted")
    used = np.array([sum(desk.hours_used for desk in desks) for desks in told.desks[1:]])
    hold(near(used, standing + new + follow + matching), "an office that does nothing has used nothing")
    for desks in told.desks[1:]:
        for desk in desks:
            hold(all(0.0 <= share <= 1.0 for share in (desk.follow_up, desk.done, desk.delivered, desk.taught)))


def kroner_are_hours_times_prices(told: Chronicle) -> None:
    """Kroner are hours times prices."""
    for month in told.months():
        t, money, desks = told.model.tallies[month], told.money[month], told.desks[month + 1]
        hours = [
            sum(desk.hours_used + desk.hours_idle for desk in desks if (desk.side == 1) == by_state)
            for by_state in (False, True)
        ]
        teaching = money.teacher_hour * t[Tally.TEACHER_HOURS]
        childcare = money.nursery_place * t[Tally.NURSERY_PLACES]
        grants = money.subsidy_month * t[Tally.SUBSIDY_MONTHS] + money.course * t[Tally.COURSES]
        mentors = money.employer_hour * t[Tally.MENTOR_HOURS]
        employers = money.employer_hour * t[Tally.EMPLOYER_HOURS]
        hold(near(t[Tally.KR_MUNICIPALITY], money.adviser_hour * hours[0] + teaching + childcare, 1e-12, 1e-12))
        hold(near(t[Tally.KR_STATE], money.adviser_hour * hours[1] + grants + mentors, 1e-12, 1e-12))
        hold(near(t[Tally.KR_EMPLOYER], employers - mentors, 1e-12, 1e-12), "an hour is paid once")


def benefit_and_grant_follow_people(told: Chronicle) -> None:
    """Benefit and grant follow people."""
    for month in told.months():
        t, money = told.model.tallies[month], told.money[month]
        here = [item for item in told.settled(month) if not item.moved_away]
        families = [item for item in here if item.is_head or item.joins]
        entitled = [item for item in here if item.in_programme and item.status != Status.WORK]
        hold(t[Tally.PERSONS_THERE] == sum(item.persons for item in families))
        hold(near(t[Tally.KR_BENEFIT], sum(money.benefit_month(item.age) for item in entitled), 1e-6))
        grants = sum(item.persons * money.grant_month(item.months) for item in families)
        hold(near(t[Tally.KR_GRANT], grants, 1e-6))


# --- cohorts -----------------------------------------------------------------------------------------------


def a_cohort_is_seen_by_fewer_as_time_goes_on(told: Chronicle) -> None:
    """A cohort is seen by fewer as time goes on."""
    c = told.model.curve.T
    for column in (Curve.SEEN, Curve.WOMEN_SEEN, Curve.PERSONS_SEEN, Curve.RESIDENTS, Curve.PERSONS_THERE):
        hold((np.diff(c[column]) <= 0).all(), f"{column.name}: nobody is seen later who was not seen before")
    hold((c[Curve.WORK] + c[Curve.STUDY] <= c[Curve.SEEN]).all())
    hold((c[Curve.WOMEN_SEEN] <= c[Curve.SEEN]).all())
    hold((c[Curve.WOMEN_WORK] <= np.minimum(c[Curve.WORK], c[Curve.WOMEN_SEEN])).all())
    hold((c[Curve.RESIDENTS_WORK] <= np.minimum(c[Curve.WORK], c[Curve.RESIDENTS])).all())
    hold(np.array_equal(c[Curve.AT_RISK], c[Curve.PERSONS_THERE] + c[Curve.MOVED]), "there before: there, or moved")
    hold((c[Curve.AT_RISK][1:] <= c[Curve.PERSONS_THERE][:-1]).all(), "who can move now was there a month ago")


def totals_agree_with_each_other(told: Chronicle) -> None:
    """Totals agree with each other."""
    total, c = told.model.totals, told.model.curve.T
    for small, large in itertools.chain(
        (
            (Total[f"{what}{when}_{sex}"], Total[f"{of}_{sex}"])
            for sex in "MW"
            for when, of in (("0", "LEFT"), ("1", "SEEN1"), ("5", "SEEN5"))
            for what in ("WORK", "STUDY")
        ),
        (
            (Total[f"{later}_{sex}"], Total[f"{earlier}_{sex}"])
            for sex in "MW"
            for later, earlier in (("SEEN1", "LEFT"), ("SEEN5", "SEEN1"))
        ),
        ((item, Total(item - 1)) for item in Total if item.name.startswith("STAY5") and not item.name.endswith("_OF")),
        ((item, Total(item - 1)) for item in Total if item.name.startswith("WORK36")),
        (
            (Total.HOSTED_WORK, Total.HOSTED),
            (Total.HOSTED_INDUSTRY_WORK, Total.HOSTED_INDUSTRY),
            (Total.HOSTED_PUBLIC_WORK, Total.HOSTED_PUBLIC),
            (Total.WOMEN, Total.ADULTS),
            (Total.B1_N, Total.B1_OF),
            (Total.YEARS_PLACED, Total.YEARS_IN_CLASS),
            (Total.EVER_PLACED60, Total.MONTHS60_OF),
            (Total.ADULTS, Total.PERSONS),
            (Total.WORK_MONTHS, Total.MONTHS_SEEN),
        ),
    ):
        hold(0 <= total[small] <= total[large], f"{small.name} is a part of {large.name}")
    for sex in "MW":
        for when, of in (("0", "LEFT"), ("1", "SEEN1"), ("5", "SEEN5")):
            both = total[Total[f"WORK{when}_{sex}"]] + total[Total[f"STUDY{when}_{sex}"]]
            hold(both <= total[Total[f"{of}_{sex}"]], "nobody is in work and education at once")
    hold(total[Total.HOSTED_INDUSTRY] + total[Total.HOSTED_PUBLIC] <= total[Total.HOSTED])
    hold(total[Total.B1_OF] <= total[Total.LEFT_M] + total[Total.LEFT_W] <= total[Total.ADULTS])
    hold(total[Total.ADULTS] == c[Curve.SEEN][0], "a cohort begins with all who settled")
    hold(total[Total.PERSONS] == c[Curve.PERSONS_SEEN][0])
    hold(total[Total.WORK_MONTHS] == c[Curve.WORK].sum(), "months in work, counted across or along")
    hold(total[Total.MONTHS_SEEN] == c[Curve.SEEN].sum())
    for groups in (("MEN", "WOMEN"), ("SCHOOL_1", "SCHOOL_2", "SCHOOL_3")):
        if told.scenario.months > 36:
            hold(sum(total[Total[f"WORK36_{group}"]] for group in groups) == c[Curve.WORK][36])
    if told.scenario.months > 60:
        hold(total[Total.MONTHS60_OF] == c[Curve.SEEN][60])


GROUPS: dict[str, tuple[Callable[[Chronicle], None], ...]] = {
    "people": (
        nobody_vanishes,
        every_adult_has_one_status,
        rights_and_status_agree,
        movers_stay_away_and_in_the_data,
        status_tells_host_and_contract,
        who_works_found_a_job_and_has_not_lost_it,
    ),
    "slots": (
        trainees_are_refugees_with_this_host,
        room_taken_is_that_of_those_placed,
        a_start_takes_a_free_slot_of_a_willing_employer,
        trainees_never_exceed_willing_supervisors,
        placements_of_others_end_when_agreed,
        placements_end_as_often_as_they_begin,
        trouble_is_found_or_missed,
    ),
    "requests": (
        every_request_is_answered,
        every_initiative_is_answered_next_month,
        other_groups_get_what_they_asked_for_at_most,
        relations_stay_between_nothing_and_everything,
    ),
    "jobs": (
        jobs.posts_taken_and_left_are_posts_opened,
        jobs.hires_never_exceed_posts,
        jobs.jobs_begun_came_by_some_way,
        jobs.nobody_is_hired_twice_in_a_month,
        jobs.applications_are_answered,
        jobs.displaced_are_fewer_than_jobs,
        jobs.recommended_are_in_work_here,
    ),
    "hours and kroner": (
        supervision_takes_no_more_than_the_hours_at_work,
        nobody_works_hours_that_an_office_does_not_have,
        jobs.hours_had_are_used_or_left,
        kroner_are_hours_times_prices,
        benefit_and_grant_follow_people,
    ),
    "cohorts": (
        a_cohort_is_seen_by_fewer_as_time_goes_on,
        totals_agree_with_each_other,
        jobs.groups_of_a_trial_are_all,
    ),
}
CLAIMS = tuple(itertools.chain.from_iterable(GROUPS.values()))
