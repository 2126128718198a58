"""Step 3. Offices plan: hours are finite and bind.

Ways of working that take hours every month (coordination, going out to employers, one contact, mapping, agreements)
are done as far as hours reach, and work as far as they are done; new placements, initiatives and evaluation compete
with follow-up for the rest; follow-up quality is what is delivered of what is needed. ``Practice`` is the state of an
office (from the municipality's file, changed by policies); ``Offices`` holds what the work takes, whoever does it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.chance import Purpose, happens
from sim.constants import AUGUST, HALF_UP, JULY, LONG_AGO, OFFICES
from sim.engine_room import exp, log, rule
from sim.parameters import number, process
from sim.states import Status
from sim.tallies import Tally

if TYPE_CHECKING:
    from sim.agents import Employer, Refugee, ServiceOffice
    from sim.world import World


@process
class Practice:
    """How an office works. A policy changes these numbers; a municipality's file states them."""

    hours_per_participant: float = number(1.6, "h per participant-month", 0.8, 4.5, "adviser hours for employers and placements", "p077 x 20 %, assumption")
    protected: float = number(0.25, "share", 0.05, 0.8, "hours that are kept for follow-up", "801-806, 848-851", "C")
    prepared: float = number(0.40, "share", 0.2, 1.0, "placements that are prepared", "828-833, 849", "C")
    evaluated: float = number(0.25, "share", 0.1, 1.0, "placements that are evaluated", "831-833, 1019", "C")
    uptake: float = number(0.35, "share", 0.1, 0.9, "employers' initiatives that are taken up", "945-948", "C")
    honest: float = number(0.30, "share", 0.1, 0.9, "honest no among initiatives not taken up; the rest is silence", "934-942", "C")
    known: float = number(0.35, "share", 0.15, 0.6, "willing employers that the office knows", "976-980", "X")
    outreach: float = number(0.0, "share", 0.0, 1.0, "going out to employers before there is a candidate", "976-980", "C")
    awareness_growth: float = number(0.0, "share per month", 0.0, 0.02, "employers told of support schemes", "1003", "X")
    coordination: float = number(0.0, "share", 0.0, 1.0, "requests that go through one channel, from the firm's need", "762-767, 879-902", "C")
    single_contact: float = number(0.0, "share", 0.0, 1.0, "employers with one contact person whose knowledge outlives a change", "1027-1034", "C")
    involved: float = number(0.0, "share", 0.0, 1.0, "starts where the employer helped to judge the Norwegian", "645-661", "C")
    agreed: float = number(0.0, "share", 0.0, 1.0, "employers with an agreed, task-specific language requirement", "645-661", "C")
    onsite: float = number(0.0, "share", 0.0, 1.0, "employers where a teacher comes to the workplace", "m0450, 848-857", "C")
    mapping: float = number(0.0, "share", 0.0, 1.0, "skills and needs that are mapped", "968-975", "C")
    formalised: float = number(0.0, "share", 0.0, 1.0, "language practice with a written agreement and purpose", "755-756, 1013-1016", "C")
    mentor: float = number(0.0, "share", 0.0, 1.0, "use of the mentor grant where it is known", "1001-1003", "C")
    course: float = number(0.0, "share", 0.0, 1.0, "new hosts whose supervisor takes a course in supervising", "1004-1008", "C")
    childcare: float = number(0.0, "share", 0.0, 1.0, "offers for which childcare is found in time", "930-944", "C")
    quota: float = number(0.0, "times", 0.0, 3.0, "wanted placements beyond the usual number (pressure of a quota)", "792-796", "C")
    matching: float = number(
        0.1, "h per jobseeker and month", 0.0, 0.4, "advisers' work to bring jobseekers to employers with a post", "assumption", "X", allowed=(0.0, 40.0)
    )
    matching_first: float = number(0.1, "share", 0.0, 0.5, "hours that are kept for matching, before placements and follow-up", "assumption")
    teacher_hours: float = number(
        0.0, "h per month", 0.0, 65.0, "hours in which a teacher of Norwegian is at workplaces", "848-857", "C", allowed=(0.0, 10000.0)
    )
    extra_posts: float = number(
        0.0, "full-time posts", 0.0, 1.0, "advisers beyond the hours that follow the participants", "policy", "X", allowed=(0.0, 1000.0)
    )


