"""The page of a ranking says what was put in, in both languages, without a run and without anything from outside."""

import json
import re
import string

import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_hex

from bygd.errors import InputError
from bygd.scenarios.options import RankOptions
from bygd.statistics.combinations.contrasts import members
from bygd.statistics.combinations.tables import tables_of, unit_of
from bygd.studies import ranking
from bygd.studies.study import Study
from experiments.command.read import read
from experiments.display.style import NEW, UNSURE, inline, styled
from experiments.display.words import LANGUAGES, Words, texts
from experiments.rank import __main__ as program
from experiments.report.page import write
from experiments.report.ranking.data import load
from experiments.report.ranking.worth import worth_picture
from sim.outcomes import OUTCOMES

MEASURES = ["follow_up", "single_contact", "recommendation_6"]
EFFECTS = [8.0, 4.0, 0.0]
RUNS = 30


def folder_of(folder, worth=None, measures=None, failed=(), runs=RUNS, **options):
    """A made-up finished ranking: ``worth`` gives the adults in work from what each combination has."""
    measures = measures or MEASURES
    said = [f"{name}={value}" for name, value in ({"ensemble": "default"} | options).items()]
    asked = ["municipality=sel", f"measures=[{','.join(measures)}]", f"replicates={runs}", "orders=3", *said]
    made = read(RankOptions, [*asked, "outcomes=[employed_36m,stay_60m]"])
    design = ranking.design_of(made)
    has = members(design.masks, design.k)
    luck = np.random.default_rng(4)
    frames = []
    for row, mask in enumerate(design.masks):
        base = dict.fromkeys((f"{name}_of" for name in OUTCOMES), np.full(runs, 100.0))
        columns = {"scenario": design.name(int(mask)), "replicate": np.arange(runs), "failed": False, **base}
        gain = has[row] @ np.resize(EFFECTS, design.k) if worth is None else worth(has[row])
        for name in OUTCOMES:
            columns[f"{name}_n"] = 40 + (gain if name == "employed_36m" else 0) + luck.normal(0, 0.5, runs)
        for name in ranking.COSTS:
            columns[f"{name}_n"] = (
                np.full(runs, 100.0) * (has[row] @ np.arange(1.0, design.k + 1)) / OUTCOMES[name].scale
            )
        if made.ensemble != "default":
            columns["point"] = [f"member_{one % made.members}" for one in range(runs)]
        frames.append(pd.DataFrame(columns))
    table = pd.concat(frames, ignore_index=True)
    table.loc[list(failed), "failed"] = True
    found = ranking.ranked(made, design, table)
    folder.mkdir(exist_ok=True)
    (folder / "config.yaml").write_text(
        Study("rank", ranking.as_simulated(made), {}).fingerprint.config, encoding="utf-8"
    )
    paper = {"bygd": "0", "source": "a", "commit": "b" * 40 + "+", "command": "python -m rank", "made": "2026-03-01"}
    (folder / "provenance.json").write_text(json.dumps(paper), encoding="utf-8")
    program.write(folder, found, tables_of(found))
    return folder


def page(folder, language):
    return write(folder, language).read_text(encoding="utf-8")


def pages(folder):
    return {language: page(folder, language) for language in LANGUAGES}


def plain(html):
    """What is read on a page, without tags and styles."""
    bare = re.sub(r"<(style|svg).*?</\1>|<[^>]+>", " ", html, flags=re.DOTALL)
    return re.sub(r"\s+", " ", bare)


def test_both_pages_say_what_was_put_in_and_need_nothing_else(tmp_path):
    found = pages(folder_of(tmp_path, budget_hours=2))
    for html in found.values():
        assert not re.search(r"https?://|<script|<link|@import|url\((?!#)|\{\w+\}|\bnan\b", html)
        assert "bbbbbbbbbbbb" in html
        assert "python -m rank" in html
    english, norwegian = plain(found["en"]), plain(found["nb"])
    assert "Sel: Which measures, and in which order?" in english
    assert "Sel: Hvilke tiltak, og i hvilken rekkefølge?" in norwegian
    assert re.search(r"Først «Forberede, følge opp og evaluere» \(1\)\. Etter|Med «Forberede.*?\(1\)\.", norwegian)
    assert "høyst 2 flere rådgivertimer i året" in norwegian
    assert re.search(r"1 Prepare, follow up, evaluate \+[78]\.\d\d \(", english)
    assert "no further measure keeps to the budget" in english
    assert "No run failed" in english


