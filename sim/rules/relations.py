"""Step 14. Relations: trust grows slowly and falls fast, goodwill recovers, initiatives are answered or not.

Trust is held for a person in an office; a new contact person starts nearer to the usual. Scars last for years.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.chance import Purpose, happens, poisson
from sim.constants import AUGUST, JULY, LN_2, OFFICES
from sim.engine_room import exp, rule
from sim.parameters import number, process
from sim.states import Event
from sim.tallies import Tally

if TYPE_CHECKING:
    from sim.agents import Employer, Municipality, Refugee, ServiceOffice
    from sim.world import World


@process
class Relations:
    """What events do to trust and goodwill (both 0 to 1), and employers' initiatives."""

    trust_start: float = number(0.50, "trust", 0.35, 0.65, "trust at the start", "912-914; assumption", "X", allowed=(0.0, 1.0))
    trust_spread: float = number(0.12, "trust", 0.05, 0.2, "its spread over employers", "assumption", "X", allowed=(0.0, 0.5))
    usual: float = number(0.45, "trust", 0.3, 0.6, "trust without any contact", "assumption", "X", allowed=(0.0, 1.0))
    drift: float = number(0.01, "share per month", 0.0, 0.03, "how fast trust goes there", "assumption", "X", allowed=(0.0, 1.0))
    turnover: float = number(0.3, "share", 0.1, 0.5, "trust that leaves with the contact person", "871-875, 1027-1034", "C")
    prepared: float = number(0.02, "trust", 0.0, 0.04, "gained by preparation", "945-953 (asymmetry only)", "C")
    ended_well: float = number(0.05, "trust", 0.02, 0.1, "gained by a placement that ends well", "945-953", "C")
    evaluated: float = number(0.03, "trust", 0.0, 0.06, "gained by evaluation", "945-953, 1019", "C")
    found: float = number(0.01, "trust", 0.0, 0.02, "gained by a problem that is found", "854-861", "C")
    missed: float = number(0.06, "trust", 0.03, 0.12, "lost by a problem that nobody finds", "1053-1057", "C")
    left_alone: float = number(0.03, "trust", 0.0, 0.06, "lost by an end without evaluation and little follow-up", "1053-1057", "C")
    alone_below: float = number(0.3, "share", 0.2, 0.4, "follow-up below which an employer feels left alone", "assumption")
    oversold: float = number(0.04, "trust", 0.0, 0.08, "lost by an oversold candidate", "618-625", "C")
    kept: float = number(0.06, "trust", 0.02, 0.12, "gained when somebody whom an adviser recommended has stayed six months", "964-966, 915-918", "C")
    disappointed: float = number(0.10, "trust", 0.04, 0.20, "lost when such a person is gone within months", "618-628, 1053-1057; assumption", "C")
    disappoints_within: float = number(4.0, "months", 2, 6, "tenure below which a recommendation has disappointed", "assumption")
    taken_up: float = number(0.06, "trust", 0.03, 0.1, "gained by an initiative that is taken up", "945-953", "C")
    honest_no: float = number(0.02, "trust", 0.0, 0.04, "lost by an honest no", "934-942", "C")
    silence: float = number(0.12, "trust", 0.06, 0.24, "lost by a yes and then silence", "934-942", "C")
    silence_goodwill: float = number(0.10, "goodwill", 0.05, 0.2, "goodwill lost by silence", "951-953", "C")
    recovery: float = number(0.04, "share per month", 0.02, 0.08, "goodwill recovers", "705-710", "C", allowed=(0.0, 1.0))
    scar_half_life: float = number(18.0, "months", 6, 36, "half-life of a scar", "951-952, 1053-1056", "C", allowed=(1.0, 600.0))
    pressure_kept: float = number(0.78, "share per month", 0.6, 0.9, "recent requests still felt a month later", "744-749; assumption", "X", allowed=(0.0, 1.0))
    good_motive: float = number(0.03, "sd", 0.0, 0.06, "social motive gained by a good placement", "444-447", "C")
    learned_bad: float = number(0.03, "share", 0.0, 0.06, "more supervision expected after a bad one", "assumption")
    learned_good: float = number(0.02, "share", 0.0, 0.04, "less after a good one", "assumption")
    learned_most: float = number(0.15, "share", 0.05, 0.3, "more or less supervision expected than usual, at most", "assumption")
    initiatives: float = number(0.006, "per willing employer and month", 0.002, 0.015, "initiatives", "893-894, 945-948", "C")
    aware_start: float = number(0.10, "share", 0.0, 0.2, "employers who know of a support scheme", "1003: 'svært få'", "C")
    summer_answer: float = number(0.2, "times", 0.1, 0.5, "initiatives taken up in July and August", "939-942", "C")
    uptake_strained: float = number(0.5, "share", 0.3, 0.7, "initiatives taken up by an office that follows up nobody, of its usual", "930-944; assumption")
    uptake_slack: float = number(0.3, "share", 0.1, 0.5, "follow-up that may be missing before fewer are taken up", "930-944; assumption")

    def p_take_up(self, uptake: float, follow_up: float, month_of_year: int) -> float:
        """Chance that an initiative is taken up."""
        eased = min(1.0, follow_up + self.uptake_slack)
        p = uptake * (self.uptake_strained + (1.0 - self.uptake_strained) * eased)
        return p * self.summer_answer if JULY <= month_of_year <= AUGUST else p

    def p_initiative(self, social: float, goodwill: float) -> float:
        """Share of the highest rate at which this employer has an idea of its own."""
        return goodwill / (1.0 + exp(-social))


