"""Step 6. Requests for refugees: each office pushes its own candidate, or one channel starts from the firm's need.

Some people walk in by themselves where they want to work.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.chance import Purpose, draw, happens, poisson
from sim.constants import AUGUST, JULY, OFFICES, REFUGEES, UNBEATEN
from sim.engine_room import rule
from sim.parameters import number, process
from sim.states import Event, Reason, Status
from sim.tallies import Tally, Total

if TYPE_CHECKING:
    from sim.agents import Employer, Refugee, ServiceOffice
    from sim.world import World

HOURS_A_DAY = 7.5
WEEKS_A_MONTH = 4.33
ADDRESSES = 60  # tried for one employer, at most
LUCKS = 16  # of one person with one partner in a month


@process
class Requests:
    """Who seeks a placement, how many employers are asked, how a placement is cut."""

    seek: float = number(
        0.358,
        "probability",
        0.15,
        0.45,
        "an eligible participant is to be placed, per month",
        "sprakpraksis_2009_opp + arbpraksis_2009_opp (persons a year); fitted",
        "A",
    )
    seek_after: float = number(0.35, "times", 0.2, 0.5, "the same after the programme", "assumption")
    summer: float = number(0.3, "times", 0.2, 0.5, "the same in July and August", "939-942; assumption", "C")
    asks: float = number(2.5, "employers", 1.5, 3.5, "employers asked in one attempt", "748-749; assumption", allowed=(0.0, 20.0))
    first_months: float = number(7.0, "months", 6, 8, "months in class before a placement", "p010", "A")
    least_oral: float = number(0.9, "level", 0.5, 1.2, "Norwegian below which nobody is sent out", "assumption")
    walk_in_rate: float = number(0.01, "per month", 0.0, 0.03, "walks in at an employer in the wished trade", "516-530, 1024-1026", "C")
    walk_in_oral: float = number(2.0, "level", 1.5, 2.5, "Norwegian from which people walk in", "assumption")
    shortlist: float = number(6.0, "employers", 3, 10, "employers that one channel looks at for one request", "898-902", "C", allowed=(1.0, 20.0))
    pool: float = number(10.0, "people", 3, 20, "candidates that one channel looks at for one employer", "898-902", "C", allowed=(1.0, 100.0))
    goodwill_counts: float = number(0.3, "times", 0.0, 1.0, "goodwill in the choice of an employer, against trust", "898-902; assumption")
    need_counts: float = number(1.0, "trust", 0.3, 2.0, "a need that the candidate meets, in the choice of an employer", "898-902; assumption")
    wish_counts: float = number(0.3, "log-odds", 0.0, 0.8, "the wished trade, in the choice of a candidate", "898-902; assumption")
    merged_weight: float = number(0.7, "times", 0.4, 1.0, "pressure of one request when it is coordinated", "762-767", "C")
    returns: float = number(0.5, "probability", 0.2, 0.8, "an office asks again where it has had somebody in the last year", "414, 903-918", "C")
    uses_spare: float = number(0.5, "share", 0.0, 1.0, "of spare hours, what an office turns into more placements and more matching", "287-291, 828-829", "X")
    waits: float = number(0.25, "probability", 0.0, 0.6, "a no for lack of room is asked again when there is room", "744-749", "C")
    language_days: float = number(2.0, "days/week", 2, 3, "language practice", "p029", "A", allowed=(0.0, 5.0))
    work_days: float = number(4.0, "days/week", 3, 5, "work practice", "p029, 812", "A", allowed=(0.0, 5.0))
    work_oral: float = number(2.2, "level", 1.8, 2.6, "Norwegian from which it is work practice", "614-617; arbpraksis_2009_*", "C")
    work_month: float = number(18.0, "months", 12, 24, "months from which it is work practice", "assumption")
    shortest: float = number(3.0, "months", 2, 4, "shortest placement", "p028, p030", "B", allowed=(1.0, 24.0))
    length_spread: float = number(2.0, "months", 1, 3, "half the span of lengths above it", "p030, p031", "B", allowed=(0.0, 12.0))
    purpose_clear: float = number(0.9, "share", 0.7, 1.0, "purpose of a placement that was prepared or sought by oneself", "789-806; assumption")
    purpose_vague: float = number(0.4, "share", 0.2, 0.6, "purpose of any other", "789-806; assumption")
    language_standing: float = number(0.2, "share", 0.0, 0.4, "standing of language practice", "755-756", "C")
    work_standing: float = number(0.5, "share", 0.3, 0.7, "standing of work practice and of agreements", "755-756, 1013-1016", "C")

    def p_seek(self, in_programme: bool, months: int, first: float, oral: float, still_served: bool, month_of_year: int) -> float:
        """Chance of standing in line for a placement this month; ``first``: month from which participants may be placed."""
        if oral < self.least_oral:
            return 0.0
        if in_programme:
            if months < first:
                return 0.0
            p = self.seek
        else:
            if not still_served:
                return 0.0
            p = self.seek * self.seek_after
        return p * self.summer if JULY <= month_of_year <= AUGUST else p

    def hours_of(self, work_practice: bool) -> float:
        """Hours a month at the workplace."""
        return (self.work_days if work_practice else self.language_days) * HOURS_A_DAY * WEEKS_A_MONTH

    def is_work_practice(self, oral: float, months: int) -> bool:
        """Work practice rather than language practice."""
        return oral > self.work_oral or months > self.work_month

    def standing(self, work_practice: bool, formalised: float) -> float:
        """How formal and clear the scheme is, 0 to 1; the office can formalise language practice."""
        if work_practice:
            return self.work_standing
        return self.language_standing + formalised * (self.work_standing - self.language_standing)

    def length_of(self, u: float, v: float) -> int:
        """Months of a placement: 3 to 6, most often 4 (two draws in [0, 1))."""
        return int(self.shortest) + int(self.length_spread * u + self.length_spread * v)


@rule
def first_placement(refugee: Refugee, world: World) -> float:
    """Months in the programme before this person may be placed."""
    return world.p.displaced.place_from if refugee.displaced else world.p.requests.first_months


@rule
def send_out(office: ServiceOffice, world: World) -> None:
    """Go through those in line, by year of settlement, as far as the hours reach."""
    i = office.first_in_line
    while i >= 0:
        refugee = world.refugees[i]
        i = refugee.behind
        if not refugee.in_line:
            continue
        if happens(world, refugee.luck_key, Purpose.SERVED, 0, office.done):
            office.request_for(refugee, world)
        else:
            refugee.note(world, Event.NOT_SENT_OUT.value)
    i = office.first_in_line
    while i >= 0:
        refugee = world.refugees[i]
        refugee.in_line = False
        i = refugee.behind


@rule
def request_for(office: ServiceOffice, refugee: Refugee, world: World) -> None:
    """Ask employers on behalf of one person until one says yes."""
    route = draw(world, refugee.luck_key, Purpose.ROUTE, 0)
    merged = route < office.coordinates
    led = route < max(office.coordinates, office.one_contact)  # starts from the firm's need, of the whole pool
    n = poisson(world, refugee.luck_key, Purpose.N_ASKS, world.p.requests.asks)
    if refugee.waits_for >= 0 and world.employers[refugee.waits_for].has_room(world, 1.0):
        n = max(n, 1)
    for k in range(n):
        if not refugee.in_line:
            break
        j = refugee.waits_for
        refugee.waits_for = -1
        if j < 0 or not world.employers[j].has_room(world, 1.0):
            j = office.partner_employer(refugee, world, k)
            if j < 0:
                j = office.best_employer(refugee, world, k) if led else office.fitting_employer(refugee, world, k)
        if j >= 0:
            candidate = office.best_candidate(refugee, world, world.employers[j]) if led else refugee
            candidate.ask(world, world.employers[j], office.side % OFFICES, merged, False)


@rule
def partner_employer(office: ServiceOffice, refugee: Refugee, world: World, which: int) -> int:
    """Return one who has had somebody in the last year, where the office goes back to such; -1 otherwise.

    Each partner has its luck with this person this month: one partner more changes only the draws that it wins.
    """
    who = refugee.luck_key
    if not happens(world, who, Purpose.RETURN_TO_HOST, which % LUCKS, world.p.requests.returns):
        return -1
    best = -1
    most = 0.0
    municipality = world.municipalities[office.municipality]
    j = municipality.first_partner
    while j >= 0:
        if world.employers[j].has_room(world, 1.0):
            u = draw(world, who, Purpose.RETURN_TO_HOST, LUCKS * (1 + j - municipality.first_employer) + which % LUCKS)
            if u > most:
                best = j
                most = u
        j = world.employers[j].next_partner
    return best


@rule
def known_employer(office: ServiceOffice, refugee: Refugee, world: World, first: int) -> int:
    """Return a random willing employer that the office knows; -1 if sixty tries meet none."""
    municipality = world.municipalities[office.municipality]
    for k in range(ADDRESSES):
        j = municipality.pick(world, refugee.luck_key, Purpose.TARGET, first + k)
        if j >= 0 and not world.employers[j].never and world.employers[j].known_luck < office.known:
            return j
    return -1


@rule
def fitting_employer(office: ServiceOffice, refugee: Refugee, world: World, which: int) -> int:
    """Return a known employer; where skills and needs are mapped, one who needs this skill, else of its trade."""
    first = office.known_employer(refugee, world, 64 * which)
    if first < 0 or not happens(world, refugee.luck_key, Purpose.ROUTE, 1 + which, office.maps):
        return first
    of_trade = first
    for k in range(int(world.p.requests.shortlist)):
        j = first if k == 0 else office.known_employer(refugee, world, 4096 + 2048 * which + 64 * k)
        if j >= 0 and world.employers[j].meets_need(refugee, world):
            return j
        if j >= 0 and world.employers[of_trade].sector != refugee.skill and world.employers[j].sector == refugee.skill:
            of_trade = j
    return of_trade


@rule
def best_employer(office: ServiceOffice, refugee: Refugee, world: World, which: int) -> int:
    """Return the best of a shortlist by trust, goodwill and need, among those with room; -1 if none has room."""
    best = -1
    most = -UNBEATEN
    for k in range(int(world.p.requests.shortlist)):
        j = office.known_employer(refugee, world, 4096 + 2048 * which + 64 * k)
        if j < 0:
            continue
        employer = world.employers[j]
        if not employer.has_room(world, 1.0):
            continue
        value = employer.trust[office.side % OFFICES] + world.p.requests.goodwill_counts * employer.goodwill
        if employer.meets_need(refugee, world):
            value += world.p.requests.need_counts
        if value > most:
            most = value
            best = j
    return best


@rule
def best_candidate(office: ServiceOffice, refugee: Refugee, world: World, employer: Employer) -> Refugee:
    """Return who of those next in line fits this employer best: need met, wished trade, Norwegian."""
    best = refugee
    most = -UNBEATEN
    seen = 0
    i = refugee.id
    while i >= 0 and seen < world.p.requests.pool:
        other = world.refugees[i]
        i = other.behind
        if not other.in_line:
            continue
        seen += 1
        value = -world.p.answer.language * employer.language_gap(world, office, other.oral)
        if employer.meets_need(other, world):
            value += world.p.answer.latent
        if other.wish == employer.sector:
            value += world.p.requests.wish_counts
        if value > most:
            most = value
            best = other
    return best


@rule
def ask(refugee: Refugee, world: World, employer: Employer, side: int, merged: bool, own_way: bool) -> None:
    """Ask one employer for a placement, and begin it on a yes; the answer's luck is of this pair in this month."""
    which = employer.id - world.municipalities[employer.municipality].first_employer
    told = refugee.told_level(world, which)
    judged_together = refugee.is_judged_together(world, which)
    believed = world.p.answer.believed(told, employer.discount, judged_together)
    reason = employer.consider(refugee, world, believed, side, own_way, which)
    channel = 0 if merged or employer.has_one_contact(world) else side
    employer.hear_request(world, channel, world.p.requests.merged_weight if merged else 1.0)
    employer.note_answer(world, reason)
    if reason == Reason.YES.value:
        if judged_together:
            world.tally[Tally.EMPLOYER_HOURS] += world.p.money.involvement_hours
        refugee.begin_placement(world, employer, side, told, believed, own_way)
        return
    refugee.note(world, Event.REFUSED + reason)
    waits = 1.0 if merged else world.p.requests.waits
    is_full = reason in (Reason.NO_ROOM.value, Reason.OTHERS_FIRST.value)
    if is_full and employer.slack >= 1.0 and not own_way:
        refugee.waits_for = employer.id if happens(world, refugee.luck_key, Purpose.WAIT, which, waits) else -1


