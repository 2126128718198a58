"""Cards about people: men and women, and who stays (notes 1.2.1 and 1.2.2)."""

from __future__ import annotations

from experiments.cards.card import Card, Claim, Side, percent, points
from experiments.cards.measures import gap, outcome, stays_who
from experiments.cards.settings import NOW, NOW_LONG
from sim.policy import Words

MEN_1, WOMEN_1 = gap("work_or_education_1y")
MEN_5, WOMEN_5 = gap("work_or_education_5y")

CARDS = (
    Card(
        19,
        Words(
            "The gap between men and women in work or education closes between year one and year five",
            "Forskjellen mellom menn og kvinner i jobb eller utdanning minker fra ett til fem år etter programmet",
        ),
        "166-172, gap5_2013_mw",
        (
            Claim(
                points("men less women in work or education", "menn minus kvinner i jobb eller utdanning"),
                Side(
                    Words("one year after the programme", "ett år etter programmet"),
                    NOW_LONG,
                    MEN_1,
                    (NOW_LONG, WOMEN_1),
                ),
                Side(Words("five years after", "fem år etter"), NOW_LONG, MEN_5, (NOW_LONG, WOMEN_5)),
            ),
        ),
        Words(
            "Small children would explain too little of the gap: do not lean on what the model says of women later on.",
            "Små barn ville forklare for lite av forskjellen: Ikke stol på det modellen sier om kvinner senere.",
        ),
    ),
    Card(
        22,
        Words(
            "Those in work stay, and families stay more than single men",
            "De som er i jobb, blir boende, og familier blir oftere boende enn enslige menn",
        ),
        "148-151, m0489",
        (
            Claim(
                percent(
                    "of those there after three years, still there after five",
                    "av dem som bor der etter tre år, bor der fortsatt etter fem",
                ),
                Side(Words("in work after three years", "i jobb etter tre år"), NOW, stays_who(works=True)),
                Side(Words("not in work then", "ikke i jobb da"), NOW, stays_who(works=False)),
                by_form="moving.Moving.person_factor",
            ),
            Claim(
                percent("persons still living there after five years", "personer som fortsatt bor der etter fem år"),
                Side(Words("couples with children", "par med barn"), NOW, outcome("stay5_couples_children")),
                Side(Words("single men", "enslige menn"), NOW, outcome("stay5_single_men")),
                by_form="moving.Moving.household_factor",
            ),
        ),
        Words(
            "Work and family would not tie people to the place; the model could not speak of out-migration.",
            "Arbeid og familie ville ikke knytte folk til stedet; modellen ville ikke kunne si noe om fraflytting.",
        ),
    ),
)
