"""Compare scenarios with a baseline: ``python -m experiments.compare scenarios=[follow_up,wage_subsidy]``."""

from __future__ import annotations

from experiments import figures
from experiments.compose import main
from experiments.options import CompareOptions, InputError, base_of
from experiments.study import Study, scenario_of
from experiments.tables import comparison, comparison_text


def compare(made: CompareOptions) -> None:
    """Simulate the baseline and each scenario on the same people with the same luck; table and figures."""
    base = base_of(made)
    if not made.scenarios:
        raise InputError("scenarios is empty; name at least one, like scenarios=[follow_up].")
    scenarios = {"baseline": scenario_of(made, base, "baseline")}
    for name in dict.fromkeys(made.scenarios):
        scenarios[name] = scenario_of(made, [*base, *(made.policies[part] for part in name.split("+"))], name)
    study = Study("compare", made, scenarios)
    tables = study.run()
    failed = tables["runs"].loc[tables["runs"]["failed"], "replicate"]
    good = {key: frame[~frame["replicate"].isin(failed)] for key, frame in tables.items()}  # pairs stay pairs
    runs = {name: good["runs"][good["runs"]["scenario"] == name] for name in scenarios}
    curves = {name: good["curves"][good["curves"]["scenario"] == name] for name in scenarios}
    place = made.municipality.title
    folder = study.folder / "figures"
    figures.save(figures.employment(curves, place), folder, "employment")
    figures.save(figures.staying(curves, place), folder, "staying")
    figures.save(figures.difference(curves, place), folder, "difference")
    figures.save(figures.refusals(runs, place), folder, "refusals")
    figures.save(figures.after_programme(runs, place), folder, "after_programme")
    table = comparison(runs)
    table.to_csv(study.folder / "comparison.csv", index=False)
    study.say(comparison_text(table, place, made), f"All outcomes: {study.folder}/comparison.csv; figures: {folder}")


if __name__ == "__main__":
    main(CompareOptions, compare, "compare")
