"""Cards about hours, preparation, follow-up and evaluation, and whole bundles of practice (notes 4.1 and 5)."""

from __future__ import annotations

from experiments.cards.card import Card, Claim, Quantity, Side, percent, points
from experiments.cards.measures import accepted_after_placement, outcome
from experiments.cards.requests import AS_NOW, PLACEMENTS
from experiments.cards.settings import NOW, NOW_LONG, TEN, TWICE_THE_HOURS, WATCHED, Setting, changed
from sim.policy import Words

QUOTA = changed(("practice.quota", "set", 1.0))
NO_QUOTA = changed(("practice.quota", "set", 0.0))
NOTHING = (("practice.protected", "set", 0.0), ("practice.prepared", "set", 0.0))
NEITHER = changed(*NOTHING, ("practice.evaluated", "set", 0.0))
EVALUATED = changed(*NOTHING, ("practice.evaluated", "set", 0.9))
IN_FULL = changed(
    ("practice.protected", "set", 0.6), ("practice.prepared", "set", 0.9), ("practice.evaluated", "set", 0.9)
)
REACTIVE = changed(("practice.protected", "set", 0.0))
PROTECTED = changed(("practice.protected", "set", 0.6))
TRIPLED = Setting(municipality="tripled")
NORDRE_LAND_PRACTICE = Setting(measures=("nordre_land_practice",))
NORDRE_LAND = Setting(municipality="nordre_land")
NORDRE_LAND_AS_HERE = Setting(municipality="nordre_land_as_here")
FOLLOWED_TWICE = Setting(measures=("follow_up",), changes=(TWICE_THE_HOURS,))
ALL_TEN = Setting(measures=TEN, long=True)
ALL_TEN_TWICE = Setting(measures=TEN, changes=(TWICE_THE_HOURS,), long=True)

FOLLOW_UP = percent("follow-up delivered of needed", "oppfølging som blir gitt, av det som trengs")
HIRED = percent("placements that end in a job with the host", "praksisplasser som ender med jobb på praksisstedet")
BROKEN = percent("placements broken off", "praksisplasser som avbrytes")
EMPLOYED = percent("employed one year after the programme", "i jobb ett år etter programmet")
TRUST = Quantity(Words("trust in the programme's office", "tillit til programkontoret"), Words("0-1", "0-1"))
QUOTA_WORDS = Words("twice as many wanted, same hours", "dobbelt så mange plasser ønsket, samme timer")
USUAL_WORDS = Words("the usual number", "det vanlige antallet")
IN_FULL_WORDS = Words("prepared, followed up and evaluated", "forberedt, fulgt opp og evaluert")
EVALUATED_WORDS = Words("evaluated only", "bare evaluert")
REACTIVE_WORDS = Words("follow-up gets what is left", "oppfølging får det som er igjen")
PROTECTED_WORDS = Words("60 % of the hours are kept for it, same hours", "60 % av timene holdes av, samme timer")
USUAL_STAFF = Words("the usual number settled", "vanlig antall bosatte")
TRIPLED_WORDS = Words("three times as many settled, same staff", "tre ganger så mange bosatte, samme bemanning")
PRACTICE_WORDS = Words("with the practice of Nordre Land", "med arbeidsmåten i Nordre Land")
OWN_WORDS = Words("Nordre Land as it is", "Nordre Land som i dag")
AS_HERE_WORDS = Words("Nordre Land with the practice of here", "Nordre Land med arbeidsmåten herfra")
TWICE_WORDS = Words("all ten measures, twice the hours", "alle ti tiltakene, dobbelt så mange timer")

