"""What is written of judged cards: text, ``cards.csv``, ``cards.json``, ``cards.md`` and one figure."""

from __future__ import annotations

import json
import math
import shutil
from pathlib import Path
from typing import Any

import pandas as pd

from bygd.studies.files import provenance
from experiments.cards.card import FINDINGS, KINDS, WITHOUT, Judged, JudgedCard, Side
from experiments.cards.options import CardOptions
from experiments.display import markdown as marked

PART = "cards"
BEGIN, END = marked.marks(PART)


def numbers(judged: Judged) -> dict[str, str]:
    """A, B, difference, low and high as text, with two digits of the interval's half-width, if not too many."""
    result = judged.found
    values = {"a": result.scenario, "b": result.baseline}
    values |= {"difference": result.difference, "low": result.low, "high": result.high}
    if judged.null and judged.of_relations:
        null, added = judged.null.found, judged.of_relations
        values |= {"null": null.difference, "null_low": null.low, "null_high": null.high}
        values |= {"relations": added.difference, "relations_low": added.low, "relations_high": added.high}
    half = (result.high - result.low) / 2
    most = 2 if max(abs(result.scenario), abs(result.baseline)) >= 1 else 4
    decimals = min(most, max(0, 1 - math.floor(math.log10(half)))) if half > 0 else 2
    return {
        name: "–" if math.isnan(value) else f"{value:{'' if name in 'ab' else '+'}.{decimals}f}"
        for name, value in values.items()
    }


def summary(judged: list[JudgedCard]) -> list[str]:
    """How many cards hold, emergent and by form apart, and which do not."""
    lines = []
    for kind, words in KINDS.items():
        of_kind = [item for item in judged if item.card.kind == kind]
        if not of_kind:
            continue
        numbers_of = {
            finding: ", ".join(str(item.card.number) for item in of_kind if item.finding == finding)
            for finding in FINDINGS
        }
        rest = [f"{finding}: {which}" for finding, which in numbers_of.items() if which and finding != "holds"]
        holding = sum(item.finding == "holds" for item in of_kind)
        tail = f" ({'; '.join(rest)})" if rest else ""
        lines.append(f"{words.en.capitalize()}: {holding} of {len(of_kind)} cards hold{tail}.")
    return [*lines, *_summary_without_relations(judged)]


def _summary_without_relations(judged: list[JudgedCard]) -> list[str]:
    """Which cards hold with or without relations."""
    found = {
        words.en: ", ".join(str(item.card.number) for item in judged if item.without is words)
        for words in WITHOUT.values()
    }
    said = "; ".join(f"{words}: {which}" for words, which in found.items() if which)
    return [f"Null model without relations: {said}."] if said else []


def text(judged: list[JudgedCard], options: CardOptions) -> str:
    """Findings for the terminal: each card, and how many hold."""
    lines = [f"{options.municipality.title}: {options.replicates} runs of each setting, seed {options.seed}", ""]
    return "\n".join([*lines, *map(card_text, judged), "", *summary(judged), ""])


def card_text(item: JudgedCard) -> str:
    """A line for a card, a line for each of its claims, and what to think if it does not hold."""
    card = item.card
    lines = [f"{card.number:>3}  {item.finding:<14}{card.kind:<10}{card.title.en}  [{card.lines}]"]
    for claim in item.claims:
        shown, what = numbers(claim), claim.claim
        lines.append(
            f"{'':>5}{claim.finding:<14}{what.quantity.name.en}, {what.quantity.unit.en}: {what.a.words.en} "
            f"{shown['a']} > {what.b.words.en} {shown['b']}; {shown['difference']} "
            f"[{shown['low']} … {shown['high']}], {claim.found.replicates} runs"
        )
        if claim.null:
            lines.append(f"{'':>19}without relations {_null(shown)}; what relations add {_added(shown)}")
    if item.without:
        lines.append(f"{'':>5}{item.without.en.capitalize()}.")
    return "\n".join([*lines, *([] if item.finding == "holds" else [f"{'':>5}{card.if_not.en}"])])


def _null(shown: dict[str, str]) -> str:
    return f"{shown['null']} ({shown['null_low']} … {shown['null_high']})"


def _added(shown: dict[str, str]) -> str:
    return f"{shown['relations']} ({shown['relations_low']} … {shown['relations_high']})"


def table(judged: list[JudgedCard]) -> pd.DataFrame:
    """One row a claim, in both languages."""
    rows = []
    for item in judged:
        card = item.card
        for part, claim in enumerate(item.claims, start=1):
            result, what = claim.found, claim.claim
            standard, standard_low, standard_high = claim.standardised
            rows.append(
                {
                    "card": card.number,
                    "part": part,
                    "title_en": card.title.en,
                    "title_nb": card.title.nb,
                    "lines": card.lines,
                    "kind": card.kind,
                    "card_finding": item.finding,
                    "by_form": what.by_form,
                    "quantity_en": what.quantity.name.en,
                    "quantity_nb": what.quantity.name.nb,
                    "unit_en": what.quantity.unit.en,
                    "unit_nb": what.quantity.unit.nb,
                    "a_en": what.a.words.en,
                    "a_nb": what.a.words.nb,
                    "b_en": what.b.words.en,
                    "b_nb": what.b.words.nb,
                    "a_setting": _setting(what.a),
                    "b_setting": _setting(what.b),
                    "a": result.scenario,
                    "b": result.baseline,
                    "difference": result.difference,
                    "low": result.low,
                    "high": result.high,
                    "standardised": standard,
                    "standardised_low": standard_low,
                    "standardised_high": standard_high,
                    "runs": result.replicates,
                    "finding": claim.finding,
                    "finding_nb": FINDINGS[claim.finding].nb,
                    **_of_relations(claim),
                    "without_relations_en": item.without.en if item.without else "",
                    "without_relations_nb": item.without.nb if item.without else "",
                    "if_not_en": card.if_not.en,
                    "if_not_nb": card.if_not.nb,
                }
            )
    return pd.DataFrame(rows)


