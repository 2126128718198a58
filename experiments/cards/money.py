"""Cards about support, supervision, trade and season (notes 2.2, 3.2 and recommendation 6)."""

from __future__ import annotations

from experiments.cards.card import Card, Claim, Quantity, Side, percent, points
from experiments.cards.follow_up import HIRED
from experiments.cards.measures import LATE_AUTUMN, SUMMER, accepted_when, hires_in, hours_in_month, jobs_kept, outcome
from experiments.cards.settings import NOW, WATCHED, changed
from sim.policy import Words

SUBSIDY = ("ending.subsidy_odds", "set", 1.5)
ALL_KNOW = (("relations.aware_start", 1.0),)
KNOWN_SUBSIDY = changed(SUBSIDY, numbers=ALL_KNOW)
LITTLE_KNOWN_SUBSIDY = changed(SUBSIDY)
MENTOR = changed(("practice.mentor", "set", 1.0), numbers=ALL_KNOW, watched=True)

LITTLE_KNOWN = Words("a subsidy that few employers know", "et tilskudd som få arbeidsgivere kjenner")
HOURS = Quantity(Words("hours in a month of a placement", "timer i løpet av en måned i praksis"), Words("h", "t"))
SUMMER_WORDS = Words("June to August", "juni til august")
AUTUMN_WORDS = Words("October to December", "oktober til desember")
SUPERVISION = Words("supervision", "veiledning")
OWN_WORK = Words("the trainee's own work", "praksiskandidatens eget arbeid")

CARDS = (
    Card(
        12,
        Words(
            "A subsidy brings hires where employers know of it",
            "Et tilskudd gir ansettelser der arbeidsgiverne kjenner det",
        ),
        "1003",
        (
            Claim(
                HIRED,
                Side(
                    Words("a subsidy that all know", "et tilskudd som alle kjenner"),
                    KNOWN_SUBSIDY,
                    outcome("hired_by_host"),
                ),
                Side(LITTLE_KNOWN, LITTLE_KNOWN_SUBSIDY, outcome("hired_by_host")),
                by_form="ending.Ending.p_hire",
            ),
            Claim(
                HIRED,
                Side(LITTLE_KNOWN, LITTLE_KNOWN_SUBSIDY, outcome("hired_by_host")),
                Side(Words("no subsidy", "ikke tilskudd"), NOW, outcome("hired_by_host")),
                by_form="ending.Ending.p_hire",
            ),
        ),
        Words(
            "Knowing of a scheme would not be what stops employers: informing them would not pay.",
            "Det ville ikke være kjennskap til ordningen som mangler: Å informere ville ikke lønne seg.",
        ),
    ),
    Card(
        13,
        Words(
            "A mentor grant wins more yeses in high season than in low season",
            "Mentortilskudd gir flere nye ja i høysesongen enn i lavsesongen",
        ),
        "1001-1003",
        (
            Claim(
                points("more requests answered yes with the grant", "flere forespørsler som får ja med tilskuddet"),
                Side(
                    Words("high season of the trade", "bransjens høysesong"),
                    MENTOR,
                    accepted_when(busy=True),
                    (WATCHED, accepted_when(busy=True)),
                ),
                Side(
                    Words("other months", "andre måneder"),
                    MENTOR,
                    accepted_when(busy=False),
                    (WATCHED, accepted_when(busy=False)),
                ),
                by_form="answer.Answer.season_cost",
            ),
        ),
        Words(
            "Supervision already pays off for those who are asked, so relief wins little, in any season.",
            "Veiledningen lønner seg allerede for dem som blir spurt, så avlastning gir lite, uansett sesong.",
        ),
    ),
    Card(
        15,
        Words(
            "In the first month a trainee takes more time than he gives; by the third it is the other way round",
            "Den første måneden tar en praksiskandidat mer tid enn vedkommende gir; i den tredje er det omvendt",
        ),
        "695-697, 474-479",
        (
            Claim(
                HOURS,
                Side(Words("supervision, month 1", "veiledning, måned 1"), WATCHED, hours_in_month(1, own_work=False)),
                Side(Words("own work, month 1", "eget arbeid, måned 1"), WATCHED, hours_in_month(1, own_work=True)),
                by_form="answer.Answer.supervision",
            ),
            Claim(
                HOURS,
                Side(Words("own work, month 3", "eget arbeid, måned 3"), WATCHED, hours_in_month(3, own_work=True)),
                Side(Words("supervision, month 3", "veiledning, måned 3"), WATCHED, hours_in_month(3, own_work=False)),
                by_form="answer.Answer.supervision",
            ),
        ),
        Words(
            "The 30/70 rule would not be met by usual placements; the model's supervision would be wrong.",
            "Vanlige praksisplasser ville ikke nå 30/70-regelen; veiledningen i modellen ville være feil.",
        ),
    ),
    Card(
        16,
        Words(
            "Those placed in manufacturing are in work more often six months later than those with a public host",
            "De som har praksis i industrien, er oftere i jobb seks måneder senere enn de på et offentlig praksissted",
        ),
        "p040, p041",
        (
            Claim(
                percent(
                    "employed six months after the first placement began",
                    "i jobb seks måneder etter første praksisstart",
                ),
                Side(Words("manufacturing", "industri"), NOW, outcome("employed_6m_after_industry")),
                Side(Words("public host", "offentlig praksissted"), NOW, outcome("employed_6m_after_public")),
                by_form="ending.Ending.trade_factor",
            ),
        ),
        Words(
            "Hires by the host would drown in jobs found elsewhere; the Danish contrast would be out of reach.",
            "Ansettelser på praksisstedet ville drukne i andre jobber; den danske forskjellen ville ikke kunne nås.",
        ),
    ),
    Card(
        17,
        Words(
            "Summer brings more hires than late autumn, and they last less often",
            "Sommeren gir flere ansettelser enn senhøsten, men færre av dem varer",
        ),
        "558-569",
        (
            Claim(
                Quantity(
                    Words("jobs begun by residents", "jobber som bosatte begynner i"), Words("a month", "i måneden")
                ),
                Side(SUMMER_WORDS, NOW, hires_in(SUMMER)),
                Side(AUTUMN_WORDS, NOW, hires_in(LATE_AUTUMN)),
                by_form="demand.Demand.season",
            ),
            Claim(
                percent(
                    "of these jobs, still held twelve months later",
                    "av disse jobbene som fortsatt varer etter tolv måneder",
                ),
                Side(AUTUMN_WORDS, NOW, jobs_kept(LATE_AUTUMN)),
                Side(SUMMER_WORDS, NOW, jobs_kept(SUMMER)),
                by_form="search.Search.p_seasonal",
            ),
        ),
        Words(
            "Seasons would not reach those who look for work, or seasonal jobs would last like others.",
            "Sesongene ville ikke nå dem som søker arbeid, eller sesongjobber ville vare like lenge som andre.",
        ),
    ),
)
