"""Claims about the road to a job: posts, applications, ways, and the two groups of a trial.

They are collected in ``experiments.lab.conservation``.
"""

from __future__ import annotations

import collections

import numpy as np

from experiments.lab.chronicle import MODELLED, TINY, TURNED_DOWN, Chronicle, per_month
from experiments.lab.holding import hold, near
from sim.states import Contract, Event, JobReason, Status
from sim.tallies import Curve, Tally, Total

HIRED = (Event.HIRED_BY_HOST, *(event for event in Event if event.name.startswith("FOUND_JOB_")))


def events(told: Chronicle, *wanted: Event) -> list[tuple[int, int]]:
    """Person and month of each entry in the diary that is one of these events."""
    rows = told.model.diary[: told.model.cursor[0]]
    return [(int(row[0]), int(row[1])) for row in rows if row[2] in wanted]


# --- posts -------------------------------------------------------------------------------------------------


def posts_taken_and_left_are_posts_opened(told: Chronicle) -> None:
    """Posts taken and posts left are the posts opened."""
    taken: collections.Counter[tuple[int, int]] = collections.Counter()
    for month, employer, posts, _ in told.seen.taken:
        hold(posts in (0, 1), "one hire takes one post at most")
        taken[month, employer] += posts
    for month in told.months():
        for firm in told.firms[month + 1]:
            where = f"month {month}, employer {firm.id}"
            hold(0 <= firm.adverts <= firm.posts, f"{where}: {firm.adverts} adverts for {firm.posts} posts")
            if firm.posts_month != month:
                hold((month, firm.id) not in told.seen.opened, f"{where}: posts belong to the month")
                continue
            opened, adverts = told.seen.opened[month, firm.id]
            hold(firm.posts + taken[month, firm.id] == opened, f"{where}: {opened} opened, {firm.posts} left")
            hold(firm.adverts <= adverts, f"{where}: adverts only fall within a month")


def hires_never_exceed_posts(told: Chronicle) -> None:
    """Hires never exceed posts, but for one that a need made which nobody had advertised."""
    hires = collections.Counter((month, employer) for month, employer, _ in told.seen.hires)
    needs = collections.Counter((month, employer) for month, employer, _, meets in told.seen.taken if meets)
    filled = collections.Counter((month, employer) for month, employer, _, _ in told.seen.taken)
    hold(hires == filled, "a job with a modelled employer is a post that it fills")
    for (month, employer), n in hires.items():
        hold(needs[month, employer] <= 1, f"month {month}, employer {employer}: a need is met once")
        opened, _ = told.seen.opened[month, employer]
        hold(n <= opened + needs[month, employer], f"month {month}, employer {employer}: {n} hires, {opened} posts")
    t = told.model.tallies.T
    met = per_month(told, [month for month, _, _, meets in told.seen.taken if meets])
    hold(np.array_equal(met, t[Tally.HIRED_LATENT]), "a hire that meets a need is counted as one")


# --- jobs begun --------------------------------------------------------------------------------------------


def jobs_begun_came_by_some_way(told: Chronicle) -> None:
    """Jobs begun came by some way, and the diary knows which."""
    t = told.model.tallies.T
    every_way = sum(t[column] for column in range(Tally.JOBS, Tally.JOBS_MOVED + 1))
    hold(np.array_equal(every_way, t[Tally.FOUND_JOB] + t[Tally.HIRED_BY_HOST]), "each job begun has one way")
    hold(np.array_equal(t[Tally.JOBS_HOST], t[Tally.HIRED_BY_HOST]))
    modelled = sum(t[column] for column in MODELLED)
    hold(np.array_equal(modelled, per_month(told, [month for month, _, _ in told.seen.hires])))
    for event in HIRED:
        first = Tally.JOBS_HOST if event == Event.HIRED_BY_HOST else Tally(Tally.JOBS + event - Event.FOUND_JOB)
        counted = t[first] + (t[Tally.JOBS_MOVED] if first == Tally.JOBS_OUTSIDE else 0.0)
        written = per_month(told, [month for _, month in events(told, event)])
        hold(np.array_equal(written, counted), f"{event.name}: as many in the diary as in the counts")


def nobody_is_hired_twice_in_a_month(told: Chronicle) -> None:
    """Nobody is hired twice in a month."""
    hired = collections.Counter(events(told, *HIRED))
    twice = [key for key, n in hired.items() if n > 1]
    hold(not twice, f"(person, month): {twice[:3]}")
    for person, month in hired:
        before, after = told.people[month][person], told.people[month + 1][person]
        hold(before.status != Status.WORK, f"month {month}, person {person}: who works does not look for work")
        lost = after.status != Status.WORK
        hold(not lost or after.moved_away or after.status == Status.OUT, "a job lasts until next month at least")


