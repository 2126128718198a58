"""Steps 9 and 10. An employer judges somebody who wants a job: a post, Norwegian enough, and chosen among rivals.

The same judgement is met on every way to a job; the ways differ in how many rivals there are and in who speaks for the
person. Every no has a reason: the heaviest consideration without which the same luck had been a yes, or the rivals.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.chance import FOR_LIFE, Purpose, draw, happens, uniform
from sim.engine_room import exp, log, rule
from sim.parameters import number, process
from sim.states import JobReason, Sector, Way

if TYPE_CHECKING:
    from sim.agents import Employer, Refugee
    from sim.world import World

WAYS = 8  # room for the ways in the number of an answer's luck
PAIRS = 1_099_511_627_776  # beyond the key of any employer: two of them make the key of a pair
REASONS = (  # of a no among rivals, in the order of its terms
    JobReason.NAME.value,
    JobReason.UNKNOWN.value,
    JobReason.INEXPERIENCE.value,
    JobReason.CV_GAP.value,
    JobReason.STAFF_TIRED.value,
    JobReason.NEVER.value,
    JobReason.DISTRUST.value,
    JobReason.TOO_MANY_ASKS.value,
    JobReason.FORMAL.value,
)


@process
class Hiring:
    """What weighs when an employer fills a post, in log-odds against one rival."""

    rivals: float = number(8.0, "people", 4, 16, "others who apply for an advertised post", "assumption", "X", allowed=(0.0, 1000.0))
    rivals_unadvertised: float = number(0.5, "times", 0.25, 0.8, "rivals for a post that is not advertised", "assumption")
    rivals_sent: float = number(0.5, "times", 0.25, 0.8, "rivals where a former host or employer takes back or sends somebody", "964-966; assumption")
    rivals_word: float = number(0.618, "times", 0.15, 0.9, "rivals where an adviser brings somebody", "IFAU 2020 as pattern; assumption")
    rivals_host: float = number(0.25, "times", 0.1, 0.5, "rivals for a post with the host, when a placement ends", "546-549; assumption")
    sharpness: float = number(0.45, "level", 0.3, 0.7, "how sharp the requirement of Norwegian is", "assumption", "X", allowed=(0.05, 3.0))
    leniency: float = number(0.5, "level", 0.2, 0.8, "Norwegian that having been tried makes up for", "546-549", "C")
    simple_posts: float = number(
        0.0, "share", 0.0, 0.7, "posts in manufacturing, farming and other trades that need little Norwegian", "ukr_sector_next; 0 before 2022"
    )
    simple_hotel: float = number(0.0, "share", 0.0, 0.9, "the same in hotels and food", "ukr_sector_horeca, n011; 0 before 2022")
    simple_need: float = number(1.2, "level", 0.7, 1.8, "Norwegian that such a post needs", "n010, n022; assumption")
    english_helps: float = number(0.6, "level", 0.0, 1.5, "added to the Norwegian that is heard by fluent English", "n009, n010; assumption")
    foreign_name: float = number(0.33, "log-odds", 0.2, 0.5, "lost by a foreign name", "p056-p058", "A")
    reference: float = number(1.11, "log-odds", 0.3, 1.8, "a full reference, by somebody whom this employer knows", "533-536, 964-966; Abel et al.", "D")
    letter: float = number(0.3, "share", 0.0, 0.5, "of it, where this employer does not know who vouches", "Abel et al.; letters of fictitious refugees", "D")
    circle: float = number(80.0, "employers", 30, 200, "employers who know each other in a small place", "912-916; assumption", allowed=(0.0, 100000.0))
    experience: float = number(1.0, "log-odds", 0.3, 1.6, "full experience from work in Norway", "964-966", "C")
    experience_months: float = number(24.0, "months", 12, 36, "work after which experience is full", "964-966; assumption", allowed=(1.0, 120.0))
    gap: float = number(0.5, "log-odds", 0.1, 1.0, "lost by a long time without work or placement", "assumption")
    gap_months: float = number(24.0, "months", 12, 36, "time after which that is full", "assumption", allowed=(1.0, 120.0))
    tired: float = number(0.6, "log-odds", 0.2, 1.0, "staff that have had enough", "705-710", "C")
    never: float = number(1.5, "log-odds", 0.5, 3.0, "an employer who says that it never takes refugees", "p047, 234-237; assumption")
    formal: float = number(1.2, "log-odds", 0.4, 2.4, "formal requirements of public posts", "p041 (sign), 993-999", "D")
    industry: float = number(0.6, "log-odds", 0.2, 0.9, "readier hiring in manufacturing", "p040: bound only", "D")
    trade: float = number(0.5, "log-odds", 0.1, 1.0, "the person's own trade", "516-536", "C")
    tried: float = number(1.76, "log-odds", 0.6, 2.6, "has been tried here before", "546-549, 964-966", "C")
    latent: float = number(0.8, "log-odds", 0.4, 1.2, "meets a need that nobody has advertised", "516-532", "C")
    word: float = number(2.62, "log-odds", 0.5, 5.0, "an adviser's word, fully informed and fully trusted", "IFAU 2020 as pattern; 915-921", "D")
    ramp: float = number(3.0, "months", 1, 6, "following somebody until an adviser can say most of what there is to say", "assumption", allowed=(0.1, 60.0))
    pressed: float = number(0.15, "log-odds per recent request", 0.0, 0.4, "recommendations tire as requests do", "744-749", "C")

    def p_simple(self, sector: int) -> float:
        """Share of the posts of a trade that need little Norwegian."""
        if sector == Sector.HOTEL_FOOD.value:
            return self.simple_hotel
        return self.simple_posts if sector in (Sector.MANUFACTURING.value, Sector.AGRICULTURE.value, Sector.OTHER.value) else 0.0

    def fits(self, heard: float, need: float) -> float:
        """Chance that the Norwegian that is heard is found enough."""
        return 1.0 / (1.0 + exp(-(heard - need) / self.sharpness))

    def p_chosen(self, rivals: float, worth: float) -> float:
        """Chance of being chosen among rivals, each of worth 0."""
        return 1.0 / (1.0 + rivals * exp(-worth))

    def rivals_on(self, way: int, hidden: bool) -> float:
        """Rivals on a way to a post; ``hidden``: one that is not advertised."""
        n = self.rivals
        if hidden and way != Way.ADVERT.value:
            n *= self.rivals_unadvertised
        if way == Way.HOST.value:
            return n * self.rivals_host
        if way == Way.ADVISER.value:
            return n * self.rivals_word
        return n * self.rivals_sent if way in (Way.RETURN.value, Way.SENT.value) else n

    def p_knows(self, employers: int) -> float:
        """Chance that two employers of a place with so many know each other."""
        return min(1.0, self.circle / employers)

    def experienced(self, months: float) -> float:
        """Log-odds from months in work."""
        return self.experience * min(1.0, months / self.experience_months)

    def idle(self, months: int) -> float:
        """Log-odds lost by months without work or placement."""
        return self.gap * min(1.0, months / self.gap_months)

    def recommended_too_often(self, way: int, pressure: float) -> float:
        """Log-odds lost by recent requests where an adviser brings somebody."""
        return self.pressed * pressure if way == Way.ADVISER.value else 0.0

    def can_say(self, followed: float) -> float:
        """What an adviser can say of a person followed for so many months, of all there is to say."""
        return 1.0 - exp(-followed / self.ramp)


@rule
def outlook(refugee: Refugee, world: World) -> float:
    """Log-odds that belong to the person, whoever the employer is."""
    h = world.p.hiring
    return h.experienced(refugee.experience) - h.foreign_name - h.idle(refugee.cv_gap)


@rule
def is_known_in_town(employer: Employer, world: World, other: int) -> bool:
    """Tell whether this employer knows another one; luck of the two for life."""
    first, second = min(employer.id, other), max(employer.id, other)
    there = world.municipalities[world.employers[second].municipality]
    pair = world.employers[first].luck_key + PAIRS * (second - there.first_employer)
    u = uniform(world.seed, world.replicate, pair, FOR_LIFE, Purpose.VOUCHED + 0, there.code)
    return u < world.p.hiring.p_knows(world.municipalities[employer.municipality].n_employers)


@rule
def is_heard(refugee: Refugee, world: World) -> float:
    """Level as it is heard at a workplace: English helps out."""
    return world.p.language.heard(refugee.oral, refugee.work_hours) + world.p.hiring.english_helps * refugee.english


@rule
def has_simple_post(employer: Employer, world: World) -> bool:
    """Tell whether what this employer has open this month needs little Norwegian."""
    return happens(world, employer.luck_key, Purpose.SIMPLE_POST, 0, world.p.hiring.p_simple(employer.sector))


@rule
def judge(employer: Employer, refugee: Refugee, world: World, way: int, said: float, extra: float) -> int:
    """Judge somebody for a job: ``JobReason.YES`` or why not.

    ``said``: what an adviser can say, 0 to 1; ``extra``: further log-odds of this way.
    """
    h = world.p.hiring
    e = world.p.ending
    who = refugee.luck_key
    meets = employer.meets_need(refugee, world)
    if not employer.has_opening(world, meets):
        return JobReason.NO_OPENING.value
    office = world.offices[refugee.my_office(world)]
    tried = way == Way.HOST.value or refugee.voucher == employer.id
    need = e.need(employer.sector) - (h.leniency if tried else 0.0) - (e.agreed_lowers if employer.agreed_luck < office.agrees else 0.0)
    if employer.has_simple_post(world):
        need = min(need, h.simple_need)
    which = (employer.id - world.municipalities[employer.municipality].first_employer) * WAYS + way
    heard = refugee.is_heard(world)
    if not happens(world, who, Purpose.JOB_LANGUAGE, which, h.fits(heard, need)):
        return JobReason.LANGUAGE.value
    reference = 0.0
    if refugee.voucher >= 0:
        is_known = tried or way == Way.SENT.value or employer.is_known_in_town(world, refugee.voucher)
        reference = h.reference * refugee.reference * (1.0 if is_known else h.letter)
    worth = refugee.outlook(world) + reference + extra - h.tired * (1.0 - employer.goodwill)
    worth += h.word * said * employer.trust[refugee.side_of(world)] - h.recommended_too_often(way, employer.pressure)
    if employer.never:
        worth -= h.never
    if employer.is_public:
        worth -= h.formal
    if tried:
        worth += h.tried
    if meets:
        worth += h.latent
    if employer.sector == refugee.skill:
        worth += h.trade
    if employer.sector == Sector.MANUFACTURING.value:
        worth += h.industry
    if e.subsidy_odds > 1.0 and employer.aware_luck < office.aware:
        worth += log(e.subsidy_odds)
    rivals = h.rivals_on(way, employer.has_hidden_post())
    u = draw(world, who, Purpose.CHOSEN, which)
    if u < h.p_chosen(rivals, worth):
        return JobReason.YES.value
    distrust = h.word * said * (1.0 - employer.trust[refugee.side_of(world)])
    tired = h.tired * (1.0 - employer.goodwill)
    never = h.never if employer.never else 0.0
    formal = h.formal if employer.is_public else 0.0
    inexperience = h.experience - h.experienced(refugee.experience)
    pressed = h.recommended_too_often(way, employer.pressure)
    terms = (h.foreign_name, h.reference - reference, inexperience, h.idle(refugee.cv_gap), tired, never, distrust, pressed, formal)
    return employer.why_turned_down(world, rivals, worth, u, terms)


@rule
def why_turned_down(employer: Employer, world: World, rivals: float, worth: float, u: float, terms: tuple[float, ...]) -> int:
    """Tell the heaviest of the ``terms`` (of ``REASONS``) without which the same luck ``u`` had been a yes."""
    reason = JobReason.RIVALS.value
    most = 0.0
    for k in range(len(REASONS)):
        if terms[k] > most and u < world.p.hiring.p_chosen(rivals, worth + terms[k]):
            most = terms[k]
            reason = REASONS[k]
    return reason