CARDS = (
    Card(
        3,
        Words(
            "A quota without more hours makes poorer placements",
            "Et måltall uten flere timer gir dårligere praksisplasser",
        ),
        "792-800",
        (
            Claim(
                FOLLOW_UP,
                Side(USUAL_WORDS, NO_QUOTA, outcome("follow_up")),
                Side(QUOTA_WORDS, QUOTA, outcome("follow_up")),
            ),
            Claim(
                HIRED,
                Side(USUAL_WORDS, NO_QUOTA, outcome("hired_by_host")),
                Side(QUOTA_WORDS, QUOTA, outcome("hired_by_host")),
            ),
            Claim(
                BROKEN,
                Side(QUOTA_WORDS, QUOTA, outcome("broken_off")),
                Side(USUAL_WORDS, NO_QUOTA, outcome("broken_off")),
            ),
        ),
        Words(
            "Hours would not bind; the trade-off between more placements and better ones would be missing.",
            "Timene ville ikke være noen begrensning; avveiningen mellom flere og bedre praksisplasser ville mangle.",
        ),
    ),
    Card(
        4,
        Words(
            "Preparing, following up and evaluating does more than evaluating alone, and that more than nothing",
            "Å forberede, følge opp og evaluere gir mer enn bare å evaluere, og det gir igjen mer enn ingenting",
        ),
        "1017-1023",
        (
            Claim(
                HIRED,
                Side(IN_FULL_WORDS, IN_FULL, outcome("hired_by_host")),
                Side(EVALUATED_WORDS, EVALUATED, outcome("hired_by_host")),
                by_form="ending.Ending.quality",
            ),
            Claim(
                HIRED,
                Side(EVALUATED_WORDS, EVALUATED, outcome("hired_by_host")),
                Side(Words("nothing of it", "ingen av delene"), NEITHER, outcome("hired_by_host")),
                by_form="ending.Ending.p_hire",
            ),
        ),
        Words(
            "The hours that evaluation takes from follow-up would cost as many hires as it brings.",
            "Timene som evaluering tar fra oppfølgingen, ville koste like mange ansettelser som den gir.",
        ),
    ),
    Card(
        5,
        Words(
            "Where nobody comes by unasked, more problems are never found and more placements break off",
            "Der ingen kommer innom uoppfordret, blir flere problemer aldri oppdaget og flere praksisplasser avbrutt",
        ),
        "814-823, 858-861",
        (
            Claim(
                percent("problems that nobody finds", "problemer som ingen oppdager"),
                Side(REACTIVE_WORDS, REACTIVE, outcome("problems_never_found")),
                Side(PROTECTED_WORDS, PROTECTED, outcome("problems_never_found")),
            ),
            Claim(
                BROKEN,
                Side(REACTIVE_WORDS, REACTIVE, outcome("broken_off")),
                Side(PROTECTED_WORDS, PROTECTED, outcome("broken_off")),
            ),
        ),
        Words(
            "Follow-up would find nothing that employers do not tell anyway: the case for measure 8 would be gone.",
            "Oppfølging ville bare avdekke det arbeidsgiverne sier selv: Begrunnelsen for tiltak 8 ville falle bort.",
        ),
    ),
    Card(
        6,
        Words(
            "A municipality that settles many at once with the same staff gets fewer of them out",
            "En kommune som bosetter mange på én gang med samme bemanning, får en mindre andel ut i praksis og jobb",
        ),
        "287-291",
        (
            Claim(
                PLACEMENTS,
                Side(USUAL_STAFF, NOW, outcome("placements_per_adult")),
                Side(TRIPLED_WORDS, TRIPLED, outcome("placements_per_adult")),
            ),
            Claim(
                EMPLOYED,
                Side(USUAL_STAFF, NOW, outcome("employed_1y")),
                Side(TRIPLED_WORDS, TRIPLED, outcome("employed_1y")),
            ),
        ),
        Words(
            "Neither hours nor room would limit a small municipality; its size would not matter.",
            "Verken timer eller plass ville begrense en liten kommune; størrelsen ville ikke bety noe.",
        ),
    ),
    Card(
        11,
        Words(
            "With the practice of Nordre Land more get work, and employers trust the office more",
            "Med arbeidsmåten i Nordre Land får flere jobb, og arbeidsgiverne har mer tillit til kontoret",
        ),
        "762-767, 848-861, 945-948",
        (
            Claim(
                EMPLOYED,
                Side(PRACTICE_WORDS, NORDRE_LAND_PRACTICE, outcome("employed_1y")),
                Side(AS_NOW, NOW, outcome("employed_1y")),
            ),
            Claim(
                TRUST, Side(PRACTICE_WORDS, NORDRE_LAND_PRACTICE, outcome("trust")), Side(AS_NOW, NOW, outcome("trust"))
            ),
            Claim(
                percent("employers' initiatives taken up", "arbeidsgivernes initiativ som følges opp"),
                Side(PRACTICE_WORDS, NORDRE_LAND_PRACTICE, outcome("initiatives_taken_up")),
                Side(AS_NOW, NOW, outcome("initiatives_taken_up")),
                by_form="relations.Relations.p_take_up",
            ),
            Claim(
                EMPLOYED,
                Side(OWN_WORDS, NORDRE_LAND, outcome("employed_1y")),
                Side(AS_HERE_WORDS, NORDRE_LAND_AS_HERE, outcome("employed_1y")),
            ),
            Claim(
                TRUST,
                Side(OWN_WORDS, NORDRE_LAND, outcome("trust")),
                Side(AS_HERE_WORDS, NORDRE_LAND_AS_HERE, outcome("trust")),
            ),
        ),
        Words(
            "The difference that employers describe would lie in place and industry, or in hours, not in practice.",
            "Forskjellen arbeidsgiverne beskriver, ville ligge i sted og næring, eller i timer, ikke i arbeidsmåten.",
        ),
    ),
    Card(
        18,
        Words(
            "What all ten measures do for employment is larger after one year than after five",
            "Virkningen av alle ti tiltakene på sysselsettingen er større etter ett år enn etter fem",
        ),
        "p023, p070",
        (
            Claim(
                points("employed more than without the measures", "flere i jobb enn uten tiltakene"),
                Side(
                    Words("one year after the programme", "ett år etter programmet"),
                    ALL_TEN_TWICE,
                    outcome("employed_1y"),
                    (NOW_LONG, outcome("employed_1y")),
                ),
                Side(
                    Words("five years after", "fem år etter"),
                    ALL_TEN_TWICE,
                    outcome("employed_5y"),
                    (NOW_LONG, outcome("employed_5y")),
                ),
            ),
        ),
        Words(
            "The model would promise effects that last or grow, against what evaluations find: do not plan with it.",
            "Modellen ville love virkninger som varer eller vokser, mot det evalueringer viser: Ikke planlegg med den.",
        ),
    ),
    Card(
        20,
        Words(
            "All ten measures with twice the hours do more than without new hours",
            "Alle ti tiltakene gir mer med dobbelt så mange timer enn uten nye timer",
        ),
        "1040-1045",
        (
            Claim(
                EMPLOYED,
                Side(TWICE_WORDS, ALL_TEN_TWICE, outcome("employed_1y")),
                Side(Words("all ten, same hours", "alle ti tiltakene, samme timer"), ALL_TEN, outcome("employed_1y")),
            ),
        ),
        Words(
            "Measures would cost nobody time; any plan of measures without hours would look fine.",
            "Tiltak ville ikke ta tid fra noen; enhver tiltaksplan uten timer ville se bra ut.",
        ),
    ),
    Card(
        25,
        Words(
            "An employer left alone with a problem is slower to say yes again",
            "En arbeidsgiver som blir sittende alene med et problem, sier sjeldnere ja igjen",
        ),
        "444-447, 951-952, 1053-1057",
        (
            Claim(
                percent(
                    "requests answered yes by an employer in the next 24 months",
                    "forespørsler en arbeidsgiver svarer ja til i de neste 24 månedene",
                ),
                Side(
                    Words(
                        "after a placement where nothing was missed",
                        "etter et praksisopphold der ingenting ble oversett",
                    ),
                    WATCHED,
                    accepted_after_placement(good=True),
                ),
                Side(
                    Words("after one with a problem that nobody found", "etter et med et problem som ingen oppdaget"),
                    WATCHED,
                    accepted_after_placement(good=False),
                ),
            ),
        ),
        Words(
            "Bad placements would leave no trace; protecting trust would not pay in the model.",
            "Dårlige praksisopphold ville ikke sette spor; det å verne om tilliten ville ikke lønne seg i modellen.",
        ),
    ),
    Card(
        26,
        Words("Being followed up makes people stay", "Å bli fulgt opp får folk til å bli boende"),
        "836-847, 865-866",
        (
            Claim(
                percent("persons still living there after five years", "personer som fortsatt bor der etter fem år"),
                Side(
                    Words(
                        "prepared, followed up and evaluated, twice the hours",
                        "forberedt, fulgt opp og evaluert, dobbelt så mange timer",
                    ),
                    FOLLOWED_TWICE,
                    outcome("stay_60m"),
                ),
                Side(AS_NOW, NOW, outcome("stay_60m")),
            ),
        ),
        Words(
            "Being followed up would not tie anyone to the place beyond what a job does.",
            "Å bli fulgt opp ville ikke knytte noen til stedet utover det en jobb gjør.",
        ),
    ),
)
