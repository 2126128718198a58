"""The page of how sure we are, ``docs/sure.md``, from what was checked.

Every figure on it is read from the page that it leads to, in the folder that is named; nothing is copied by hand.
"""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

from bygd.errors import InputError
from experiments.pages.parameters import declared
from sim.parameters import GRADES

PAGE = """# How sure are we?

Written by `python -m experiments.pages sure` from the pages that it leads to; do not edit it.

**In short.** On the whole the model shows what is published about refugees in Norway ({fitted} figures fitted and
{checked} more only checked are within their tolerance). What makes it special (trust, cross-pressure, goodwill, the
hours of offices) rests on interviews with 19 employers and on assumptions, and no published figure says how large it
is. So measures are compared in {members} ensemble members that all agree with the published figures, and most come out
*undecided* or without a relevant difference. Believe directions, and what measures have to
do with hours, before you believe any size.

| you ask | look here |
|---|---|
| Does it show what is published? | [Published figures](#published-figures), [validation.md](validation.md) |
| Does it show what employers told? | [What employers told](#what-employers-told), [cards.md](cards.md) |
| How sure is what it says of a measure? | [Measures](#measures), [parameters.md](parameters.md) |
| What would change the answer? | [What they depend on](#what-the-answers-depend-on), [sensitivity.md](sensitivity.md) |
| Does an effect last? | [Over the years](#over-the-years), [follow_up.md](follow_up.md) |
| What does a number rest on? | [What the numbers rest on](#what-the-numbers-rest-on), [evidence.md](evidence.md) |
| What may I not conclude? | [ethics.md](ethics.md) |

## What the numbers rest on

The model has {numbers} numbers, each declared with its source, its plausible range and a grade:

{grades}

A number without evidence is not hidden: its range is wide, and all answers are given over these ranges. Each process
has a page with its numbers ([processes](processes/index.md)); all sources stand in [evidence.md](evidence.md).

## Published figures

[calibration.md](calibration.md) looks for numbers with which the model shows twelve published figures. It keeps
{members} sets of numbers that do, the *ensemble members*: {runs} runs. Could it have found them if they were true?
{recovery} With luck that the calibration had not seen, [validation.md](validation.md) finds: fitted, {fitted} within;
only checked, never fitted, {checked} within. How each figure is counted, and how far off is still agreement:
[targets.md](targets.md).

![Each published figure, and the members in tolerances away from it](img/validation.png)

**It misses these**, and nothing was tuned to them:

| figure | published | the model |
|---|---|---|
{missed}

So do not use it to plan for women in the first years after the programme, or to ask who goes on to education.

## What employers told

A pattern card is a finding of the field note as a claim that the model must show. {emergent} {by_form} *Emergent*
cards follow from several rules together; *by form* means that one formula says it, and proves little. These do not
hold, or cannot be decided:

{failing}

Why, in our view: [cards.md](cards.md#our-view-of-what-does-not-hold).

## Measures

Employment 36 months after settlement, in points, {study}. An interval holds 95 % of the members, with chance on top:
what nobody has measured is in it.

| | measure | mean effect (95 % of members): verdict | better in |
|---|---|---|---|
{measures}

*Undecided* is an answer: with what is known today nobody can say whether the measure moves employment by a point.
What one municipality would see in its own figures is mostly chance, because so few people are settled; the report of
a comparison shows how much.

## What the answers depend on

For each measure, what it depends on in the ensemble members stands in [parameters.md](parameters.md); a report names it
too. One assumption stands behind more of them than any other: adviser hours for employers and placements
(`practice.hours_per_participant`). A municipality can count its own, and its answers become surer
([municipality.md](municipality.md)). [sensitivity.md](sensitivity.md) asks the same of all numbers, of the model
before it was calibrated.

## Over the years

The effect of better follow-up: {lasting} Why: [follow_up.md](follow_up.md).

## What no check can find

- **What the model leaves out**: the displacement of residents in ordinary jobs, the image towards customers,
  unaccompanied minors, networks from before. An interval holds plausible ranges of the numbers there are, not of
  mechanisms that are not.
- **Another time.** It is made for the years to 2021 and the introduction act of 2003; it does not fit later years
  ([population.md](population.md)).
- **One municipality.** Nothing is fitted to it. Municipalities differ by data where there are data, and by assumption
  where there are none ([municipality.md](municipality.md#data-or-assumption)).
- **Who was not asked.** The field note interviewed employers; refugees were not asked ([ethics.md](ethics.md)).
- **Cards by people who knew the note.** The rules were written with the findings in mind, so a card that holds is
  weaker than a forecast that came true.
"""


