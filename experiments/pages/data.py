"""The page of all columns of all tables (data dictionary), ``docs/data.md``."""

from __future__ import annotations

from pathlib import Path

from bygd.studies.columns import OUT_OF, tables
from experiments.display.markdown import table
from sim.outcomes import OUTCOMES

WORDS = {
    "outcomes.parquet": "Tidy: one row a run and outcome, in every finished folder but an explorer's. What failed in "
    "one scenario is left out of all. Texts are dictionaries (pandas: categories). The value of one run "
    "is mostly chance; over runs it is the sum of `n` over the sum of `of`.",
    "runs.parquet": "One row a run. An outcome is two counts: `_n` out of `_of`. A share, mean or rate is a ratio of "
    "sums over runs, *never* the mean of the runs' own ratios; a run whose `_of` is 0 just adds nothing.",
    "monthly.parquet": "One row a run and month (`run` only).",
    "curves.parquet": "One row a run and month since settlement, of the people settled in the counted period.",
    "people.parquet": "One row a change of a person (`record=people`).",
    "lives_people.parquet": "One row a matched person, scenario and replicate (`lives`, and `compare` for its report).",
    "lives.parquet": "One row an event of these people.",
    "trial.parquet": "One row an effect and month since settlement (`trial`).",
    "design.parquet": "One row a row of a design, and one column for each varied number, by its name "
    "(`python -m experiments.numbers` says unit and meaning). In a study over ensemble members: one row a member.",
    "comparison.csv": "One row a scenario and outcome (`compare`, without its baseline).",
    "ensembles.csv": "One row a scenario and outcome, in two ensembles (`compare beside_ensemble=…`).",
    "sweep.csv": "One row a point, scenario and outcome (`sweep`).",
    "decision.csv": "One row a scenario, doing nothing among them: robust choice over the ensemble members, chance "
    "removed (`compare`, `rank` of its front-runners). Empty cells: fewer than 20 members, or one run in each.",
    "acceptability.csv": "One row a payer, willingness to pay and scenario (`compare`, `rank`).",
    "count_first.csv": "One row a criterion, thing to know and scenario: value of knowing (`compare`, `rank`). What "
    "stands before `narrowing` is said of the choice among all scenarios, and is the same in each of their rows.",
    "failed.csv": "Only there if runs failed; besides these the key of each run.",
}
HEAD = Path(__file__).with_suffix(".md").read_text(encoding="utf-8")
SIGNS = {1: "more", -1: "less", 0: ""}


def page() -> str:
    """The dictionary as Markdown."""
    lines = [HEAD]
    for file, columns in tables().items():
        better = any(item.direction for item in columns)
        lines += [f"## {file}", "", WORDS[file], ""]
        rows = []
        for item in columns:
            if item.label == OUT_OF:
                continue
            name = f"`{item.name}`, `{item.name[:-2]}_of`" if item.name[:-2] in OUTCOMES else f"`{item.name}`"
            rows.append([name, item.label, item.unit] + [SIGNS[item.direction]] * better)
        lines += [table("column | holds | unit" + " | better" * better, rows), ""]
    return "\n".join(lines)