@rule
def shift_trust(employer: Employer, side: int, change: float) -> None:
    """Move the trust in one office; the only place where an event changes trust."""
    employer.trust[side] = min(1.0, max(0.0, employer.trust[side] + change))


@rule
def judge_placement(employer: Employer, refugee: Refugee, world: World, evaluated: bool) -> None:
    """What an ended placement does to the employer's trust, motive and expectations."""
    r = world.p.relations
    side = refugee.placement_side
    if refugee.placement_bad == 0:
        employer.shift_trust(side, r.ended_well)
        employer.social += r.good_motive
        employer.learned = max(-r.learned_most, employer.learned - r.learned_good)
    else:
        employer.learned = min(r.learned_most, employer.learned + r.learned_bad)
    if evaluated:
        employer.shift_trust(side, r.evaluated)
    elif refugee.placement_follow < r.alone_below * refugee.placement_months:
        employer.shift_trust(side, -r.left_alone)


@rule
def have_ideas(municipality: Municipality, world: World) -> None:
    """Employers of a municipality come with initiatives of their own; the office hears of them next month."""
    r = world.p.relations
    office = world.offices[municipality.office_programme]
    n = poisson(world, municipality.code, Purpose.INITIATIVE, 2.0 * r.initiatives * municipality.addresses)
    for k in range(n):
        j = municipality.pick(world, municipality.code, Purpose.INITIATIVE_TARGET, k)
        if j < 0 or world.employers[j].never or world.employers[j].has_idea:
            continue
        employer = world.employers[j]
        if happens(world, employer.luck_key, Purpose.INITIATIVE_ACCEPT, k, r.p_initiative(employer.social, employer.goodwill)):
            world.tally[Tally.INITIATIVES] += 1.0
            office.initiatives += 1
            employer.has_idea = True


@rule
def answer_idea(office: ServiceOffice, world: World, employer: Employer) -> None:
    """The office answers an initiative: takes it up, says an honest no, or falls silent."""
    r = world.p.relations
    practice = world.practice[office.id]
    employer.has_idea = False
    who = employer.luck_key
    p = r.p_take_up(practice.uptake, office.follow_up, world.month_of_year) * office.done
    if not happens(world, who, Purpose.UPTAKE, 0, p):
        employer.get_no_answer(world, office.side, happens(world, who, Purpose.HONEST, 0, practice.honest))
        return
    world.tally[Tally.TAKEN_UP] += 1.0
    employer.shift_trust(office.side, r.taken_up)
    if office.first_in_line < 0 or not employer.has_room(world, 1.0):
        return
    candidate = office.best_candidate(world.refugees[office.first_in_line], world, employer)
    gap = employer.language_gap(world, office, candidate.oral)
    mentor = 1.0 if employer.has_mentor(world, office) else 0.0
    if candidate.in_line and employer.has_room(world, employer.expected_load(world, gap, candidate.help_need, mentor)):
        candidate.note(world, Event.TAKEN_UP.value)
        candidate.begin_placement(world, employer, office.side, candidate.oral, candidate.oral, False)


@rule
def get_no_answer(employer: Employer, world: World, side: int, honest: bool) -> None:
    """An honest no is cheap; a yes and then silence is dear."""
    r = world.p.relations
    if honest:
        world.tally[Tally.HONEST_NO] += 1.0
        employer.shift_trust(side, -r.honest_no)
        return
    world.tally[Tally.SILENCE] += 1.0
    employer.shift_trust(side, -r.silence)
    employer.goodwill = max(0.0, employer.goodwill - r.silence_goodwill)


@rule
def relax(employer: Employer, world: World) -> None:
    """One month passes for an employer: pressure, goodwill, scars and trust drift towards their usual level."""
    r = world.p.relations
    municipality = world.municipalities[employer.municipality]
    employer.pressure *= r.pressure_kept
    employer.goodwill += r.recovery * (1.0 - employer.goodwill)
    if employer.scar > 0.0:
        employer.scar *= exp(-LN_2 / r.scar_half_life)
    for side in range(OFFICES):
        office = world.offices[municipality.office_programme if side == 0 else municipality.office_after]
        trust = employer.trust[side]
        reset = r.turnover * office.trust_reset
        drifted = trust + r.drift * (r.usual - trust) - reset * (trust - r.usual)
        employer.trust[side] = min(1.0, max(0.0, drifted))
