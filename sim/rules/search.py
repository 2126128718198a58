"""Step 10. Ways to a job: back to a former host, sent on, by an adviser, and by one's own applications.

They are tried in this order until one employer says yes (``hiring.judge``). Own applications go to employers where one
knows somebody, to advertised posts, and beyond the modelled employers, by commuting; there nobody is an agent, and the
chance of a yes is a formula. Who has moved away looks for work there only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.chance import Purpose, draw, happens, poisson
from sim.constants import NEARLY_CERTAIN
from sim.engine_room import exp, rule
from sim.parameters import number, process
from sim.states import Contract, Event, JobReason, Status, Way
from sim.tallies import Tally

if TYPE_CHECKING:
    from sim.agents import Employer, Refugee, ServiceOffice
    from sim.world import World

ADDRESSES = 40  # tried for one application, at most
BOTH = 1024  # numbers of draws for one application
OUTSIDE = 8388608  # numbers of draws for applications outside: beyond those of any employer


@process
class Search:
    """How much somebody looks for work, and where."""

    applications: float = number(2.86, "per month", 1, 8, "applications at full search", "emp1_2016_m, emp_c1516_2022; fitted", "A", allowed=(0.0, 30.0))
    acquaintances: float = number(
        0.5, "share", 0.3, 0.7, "applications to an employer where one knows somebody", "assumption (Sweden: 70 % of jobs through networks)"
    )
    outside: float = number(0.2, "share", 0.05, 0.4, "applications beyond the modelled employers, by commuting", "assumption")
    goes_back: float = number(0.5, "probability", 0.2, 0.8, "asks a former host or employer, per month at full search", "964-966; assumption")
    sends_on: float = number(
        0.2, "probability", 0.0, 0.4, "a former host with a good word sends somebody on, per month at full search", "533-536, 964-966", "C"
    )
    women: float = number(0.616, "times", 0.5, 0.95, "women's search", "emp1_2016_w, gap5_2013_mw; fitted", "A")
    in_programme: float = number(0.323, "times", 0.15, 0.6, "search during the programme", "w0_2016_all; fitted", "A")
    programme_from: float = number(10.0, "months", 6, 14, "months before a participant searches", "assumption")
    locked_in: float = number(0.4, "times", 0.2, 0.8, "search during a placement", "p071", "B")
    studying: float = number(0.55, "times", 0.3, 0.8, "search while in education", "wboth_2012_all", "B")
    age_from: float = number(35.0, "years", 30, 40, "age from which finding gets harder", "assumption")
    age_slows: float = number(0.012, "share per year", 0.005, 0.02, "how fast", "assumption")
    away: float = number(1.15, "times", 1.0, 1.4, "applications of those who moved", "assumption")
    known_from: float = number(20.0, "staff", 10, 40, "staff from which one knows somebody wherever one asks", "assumption", allowed=(1.0, 1000.0))
    other_trade: float = number(0.4, "times", 0.2, 0.8, "applications in another than the wished trade", "assumption")
    simple_outside: float = number(0.4, "share", 0.25, 0.55, "jobs elsewhere in trades that have simple posts (hiring.simple_posts)", "m0559; assumption")
    seasonal: float = number(0.22, "share", 0.1, 0.35, "found jobs that are seasonal, in a mean month", "m0498, m0500; temp_job_g2", "B")
    needs_spread: float = number(0.4, "level", 0.2, 0.6, "how sharp the jobs' language needs are", "p022; assumption", "X", allowed=(0.01, 3.0))
    jobs_1: float = number(0.35, "share", 0.25, 0.45, "jobs that need the least Norwegian", "p022; assumption")
    jobs_2: float = number(0.25, "share", 0.15, 0.35, "jobs that need more", "p022; assumption")
    jobs_3: float = number(0.30, "share", 0.2, 0.4, "jobs that need spoken B1", "p022; assumption")
    jobs_4: float = number(0.10, "share", 0.05, 0.2, "jobs that need the most", "p022; assumption")
    level_1: float = number(2.0, "level", 1.7, 2.3, "Norwegian that the first of these need", "p022; assumption")
    level_2: float = number(2.5, "level", 2.2, 2.8, "the same, the second", "p022; assumption")
    level_3: float = number(3.0, "level", 2.7, 3.3, "the same, the third", "p022", "B")
    level_4: float = number(4.0, "level", 3.5, 4.5, "the same, the fourth", "p022; assumption")

    def reach(self, heard: float) -> float:
        """Share of jobs within reach at this level of Norwegian."""
        w = self.needs_spread
        return (
            self.jobs_1 / (1.0 + exp(-(heard - self.level_1) / w))
            + self.jobs_2 / (1.0 + exp(-(heard - self.level_2) / w))
            + self.jobs_3 / (1.0 + exp(-(heard - self.level_3) / w))
            + self.jobs_4 / (1.0 + exp(-(heard - self.level_4) / w))
        )

    def within_reach(self, heard: float, simple_posts: float, fits_simple: float) -> float:
        """Share of jobs within reach where some are simple posts, for which this Norwegian is found enough as stated."""
        simple = self.simple_outside * simple_posts
        return (1.0 - simple) * self.reach(heard) + simple * fits_simple

    def intensity(self, status: int, is_participant: bool, months: int) -> float:
        """Search effort."""
        effort = 1.0
        if status == Status.PLACEMENT:
            effort = self.locked_in
        elif status == Status.EDUCATION:
            effort = self.studying
        if is_participant:
            if months < self.programme_from:
                return 0.0
            effort *= self.in_programme
        return effort

    def readiness(self, woman: bool, age: float) -> float:
        """How much somebody looks for work, by sex and age."""
        x = max(0.0, 1.0 - self.age_slows * max(0.0, age - self.age_from))
        return x * self.women if woman else x

    def meets_at(self, staff: int, own_trade: bool) -> float:
        """Chance that an employer met by chance is one where this person knows somebody."""
        return min(1.0, staff / self.known_from) * (1.0 if own_trade else self.other_trade)

    def p_seasonal(self, season: float) -> float:
        """Chance that a found job is seasonal: more of them in the high season."""
        return min(NEARLY_CERTAIN, self.seasonal * season)


@rule
def first_search(refugee: Refugee, world: World) -> float:
    """Months in the programme before this person looks for work."""
    return world.p.displaced.search_from if refugee.displaced else world.p.search.programme_from


@rule
def search_job(refugee: Refugee, world: World) -> None:
    """Look for a job: one way after the other, until somebody says yes."""
    s = world.p.search
    d = world.p.displaced
    if refugee.displaced:
        effort = d.effort(s.intensity(refugee.status, False, refugee.months), refugee.in_programme, refugee.months)
    else:
        effort = s.intensity(refugee.status, refugee.in_programme, refugee.months)
    if effort <= 0.0 or not refugee.can_work(world):
        return
    if refugee.displaced:
        effort *= s.readiness(False, refugee.age) * d.times_for(refugee.is_woman)
    else:
        effort *= s.readiness(refugee.is_woman, refugee.age)
    if refugee.moved_away:
        n = poisson(world, refugee.luck_key, Purpose.APPLICATIONS, s.applications * s.away * effort)
        for k in range(n):
            if refugee.apply_outside(world, k):
                return
        return
    if refugee.voucher >= 0 and (refugee.go_back(world, effort) or refugee.be_sent_on(world, effort)):
        return
    if refugee.be_recommended(world):
        return
    n = poisson(world, refugee.luck_key, Purpose.APPLICATIONS, s.applications * effort)
    for k in range(n):
        if refugee.apply(world, k):
            return


@rule
def go_back(refugee: Refugee, world: World, effort: float) -> bool:
    """Ask a former host or employer; true if it hires."""
    if not happens(world, refugee.luck_key, Purpose.GO_BACK, 0, world.p.search.goes_back * effort):
        return False
    employer = world.employers[refugee.voucher]
    if employer.closed:
        return False
    reason = employer.judge(refugee, world, Way.RETURN.value, 0.0, 0.0)
    if refugee.is_turned_down(world, reason):
        refugee.note(world, Event.TURNED_DOWN + reason)
        return False
    refugee.take_job(world, employer, Way.RETURN.value)
    return True


@rule
def be_sent_on(refugee: Refugee, world: World, effort: float) -> bool:
    """Be sent by a former host or employer to another one; true if that one hires."""
    s = world.p.search
    sender = world.employers[refugee.voucher]
    willing = refugee.reference * sender.goodwill
    if sender.closed or not happens(world, refugee.luck_key, Purpose.SENT_ON, 0, s.sends_on * willing * effort):
        return False
    j = refugee.employer_met(world, Purpose.SENT_ON + 0, 1, Way.SENT.value)
    if j < 0 or j == refugee.voucher:
        return False
    reason = world.employers[j].judge(refugee, world, Way.SENT.value, 0.0, 0.0)
    if refugee.is_turned_down(world, reason):
        refugee.note(world, Event.TURNED_DOWN + reason)
        return False
    refugee.take_job(world, world.employers[j], Way.SENT.value)
    return True


@rule
def be_recommended(refugee: Refugee, world: World) -> bool:
    """Be brought to employers by an adviser, as far as the hours for matching reach; true if one hires."""
    office = world.offices[refugee.my_office(world)]
    if office.contacts <= 0.0 or not refugee.is_jobseeker(world):
        return False
    said = world.p.hiring.can_say(refugee.followed)
    refugee.followed += min(1.0, office.contacts)
    n = poisson(world, refugee.luck_key, Purpose.CONTACTS, office.contacts)
    for k in range(n):
        j = office.employer_with_post(refugee, world, k)
        if j < 0:
            continue
        employer = world.employers[j]
        world.tally[Tally.CONTACTS] += 1.0
        reason = employer.judge(refugee, world, Way.ADVISER.value, said, 0.0)
        employer.hear_request(world, 0 if employer.has_one_contact(world) else refugee.side_of(world), 1.0)
        if refugee.is_turned_down(world, reason):
            refugee.note(world, Event.TURNED_DOWN + reason)
        else:
            refugee.take_job(world, employer, Way.ADVISER.value)
            refugee.recommended_by = office.id
            return True
    return False


@rule
def employer_with_post(office: ServiceOffice, refugee: Refugee, world: World, which: int) -> int:
    """Return a known employer with a post, the first of a shortlist; mapped needs and own trade go before.

    Where nobody of the shortlist has a post, the first one is asked all the same; -1 if the office knows nobody.
    """
    found = -1
    has_post = False
    maps = happens(world, refugee.luck_key, Purpose.CONTACT_TARGET, which, office.maps)
    for k in range(int(world.p.requests.shortlist)):
        j = office.known_employer(refugee, world, BOTH * (64 + 8 * which) + 64 * k)
        if j < 0:
            continue
        employer = world.employers[j]
        meets = employer.meets_need(refugee, world)
        if not employer.has_opening(world, meets):
            if found < 0:
                found = j
            continue
        if not maps or meets or employer.sector == refugee.skill:
            return j
        if not has_post:
            found = j
            has_post = True
    return found


@rule
def apply(refugee: Refugee, world: World, k: int) -> bool:
    """Send this month's k-th application; true if it ends in a job."""
    s = world.p.search
    u = draw(world, refugee.luck_key, Purpose.WAY, k)
    if u < s.outside:
        return refugee.apply_outside(world, k)
    way = Way.KNOWN.value if u < s.outside + s.acquaintances else Way.ADVERT.value
    j = refugee.employer_met(world, Purpose.SEAT + 0, k, way)
    if j < 0:
        return False
    employer = world.employers[j]
    if refugee.is_turned_down(world, employer.judge(refugee, world, way, 0.0, 0.0)):
        return False
    refugee.take_job(world, employer, way)
    return True