@process
class Offices:
    """What the offices' work takes."""

    per_ask: float = number(1.5, "h per request", 0.75, 3, "hours for one request to an employer", "828-829; assumption")
    per_preparation: float = number(6.0, "h per placement", 3, 12, "hours to prepare a placement", "786-788; assumption")
    per_evaluation: float = number(3.0, "h per placement", 1, 6, "hours to evaluate a placement", "786-788; assumption")
    per_contact_job: float = number(
        2.0, "h per contact", 1, 4, "hours for one contact with an employer about a job for somebody", "assumption", allowed=(0.05, 100.0)
    )
    push_most: float = number(4.0, "times", 2, 6, "spare hours push work up to this many times the usual", "assumption", allowed=(1.0, 100.0))
    per_month: float = number(8.0, "h per placement-month", 4, 12, "hours of follow-up at full quality", "p104, 848-857", "B")
    per_initiative: float = number(4.0, "h per initiative", 2, 8, "hours to take up an initiative", "930-944; assumption")
    coordination_hours: float = number(8.0, "h per month", 4, 16, "hours that one channel for a municipality takes", "assumption", "X", allowed=(0.0, 1000.0))
    coordination_ask: float = number(0.5, "h per request", 0.25, 1, "more hours for a coordinated request", "assumption")
    outreach_hours: float = number(8.0, "h per month", 4, 16, "hours to plan and keep up going out to employers", "assumption", "X", allowed=(0.0, 1000.0))
    outreach_known: float = number(0.03, "share per month", 0.0, 0.05, "willing employers got to know by it", "976-980; assumption")
    outreach_aware: float = number(0.015, "share per month", 0.0, 0.03, "employers told of support schemes by it", "1003; assumption")
    known_most: float = number(0.8, "share", 0.6, 0.95, "willing employers that going out to them can reach", "976-980; assumption")
    partner_months: float = number(12.0, "months", 6, 24, "for how long a host counts as a partner", "1027-1034; assumption")
    per_contact: float = number(1.0, "h per employer", 0.5, 2, "hours to get to know or to inform one employer", "assumption")
    contact_hours: float = number(
        0.33, "h per partner and month", 0.1, 1, "hours of the one contact person for an employer who hosts (1 h a quarter)", "assumption"
    )
    agreement_hours: float = number(0.17, "h per partner and month", 0.05, 0.5, "hours to keep up an agreement with an employer who hosts", "assumption")
    mapping_employer: float = number(0.17, "h per employer and month", 0.08, 0.33, "hours to map one employer's needs (2 h a year)", "assumption")
    mapping_person: float = number(4.0, "h per participant", 2, 8, "hours to map one person's skills", "assumption")
    per_involvement: float = number(2.0, "h per placement", 1, 4, "hours to judge the Norwegian together with the employer", "assumption")
    standing_most: float = number(0.5, "share", 0.3, 0.8, "hours that ways of working may take before placements get theirs", "assumption")
    lasting: float = number(0.9, "share per month", 0.7, 0.97, "mapping, agreements and contact that outlast a month", "assumption")
    after_weight: float = number(0.3, "share", 0.1, 0.5, "hours for a person after the programme, of those for a participant", "assumption")
    after_months: float = number(24.0, "months", 12, 36, "how long after the programme the office still places", "assumption")
    summer_hours: float = number(0.2, "share", 0.2, 0.7, "hours left in July and August", "p103, 939-942", "A")
    post_hours: float = number(140.0, "h per month", 130, 150, "hours of one post", "p077", "B", allowed=(20.0, 400.0))
    post_need: float = number(7.8, "h per participant-month", 6, 10, "all adviser hours for a participant", "p077", "B")
    turnover: float = number(0.015, "probability", 0.005, 0.04, "the contact person leaves, per month", "871-875; assumption", allowed=(0.0, 0.99))
    vacant_months: float = number(2.0, "months", 1, 6, "a post stays vacant", "assumption")
    remembers: float = number(0.8, "share", 0.6, 0.9, "how much last months' starts count in planning this month's hours", "assumption")

    def leave(self, month_of_year: int) -> float:
        """Share of normal hours in a month: few in July and August."""
        return self.summer_hours if JULY <= month_of_year <= AUGUST else 1.0

    def posts_of(self, participants: float) -> int:
        """Whole posts of an office; at least one."""
        return max(1, int(participants * self.post_need / self.post_hours + HALF_UP))

    def p_turnover(self, posts: int) -> float:
        """Chance that one of the contact persons leaves this month."""
        return 1.0 - exp(posts * log(1.0 - self.turnover))

    def pushed(self, push: float, uses_spare: float) -> float:
        """How many times the usual an office places and matches, where spare hours push."""
        return 1.0 + uses_spare * (push - 1.0)

    def next_push(self, push: float, hours: float, asked: float) -> float:
        """Memory of hours there over hours asked for, with this month's; never below 1."""
        now = push * hours / asked if asked > 0.0 else self.push_most
        return min(self.push_most, max(1.0, self.remembers * push + (1.0 - self.remembers) * now))

    def new_work(self, wanted: float, follow: float, hours: float, protected: float) -> float:
        """Hours that go to new work, when follow-up may keep at most the protected share."""
        return min(wanted, hours - min(follow, protected * hours))

    def follow_quality(self, hours_left: float, follow: float) -> float:
        """Follow-up delivered of follow-up needed, 0 to 1; 1 where none is needed."""
        return 1.0 if follow <= 0.0 else min(1.0, hours_left / follow)

    def done_share(self, new: float, wanted: float) -> float:
        """Share of the wanted new work that is done; 1 where none is wanted."""
        return 1.0 if wanted <= 0.0 else new / wanted


