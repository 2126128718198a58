"""Step 7. The employer answers: hard limits, then net benefit, trust, language, pressure. Every no has a reason.

A social motive adds above break-even and does not buy off a loss (the kink of §2.2.1, 494-504).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.chance import Purpose, draw, monthly_normal
from sim.constants import CHANNELS, ROUNDING
from sim.engine_room import exp, rule
from sim.parameters import number, process
from sim.states import Reason
from sim.tallies import Tally

if TYPE_CHECKING:
    from sim.agents import Employer, Refugee, ServiceOffice
    from sim.world import World

# Where trust and standing are counted from: another point is another ``answer.base``.
NEUTRAL_TRUST = 0.5
USUAL_STANDING = 0.3


@process
class Answer:
    """What weighs in the answer, in log-odds of a yes."""

    base: float = number(
        -1.25, "log-odds", -2, -0.5, "answer to a stranger from an average office", "828-829: few of the asks are accepted", "X", allowed=(-10.0, 10.0)
    )
    never_private: float = number(0.47, "share", 0.35, 0.55, "private employers who never take a refugee", "p047, 234-237", "B")
    never_public: float = number(0.10, "share", 0.05, 0.2, "public units that never do", "assumption")
    small_none: float = number(0.5, "share", 0.3, 0.7, "the smallest employers without room for anyone", "678: 'null eller en'", "C")
    one_from: float = number(5.0, "staff", 3, 8, "staff from which there is a willing supervisor", "678: 'null eller en'; assumption")
    middle_from: float = number(20.0, "staff", 12, 30, "staff of a middling employer, from", "695-700; assumption")
    large_from: float = number(50.0, "staff", 35, 80, "staff of a large employer, from", "695-700; assumption")
    capacity_middle: float = number(2.0, "trainees", 1, 3, "trainees at one time with a middling employer", "695-700; assumption")
    capacity_large: float = number(4.0, "trainees", 2, 6, "trainees at one time with a large employer", "695-700; assumption")
    social: float = number(0.7, "log-odds", 0.3, 1.2, "social motive, per standard deviation, above break-even", "444-447, 494-504", "C")
    social_spread: float = number(1.0, "sd", 0.5, 1.5, "spread of the social motive", "assumption")
    benefit: float = number(1.0, "log-odds", 0.3, 1.8, "net benefit, at the 30/70 rule", "p034, 494-504", "B")
    loss: float = number(2.0, "log-odds", 1, 3, "net loss", "494-504, 678-682", "C")
    first_share: float = number(0.70, "share", 0.5, 0.9, "supervision in the first month, of the trainee's time", "p032, p034", "B")
    later_share: float = number(0.15, "share", 0.05, 0.3, "supervision that remains", "p034, 474-479", "B")
    decay: float = number(1.3, "months", 0.8, 2.5, "how fast supervision falls", "695-697", "C", allowed=(0.1, 24.0))
    gap_share: float = number(0.15, "share", 0.05, 0.3, "more supervision per level that is missing", "582-595", "C")
    expected_months: float = number(4.0, "months", 3, 6, "months of supervision that an employer expects", "p030", "B", allowed=(0.5, 24.0))
    break_even: float = number(0.5, "share", 0.4, 0.6, "supervision at which the trainee pays for it", "p034: 30/70", "B")
    even_width: float = number(0.2, "share", 0.1, 0.3, "from break-even to the 30/70 rule", "p034", "B", allowed=(0.01, 1.0))
    trust: float = number(2.0, "log-odds", 0.5, 4, "trust in who asks, from 0 to 1", "p048, p052, 903-921", "B")
    language: float = number(1.3, "log-odds per level", 0.4, 2.5, "told Norwegian below the need", "582-595", "C")
    pressure: float = number(0.22, "log-odds per recent request", 0, 0.5, "cross-pressure", "719-727, 744-749", "C")
    pressure_small: float = number(0.5, "times", 0, 1, "more of it in small firms", "723-724", "C")
    small_below: float = number(10.0, "staff", 5, 20, "staff below which a firm is small", "723-724; assumption")
    confusion: float = number(0.10, "log-odds per asker", 0, 0.2, "number of different askers", "879-888", "C")
    askers_months: float = number(12.0, "months", 6, 18, "for how long an asker is remembered", "879-888; assumption")
    tired: float = number(1.5, "log-odds", 0.5, 2.5, "staff that have had enough", "705-710", "C")
    tired_below: float = number(0.4, "goodwill", 0.2, 0.6, "goodwill below which one supervisor fewer is willing", "695-700", "C")
    hectic: float = number(0.8, "log-odds", 0.3, 1.5, "high season", "558-569", "C")
    busy_trust: float = number(0.5, "share", 0.2, 0.8, "how much of it a trusted office overcomes", "919-921", "C")
    known: float = number(0.5, "log-odds", 0.2, 0.8, "the asker has placed somebody here before", "905-915", "C")
    latent: float = number(0.8, "log-odds", 0.4, 1.2, "the candidate meets a latent need", "516-532", "C")
    formality: float = number(0.4, "log-odds", 0, 1, "standing of the scheme, from 0 to 1", "755-756, 1013-1016", "C")
    scar: float = number(0.6, "log-odds", 0, 1.2, "after a bad placement without follow-up", "951-952, 1053-1056", "C")
    required: float = number(1.7, "level", 1.2, 2.2, "Norwegian needed for a placement", "p022, 609", "B")
    agreed_lowers: float = number(0.3, "level", 0.1, 0.5, "an agreed requirement is lower by", "645-661", "C")
    bias: float = number(0.55, "level", 0.2, 0.9, "how much better the office says the Norwegian is", "618-625", "C")
    noise: float = number(0.35, "level", 0.2, 0.6, "spread of what the office says", "618-625", "C")
    dialect_told: float = number(0.5, "share", 0.2, 0.8, "of what dialect takes off, what the office tells", "631-642; assumption")
    mentor_relief: float = number(0.4, "share", 0.2, 0.6, "supervision that the mentor grant pays for", "p062, 1001-1003", "B")
    mentor_busy: float = number(0.6, "share", 0.3, 0.8, "pressure of the season that the mentor grant takes off", "1001-1003", "C")

    def p_never(self, is_public: bool) -> float:
        """Share of employers that never take a refugee."""
        return self.never_public if is_public else self.never_private

    def capacity_of(self, staff: int, u: float) -> int:
        """Willing supervisors: trainees at one time."""
        if staff < self.one_from:
            return 0 if u < self.small_none else 1
        if staff < self.middle_from:
            return 1
        return int(self.capacity_middle) if staff < self.large_from else int(self.capacity_large)

    def supervision(self, month: float, gap: float, learned: float) -> float:
        """Supervision in a month of the placement (0, 1, ...), share of the trainee's time."""
        s = self.later_share + (self.first_share - self.later_share) * exp(-month / self.decay)
        return min(1.0, max(0.0, s + self.gap_share * gap + learned))

    def mean_supervision(self, gap: float, learned: float, mentor: float) -> float:
        """Supervision over the months of a placement as the employer expects it."""
        months = self.expected_months
        early = (self.first_share - self.later_share) * self.decay / months * (1.0 - exp(-months / self.decay))
        return (self.later_share + early + self.gap_share * gap + learned) * (1.0 - self.mentor_relief * mentor)

    def net_benefit(self, supervision: float) -> float:
        """Net benefit: 1 at the 30/70 rule, 0 at break-even, negative at a loss."""
        return (self.break_even - supervision) / self.even_width

    def worth(self, u: float, social: float) -> float:
        """Log-odds from net benefit ``u``; a social motive does not buy off a loss."""
        if u < 0.0:
            return self.loss * u + self.social * min(0.0, social)
        return self.benefit * min(u, 1.0) + self.social * social

    def pressing(self, pressure: float, askers: int, staff: int) -> float:
        """Log-odds lost to recent requests and different askers."""
        small = self.pressure_small if staff < self.small_below else 0.0
        return self.pressure * pressure * (1.0 + small) + self.confusion * askers

    def season_cost(self, busy: float, trust: float, mentor: float) -> float:
        """Log-odds lost in high season; a trusted office gets a yes in spite of a hectic day."""
        return self.hectic * busy * (1.0 - self.busy_trust * trust) * (1.0 - self.mentor_busy * mentor)

    def p_yes(self, worth: float) -> float:
        """Probability of a yes for these log-odds."""
        return 1.0 / (1.0 + exp(-worth))


