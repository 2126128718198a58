"""Step 7. The employer answers: room for this candidate, then net benefit, trust, language, pressure.

A candidate with little Norwegian takes more room than a usual trainee does. A social motive adds above break-even and
does not buy off a loss (the kink of §2.2.1, 494-504). Every no has a reason: the heaviest consideration without which
the same luck had been a yes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.chance import Purpose, draw, happens, monthly_normal
from sim.constants import CHANNELS, REFUGEES, ROUNDING
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
REASONS = (  # of a no that was weighed, in the order of its terms
    Reason.LANGUAGE.value,
    Reason.LOAD.value,
    Reason.STAFF_TIRED.value,
    Reason.TOO_MANY_ASKS.value,
    Reason.DISTRUST.value,
    Reason.OTHERS_FIRST.value,
    Reason.TOO_BUSY.value,
)


@process
class Answer:
    """What weighs in the answer, in log-odds of a yes."""

    base: float = number(
        -0.0555, "log-odds", -1.6, 0.4, "answer to a stranger from an average office", "828-829: few of the asks are accepted", "X", allowed=(-10.0, 10.0)
    )
    never_private: float = number(0.47, "share", 0.35, 0.55, "private employers who say that they never take a refugee", "p047, 234-237", "B")
    never_public: float = number(0.10, "share", 0.05, 0.2, "public units that say so", "assumption")
    never_language: float = number(
        0.4, "share", 0.2, 0.6, "of them, those whose reason is language: they take who speaks as well as a job needs", "IMDi/Norstat 2017; assumption", "C"
    )
    one_from: float = number(5.0, "staff", 3, 8, "staff of a small employer, from", "678: 'null eller en'; assumption")
    middle_from: float = number(20.0, "staff", 12, 30, "staff of a middling employer, from", "695-700; assumption")
    large_from: float = number(50.0, "staff", 35, 80, "staff of a large employer, from", "695-700; assumption")
    slack_least: float = number(1.0, "usual trainees", 0.7, 1.3, "room of the smallest employers", "678: 'null eller en'", "C")
    slack_small: float = number(1.35, "usual trainees", 1.0, 1.7, "room of small employers", "695-700; assumption")
    slack_middle: float = number(2.5, "usual trainees", 1.5, 3.5, "room of middling employers", "695-700; assumption")
    slack_large: float = number(5.0, "usual trainees", 3, 7, "room of large employers", "695-700; assumption")
    slack_spread: float = number(0.35, "log", 0.2, 0.5, "spread of room between employers of a size", "assumption")
    help_spread: float = number(0.12, "share", 0.05, 0.2, "spread of the supervision that people of one level need", "695-697; assumption")
    help_told: float = number(0.5, "share", 0.2, 0.8, "of that, what an employer is told", "618-625; assumption")
    load_least: float = number(0.4, "usual trainees", 0.3, 0.6, "room that a candidate takes, at least", "assumption")
    load_most: float = number(3.0, "usual trainees", 2, 4, "room that a candidate takes, at most", "assumption")
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
    language: float = number(2.0, "log-odds per level", 0.8, 3.2, "told Norwegian below the need", "582-595", "C")
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
    in_turn: float = number(0.4, "log-odds", 0, 0.8, "had a refugee last, and others ask: it is their turn", "725-726", "C")
    hands: float = number(0.4, "log-odds", 0, 0.8, "work practice in high season: hands are wanted", "564-566", "C")
    discounts: float = number(0.5, "share", 0.2, 0.8, "of an overstatement that a host meets, what it takes off the next", "618-628", "C")
    scar: float = number(0.6, "log-odds", 0, 1.2, "after a bad placement without follow-up", "951-952, 1053-1056", "C")
    required: float = number(2.0, "level", 1.4, 2.4, "Norwegian needed for a placement", "p022, 609", "B")
    agreed_lowers: float = number(0.3, "level", 0.1, 0.5, "an agreed requirement is lower by", "645-661", "C")
    bias: float = number(0.2, "level", 0.0, 0.7, "how much better the office says the Norwegian is", "618-625", "C")
    noise: float = number(0.35, "level", 0.2, 0.6, "spread of what the office says", "618-625", "C")
    dialect_told: float = number(0.5, "share", 0.2, 0.8, "of what dialect takes off, what the office tells", "631-642; assumption")
    mentor_relief: float = number(0.4, "share", 0.2, 0.6, "supervision that the mentor grant pays for", "p062, 1001-1003", "B")
    mentor_busy: float = number(0.6, "share", 0.3, 0.8, "pressure of the season that the mentor grant takes off", "1001-1003", "C")

    def p_never(self, is_public: bool) -> float:
        """Share of employers that never take a refugee."""
        return self.never_public if is_public else self.never_private

    def slack_of(self, staff: int, z: float) -> float:
        """Room for supervision, in usual trainees, of an employer with this luck ``z`` (standard normal)."""
        if staff < self.one_from:
            slack = self.slack_least
        elif staff < self.middle_from:
            slack = self.slack_small
        else:
            slack = self.slack_middle if staff < self.large_from else self.slack_large
        return slack * exp(self.slack_spread * z)

    def supervision(self, month: float, gap: float, learned: float) -> float:
        """Supervision in a month of the placement (0, 1, ...), share of the trainee's time."""
        s = self.later_share + (self.first_share - self.later_share) * exp(-month / self.decay)
        return min(1.0, max(0.0, s + self.gap_share * gap + learned))

    def mean_supervision(self, gap: float, learned: float, mentor: float) -> float:
        """Supervision over the months of a placement as the employer expects it."""
        months = self.expected_months
        early = (self.first_share - self.later_share) * self.decay / months * (1.0 - exp(-months / self.decay))
        return (self.later_share + early + self.gap_share * gap + learned) * (1.0 - self.mentor_relief * mentor)

    def load(self, supervision: float) -> float:
        """Room that a candidate takes, for the supervision expected: 1 is a usual trainee who lacks no Norwegian."""
        usual = self.mean_supervision(0.0, 0.0, 0.0)
        return min(self.load_most, max(self.load_least, supervision / usual)) if usual > 0.0 else self.load_least

    def believed(self, told: float, discount: float, judged_together: bool) -> float:
        """Level that the employer reckons with: hosts take off what they were told too much before."""
        return told if judged_together else told - discount

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
    """Tell whether a load fits: room less what is taken (one usual trainee less where staff are tired)."""
    room = employer.slack - employer.trainees_load - employer.others_load
    if employer.goodwill < world.p.answer.tired_below and employer.slack > 1.0:
        room -= 1.0
    return load <= room + ROUNDING


