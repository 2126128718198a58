"""One measure at a time: what it moves first, what comes of it, and that it is never free.

Directions are tested in Sel on the same people with the same luck, with one more adviser in both arms, so that what
a measure does is seen apart from the hours it takes; what its hours do is tested without that adviser.
"""

from __future__ import annotations

import dataclasses
import functools
import math
import re

import numpy as np
import pandas as pd
import pytest

from bygd.scenarios.build import scenario_of
from bygd.scenarios.catalogue import choices, parts_of, recommendations
from bygd.scenarios.options import CompareOptions
from bygd.statistics.paired import Contrast, contrast
from experiments.command.read import read
from sim.compiled import run
from sim.outcomes import OUTCOMES, runs_table
from sim.parameters import numbers
from sim.policy import Policy, PolicyError, check_policy, cost_lines, dosed
from sim.population import OFFICES
from sim.processes import Parameters
from sim.rules.offices import Practice
from sim.tallies import Tally

RUNS = 240
ERRORS = 4.0  # standard errors by which a direction is shown
ALL = choices("policy")
MOST_TOGETHER = 15.0  # points: in work in the first year after the programme, treated less controls (IFAU 2023:23)
MOST_ALONE = 8.0  # about half of that, for one measure
SEED_LINES = 1100  # of the field note


@functools.cache
def options() -> CompareOptions:
    """Options with every measure loaded."""
    return read(CompareOptions, ["municipality=sel", f"scenarios=[{','.join(ALL)}]"])


@functools.cache
def runs_of(names: tuple[str, ...], share: float = 1.0) -> pd.DataFrame:
    """Runs of Sel with these measures (each done by ``share``), and the hires that met a need nobody advertised."""
    made = options()
    policies = [made.policies[name] for name in names if name == "extra_staff"]
    policies += [part_of(made.policies[name], share) for name in names if name != "extra_staff"]
    results = run(scenario_of(made, policies, "test"), 1, np.arange(RUNS), threads=2)
    table = runs_table(results)
    table["hired_latent_n"] = results.tally[:, :, Tally.HIRED_LATENT].sum(axis=1)
    table["childcare_failed_n"] = results.tally[:, :, Tally.CHILDCARE_FAILED].sum(axis=1)
    table["hired_latent_of"] = table["childcare_failed_of"] = table["placements_completed_n"]
    return table


def part_of(policy: Policy, share: float) -> Policy:
    """A measure done by ``share``: each change goes that far from Sel's usual practice."""
    usual = options().municipality.municipalities["sel"].offices["programme"]
    neutral = {"scale": 1.0, "add": 0.0}
    changes = {}
    for target, change in policy.changes.items():
        name = target.rpartition(".")[2]
        start = getattr(usual, name) if target.startswith("practice.") else numbers(Parameters())[target].default
        changes[target] = {
            kind: neutral.get(kind, start) + share * (value - neutral.get(kind, start))
            for kind, value in change.items()
        }
    return dataclasses.replace(policy, changes=changes)


def effect(key: str, one: pd.DataFrame, other: pd.DataFrame) -> tuple[Contrast, float]:
    """Contrast of a count (hires that met a need too), and its distance from zero in standard errors."""
    scale = OUTCOMES[key].scale if key in OUTCOMES else 100.0
    counts = [(frame[f"{key}_n"].to_numpy(float), frame[f"{key}_of"].to_numpy(float)) for frame in (one, other)]
    found = contrast(counts[0], counts[1], scale)
    error = (found.high - found.difference) / 1.96
    return found, found.difference / error if error else 0.0