@rule
def begin_placement(refugee: Refugee, world: World, employer: Employer, side: int, told: float, believed: float, own_way: bool) -> None:
    """Start a placement: the only place where somebody gets a host."""
    r = world.p.requests
    who = refugee.luck_key
    practice = world.practice[refugee.my_office(world)]
    refugee.in_line = False
    refugee.waits_for = -1
    refugee.host = employer.id
    refugee.status = Status.PLACEMENT
    refugee.placement_side = side
    refugee.placement_month = world.month
    refugee.placement_months = 0
    refugee.placement_length = r.length_of(draw(world, who, Purpose.PLACEMENT_LENGTH, 0), draw(world, who, Purpose.PLACEMENT_LENGTH, 1))
    refugee.placement_prepared = not own_way and happens(world, who, Purpose.PREPARED, 0, practice.prepared)
    refugee.work_practice = r.is_work_practice(refugee.oral, refugee.months)
    if refugee.placement_prepared or own_way:
        refugee.purpose = r.purpose_clear
    else:
        refugee.purpose = r.purpose_vague / (1.0 + practice.quota)
    refugee.placement_onsite = employer.onsite_luck < practice.onsite
    office = world.offices[refugee.my_office(world)]
    refugee.placement_mentor = employer.has_mentor(world, office)
    mentor = 1.0 if refugee.placement_mentor else 0.0
    refugee.placement_load = employer.expected_load(world, employer.language_gap(world, office, believed), refugee.help_need, mentor)
    refugee.placement_bad = 0
    refugee.placement_follow = 0.0
    refugee.oversold = told - refugee.oral
    refugee.n_placements += 1
    refugee.placed_this_year = True
    if refugee.n_placements == 1:
        refugee.first_host_month = world.month
        refugee.first_host = employer.id
    employer.trainees += 1
    employer.trainees_load += refugee.placement_load
    employer.last_guests = REFUGEES
    employer.learn_to_supervise(world, practice.course)
    office.usual_starts += 1.0 - world.p.offices.remembers
    world.tally[Tally.STARTED] += 1.0
    if refugee.counted:
        world.totals[Total.PLACES] += 1.0
    world.tally[Tally.WALK_INS] += 1.0 if own_way else 0.0
    if refugee.placement_prepared:
        world.tally[Tally.STARTED_PREPARED] += 1.0
        employer.shift_trust(side, world.p.relations.prepared)
    refugee.note(world, Event.PLACED.value)
    if refugee.placement_prepared:
        refugee.note(world, Event.PREPARED.value)


@rule
def learn_to_supervise(employer: Employer, world: World, share: float) -> None:
    """A host's supervisor may take a course, once; ``share`` of those who are offered one do."""
    if employer.trained or not happens(world, employer.luck_key, Purpose.COURSE, 0, share):
        return
    employer.trained = True
    world.tally[Tally.COURSES] += 1.0
    world.tally[Tally.EMPLOYER_HOURS] += world.p.money.course_hours


@rule
def walk_in(refugee: Refugee, world: World) -> None:
    """Go and ask in the wished trade, on one's own."""
    r = world.p.requests
    if refugee.status != (Status.CLASS if refugee.in_programme else Status.IDLE) or refugee.oral <= r.walk_in_oral:
        return
    if refugee.moved_away or not happens(world, refugee.luck_key, Purpose.WALK_IN, 0, r.walk_in_rate):
        return
    municipality = world.municipalities[refugee.municipality]
    for k in range(ADDRESSES):
        j = municipality.pick(world, refugee.luck_key, Purpose.WALK_TARGET, k)
        if j >= 0 and world.employers[j].sector == refugee.wish:
            refugee.note(world, Event.WALKED_IN.value)
            refugee.ask(world, world.employers[j], refugee.side_of(world), False, True)
            return