@rule
def clear_desk(office: ServiceOffice, world: World) -> None:
    """Begin a month: nobody is counted yet."""
    office.participants = 0
    office.newcomers = 0
    office.after = 0
    office.placed = 0
    office.placed_onsite = 0
    office.jobseekers = 0
    office.ends = 0
    office.willing = 0
    office.acquainted = 0
    office.partners = 0
    office.first_in_line = -1
    office.last_in_line = -1
    o = world.p.offices
    practice = world.practice[office.id]
    gone_out = practice.outreach * office.delivered
    grown = max(office.known, practice.known) + o.outreach_known * gone_out
    office.known = min(grown, max(practice.known, o.known_most))
    told = o.outreach_aware * gone_out + practice.awareness_growth * office.delivered
    office.aware = min(1.0, office.aware + told)


@rule
def report(refugee: Refugee, world: World) -> None:
    """Tell the office who one is this month, and stand in line if one seeks a placement."""
    office = world.offices[refugee.my_office(world)]
    if refugee.in_programme:
        office.participants += 1
        if refugee.months == int(refugee.first_placement(world)):
            office.newcomers += 1
    elif refugee.months_after(world) <= world.p.offices.after_months and refugee.status != Status.WORK:
        office.after += 1
    if refugee.status == Status.PLACEMENT:
        office.placed += 1
        if refugee.placement_onsite:
            office.placed_onsite += 1
        if refugee.placement_months + 1 >= refugee.placement_length:
            office.ends += 1
        return
    if refugee.is_jobseeker(world):
        office.jobseekers += 1
        refugee.registered = refugee.registered or not refugee.in_programme
    refugee.stand_in_line(world, office)


@rule
def is_jobseeker(refugee: Refugee, world: World) -> bool:
    """Tell whether an adviser may bring this person to employers: looks for work, and is served by the office."""
    if refugee.in_programme:
        return refugee.status == Status.CLASS and refugee.months >= refugee.first_search(world) and refugee.can_work(world)
    served = refugee.months_after(world) <= world.p.offices.after_months
    return served and refugee.status == Status.IDLE and refugee.can_work(world)


@rule
def stand_in_line(refugee: Refugee, world: World, office: ServiceOffice) -> None:
    """Seek a placement, perhaps: spare hours of the office bring more into the line."""
    if refugee.status != (Status.CLASS if refugee.in_programme else Status.IDLE):
        return
    r = world.p.requests
    served = refugee.months_after(world) <= world.p.offices.after_months
    first = refugee.first_placement(world)
    p = r.p_seek(refugee.in_programme, refugee.months, first, refugee.oral, served, world.month_of_year)
    p *= (1.0 + world.practice[office.id].quota) * world.p.offices.pushed(office.push, r.uses_spare)
    if not happens(world, refugee.luck_key, Purpose.SEEK, 0, p):
        return
    refugee.behind = -1
    refugee.in_line = True
    if office.first_in_line < 0:
        office.first_in_line = refugee.id
    else:
        world.refugees[office.last_in_line].behind = refugee.id
    office.last_in_line = refugee.id
    office.seekers += 1


