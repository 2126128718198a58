"""Write the page of all columns of all tables (data dictionary): ``python -m experiments.columns > docs/data.md``."""

from __future__ import annotations

from typing import NamedTuple

from experiments.help import print_page
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
childcare_places | childcare places found for an offer | places
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


WORDS = {
    "runs.parquet": "One row a run. An outcome is two counts: `_n` out of `_of`. A share, mean or rate is a ratio of "
    "sums over runs, *never* the mean of the runs' own ratios; a run whose `_of` is 0 just adds nothing.",
    "monthly.parquet": "One row a run and month (`run` only).",
    "curves.parquet": "One row a run and month since settlement, of the people settled in the counted period.",
    "people.parquet": "One row a change of a person (`record=people`).",
    "design.parquet": "One row a row of a design, and one column for each varied number, by its name "
    "(`python -m experiments.numbers` says unit and meaning). In a study over plausible worlds: one row a world.",
    "sweep.csv": "One row a point, scenario and outcome (`sweep`).",
    "failed.csv": "Only there if runs failed; besides these the key of each run.",
}
HEAD = """# Data dictionary

Written by `python -m experiments.columns > docs/data.md`; do not edit it. Tables are tidy Parquet files in the study
folder. `python -m experiments.study export FOLDER` writes each as CSV, and this dictionary as `columns.csv`, for a
spreadsheet; `decimal=comma` gives semicolons and decimal commas, as Norwegian spreadsheets expect.

## Examples

Python: employment 36 months after settlement, and the paired difference of each scenario to the baseline.

```python
import pandas as pd

runs = pd.read_parquet("outputs/my_study/runs.parquet")
runs = runs[~runs["replicate"].isin(runs.loc[runs["failed"], "replicate"])]  # pairs stay pairs
counts = runs.groupby("scenario", sort=False)[["employed_36m_n", "employed_36m_of"]].sum()
share = 100 * counts["employed_36m_n"] / counts["employed_36m_of"]
print(share, share - share["baseline"])
```

With its interval: `sim.contrasts.ratio(n, of, 100)`, and `sim.contrasts.contrast(base, other, 100)` for a difference.

R (package arrow): the same.

```r
library(arrow); library(dplyr)
runs <- read_parquet("outputs/my_study/runs.parquet")
runs |>
  filter(!replicate %in% replicate[failed]) |>
  group_by(scenario) |>
  summarise(share = 100 * sum(employed_36m_n) / sum(employed_36m_of)) |>
  mutate(difference = share - share[scenario == "baseline"])
```
"""
SIGNS = {1: "more", -1: "less", 0: ""}


def page() -> str:
    """The dictionary as Markdown."""
    lines = [HEAD]
    for table, columns in tables().items():
        better = any(one.direction for one in columns)
        lines += [f"## {table}", "", WORDS[table], ""]
        lines += ["| column | holds | unit |" + " better |" * better, "|---|---|---|" + "---|" * better]
        for one in columns:
            if one.label == OUT_OF:
                continue
            name = f"`{one.name}`, `{one.name[:-2]}_of`" if one.name[:-2] in OUTCOMES else f"`{one.name}`"
            cells = [name, one.label, one.unit] + [SIGNS[one.direction]] * better
            lines.append("| " + " | ".join(cells) + " |")
        lines.append("")
    return "\n".join(lines)


def main() -> None:
    """Print the page."""
    print_page(str(__doc__), page)


if __name__ == "__main__":
    main()