@rule
def apply_outside(refugee: Refugee, world: World, k: int) -> bool:
    """Apply where nobody is modelled: language, then rivals; true if it ends in a job."""
    h = world.p.hiring
    s = world.p.search
    heard = refugee.is_heard(world)
    reference = h.reference * h.letter * refugee.reference
    p = s.within_reach(heard, h.simple_posts, h.fits(heard, h.simple_need)) * h.p_chosen(h.rivals, refugee.outlook(world) + reference)
    if not happens(world, refugee.luck_key, Purpose.CHOSEN, OUTSIDE + k, p):
        return False
    contract = refugee.contract_found(world, s.p_seasonal(world.p.demand.season(refugee.wish, world.month_of_year)), False)
    if refugee.status == Status.PLACEMENT:
        refugee.leave_placement(world)
    world.tally[Tally.FOUND_JOB] += 1.0
    world.tally[Tally.JOBS_MOVED if refugee.moved_away else Tally.JOBS_OUTSIDE] += 1.0
    refugee.begin_work_away(world, contract)
    refugee.note(world, Event.FOUND_JOB_OUTSIDE.value)
    return True


@rule
def is_turned_down(refugee: Refugee, world: World, reason: int) -> bool:
    """Count an employer's judgement; true if it is a no."""
    world.tally[Tally.APPLIED] += 1.0
    if reason == JobReason.YES.value:
        return False
    world.tally[Tally.TURNED_DOWN + reason] += 1.0
    return True


