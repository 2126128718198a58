"""Mechanisms switched off one at a time: what is changed, what the table says, what is refused."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bygd.errors import InputError
from bygd.scenarios.catalogue import BASELINE
from bygd.scenarios.options import MechanismsOptions
from bygd.scenarios.removals import MECHANISMS, WITHOUT, mechanism_scenarios, read_removals
from bygd.scenarios.settings import USUAL as HEADLINE
from bygd.statistics.mechanisms import effects
from bygd.statistics.paired import contrast, paired_effects
from bygd.studies.programs import study_in
from experiments.command.read import read
from experiments.display.mechanism_tables import elsewhere, text
from experiments.display.words import Words
from experiments.mechanisms import mechanisms
from sim.model import results_of
from sim.outcomes import counts
from sim.parameters import numbers
from sim.processes import Parameters

USUAL = read_removals("norway_2021_act", MECHANISMS)
TODAY = ("setting=norway_2021_act", "municipality=vaga", "warm_up=0", "ensemble=default")
OTHERS = {  # numbers of people under collective protection, and those that others have in their place
    "displaced.full_length": "programme.full_length",
    "displaced.educated_length": "programme.educated_length",
    "displaced.extension": "programme.extension",
    "displaced.educated_extension": "programme.educated_extension",
    "displaced.leaves_for_job": "programme.leaves_for_job",
    "displaced.job_from": "programme.job_from",
    "displaced.in_programme": "search.in_programme",
    "displaced.search_from": "search.programme_from",
    "displaced.place_from": "requests.first_months",
    "displaced.search_women": "search.women",
}
NEUTRAL = {"displaced.takes_part": 1.0, "displaced.takes_part_old": 1.0, "displaced.study": 1.0}
NEUTRAL |= {"displaced.study_later": 1.0, "displaced.english_none": 1.0}  # of all else 0 means that it is not there


def asked(*more: str) -> MechanismsOptions:
    """Options of a small study."""
    return read(MechanismsOptions, [*TODAY, "months=24", "scenarios=[follow_up]", *more])


def test_a_mechanism_that_is_off_is_as_for_others_or_is_not_there() -> None:
    known = numbers(Parameters())
    for name, removal in USUAL.items():
        for number, change in removal.changes.items():
            wanted = known[OTHERS[number]].default if number in OTHERS else NEUTRAL.get(number, 0.0)
            assert change == {"set": wanted}, (name, number)


def test_the_list_holds_each_number_once_and_both_languages_differ() -> None:
    changed = [number for removal in USUAL.values() for number in removal.changes]
    assert len(changed) == len(set(changed))
    for removal in USUAL.values():
        assert removal.title.en != removal.title.nb
        assert max(len(removal.title.en), len(removal.title.nb)) <= 40, "they are columns of a picture"


def test_measures_stay_and_only_the_numbers_of_the_mechanism_change() -> None:
    scenarios = mechanism_scenarios(asked("only=[english]"))
    assert list(scenarios) == [BASELINE, "follow_up", f"{BASELINE}{WITHOUT}english", f"follow_up{WITHOUT}english"]
    with_it, without = scenarios["follow_up"], scenarios[f"follow_up{WITHOUT}english"]
    assert without.policies == with_it.policies
    for before, after in zip(with_it.phases, without.phases, strict=True):
        assert after.parameters.displaced.english_none == 1.0 != before.parameters.displaced.english_none
        assert after.practices == before.practices


@pytest.mark.parametrize(("mechanism", "outcome"), [("emigration", "displaced_emigrated_after")])
def test_what_is_switched_off_does_not_happen(mechanism, outcome) -> None:
    scenarios = mechanism_scenarios(asked(f"only=[{mechanism}]", "months=40"))
    found = {
        name: float(counts(results_of(scenarios[name], 1, np.arange(2)))[outcome][0].sum())
        for name in (BASELINE, f"{BASELINE}{WITHOUT}{mechanism}")
    }
    assert found[BASELINE] > 0
    assert found[f"{BASELINE}{WITHOUT}{mechanism}"] == 0


# --- the table ------------------------------------------------------------------------------------------------------

counted = st.lists(st.tuples(st.integers(0, 20), st.integers(20, 40)), min_size=3, max_size=12)


@given(counted, st.randoms(use_true_random=False))
def test_what_runs_say_has_the_paired_difference_as_its_mean(rows, luck) -> None:
    base = tuple(np.array(rows, float).T)
    other = (np.array([luck.randint(0, 20) for _ in rows], float), base[1])
    assert paired_effects(base, other, 100).mean() == pytest.approx(contrast(base, other, 100).difference)


def made_up(shift: float) -> pd.DataFrame:
    """Counts of ten runs of which ``shift`` more are in work, and as many stay."""
    of = np.full(10, 80.0)
    columns = {f"{name}_{part}": of / 2 + (shift if part == "n" else of / 2) for name in SHOWN for part in ("n", "of")}
    return pd.DataFrame({"replicate": np.arange(10), "failed": False, **columns})


SHOWN = ("employed_36m", "stay_36m")


def test_the_change_is_the_effect_without_less_the_effect_with_the_mechanism() -> None:
    shifts = {BASELINE: 0.0, "follow_up": 8.0, f"{BASELINE}{WITHOUT}english": -4.0, f"follow_up{WITHOUT}english": 6.0}
    table = effects({name: made_up(shift) for name, shift in shifts.items()}, ["follow_up"], ["english"], SHOWN)
    found = table[table["outcome"] == "employed_36m"].set_index(["mechanism", "scenario"])
    assert found.loc[("", "follow_up"), "difference"] == pytest.approx(10.0)
    assert found.loc[("english", "follow_up"), "difference"] == pytest.approx(12.5)
    assert found.loc[("english", "follow_up"), "change"] == pytest.approx(2.5)
    assert found.loc[("english", BASELINE), "change"] == pytest.approx(-5.0)
    said = text(Words("en"), table, USUAL, asked(), None)
    assert "without “English”" in said
    assert "+2.5 (+2.5 to +2.5)" in said


# --- the program ------------------------------------------------------------------------------------------------------


@pytest.mark.compiled
def test_the_program_writes_table_and_pictures_beside_another_comparison(tmp_path, capsys) -> None:
    other = tmp_path / "other"
    other.mkdir()
    rows = [("follow_up", outcome, 40.0, 3.0, 1.0, 5.0) for outcome in ("employed_12m", "stay_12m")]
    names = ["scenario", "outcome", "baseline", "difference", "low", "high"]
    pd.DataFrame(rows, columns=names).to_csv(other / "comparison.csv", index=False)
    options = asked("only=[english]", "replicates=3", f"beside={other}", f"out={tmp_path / 'study'}")
    mechanisms(options)
    assert f"{other}: +3.0 (+1.0 to +5.0)" in capsys.readouterr().out
    table = pd.read_csv(tmp_path / "study" / "mechanisms.csv")
    assert set(table["mechanism"].dropna()) == {"english"}
    assert len(list((tmp_path / "study" / "figures").glob("mechanisms_*_nb.png"))) == 2
    assert set(study_in(tmp_path / "study").scenarios) == set(mechanism_scenarios(options))


def test_a_folder_beside_that_holds_no_comparison_is_one_sentence(tmp_path) -> None:
    with pytest.raises(InputError, match=r"holds no comparison\.csv"):
        elsewhere(str(tmp_path), HEADLINE, ["follow_up"])
    file = tmp_path / "comparison.csv"
    file.write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(InputError, match="lacks difference"):
        elsewhere(str(tmp_path), HEADLINE, ["follow_up"])

    file.write_text("scenario,outcome,difference,low,high\nmatching,employed_36m,1,0,2\n", encoding="utf-8")
    with pytest.raises(InputError, match="compares none of these measures"):
        elsewhere(str(tmp_path), HEADLINE, ["follow_up"])


def test_mechanisms_that_act_on_nobody_are_refused() -> None:
    options = read(MechanismsOptions, ["municipality=vaga", "only=[english]", "ensemble=default"])
    with pytest.raises(InputError, match=r"english acts on nobody .* say setting=norway_2021_act"):
        mechanism_scenarios(options)


def test_a_mechanism_has_no_side(tmp_path) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text(
        "odd:\n  side: job\n  title: {en: A, nb: B}\n  stands_for: {en: A., nb: B.}\n"
        "  changes: {displaced.study: {set: 1}}\n",
        encoding="utf-8",
    )
    with pytest.raises(InputError, match="is a mechanism, and has neither side nor labels"):
        read_removals(str(file), MECHANISMS)
