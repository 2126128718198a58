"""All columns of all tables of a study, and what each holds (``docs/data.md`` shows them)."""

from __future__ import annotations

from typing import NamedTuple

from sim.outcomes import OUTCOMES, REASONS
from sim.states import Event, Status


class Column(NamedTuple):
    """One column: what it holds, in which unit; ``direction`` +1: more is better, -1: less is, 0: neither."""

    name: str
    label: str
    unit: str = ""
    direction: int = 0


OUT_OF = "… out of"


def listed(text: str) -> list[Column]:
    """Columns of lines ``name | label | unit``."""
    lines = [[part.strip() for part in line.split("|")] for line in text.strip().splitlines()]
    return [Column(name, label, *unit) for name, label, *unit in lines]  # type: ignore[arg-type]


KEYS = listed("""
municipality | municipalities that were simulated together, joined by +
scenario | name of the measures, joined by +; baseline: none
seed | seed of all chance, as in the options
point | values of varied numbers (design.parquet says which); only where numbers are varied
replicate | number of the run: other people, other luck; the same number is the same people and luck in every scenario
""")
RUN = listed("""
failed | the run stopped with an error; leave it out, with the same replicate of every scenario
error | why it failed; empty: it did not
""")
MONTH = listed("""
month | month of the counted period, 1 is January of the first year
programme | adults in the introduction programme, whatever they do | adults
placement | adults in a placement | adults
work | adults in work (those who moved away too) | adults
education | adults in ordinary education | adults
idle | adults without work, after the programme | adults
out | adults in lasting inactivity (health) | adults
settled | adults settled so far, those who moved away too | adults
moved_away | of them: moved away | adults
residents_work | adults in work who still live there | adults
seekers | people whom an office wants to place | adults
asked | requests to employers | requests
started | placements started | placements
started_prepared | of them: prepared | placements
walk_ins | requests that people made on their own | requests
problems | problems in placements | problems
problems_found | of them: found by the office | problems
broken_off | placements broken off | placements
ended | placements that came to their end | placements
evaluated | of them: evaluated | placements
hired_by_host | of them: the host hired | hires
hired_latent | of them: in a job that exists because of the person | hires
childcare_failed | offers that failed because nobody minds the child | offers
found_job | jobs found elsewhere | jobs
lost_job | jobs that ended | jobs
moves | adults who moved away this month | adults
turnovers | advisers who left their post | advisers
hours_had | adviser hours there are | h
hours_standing | of them: for ways of working (coordination, outreach …) | h
hours_standing_wanted | hours that these ways of working would take | h
hours_new | adviser hours for new placements | h
hours_new_wanted | hours that wanted new placements would take | h
hours_follow | adviser hours for follow-up | h
hours_follow_needed | hours that full follow-up would take | h
teacher_hours | teacher hours at workplaces, per trainee | h
employer_hours | employers' hours of supervision, courses and judging | h
initiatives | employers' own initiatives | initiatives
taken_up | of them: taken up | initiatives
honest_no | of them: answered with a no | initiatives
silence | of them: met by silence | initiatives
others_asked | requests of the competing groups | requests
pupils_placed | places of pupils | places
students_placed | places of students | places
nav_placed | places of NAV's other participants | places
willing | employers who are ever willing | employers
trust | their trust in the programme's office, summed (each 0 to 1) | sum
goodwill | goodwill of their staff, summed (each 0 to 1) | sum
pressure | recent requests that they feel, summed | sum
kr_municipality | paid by the municipality | kr
kr_state | paid by the state (NAV) | kr
kr_employer | borne by employers | kr
subsidy_months | months of wage subsidy | months
mentor_hours | hours paid by the mentor grant | h
courses | supervisors who took a course | courses
nursery_places | childcare places found for an offer | places
hours_idle | hours of extra posts, paid and not used | h
kr_benefit | introduction benefit, paid by the municipality (a transfer, never netted with the above) | kr
kr_grant | integration grant, state to municipality (a transfer) | kr
persons_there | persons (children too) living there | persons
""")
SINCE = listed("""
since | months since settlement
seen | adults observed so long | adults
work | of them: in work (wherever they live) | adults
study | of them: in education | adults
women_seen | women observed so long | women
women_work | of them: in work | women
persons_seen | persons (children too) observed so long | persons
persons_there | of them: still living there | persons
residents | adults still living there | adults
residents_work | of them: in work | adults
at_risk | persons who lived there a month before | persons
moved | of them: moved away this month | persons
""")
PEOPLE = [
    *listed("""
run | replicate, as above
person | number of the person within the run
month | month of the counted period; before it 0 and less
"""),
    Column("event", "what happened: " + ", ".join(f"{one.value} {one.name.lower()}" for one in Event)),
    Column("status", "status then: " + ", ".join(f"{one.value} {one.name.lower()}" for one in Status)),
    *listed("""
employer_id | employer concerned; -1: none
oral | oral Norwegian: A1 = 1, A2 = 2, B1 = 3, B2 = 4, C1 = 5, C2 = 6 | level
moved_away | has moved away
reference | has a reference from an employer; 0: none
"""),
]
DESIGN = listed("""
row | row of the design, in its own order (SALib needs it)
point | key of the values, as in runs.parquet; equal values have one key
""")
SWEEP = listed("""
point | key of the values of the varied numbers, which stand in the last columns
scenario | as above
outcome | name of the outcome, as in runs.parquet without _n and _of
label | the outcome in words
unit | unit of value and difference
direction | 1: more is better, -1: less is better, 0: neither
value | ratio of sums over the runs | its unit
low | lower end of its 95 % interval | its unit
high | upper end | its unit
replicates | runs that count
failed | runs of this scenario and point that failed and do not count
difference | scenario less baseline, paired run by run; empty for the baseline | its unit
difference_low | lower end of its 95 % interval | its unit
difference_high | upper end | its unit
verdict | better, worse, no relevant difference, undecided (docs/adr/0009-verdicts.md)
""")
FAILED = listed("""
row | row of runs.parquet, from 0
error | why the run failed
repeat | command that runs it again in the readable engine
""")


def outcomes() -> list[Column]:
    """Both columns of every outcome."""
    found = []
    label = ""
    for one in OUTCOMES.values():
        label = f"{label.partition(':')[0]}: {one.label[2:]}" if one.label.startswith("… ") else one.label
        unit = f"{one.unit}, {one.scale:g} × n / of"
        found += [Column(f"{one.name}_n", label, unit, one.direction), Column(f"{one.name}_of", "… out of", "", 0)]
    return found


def monthly() -> list[Column]:
    """Columns of a month; why requests were refused in the words of the outcomes."""
    refused = [Column(name, OUTCOMES[name].label, "requests") for name in REASONS]
    at = [one.name for one in MONTH].index("asked") + 1
    return [*MONTH[:at], *refused, *MONTH[at:]]


def tables() -> dict[str, list[Column]]:
    """Columns of every table of a study, in their order."""
    first = [one for one in KEYS if one.name != "replicate"]
    return {
        "runs.parquet": [*KEYS, *RUN, *outcomes()],
        "monthly.parquet": [*KEYS, *monthly()],
        "curves.parquet": [*KEYS, *SINCE],
        "people.parquet": [*first, *PEOPLE],
        "design.parquet": DESIGN,
        "sweep.csv": SWEEP,
        "failed.csv": FAILED,
    }