@rule
def expected_load(employer: Employer, world: World, gap: float, help_need: float, mentor: float) -> float:
    """Room that this employer reckons with for a candidate, in usual trainees."""
    a = world.p.answer
    return a.load(a.mean_supervision(gap, employer.learned + a.help_told * help_need, mentor))


@rule
def why_no_room(employer: Employer, world: World, gap: float, help_need: float, mentor: float) -> int:
    """Tell what there would have to be room without: missing Norwegian, help needed, the other groups."""
    if employer.has_room(world, employer.expected_load(world, 0.0, help_need, mentor)):
        return Reason.LANGUAGE.value
    if employer.has_room(world, employer.expected_load(world, gap, 0.0, mentor)):
        return Reason.LOAD.value
    if employer.has_room(world, employer.expected_load(world, gap, help_need, mentor) - employer.others_load):
        return Reason.OTHERS_FIRST.value
    return Reason.NO_ROOM.value


@rule
def different_askers(employer: Employer, world: World) -> int:
    """Channels that asked recently."""
    n = 0
    for channel in range(CHANNELS):
        if world.month - employer.asked[channel] < world.p.answer.askers_months:
            n += 1
    return n


@rule
def language_gap(employer: Employer, world: World, office: ServiceOffice, level: float) -> float:
    """Levels missing for a placement here; an agreement with the office that asks lowers what is required."""
    a = world.p.answer
    required = a.required + world.p.ending.task_of(employer.sector)
    if employer.agreed_luck < office.agrees:
        required -= a.agreed_lowers
    return max(0.0, required - level)