@rule
def has_room(employer: Employer, world: World, load: float) -> bool:
    """Tell whether one more fits: willing supervisors less those taken (one fewer where staff are tired)."""
    room = employer.capacity - employer.trainees - employer.others_load
    if employer.goodwill < world.p.answer.tired_below and employer.capacity > 1:
        room -= 1.0
    return load <= room + ROUNDING


@rule
def different_askers(employer: Employer, world: World) -> int:
    """Channels that asked recently."""
    n = 0
    for channel in range(CHANNELS):
        if world.month - employer.asked[channel] < world.p.answer.askers_months:
            n += 1
    return n


@rule
def language_gap(employer: Employer, world: World, level: float) -> float:
    """Levels missing for a placement here."""
    a = world.p.answer
    office = world.offices[world.municipalities[employer.municipality].office_programme]
    required = a.required + world.p.ending.task_of(employer.sector)
    if employer.agreed_luck < office.agrees:
        required -= a.agreed_lowers
    return max(0.0, required - level)


@rule
def is_judged_together(refugee: Refugee, world: World, which: int) -> bool:
    """Tell whether the employer takes part in judging the Norwegian before this request is answered."""
    practice = world.practice[refugee.my_office(world)]
    return draw(world, refugee.luck_key, Purpose.INVOLVED, which) < practice.involved