@rule
def months_after(refugee: Refugee, world: World) -> int:
    """Months since the programme; since settlement for who never took part, and never for who is too old to work."""
    if refugee.left_month >= 0:
        return world.month - refugee.left_month
    return LONG_AGO if refugee.status == Status.OUT else refugee.months


@rule
def my_office(refugee: Refugee, world: World) -> int:
    """Office that serves this person: the programme's, afterwards NAV's; for the treated of a trial, its own."""
    municipality = world.municipalities[refugee.municipality]
    if refugee.is_treated(world):
        return municipality.office_trial
    return municipality.office_programme if refugee.in_programme else municipality.office_after


@rule
def side_of(refugee: Refugee, world: World) -> int:
    """Whose trust counts when an office speaks for this person: the programme's (0) or NAV's after it (1)."""
    return world.offices[refugee.my_office(world)].side % OFFICES


@rule
def be_listed(employer: Employer, world: World) -> None:
    """Be on the services' list: willing, known to them, a partner of theirs (a recent host)."""
    if employer.never:
        return
    municipality = world.municipalities[employer.municipality]
    office = world.offices[municipality.office_programme]
    office.willing += 1
    if employer.known_luck < office.known:
        office.acquainted += 1
    if employer.trainees > 0:
        employer.partner_month = world.month
    if world.month - employer.partner_month < world.p.offices.partner_months:
        office.partners += 1
        employer.next_partner = municipality.first_partner
        municipality.first_partner = employer.id


@rule
def standing_work(office: ServiceOffice, world: World) -> float:
    """Hours that the office's ways of working take this month, whether a placement begins or not."""
    o = world.p.offices
    practice = world.practice[office.id]
    meet = practice.outreach * o.outreach_known if office.known < o.known_most else 0.0
    tell = practice.outreach * o.outreach_aware + practice.awareness_growth if office.aware < 1.0 else 0.0
    hours = practice.coordination * o.coordination_hours + practice.outreach * o.outreach_hours
    hours += max(meet, tell) * office.willing * o.per_contact
    hours += (practice.single_contact * o.contact_hours + practice.agreed * o.agreement_hours) * office.partners
    mapped = o.mapping_employer * office.acquainted + o.mapping_person * office.newcomers
    return hours + practice.mapping * mapped


@rule
def man_posts(office: ServiceOffice, world: World, posts: int) -> float:
    """Share of the posts that are manned; a contact person who leaves takes trust along."""
    o = world.p.offices
    office.trust_reset = 0.0
    if office.vacant > 0:
        office.vacant -= 1
    elif happens(world, office.luck_key, Purpose.TURNOVER, 0, o.p_turnover(posts)):
        office.vacant = int(o.vacant_months)
        office.trust_reset = (1.0 - office.one_contact) / posts
        world.tally[Tally.TURNOVERS] += 1.0
    return (posts - 1.0) / posts if office.vacant > 0 else 1.0


@rule
def put_in_force(office: ServiceOffice, world: World, standing: float, standing_wanted: float) -> None:
    """Ways of working are in force as far as their hours are found; some outlast a month without."""
    o = world.p.offices
    practice = world.practice[office.id]
    if office.side == 1:  # the programme's office works for both, and has planned before
        first = world.offices[world.municipalities[office.municipality].office_programme]
        office.delivered = first.delivered
        office.upheld = first.upheld
    else:
        office.delivered = o.done_share(standing, standing_wanted)
        office.upheld = o.lasting * office.upheld + (1.0 - o.lasting) * office.delivered
    office.coordinates = practice.coordination * office.delivered
    office.one_contact = practice.single_contact * office.upheld
    office.maps = practice.mapping * office.upheld
    office.agrees = practice.agreed * office.upheld