def _of_relations(claim: Judged) -> dict[str, Any]:
    """The claim in the null model, and what relations add to A - B; empty cells where it was not simulated."""
    null, added = claim.null, claim.of_relations
    return {
        "null_difference": null.found.difference if null else math.nan,
        "null_low": null.found.low if null else math.nan,
        "null_high": null.found.high if null else math.nan,
        "null_finding": null.finding if null else "",
        "of_relations": added.difference if added else math.nan,
        "of_relations_low": added.low if added else math.nan,
        "of_relations_high": added.high if added else math.nan,
    }


def _setting(side: Side) -> str:
    return side.setting.text + (f", less: {side.less[0].text}" if side.less else "")


def _about(options: CardOptions) -> dict[str, Any]:
    known = provenance("validate")
    return {**known, "municipality": options.municipality.title, "seed": options.seed, "replicates": options.replicates}


def markdown(judged: list[JudgedCard], options: CardOptions, about: dict[str, Any]) -> str:
    """Tables of the cards, what to think of those that do not hold, and the claims in Norwegian."""
    simulated = f"{options.municipality.title}, {options.replicates} runs of each setting, seed {options.seed}"
    lines = [f"Made {about['made'][:10]} by `{about['command'].strip()}`: {simulated}.", "", *summary(judged), ""]
    for kind in KINDS:
        of_kind = [item for item in judged if item.card.kind == kind]
        if of_kind:
            lines += [f"### {kind.capitalize()}", "", *_rows(of_kind), ""]
    failing = [item for item in judged if item.finding != "holds"]
    if failing:
        lines += ["### What to think of those that do not hold", ""]
        lines += [f"- Card {item.card.number} ({item.finding}): {item.card.if_not.en}" for item in failing] + [""]
    lines += ["### På norsk", "", "| kort | påstand | type | funn | uten relasjoner | hvis ikke |"]
    lines += ["|---|---|---|---|---|---|"]
    for item in judged:
        left_out = "" if item.finding == "holds" else item.card.if_not.nb
        without = item.without.nb if item.without else ""
        words = (item.card.title.nb, KINDS[item.card.kind].nb, FINDINGS[item.finding].nb, without, left_out)
        lines.append(f"| {item.card.number} | " + " | ".join(words) + " |")
    return "\n".join(lines) + "\n"


def _rows(judged: list[JudgedCard]) -> list[str]:
    has_null = any(item.without for item in judged)
    more = " A − B without relations | what relations add |" if has_null else ""
    lines = [f"| card | claim: A > B | A | B | A − B (95 %) |{more} finding |"]
    lines.append("|---" * (8 if has_null else 6) + "|")
    for item in judged:
        card = item.card
        without = f" {item.without.en if item.without else ''} | |" if has_null else ""
        lines.append(f"| **{card.number}** | **{card.title.en}** ({card.lines}) | | | |{without} **{item.finding}** |")
        for claim in item.claims:
            shown, what = numbers(claim), claim.claim
            form = f" (by form: `{what.by_form}`)" if what.by_form else ""
            null = f" {_null(shown)} | {_added(shown)} |" if claim.null else (" | |" if has_null else "")
            lines.append(
                f"| | {what.quantity.name.en}, {what.quantity.unit.en}: {what.a.words.en} > {what.b.words.en}{form} | "
                f"{shown['a']} | {shown['b']} | {shown['difference']} ({shown['low']} … {shown['high']}) |"
                f"{null} {claim.finding} |"
            )
    return lines


def write(judged: list[JudgedCard], options: CardOptions, folder: Path) -> None:
    """Write all files beside the folder and then rename them together, so that no half set is left."""
    from experiments.cards.figure import draw

    about, rows = _about(options), table(judged)
    making = folder.with_name(f".{folder.name}.tmp")
    shutil.rmtree(making, ignore_errors=True)
    making.mkdir(parents=True)
    try:
        rows.to_csv(making / "cards.csv", index=False)
        listed = json.loads(rows.to_json(orient="records"))
        content = json.dumps({**about, "summary": summary(judged), "cards": listed}, indent=2, ensure_ascii=False)
        (making / "cards.json").write_text(content, encoding="utf-8")
        page = "# Pattern cards\n\n" + markdown(judged, options, about) + "\n![All contrasts](cards.png)\n"
        (making / "cards.md").write_text(page, encoding="utf-8")
        draw(judged, options.municipality.title, making)
        if folder.exists():
            folder.rmdir()  # it is empty; a folder that is not was refused
        making.replace(folder)
    except BaseException:
        shutil.rmtree(making, ignore_errors=True)
        raise


def check_page(page: Path) -> None:
    """Raise ``InputError`` unless the page has the two marks between which the table goes."""
    marked.check(marked.read(page), PART, page)


def renew_page(judged: list[JudgedCard], options: CardOptions, page: Path) -> None:
    """Replace what stands between the marks of a page."""
    marked.renew(page, {PART: markdown(judged, options, _about(options))})