class Pages:
    """The pages of a folder, to be searched."""

    def __init__(self, folder: Path) -> None:
        """Name the folder."""
        self.folder = folder

    def all(self, name: str, pattern: str) -> list[re.Match[str]]:
        """Find every passage of a page; ``InputError`` if there is no such page, or nothing like it on the page."""
        file = self.folder / f"{name}.md"
        if not file.is_file():
            raise InputError(f"There is no page {file}.")
        results = list(re.finditer(pattern, file.read_text(encoding="utf-8"), re.MULTILINE))
        if not results:
            raise InputError(
                f"{file} has nothing like {pattern!r}; experiments/pages/confidence.py must look for something else."
            )
        return results

    def one(self, name: str, pattern: str) -> str:
        """First such passage, in one line."""
        return " ".join(self.all(name, pattern)[0][1].split())


def page(folder: Path) -> str:
    """The page, from those of a folder."""
    pages = Pages(folder)
    municipality, pairs, members = pages.all("parameters", r"^(\w+), (\d+) pairs of runs in (\d+) ensemble members")[
        0
    ].groups()
    return PAGE.format(
        fitted=pages.one("validation", r"^## Fitted: (\d+ of \d+) within"),
        checked=pages.one("validation", r"^## Only checked, never fitted: (\d+ of \d+) within"),
        numbers=len(declared()),
        grades=_grades(),
        runs=f"{int(pages.one('calibration', r'(\d+) runs of A typical')):,}",
        recovery=pages.one("calibration", r"^Recovery: (of \d+ members.*? % of cases)").replace("of", "Of", 1) + ".",
        missed=_missed(pages),
        emergent=pages.one("cards", r"^(Emergent: \d+ of \d+ cards hold)") + ".",
        by_form=pages.one("cards", r"^(By form: \d+ of \d+ cards hold)") + ".",
        failing=_failing(pages),
        members=members,
        study=f"{municipality}, {pairs} pairs of runs in {members} ensemble members",
        measures=_measures(pages),
        lasting=pages.one("follow_up", r"(\*\*It [^*]+\*\*(?:.|\n)*?)\s*These are means"),
    )


def _grades() -> str:
    """How many numbers there are of each grade."""
    counts = Counter(item.grade for item in declared().values())
    rows = [f"| {grade} | {words} | {counts[grade]} |" for grade, words in GRADES.items()]
    return "\n".join(["| grade | rests on | numbers |", "|---|---|---|", *rows])


def _missed(pages: Pages) -> str:
    """Rows of the published figures that the members miss."""
    result = pages.all("validation", r"^\| (`.*) \| (.*) \| (.*) \| .* \| \*\*missed\*\*.*$")
    return "\n".join(f"| {item[1]} | {item[2]} | {item[3]} |" for item in result)


def _failing(pages: Pages) -> str:
    """Cards that do not hold."""
    result = pages.all("cards", r"^\| \*\*(\d+)\*\* \| \*\*(.*)\*\* \(.*\*\*(does not hold|undecided)\*\* \|$")
    return "\n".join(f"- Card {item[1]}, {item[3]}: {item[2]}." for item in result)


def _measures(pages: Pages) -> str:
    """Effect and verdict of each measure."""
    result = pages.all("parameters", r"^\| (\d+|all\+?) \| (`[^|]*`) \| ([^|]*) \| ([^|]*) \| [^|]* \|$")
    return "\n".join(f"| {item[1]} | {item[2]} | {item[3]} | {item[4]} |" for item in result)