@rule
def look_around(office: ServiceOffice, world: World) -> None:
    """The office of a trial meets employers that the programme's knows: as many as its participants need."""
    first = world.offices[world.municipalities[office.municipality].office_programme]
    needed = int(office.participants * world.p.requests.shortlist)
    office.willing = min(first.willing, needed)
    office.acquainted = min(first.acquainted, needed)
    office.partners = min(first.partners, office.placed)
    office.known = max(office.known, first.known)
    office.aware = max(office.aware, first.aware)


@rule
def new_work_wanted(office: ServiceOffice, world: World) -> float:
    """Hours for requests, for preparing, evaluating, and for employers' initiatives."""
    o = world.p.offices
    practice = world.practice[office.id]
    per_ask = o.per_ask + practice.coordination * o.coordination_ask
    wanted = office.seekers * world.p.requests.asks * per_ask
    wanted += office.usual_starts * (practice.prepared * o.per_preparation + practice.involved * o.per_involvement)
    wanted += office.ends * practice.evaluated * o.per_evaluation
    wanted += office.initiatives * practice.uptake * o.per_initiative
    return wanted


@rule
def plan(office: ServiceOffice, world: World) -> None:
    """Divide this month's hours; what is not found lowers follow-up, new work and the ways of working themselves."""
    o = world.p.offices
    practice = world.practice[office.id]
    weight = office.participants + o.after_weight * office.after
    if office.side > 1:
        if weight <= 0.0 and practice.extra_posts <= 0.0:  # no trial, or nobody in it now
            office.contacts = 0.0
            office.hours_used = 0.0
            office.hours_idle = 0.0
            return
        office.look_around(world)
    usual = practice.hours_per_participant * weight * office.man_posts(world, o.posts_of(weight))
    extra = practice.extra_posts * o.post_hours
    hours = (usual + extra) * o.leave(world.month_of_year)
    standing_wanted = office.standing_work(world) if office.side != 1 else 0.0
    standing = min(o.standing_most * hours, standing_wanted)
    office.put_in_force(world, standing, standing_wanted)
    wanted = office.new_work_wanted(world)
    needed = office.placed * o.per_month
    teacher = practice.teacher_hours * o.leave(world.month_of_year)
    taught = min(teacher, office.placed_onsite * o.per_month)
    follow = needed - taught
    matching_wanted = office.jobseekers * practice.matching * o.pushed(office.push, world.p.requests.uses_spare)
    left = hours - standing
    matching_kept = min(matching_wanted, practice.matching_first * left)
    new = o.new_work(wanted, follow, left - matching_kept, practice.protected)
    followed = min(left - matching_kept - new, follow)
    matching = min(matching_wanted, left - new - followed)
    office.follow_up = o.follow_quality(followed + taught, needed)
    lessons = office.placed_onsite * world.p.language.onsite_hours / world.p.money.trainees_per_teacher
    office.taught = o.done_share(min(teacher, lessons), lessons)
    office.done = o.done_share(new, wanted)
    office.contacts = matching / o.per_contact_job / office.jobseekers if office.jobseekers > 0 else 0.0
    office.push = o.next_push(office.push, hours, standing_wanted + wanted + follow + matching_wanted)
    office.usual_starts *= o.remembers
    office.hours_used = standing + new + followed + matching
    office.hours_idle = max(0.0, extra - max(0.0, office.hours_used - usual * o.leave(world.month_of_year)))
    world.tally[Tally.HOURS_HAD] += hours
    world.tally[Tally.HOURS_STANDING] += standing
    world.tally[Tally.HOURS_STANDING_WANTED] += standing_wanted
    world.tally[Tally.HOURS_NEW] += new
    world.tally[Tally.HOURS_NEW_WANTED] += wanted
    world.tally[Tally.HOURS_FOLLOW] += followed
    world.tally[Tally.HOURS_FOLLOW_NEEDED] += follow
    world.tally[Tally.HOURS_MATCHING] += matching
    world.tally[Tally.HOURS_MATCHING_WANTED] += matching_wanted
    world.tally[Tally.HOURS_IDLE] += office.hours_idle
    world.tally[Tally.SEEKERS] += office.seekers
    world.tally[Tally.JOBSEEKERS] += office.jobseekers
    office.seekers = 0
    office.initiatives = 0