@rule
def take_job(refugee: Refugee, world: World, employer: Employer, way: int) -> None:
    """Be hired by a modelled employer: one post fewer is open."""
    e = world.p.ending
    hidden = employer.has_hidden_post()
    meets = employer.meets_need(refugee, world)
    employer.take_post(way == Way.ADVERT.value, meets)
    world.tally[Tally.DISPLACED] += 1.0 - exp(-world.p.hiring.rivals_on(way, hidden))
    world.tally[Tally.JOBS + way] += 1.0
    world.tally[Tally.HIRED_LATENT] += 1.0 if meets else 0.0
    p_ends = e.ends
    event = Event.HIRED_BY_HOST.value
    if way != Way.HOST.value:
        p_ends = world.p.search.p_seasonal(world.p.demand.season(employer.sector, world.month_of_year))
        event = Event.FOUND_JOB + way
        world.tally[Tally.FOUND_JOB] += 1.0
        if refugee.status == Status.PLACEMENT:
            refugee.leave_placement(world)
    subsidised = e.subsidy_odds > 1.0 and employer.aware_luck < world.offices[refugee.my_office(world)].aware
    refugee.begin_work(world, employer, refugee.contract_found(world, p_ends, subsidised), event)
    if subsidised:
        refugee.subsidy_left = int(e.subsidy_months)