def test_over_worlds_both_pages_say_what_intervals_hold(tmp_path):
    found = pages(folder_of(tmp_path, ensemble="norway_2003_act", members=10))
    for language, html in found.items():
        words = Words(language)
        why = words("sureness.provisional.members", members="10", least="100")
        assert words("rank.short.provisional", why=why) in plain(html), "few members, and that is said"
    for html in found.values():
        assert not re.search(r"\{\w+\}|\bnan\b", html)
    english, norwegian = plain(found["en"]), plain(found["nb"])
    for words in (
        "95 % of 10 sets of assumptions, and chance",
        "Provisional: 10 of at least 100 sets of assumptions simulated. So far better in more than 99 of 100",
        "in nine tenths of the sets of assumptions",
    ):
        assert words in english
    for words in (
        "95 % av 10 sett med forutsetninger, og tilfeldigheter",
        "Bidrag: bare tilfeldigheter",
        "Best, eller mindre enn",
    ):
        assert words in norwegian
    assert "hold chance only" not in english


@pytest.mark.usefixtures("without_pictures")
def test_failed_runs_are_told_first(tmp_path):
    found = {name: plain(html) for name, html in pages(folder_of(tmp_path, failed=[5])).items()}
    before_the_findings = found["en"].split("In short")[0]
    assert f"1 of {8 * RUNS} runs failed" in before_the_findings
    assert f"1 of {RUNS} rounds do not count" in before_the_findings
    assert f"1 av {8 * RUNS} kjøringer mislyktes" in found["nb"]
    with pytest.raises(InputError, match="nothing can be ranked"):
        folder_of(tmp_path, failed=range(RUNS))


@pytest.mark.usefixtures("without_pictures")
def test_pairs_that_hinder_are_named_and_why_there_is_no_winner(tmp_path):
    found = plain(page(folder_of(tmp_path, lambda has: 8 * has[0] + 4 * has[1] - 4 * has[0] * has[1]), "nb"))
    badly = found.split("Dårlig sammen")[1].split("Godt sammen")[0]
    assert re.search(r"\(1\) og «Én kontaktperson» \(2\): [34],\d\d prosentpoeng mindre", badly)
    assert "Hvorfor ingen vinner er kåret" in found
    assert "ni tideler av kjøringene" in found


@pytest.mark.usefixtures("without_pictures")
def test_nothing_is_made_of_chance(tmp_path):
    found = plain(page(folder_of(tmp_path, lambda has: 0.0), "en"))
    assert "To introduce nothing is one of them" in found
    assert "No first step is certain" in found
    assert "Provisional: one set of assumptions" in found, "no word of sureness from chance alone"


def test_drawings_of_worth_are_sorted_on_one_scale_and_grey_while_provisional(tmp_path):
    found = {}
    for members_ in (10, 100):
        folder = folder_of(tmp_path / str(members_), ensemble="norway_2003_act", members=members_, runs=200)
        result = load(folder, Words("nb"))
        with styled():
            found[members_] = [worth_picture(result, name).sheet.axes for name in result.said["outcomes"]]
    for both in found.values():
        assert both[0].get_xlim() == both[1].get_xlim(), "a point is as long in both"
        for axes in both:
            lengths = [bar.get_width() for bar in axes.patches]
            assert lengths == sorted(lengths, reverse=True)
    colours = {members_: [to_hex(bar.get_facecolor()) for bar in both[0].patches] for members_, both in found.items()}
    assert set(colours[10]) == {UNSURE}
    assert colours[100][:2] == [NEW.lower()] * 2


def test_sampled_orders_give_a_page_without_pairs_and_order(tmp_path):
    singles = ["follow_up", "single_contact", "wage_subsidy", "mentor_grant", "supervision_course", "flexible_rules"]
    singles += ["initiative_uptake", "employer_involvement", "proactive_contact", "qualification_tracks"]
    singles += ["coordinated_requests", "long_term_agreements", "extra_staff"]
    found = plain(page(folder_of(tmp_path, measures=singles), "en"))
    assert "6 random orders" in found
    assert "No order is given" in found
    assert "Badly together" not in found


@pytest.mark.usefixtures("without_pictures")
def test_an_unfinished_ranking_is_one_sentence(tmp_path):
    folder = folder_of(tmp_path)
    (folder / "rank.json").unlink()
    with pytest.raises(InputError, match=r"^[^\n]*not finished[^\n]*\.$"):
        write(folder, "nb")


def test_both_languages_have_the_same_words_with_the_same_places():
    def municipalities(part, key=""):
        if isinstance(part, dict):
            return {k: v for name, one in part.items() for k, v in municipalities(one, f"{key}.{name}").items()}
        return {key: sorted({name for _, name, _, _ in string.Formatter().parse(part) if name})}

    english, norwegian = (municipalities(texts(language)["rank"]) for language in ("en", "nb"))
    assert english == norwegian


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_unit_has_words(language):
    units = {unit_of(name) for name, one in OUTCOMES.items() if one.direction}
    assert units <= set(texts(language)["rank"]["units"])


def test_a_drawing_keeps_the_decimals_of_what_is_written():
    svg = inline('<svg viewBox="0 0 9 9"><text x="1.2345">+0.25</text></svg>', "a")
    assert '<text x="1.2">+0.25</text>' in svg
