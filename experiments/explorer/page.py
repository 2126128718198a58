"""One HTML file with its data, words of both languages, style and script; nothing comes from outside."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from markupsafe import Markup

from bygd.statistics.sureness import EVIDENCE, LEVELS
from bygd.studies.files import write_text
from bygd.studies.study import Study
from experiments.display.pages import templates
from experiments.display.sureness import smallest_text
from experiments.display.words import LANGUAGES, Words, texts
from sim.outcomes import OUTCOMES

HERE = Path(__file__).parent
POLICY = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:"
FIRST = "en"  # language of a page whose reader's browser speaks none of them


def write(study: Study, held: dict[str, Any]) -> Path:
    """Write ``explorer.html`` in the study's folder; returns the file."""
    file = study.folder / "explorer.html"
    write_text(file, page(held))
    return file


def page(held: dict[str, Any]) -> str:
    """The page as HTML, from what ``contents.contents`` returns."""
    thresholds = {name: group["threshold"] for name, group in held["headline"].items()}
    words = {language: words_of(language, thresholds) for language in LANGUAGES}
    numbers = {language: texts(language)["numbers"]["unknown"] for language in LANGUAGES}
    sureness = {"least": LEVELS, "evidence": EVIDENCE}
    given = {"data": held, "words": words, "sureness": sureness, "unknown": numbers, "first": FIRST}
    return (
        templates(HERE)
        .get_template("explorer.html")
        .render(
            language=FIRST,
            css="explorer.css",
            policy=Markup(POLICY),  # noqa: S704
            title=words[FIRST]["title"].format(municipality=held["about"]["municipality"]),
            no_script=[(language, words[language]["no_script"]) for language in LANGUAGES],
            given=Markup(embedded(given)),  # noqa: S704
        )
    )


def words_of(language: str, thresholds: dict[str, float]) -> dict[str, Any]:
    """Texts of the page, those of how sure it is, and the smallest difference of each outcome that matters."""
    known = Words(language)
    smallest = {name: smallest_text(known, OUTCOMES[name].unit, value) for name, value in thresholds.items()}
    said, work = known.part("explorer"), next(iter(thresholds))
    told = {name: {key: said[name][key] for key in thresholds} for name in ("headline", "unit", "short_outcome")}
    told |= {name: said[name].replace("{years}", known.years(work)) for name in ("short", "who_intro")}
    told["groups"] = {key: text for key, text in said["groups"].items() if key.startswith(work)}
    return said | told | {"sureness": known.part("sureness"), "smallest": smallest}


def embedded(given: dict[str, Any]) -> str:
    """JSON that may stand inside a script element, whatever its texts hold."""
    text = json.dumps(given, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.replace("<", "\\u003c")