# what a measure moves first, what comes of it: (outcome, +1 up or -1 down, because)
CHAIN: dict[str, list[tuple[str, int, str]]] = {
    "qualification_tracks": [
        ("hired_latent", 1, "a need that nobody had advertised is seen and met"),
        ("hired_by_host", 1, "the right skill where it is needed is hired more often"),
    ],
    "proactive_contact": [
        ("requests_accepted", 1, "more employers are known, so the willing few are asked less often"),
        ("refused_too_many_asks", -1, "requests spread over more employers"),
    ],
    "initiative_uptake": [
        ("initiatives_taken_up", 1, "initiatives are answered"),
        ("initiatives_silence", -1, "an honest no takes the place of silence"),
        ("trust", 1, "who is answered trusts"),
        ("placements_per_adult", 1, "an initiative is a place"),
    ],
    "employer_involvement": [
        ("refused_language", -1, "an agreed requirement is lower, and fits the tasks"),
        ("turned_down_language", -1, "at the hire too"),
        ("months_in_work_60", 1, "and these are jobs"),
    ],
    "flexible_rules": [
        ("childcare_failed", -1, "a childcare place is found in time"),
        ("turned_down_formal", -1, "public units ask for fewer papers"),
        ("months_in_work_60", 1, "and these are jobs"),
    ],
    "wage_subsidy": [
        ("subsidy_months", 1, "who knows of it uses it"),
        ("jobs_modelled", 1, "it lowers the price of trying, for any employer who knows"),
        ("months_in_work_60", 1, "some of these jobs would not have been"),
    ],
    "matching": [
        ("contacts", 1, "advisers go to employers about jobs"),
        ("jobs_adviser", 1, "and some of these hire"),
        ("months_in_work_60", 1, "some of these jobs would not have been"),
        ("placements_per_adult", -1, "hours for it are taken from placements, and who has a job seeks none"),
    ],
    "mentor_grant": [
        ("mentor_hours", 1, "who knows of it uses it"),
        ("requests_accepted", 1, "supervision is paid, also in high season"),
    ],
    "supervision_course": [
        ("courses", 1, "supervisors take it"),
        ("broken_off", -1, "a prepared supervisor meets fewer problems"),
        ("goodwill_partners", 1, "and fewer problems wear the staff less"),
    ],
    "coordinated_requests": [
        ("asks_per_start", -1, "one channel asks where there is room"),
        ("recent_asks", -1, "and asks less often"),
        ("others_placed", 1, "the other groups gain too: no crowding-out (card 2)"),
        ("placements_per_adult", 1, "fewer requests are wasted"),
    ],
    "follow_up": [
        ("follow_up", 1, "hours are kept for it"),
        ("broken_off", -1, "found problems are mended"),
        ("trust_partners", 1, "hosts who are not left alone trust"),
        ("jobs_sent", 1, "and send on whom they can vouch for"),
        ("months_in_work_60", 1, "and these are jobs"),
    ],
    "single_contact": [
        ("requests_accepted", 1, "who knows the firm asks the right one, of the whole pool"),
        ("recent_asks", -1, "and does not ask where there is no room"),
        ("placements_per_adult", 1, "fewer requests are wasted"),
    ],
    "long_term_agreements": [
        ("teacher_hours", 1, "a teacher comes to the workplace"),
        ("turned_down_language", -1, "what a job needs is agreed, and Norwegian is learnt where it is used"),
        ("requests_accepted", 1, "a written agreement gives language practice a standing, and hosts are asked again"),
        ("municipal_employment", 1, "and these are jobs"),
    ],
    "nordre_land_practice": [
        ("requests_accepted", 1, "coordinated requests meet room"),
        ("teacher_hours", 1, "a teacher comes to the workplace"),
        ("trust_partners", 1, "hosts are prepared and followed up"),
        ("months_in_work_60", 1, "and these are jobs"),
    ],
    "extra_staff": [
        ("follow_up", 1, "hours are what follow-up is made of"),
        ("broken_off", -1, "found problems are mended"),
        ("placements_per_adult", 1, "and spare hours become more placements"),
        ("months_in_work_60", 1, "more placements that end better"),
    ],
}
STEPS = [(name, *step) for name, steps in CHAIN.items() for step in steps]