@rule
def contract_found(refugee: Refugee, world: World, p_ends: float, subsidised: bool) -> int:
    """Kind of a job that is found: seasonal or a substitute's with this chance, or as the employer has it."""
    if happens(world, refugee.luck_key, Purpose.SEASONAL, 0, p_ends):
        return Contract.ENDS.value
    if subsidised:
        return Contract.SUBSIDISED.value
    if refugee.displaced and happens(world, refugee.luck_key, Purpose.TEMPORARY, 0, world.p.displaced.temporary):
        return Contract.TEMPORARY.value
    return Contract.ORDINARY.value


@rule
def employer_met(refugee: Refugee, world: World, purpose: int, k: int, way: int) -> int:
    """Return an employer of the labour market around, those of the wished trade first; -1 if none is met.

    One who advertises a post; or, larger ones more often, one where this person knows somebody, or to whom a former
    host sends, who knows that people are needed there.
    """
    s = world.p.search
    who = refugee.luck_key
    market = world.municipalities[refugee.municipality].labour_market
    total = 0.0
    for municipality in world.municipalities:
        if municipality.labour_market == market:
            total += municipality.n_employers
    first = BOTH * k
    x = draw(world, who, purpose, first) * total
    home = refugee.municipality
    for municipality in world.municipalities:
        if municipality.labour_market == market:
            if x < municipality.n_employers:
                home = municipality.id
                break
            x -= municipality.n_employers
    for address in range(ADDRESSES):
        j = world.municipalities[home].pick(world, who, purpose, first + 1 + address)
        if j < 0:
            continue
        employer = world.employers[j]
        own_trade = employer.sector == refugee.wish
        if way != Way.KNOWN.value:
            employer.look_up_posts(world)
            if employer.posts == 0 or (way == Way.ADVERT.value and employer.adverts == 0):
                continue
        weight = s.meets_at(employer.staff, own_trade)
        if way == Way.ADVERT.value:
            weight = 1.0 if own_trade else s.other_trade
        if happens(world, who, purpose, first + 1 + ADDRESSES + address, weight):
            return j
    return -1