@rule
def told_level(refugee: Refugee, world: World, which: int) -> float:
    """What the employer is told of the Norwegian: biased and noisy, unless the employer took part in judging."""
    a = world.p.answer
    g = world.p.language
    dialect = a.dialect_told * (refugee.oral - g.heard(refugee.oral, refugee.work_hours))
    if refugee.is_judged_together(world, which):
        return refugee.oral - dialect
    return refugee.oral + a.bias + a.noise * monthly_normal(world, refugee.luck_key, Purpose.TOLD, which) - dialect


@rule
def has_mentor(employer: Employer, world: World, office: ServiceOffice) -> bool:
    """Tell whether this employer knows the mentor grant and would use it."""
    return employer.aware_luck < office.aware * world.practice[office.id].mentor


@rule
def has_one_contact(employer: Employer, world: World) -> bool:
    """Tell whether the services meet this employer through one contact person."""
    office = world.offices[world.municipalities[employer.municipality].office_programme]
    return employer.contact_luck < office.one_contact


@rule
def consider(employer: Employer, refugee: Refugee, world: World, told: float, side: int, own_way: bool, which: int) -> int:
    """Answer a request for a placement: ``Reason.YES`` or why not; ``side`` 0 or 1 is the office that asks."""
    a = world.p.answer
    if employer.never:
        return Reason.UNWILLING.value
    if not employer.has_room(world, 1.0):
        return Reason.NO_ROOM.value
    office = world.offices[refugee.my_office(world)]
    practice = world.practice[office.id]
    mentor = 1.0 if employer.has_mentor(world, office) else 0.0
    gap = employer.language_gap(world, told)
    u = a.net_benefit(a.mean_supervision(gap, employer.learned, mentor))
    trust = employer.trust[side]
    busy = world.p.demand.busy(employer.sector, world.month_of_year)
    work_practice = world.p.requests.is_work_practice(refugee.oral, refugee.months)
    standing = world.p.requests.standing(work_practice, practice.formalised)
    askers = employer.different_askers(world)
    worth = a.base + a.worth(u, employer.social) + a.trust * (trust - NEUTRAL_TRUST)
    worth += a.formality * (standing - USUAL_STANDING)
    worth -= a.language * gap + a.pressing(employer.pressure, askers, employer.staff)
    worth -= a.tired * (1.0 - employer.goodwill) + a.season_cost(busy, trust, mentor) + a.scar * employer.scar
    if employer.hosted > 0 and not own_way:
        worth += a.known
    if employer.meets_need(refugee, world):
        worth += a.latent
    if draw(world, refugee.luck_key, Purpose.ANSWER, which) < a.p_yes(worth):
        return Reason.YES.value
    return employer.main_reason(world, gap, u, trust, busy, askers)


@rule
def main_reason(employer: Employer, world: World, gap: float, u: float, trust: float, busy: float, askers: int) -> int:
    """Which consideration weighed most in a no."""
    a = world.p.answer
    reason = Reason.NO_NEED.value
    most = max(0.0, -a.base - a.worth(max(0.0, u), employer.social))
    weight = a.language * gap
    if weight > most:
        most = weight
        reason = Reason.LANGUAGE.value
    weight = a.loss * max(0.0, -u)
    if weight > most:
        most = weight
        reason = Reason.LOAD.value
    weight = a.tired * (1.0 - employer.goodwill)
    if weight > most:
        most = weight
        reason = Reason.STAFF_TIRED.value
    weight = a.pressing(employer.pressure, askers, employer.staff)
    if weight > most:
        most = weight
        reason = Reason.TOO_MANY_ASKS.value
    weight = a.trust * (NEUTRAL_TRUST - trust) + a.scar * employer.scar
    if weight > most:
        most = weight
        reason = Reason.DISTRUST.value
    if a.hectic * busy > most:
        reason = Reason.TOO_BUSY.value
    return reason


@rule
def note_answer(employer: Employer, world: World, reason: int) -> None:
    """Count an answer."""
    world.tally[Tally.ASKED] += 1.0
    if reason != Reason.YES.value:
        world.tally[Tally.REFUSED + reason] += 1.0
