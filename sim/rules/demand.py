"""Step 2. Labour demand: who the employers are, posts with the season, and needs that nobody has advertised.

The posts that an employer has open are looked up when somebody first asks for one in a month (they belong to the
employer and the month, not to who asks), and each hire takes one; a latent need exists for about two years, or until
the person with that skill is found (the seamstress, §2.2.2).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.chance import Purpose, draw, happens, luck, normal, poisson
from sim.constants import AUGUST, CHANNELS, JUNE, LONG_AGO, MONTHS_A_YEAR, OFFICES, SECTORS
from sim.engine_room import rule
from sim.parameters import number, process
from sim.states import Sector

if TYPE_CHECKING:
    from sim.agents import Employer, Municipality, Refugee
    from sim.world import World

# Oppland's hotel nights over the mean month (m0538-m0545; Jan from m0513; Sep m0527; May and Aug fill the year).
HOTEL_SEASON = (0.66, 1.53, 1.22, 0.92, 0.75, 1.05, 1.81, 1.37, 0.80, 0.64, 0.59, 0.66)
SUMMER_MONTHS = 3  # June to August
SIZES = (1, 5, 10, 20, 50)  # SSB's size classes: least staff of each
ADDRESSES_A_MUNICIPALITY = 2_097_152  # of employers, so that no two share their luck


@process
class Demand:
    """Posts, seasons, size of firms, latent needs."""

    openings: float = number(0.018, "per job and month", 0.012, 0.025, "openings", "p088-p090, p092-p099 (stocks)", "A")
    months_open: float = number(1.2, "months", 0.7, 2.0, "how long a post is open", "p092 over p088-p090", "B")
    advertised_private: float = number(0.51, "share", 0.40, 0.65, "posts of private firms that are advertised", "NAV's company survey 2017, 2019", "A")
    advertised_public: float = number(0.91, "share", 0.85, 0.95, "posts of public units that are advertised", "NAV's company survey 2017, 2019", "A")
    summer: float = number(1.25, "index, mean 1", 1.0, 1.4, "June to August in other sectors than hotels", "p101; assumption", allowed=(0.0, 4.0))
    hotel_swing: float = number(1.0, "times", 0.9, 1.1, "swing of the hotel season around 1", "m0538-m0545, p101", "A", allowed=(0.0, 2.4))
    staff_1: float = number(0.55, "share", 0.45, 0.6, "firms with 1-4 staff, of firms with staff", "m0556; tail thinned to a mean of 8")
    staff_5: float = number(0.76, "share", 0.65, 0.8, "firms with 1-9", "m0557; thinned")
    staff_10: float = number(0.90, "share", 0.82, 0.93, "firms with 1-19", "m0558; thinned")
    staff_20: float = number(0.98, "share", 0.94, 1.0, "firms with 1-49", "m0559; thinned")
    staff_wide: float = number(40.0, "staff", 20, 100, "width of the largest class (50 to 89)", "thinned to a mean of 8; assumption")
    unit_least: float = number(12.0, "staff", 8, 16, "staff of the smallest municipal unit", "assumption")
    unit_wide: float = number(28.0, "staff", 18, 40, "staff of the largest municipal unit, beyond that", "assumption")
    latent_seen: float = number(0.15, "share", 0.05, 0.30, "employers with a latent need that somebody sees", "3 of 19 tell of one, 516-532", "C")
    latent_mapped: float = number(0.25, "share", 0.1, 0.4, "the same, where needs are mapped", "968-975", "C")
    need_months: float = number(24.0, "months", 12, 48, "how long a latent need lasts", "assumption", allowed=(1.0, 240.0))
    latent_vacancy: float = number(0.6, "probability", 0.4, 0.8, "a met latent need makes a job", "516-532", "C")

    def season(self, sector: int, month_of_year: int) -> float:
        """Labour demand of a sector in a month (1-12) over its mean month."""
        if sector == Sector.HOTEL_FOOD.value:
            return 1.0 + self.hotel_swing * (HOTEL_SEASON[month_of_year - 1] - 1.0)
        if JUNE <= month_of_year <= AUGUST:
            return self.summer
        return (MONTHS_A_YEAR - SUMMER_MONTHS * self.summer) / (MONTHS_A_YEAR - SUMMER_MONTHS)

    def busy(self, sector: int, month_of_year: int) -> float:
        """How far above its mean month a sector is, 0 to 1: little time to supervise."""
        return min(1.0, max(0.0, self.season(sector, month_of_year) - 1.0))

    def mean_posts(self, staff: int, season: float, index: float) -> float:
        """Mean number of posts that an employer has open; ``index`` is that of the labour market, 1 as usual."""
        return self.months_open * self.openings * staff * season * index

    def p_advertised(self, is_public: bool) -> float:
        """Share of open posts that are advertised."""
        return self.advertised_public if is_public else self.advertised_private

    def staff_of(self, u: float, v: float) -> int:
        """Staff of a private firm: size class by ``u``, within it by ``v``."""
        if u < self.staff_1:
            return SIZES[0] + int((SIZES[1] - SIZES[0]) * v)
        if u < self.staff_5:
            return SIZES[1] + int((SIZES[2] - SIZES[1]) * v)
        if u < self.staff_10:
            return SIZES[2] + int((SIZES[3] - SIZES[2]) * v)
        if u < self.staff_20:
            return SIZES[3] + int((SIZES[4] - SIZES[3]) * v)
        return SIZES[4] + int(self.staff_wide * v)

    def is_seen(self, need_luck: float, mapping: float) -> bool:
        """Tell whether a latent need is seen by the services."""
        return need_luck < self.latent_seen + mapping * max(0.0, self.latent_mapped - self.latent_seen)


@rule
def open_business(employer: Employer, world: World) -> None:
    """Draw what an employer is like; called once, before month 0."""
    municipality = world.municipalities[employer.municipality]
    number_here = employer.id - municipality.first_employer
    employer.luck_key = municipality.code * ADDRESSES_A_MUNICIPALITY + number_here
    who = employer.luck_key
    u = luck(world, who, Purpose.SECTOR)
    sector = 0
    if number_here >= municipality.n_public:
        while sector < SECTORS - 1 and u >= municipality.sector_share[sector]:
            u -= municipality.sector_share[sector]
            sector += 1
        employer.staff = world.p.demand.staff_of(luck(world, who, Purpose.STAFF), draw(world, who, Purpose.STAFF, 1))
    else:  # the municipality's own units come first, so that one firm more changes nobody else's address
        employer.is_public = True
        while sector < SECTORS - 1 and number_here >= municipality.public_units[sector]:
            number_here -= municipality.public_units[sector]
            sector += 1
        d = world.p.demand
        employer.staff = int(d.unit_least) + int(d.unit_wide * luck(world, who, Purpose.STAFF))
    employer.sector = sector
    a = world.p.answer
    employer.never = luck(world, who, Purpose.WILLING) < a.p_never(employer.is_public)
    employer.never_language = luck(world, who, Purpose.NEVER_BECAUSE) < a.never_language
    employer.slack = a.slack_of(employer.staff, normal(world, who, Purpose.SLACK))
    employer.social = normal(world, who, Purpose.SOCIAL) * a.social_spread
    employer.goodwill = 1.0
    for office in range(OFFICES):
        start = world.p.relations.trust_start + world.p.relations.trust_spread * normal(world, who * OFFICES + office, Purpose.TRUST)
        employer.trust[office] = min(1.0, max(0.0, start))
    employer.known_luck = luck(world, who, Purpose.KNOWN)
    employer.aware_luck = luck(world, who, Purpose.AWARE)
    employer.agreed_luck = luck(world, who, Purpose.AGREED)
    employer.onsite_luck = luck(world, who, Purpose.ONSITE)
    employer.contact_luck = luck(world, who, Purpose.CONTACT)
    for channel in range(CHANNELS):
        employer.asked[channel] = -LONG_AGO
    employer.posts_month = -1
    employer.partner_month = -LONG_AGO
    employer.phase = int(int(world.p.demand.need_months) * luck(world, who, Purpose.PHASE))
    employer.renew_need(world)


@rule
def renew_need(employer: Employer, world: World) -> None:
    """Draw whether there is a latent need now, and for which skill."""
    who = employer.luck_key
    employer.need_luck = draw(world, who, Purpose.LATENT, 0)
    employer.latent = -1
    if employer.need_luck < world.p.demand.latent_mapped:
        employer.latent = int(SECTORS * draw(world, who, Purpose.LATENT_SKILL, 0))


@rule
def meets_need(employer: Employer, refugee: Refugee, world: World) -> bool:
    """Tell whether the refugee's skill is one that this employer needs, and the office sees it."""
    if employer.latent < 0 or employer.latent != refugee.skill:
        return False
    return world.p.demand.is_seen(employer.need_luck, world.offices[refugee.my_office(world)].maps)


