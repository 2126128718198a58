"""Cards about Norwegian: honest levels, agreed requirements, language as an obstacle (note 3.1)."""

from __future__ import annotations

from experiments.cards.card import Card, Claim, Side, percent
from experiments.cards.follow_up import HIRED
from experiments.cards.measures import outcome, refused
from experiments.cards.requests import PLACEMENTS
from experiments.cards.settings import NOW, changed
from sim.policy import Words
from sim.states import Reason

USUAL = changed(("practice.involved", "set", 0.0), ("practice.agreed", "set", 0.0))
HONEST = changed(("practice.involved", "set", 1.0), ("practice.agreed", "set", 0.0))
AGREED = changed(("practice.involved", "set", 1.0), ("practice.agreed", "set", 1.0))

HONEST_WORDS = Words("level judged together, requirement as before", "nivået vurderes sammen, kravet er som før")
USUAL_WORDS = Words("the office tells the level", "kontoret forteller om nivået")
REFUSED = percent(
    "refusals for this reason, of willing employers'", "avslag av denne grunnen, fra villige arbeidsgivere"
)
LANGUAGE = Side(Words("language", "språk"), NOW, refused(Reason.LANGUAGE))

CARDS = (
    Card(
        8,
        Words(
            "An honest level without an agreed requirement: fewer placements, and more of them lead to a job",
            "Ærlig nivå uten avtalt krav: færre praksisplasser, og flere av dem fører til jobb",
        ),
        "618-625",
        (
            Claim(
                HIRED,
                Side(HONEST_WORDS, HONEST, outcome("hired_by_host")),
                Side(USUAL_WORDS, USUAL, outcome("hired_by_host")),
            ),
            Claim(
                PLACEMENTS,
                Side(USUAL_WORDS, USUAL, outcome("placements_per_adult")),
                Side(HONEST_WORDS, HONEST, outcome("placements_per_adult")),
            ),
        ),
        Words(
            "Overstating the level would not matter: language decides too few answers, or judging costs too much time.",
            "Å overdrive nivået ville ikke bety noe: Språk avgjør for få svar, eller vurderingen tar for mange timer.",
        ),
    ),
    Card(
        9,
        Words(
            "Once the level is honest, an agreed requirement opens places",
            "Når nivået er ærlig, åpner et avtalt krav for praksisplasser",
        ),
        "645-661",
        (
            Claim(
                PLACEMENTS,
                Side(
                    Words("level and requirement agreed", "nivå og krav er avtalt"),
                    AGREED,
                    outcome("placements_per_adult"),
                ),
                Side(HONEST_WORDS, HONEST, outcome("placements_per_adult")),
                by_form="answer.language_gap",
            ),
        ),
        Words(
            "Keeping up agreements would take more hours than the lower requirement gives back.",
            "Oppfølgingen av avtalene ville ta flere timer enn det lavere kravet gir igjen.",
        ),
    ),
    Card(
        24,
        Words(
            "Language is the greatest obstacle to a placement, before resources and competition",
            "Språk er den største hindringen for praksis, foran ressursbruk og konkurranse",
        ),
        "578-586",
        (
            Claim(
                REFUSED,
                LANGUAGE,
                Side(
                    Words(
                        "no room, supervision, tired staff, high season", "plass, veiledning, slitne ansatte, høysesong"
                    ),
                    NOW,
                    refused(Reason.NO_ROOM, Reason.LOAD, Reason.STAFF_TIRED, Reason.TOO_BUSY),
                ),
            ),
            Claim(
                REFUSED,
                LANGUAGE,
                Side(Words("too many requests", "for mange forespørsler"), NOW, refused(Reason.TOO_MANY_ASKS)),
            ),
        ),
        Words(
            "Employers name language first, the model's employers name room: its language weights may be too low, "
            "or the offices hold back those who know too little.",
            "Arbeidsgiverne nevner språk først, modellens arbeidsgivere plass: Språkvektene kan være for lave, "
            "eller kontorene holder tilbake dem som kan for lite norsk.",
        ),
    ),
)