@rule
def is_judged_together(refugee: Refugee, world: World, which: int) -> bool:
    """Tell whether the employer takes part in judging the Norwegian before this request is answered."""
    practice = world.practice[refugee.my_office(world)]
    return happens(world, refugee.luck_key, Purpose.INVOLVED, which, practice.involved)


@rule
def told_level(refugee: Refugee, world: World, which: int) -> float:
    """What the employer is told of the Norwegian: biased and noisy, unless the employer took part in judging."""
    a = world.p.answer
    g = world.p.language
    english = world.p.hiring.english_helps * refugee.english
    dialect = a.dialect_told * (refugee.oral - g.heard(refugee.oral, refugee.work_hours))
    if refugee.is_judged_together(world, which):
        return refugee.oral - dialect + english
    return refugee.oral + a.bias + a.noise * monthly_normal(world, refugee.luck_key, Purpose.TOLD, which) - dialect + english


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
def consider(employer: Employer, refugee: Refugee, world: World, believed: float, side: int, own_way: bool, which: int) -> int:
    """Answer a request for a placement: ``Reason.YES`` or why not; ``side`` 0 or 1: whose request, for trust."""
    a = world.p.answer
    if employer.never and not (employer.never_language and believed >= world.p.ending.need(employer.sector)):
        return Reason.UNWILLING.value
    office = world.offices[refugee.my_office(world)]
    practice = world.practice[office.id]
    mentor = 1.0 if employer.has_mentor(world, office) else 0.0
    gap = employer.language_gap(world, office, believed)
    if not employer.has_room(world, employer.expected_load(world, gap, refugee.help_need, mentor)):
        return employer.why_no_room(world, gap, refugee.help_need, mentor)
    expected = employer.learned + a.help_told * refugee.help_need
    benefit = a.worth(a.net_benefit(a.mean_supervision(gap, expected, mentor)), employer.social)
    spoken = a.worth(a.net_benefit(a.mean_supervision(0.0, expected, mentor)), employer.social)  # without a gap
    trust = employer.trust[side]
    busy = world.p.demand.busy(employer.sector, world.month_of_year)
    work_practice = world.p.requests.is_work_practice(refugee.oral, refugee.months)
    language = a.language * gap + spoken - benefit
    tired = a.tired * (1.0 - employer.goodwill)
    pressed = a.pressing(employer.pressure, employer.different_askers(world), employer.staff)
    distrust = a.trust * (NEUTRAL_TRUST - trust) + a.scar * employer.scar
    season = a.season_cost(busy, trust, mentor)
    in_turn = a.in_turn if employer.last_guests == REFUGEES and employer.pressure >= 1.0 else 0.0
    standing = world.p.requests.standing(work_practice, practice.formalised)
    worth = a.base + spoken + a.formality * (standing - USUAL_STANDING) - language - tired - pressed - distrust - season - in_turn
    if work_practice:
        worth += a.hands * busy
    if employer.hosted > 0 and not own_way:
        worth += a.known
    if employer.meets_need(refugee, world):
        worth += a.latent
    u = draw(world, refugee.luck_key, Purpose.ANSWER, which)
    if u < a.p_yes(worth):
        return Reason.YES.value
    return employer.why_refused(world, worth, u, (language, max(0.0, a.worth(0.0, employer.social) - spoken), tired, pressed, distrust, in_turn, season))


@rule
def why_refused(employer: Employer, world: World, worth: float, u: float, terms: tuple[float, ...]) -> int:
    """Tell the heaviest of the ``terms`` (of ``REASONS``) without which the same luck ``u`` had been a yes."""
    reason = Reason.NO_NEED.value
    most = 0.0
    for k in range(len(REASONS)):
        if terms[k] > most and u < world.p.answer.p_yes(worth + terms[k]):
            most = terms[k]
            reason = REASONS[k]
    return reason


@rule
def note_answer(employer: Employer, world: World, reason: int) -> None:
    """Count an answer."""
    world.tally[Tally.ASKED] += 1.0
    if reason != Reason.YES.value:
        world.tally[Tally.REFUSED + reason] += 1.0