def applications_are_answered(told: Chronicle) -> None:
    """Applications end in a job, in a no with a reason, or in want of childcare."""
    t = told.model.tallies.T
    yes = sum(t[column] for column in MODELLED) + t[Tally.CHILDCARE_FAILED]
    no = sum(t[column] for column in TURNED_DOWN)
    hold(np.array_equal(t[Tally.APPLIED], yes + no), "an application is answered once")
    for reason in JobReason:
        if reason != JobReason.YES:
            event = Event(Event.TURNED_DOWN + reason)
            written = per_month(told, [month for _, month in events(told, event)])
            hold((written <= t[Tally.TURNED_DOWN + reason]).all(), f"{event.name}: told of some, counted of all")
    hold((t[Tally.JOBS_ADVISER] <= t[Tally.CONTACTS]).all(), "an adviser's word is a contact")
    hold((t[Tally.CONTACTS] <= t[Tally.APPLIED]).all())


def displaced_are_fewer_than_jobs(told: Chronicle) -> None:
    """Each job displaces one other at most."""
    t = told.model.tallies.T
    hold((t[Tally.DISPLACED] >= 0.0).all())
    hold((t[Tally.DISPLACED] <= sum(t[column] for column in MODELLED)).all())


def recommended_are_in_work_here(told: Chronicle) -> None:
    """An office stands behind a job only while it lasts."""
    for month in told.months():
        for item in told.people[month + 1]:
            hold(item.recommended_by < 0 or (item.status == Status.WORK and item.employer >= 0))
            hold(item.employer < 0 or item.contract != Contract.NONE)


# --- hours -------------------------------------------------------------------------------------------------


def hours_had_are_used_or_left(told: Chronicle) -> None:
    """Hours of an office are used for one thing, or left."""
    for month, office, given, used, needed, extra in told.seen.plans:
        where = f"month {month}, office {office}"
        kinds = (Tally.HOURS_STANDING, Tally.HOURS_NEW, Tally.HOURS_FOLLOW, Tally.HOURS_MATCHING)
        spent = sum(given[kind] for kind in kinds)
        hold(near(used, spent), f"{where}: {used:.4f} h used, {spent:.4f} h by kind")
        left = given[Tally.HOURS_HAD] - spent
        hold(left >= -1e-9, f"{where}: {-left:.4f} h more than there are")
        summer = month % 12 in (6, 7)  # who is on leave is paid, too
        hold(
            0.0 <= given[Tally.HOURS_IDLE] <= extra + TINY, f"{where}: only hours of extra posts are paid and not used"
        )
        hold(summer or given[Tally.HOURS_IDLE] <= left + 1e-9, f"{where}: idle hours are some of those left")
        hold(near(given[Tally.HOURS_FOLLOW_NEEDED], needed), f"{where}: a month of a placement less the teacher's")
    t = told.model.tallies.T
    for kind in (Tally.HOURS_HAD, Tally.HOURS_MATCHING, Tally.HOURS_IDLE):
        by_office = np.zeros(len(told.months()))
        for month, _, given, *_ in told.seen.plans:
            by_office[month] += given[kind]
        hold(near(by_office, t[kind]), f"{kind.name}: the sum over offices")
    hold((t[Tally.HOURS_MATCHING] <= t[Tally.HOURS_MATCHING_WANTED] + 1e-9).all(), "no more than is wanted")


# --- a trial -----------------------------------------------------------------------------------------------


def groups_of_a_trial_are_all(told: Chronicle) -> None:
    """Treated, controls and the others are all there are, and nobody changes sides."""
    side: dict[int, int] = {}
    for month in told.months():
        for item in told.settled(month):
            hold(item.group in (0, 1, 2))
            hold(side.setdefault(item.id, item.group) == item.group, f"person {item.id} changes sides")
    c, total = told.model.curve.T, told.model.totals
    warm = told.scenario.warm_up_months
    counted = [item.group for item in told.people[-1] if item.settle_month >= warm and item.status != Status.ABROAD]
    sizes = [counted.count(group) for group in (0, 1, 2)]
    hold(sum(sizes) == total[Total.ADULTS])
    hold((c[Curve.TREATED_SEEN][0], c[Curve.CONTROLS_SEEN][0]) == (sizes[1], sizes[2]), "seen from settlement on")
    hold((c[Curve.TREATED_SEEN] + c[Curve.CONTROLS_SEEN] <= c[Curve.SEEN]).all())
    hold((c[Curve.TREATED_WORK] <= c[Curve.TREATED_SEEN]).all())
    hold((c[Curve.CONTROLS_WORK] <= c[Curve.CONTROLS_SEEN]).all())
    hold((c[Curve.TREATED_WORK] + c[Curve.CONTROLS_WORK] <= c[Curve.WORK]).all())
    lengths = {int(phase.parameters.trial.until) for phase in told.scenario.phases}
    if len(lengths) > 1:  # a measure changes the trial while it goes on
        return
    until = lengths.pop()
    for group in ("TREATED", "CONTROLS"):
        seen, works = c[Curve[f"{group}_SEEN"]], c[Curve[f"{group}_WORK"]]
        hold(total[Total[f"AFTER_{group}_OF"]] == seen[until : until + 12].sum(), "the year after the trial")
        hold(total[Total[f"AFTER_{group}"]] == works[until : until + 12].sum())