def test_every_measure_has_its_chain() -> None:
    assert sorted(CHAIN) == ALL


@pytest.mark.compiled
@pytest.mark.parametrize(("name", "key", "sign", "reason"), STEPS, ids=[f"{one[0]}-{one[1]}" for one in STEPS])
def test_a_measure_moves_what_it_should_and_more_of_it_moves_more(name: str, key: str, sign: int, reason: str) -> None:
    staff = () if name == "extra_staff" else ("extra_staff",)
    none, half, full = runs_of(staff), runs_of((*staff, name), 0.5), runs_of((*staff, name))
    found, errors = effect(key, none, full)
    assert sign * errors > ERRORS, f"{reason}: {key} {found.baseline:.3f} -> {found.scenario:.3f}"
    if name != "extra_staff":
        assert sign * effect(key, none, half)[1] > -2, f"half of it does not go the other way: {reason}"
        assert sign * effect(key, half, full)[1] > -2, f"more of it never moves less: {reason}"


@pytest.mark.compiled
@pytest.mark.parametrize("name", ALL)
def test_no_measure_is_free(name: str) -> None:
    none, full = runs_of(()), runs_of((name,))
    rises = {key: effect(key, none, full)[1] for key in ("hours_asked", "kr_municipality", "kr_state", "kr_employer")}
    rises["nursery places"] = effect("nursery_places", none, full)[1]
    rises["places not begun"] = -effect("placements_per_adult", none, full)[1]  # what better follow-up is paid with
    assert max(rises.values()) > ERRORS, f"somebody pays for {name}: {rises}"


@pytest.mark.compiled
@pytest.mark.parametrize(
    "name", ["proactive_contact", "qualification_tracks", "coordinated_requests", "single_contact"]
)
def test_a_measure_without_staff_takes_its_hours_from_follow_up(name: str) -> None:
    found, errors = effect("follow_up", runs_of(()), runs_of((name,)))
    assert errors < -ERRORS, f"hours are finite: {found.baseline:.1f} -> {found.scenario:.1f} % of follow-up"


@pytest.mark.compiled
def test_hours_that_are_not_found_scale_a_measures_own_effect() -> None:
    """All ten ask for more than there is: ways of working are delivered in part, with one more adviser far better."""
    ten = tuple(parts_of("all_ten"))
    poor, rich = runs_of(ten), runs_of((*ten, "extra_staff"))
    shares = [frame["ways_delivered_n"].sum() / frame["ways_delivered_of"].sum() for frame in (poor, rich)]
    assert shares[0] + 0.2 < shares[1] <= 1.0
    for key, sign in (("asks_per_start", -1), ("months_in_work_60", 1)):
        assert sign * effect(key, poor, rich)[1] > ERRORS, f"without hours a measure is on paper: {key}"


@pytest.mark.compiled
@pytest.mark.parametrize("name", ALL)
def test_ceilings_are_not_passed(name: str) -> None:
    """More than Gothenburg's trial of four parts together did for those treated is a reason to look for a mistake."""
    found, _ = effect("employed_1y", runs_of(()), runs_of((name,)))
    assert found.low < MOST_ALONE
    found, _ = effect("employed_1y", runs_of(()), runs_of((*parts_of("all_ten"), "extra_staff")))
    assert found.low < MOST_TOGETHER


@pytest.mark.compiled
def test_a_size_of_zero_is_the_baseline() -> None:
    made = options()
    base = scenario_of(made, [], "baseline")
    nothing = dataclasses.replace(base, policies=(dosed(made.policies["extra_staff"], 0.0),))  # programs refuse it
    base, same = (run(one, 3, np.arange(4)) for one in (base, nothing))
    assert np.array_equal(base.tally, same.tally)
    assert np.array_equal(base.totals, same.totals)


# --- the files ---------------------------------------------------------------------------------------------


