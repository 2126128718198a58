"""Compare scenarios with a baseline: ``python -m experiments.compare scenarios=[follow_up,wage_subsidy]``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from experiments import figures
from experiments.catalogue import parts_of
from experiments.compose import main
from experiments.enough import Enough
from experiments.options import CompareOptions, InputError, base_of, measures
from experiments.report import page as report
from experiments.study import Study, scenario_of
from experiments.tables import comparison, comparison_text

if TYPE_CHECKING:
    from sim.scenario import Scenario


def compare(made: CompareOptions) -> None:
    """Simulate the baseline and each scenario on the same people with the same luck; table and figures."""
    study = Study("compare", made, scenarios_of(made), monthly=False)
    scenarios = study.scenarios
    tables = study.run(Enough(made.until, made.budget))
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
    if runs["baseline"].shape[0] > 1:  # one run has no interval, and no report
        reports = [report.write(study.folder, language) for language in ("en", "nb")]
        study.say(f"Report to mail, English and Norwegian: {reports[0]}, {reports[1].name}")


def scenarios_of(made: CompareOptions) -> dict[str, Scenario]:
    """The baseline and what is compared with it, by name; odd selections are refused."""
    base = base_of(made)
    if not made.scenarios:
        raise InputError("scenarios is empty; name at least one, like scenarios=[follow_up].")
    scenarios = {"baseline": scenario_of(made, base, "baseline")}
    sets: dict[frozenset[str], str] = {}
    for name in made.scenarios:
        same = sets.setdefault(frozenset(parts_of(name)), name)
        if name in scenarios or same != name:
            raise InputError(
                f"The scenario {name} is there twice{'' if same == name else f' (as {same})'}; name it once."
            )
        scenarios[name] = scenario_of(made, [*base, *measures(made, name)], name)
    return scenarios


if __name__ == "__main__":
    main(CompareOptions, compare, "compare")