@rule
def look_up_posts(employer: Employer, world: World) -> None:
    """Draw how many posts are open this month and how many of them are advertised; once a month."""
    if employer.posts_month == world.month:
        return
    employer.posts_month = world.month
    d = world.p.demand
    index = world.municipalities[employer.municipality].index[world.month // MONTHS_A_YEAR]
    mean = d.mean_posts(employer.staff, d.season(employer.sector, world.month_of_year), index)
    employer.posts = poisson(world, employer.luck_key, Purpose.OPENING, mean)
    employer.adverts = 0
    for post in range(employer.posts):
        if happens(world, employer.luck_key, Purpose.ADVERTISED, post, d.p_advertised(employer.is_public)):
            employer.adverts += 1


@rule
def has_opening(employer: Employer, world: World, meets: bool) -> bool:
    """Tell whether there is a post; a met latent need may make one (its luck is the employer's, this month)."""
    employer.look_up_posts(world)
    if employer.posts > 0:
        return True
    return meets and happens(world, employer.luck_key, Purpose.LATENT_POST, 0, world.p.demand.latent_vacancy)


@rule
def has_hidden_post(employer: Employer) -> bool:
    """Tell whether a post that is open is not advertised; one that a latent need makes never is."""
    return employer.posts > employer.adverts or employer.posts == 0


@rule
def take_post(employer: Employer, on_advert: bool, meets: bool) -> None:
    """Fill a post: the only place where one is taken; a met need is one no longer."""
    if employer.posts > 0:
        if employer.adverts > 0 and (on_advert or employer.adverts == employer.posts):
            employer.adverts -= 1
        employer.posts -= 1
    if meets:
        employer.latent = -1


@rule
def pick(municipality: Municipality, world: World, who: int, purpose: int, k: int) -> int:
    """Employer at the k-th random address of a municipality; -1 where the address is empty.

    Addresses are a power of two, so that one employer more or less changes only the draws that meet it.
    """
    address = int(draw(world, who, purpose, k) * municipality.addresses)
    if address < municipality.n_employers and not world.employers[municipality.first_employer + address].closed:
        return municipality.first_employer + address
    return -1


@rule
def follow_season(employer: Employer, world: World) -> None:
    """Draw the latent need of an employer anew when it has lasted."""
    if (world.month + employer.phase) % int(world.p.demand.need_months) == 0:
        employer.renew_need(world)