def test_all_ten_recommendations_have_a_measure_and_number_six_has_three() -> None:
    found = recommendations()
    assert list(found) == list(range(1, 11))
    assert found[6] == ["mentor_grant", "supervision_course", "wage_subsidy"]
    assert all(len(names) == 1 for number, names in found.items() if number != 6)


@pytest.mark.parametrize("name", ALL)
def test_a_measure_is_described_in_full(name: str) -> None:
    policy = options().policies[name]
    check_policy(policy)
    ranges = [tuple(int(end) for end in one.split("-")) for one in policy.lines.split(", ")]
    assert all(0 < first <= last < SEED_LINES for first, last in ranges), policy.lines
    for words in (policy.description, policy.evidence):
        for text in (words.en, words.nb):
            assert re.fullmatch(r"[A-ZÉÆØÅ0-9].*[^.]\.", text), f"one sentence: {text}"
            assert text.count(". ") == 0, f"one sentence: {text}"
    lines = cost_lines(policy, options())
    assert lines, "no policy is free"
    assert all(math.isfinite(line.amount) and line.unit and line.source for line in lines)


def test_the_practice_of_nordre_land_is_that_of_its_file() -> None:
    (theirs,) = read(CompareOptions, ["municipality=nordre_land"]).municipality.municipalities.values()
    ours = options().municipality.municipalities["sel"]
    changes = {
        target: change["at_least"] for target, change in options().policies["nordre_land_practice"].changes.items()
    }
    for side in OFFICES:
        there, here = theirs.offices[side], ours.offices[side]
        differs = {
            name: getattr(there, name) for name in numbers(Practice()) if getattr(there, name) != getattr(here, name)
        }
        said = {target.rpartition(".")[2]: value for target, value in changes.items() if _is_of(target, side)}
        assert said == differs


def _is_of(target: str, side: str) -> bool:
    """Whether a change is one of both offices, or of this one."""
    return target.count(".") == 1 or target.startswith(f"practice.{side}.")


def test_agreements_have_half_the_teacher_of_nordre_land() -> None:
    whole, half = (options().policies[name].changes for name in ("nordre_land_practice", "long_term_agreements"))
    for side in OFFICES:
        hours = [one[f"practice.{side}.teacher_hours"]["at_least"] for one in (whole, half)]
        assert hours[1] == pytest.approx(hours[0] / 2, abs=0.051)


BROKEN = {
    "title lacks its text in 'nb'": {"title": {"en": "x", "nb": " "}},
    "recommendation is 11": {"recommendation": 11},
    "grade is 'Z'": {"grade": "Z"},
    "which is no number of the model": {"changes": {"practice.kindness": {"set": 1.0}}},
    "is -5, but must not be negative": {
        "costs": [{"what": {"en": "x", "nb": "x"}, "payer": "state", "amount": -5.0, "unit": "kr", "source": "x"}]
    },
    "has the payer 'nobody'": {
        "costs": [{"what": {"en": "x", "nb": "x"}, "payer": "nobody", "amount": 5.0, "unit": "kr", "source": "x"}]
    },
    "needs a number of the model": {"costs": [{"what": {"en": "x", "nb": "x"}, "payer": "state"}]},
    "names money.love": {"costs": [{"what": {"en": "x", "nb": "x"}, "payer": "state", "number": "money.love"}]},
    "changes nothing": {"changes": {}},
}


@pytest.mark.parametrize("sentence", BROKEN)
def test_a_broken_measure_is_refused_with_one_sentence(sentence: str) -> None:
    from omegaconf import OmegaConf

    whole = OmegaConf.to_container(OmegaConf.structured(options().policies["wage_subsidy"]))
    broken = OmegaConf.merge(OmegaConf.structured(Policy), OmegaConf.create(whole | BROKEN[sentence]))
    with pytest.raises(PolicyError) as caught:
        check_policy(OmegaConf.to_object(broken))
    assert re.fullmatch(r"[^\n]+\.", str(caught.value))
    assert sentence in str(caught.value)
