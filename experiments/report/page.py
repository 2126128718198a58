"""The whole report: sections in order, one HTML file without anything from outside."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from markupsafe import Markup

from bygd.errors import InputError
from bygd.studies.files import check_writable
from bygd.studies.folder import program_of
from experiments.display import style
from experiments.display.pages import GENERATOR, templates
from experiments.display.words import LANGUAGES, Words
from experiments.report import certainty, opening
from experiments.report.blocks import Block, Html, Page, Section
from experiments.report.comparison import (
    brief,
    count_first,
    drivers,
    effects,
    obstacles,
    services,
    setting,
    two_ensembles,
)
from experiments.report.comparison.data import Comparison, load
from experiments.report.comparison.lives import section
from experiments.report.comparison.story import Story
from experiments.report.ranking import data
from experiments.report.ranking import page as rank

HERE = Path(__file__).parent


def write(folder: Path, language: str, out: Path | None = None) -> Path:
    """Write the report of a study folder; returns its file (by default ``report_<language>.html`` in the folder)."""
    words = Words(language)
    if out is not None:
        _refuse_another(out)
    with style.styled():
        if program_of(folder) == "rank":
            html = render(rank.page(data.load(folder, words)), words)
        else:
            html = page(Story(load(folder), words))
    return _kept(html, out or folder / f"report_{language}.html")


def write_briefs(study: Comparison) -> list[Path]:
    """Write the brief of a comparison in each language; returns the files."""
    with style.styled():
        stories = [Story(study, Words(language)) for language in LANGUAGES]
        return [_kept(brief_page(story), study.folder / f"brief_{story.words.language}.html") for story in stories]


def write_each(study: Comparison) -> list[Path]:
    """Write the report of a comparison in each language; returns the files."""
    with style.styled():
        stories = [Story(study, Words(language)) for language in LANGUAGES]
        return [_kept(page(story), study.folder / f"report_{story.words.language}.html") for story in stories]


def _kept(html: str, file: Path) -> Path:
    """Write a report atomically; returns its file."""
    file.parent.mkdir(parents=True, exist_ok=True)
    temporary = file.with_name(file.name + ".tmp")
    temporary.write_text(html, encoding="utf-8")
    temporary.replace(file)
    return file


def _refuse_another(out: Path) -> None:
    """Raise ``InputError`` if a file is there that is no report."""
    check_writable(out)
    if out.is_dir():
        raise InputError(f"{out} is a folder; name a file with out=….")
    if out.exists() and GENERATOR.encode() not in out.read_bytes()[:1000]:
        raise InputError(f"{out} is there already, and is no report; name another file with out=….")


def page(story: Story) -> str:
    """The report of a comparison as HTML."""
    title = story.words("title", municipality=story.study.municipality)
    summary, *others = sections(story)
    for item in others:
        item.folded = item.name not in OPEN
    warnings = opening.other_world(story.words, story.study.options)
    return render(Page(title, story.study.provenance, warnings, others, summary), story.words)


def brief_page(story: Story) -> str:
    """The brief as a page of its own."""
    words = story.words
    given = {"more": words("brief.report"), "brief": brief.section(story)}
    return _filled("brief.html", words, brief.title_of(story), story.study.provenance, given)


def first(story: Story) -> list[Block]:
    """What comes before the sections: the question, and the findings in short."""
    return [*opening.question(story), opening.in_short(story)]


def render(options: Page, words: Words) -> str:
    """A page as HTML."""
    given: dict[str, object] = {"opening": options.opening, "brief": options.brief, "sections": options.sections}
    given |= {"contents": words("contents"), "appendix": words("appendix")}
    return _filled("page.html", words, options.title, options.paper, given)


def _filled(template: str, words: Words, title: str, paper: Mapping[str, str], given: Mapping[str, object]) -> str:
    """A template with its head, and when and with what it was made."""
    dated = words("dated", date=words.date(paper["made"]), version=paper["bygd"])
    page_ = templates(HERE).get_template(template)
    return page_.render(language=words.language, title=title, css="page.css", dated=dated, **given)


def fragment(blocks: list[Block]) -> str:
    """Blocks as a piece of HTML, for a page of somebody else's that has ``page.css``."""
    return str(templates(HERE).get_template("blocks.html").module.all(blocks))  # type: ignore[attr-defined]


def sections(story: Story) -> list[Section]:
    """All sections of a comparison that has them, in the order in which they are read."""
    return [item for options in SECTIONS.values() if (item := options(story))]


def lives(story: Story) -> Section | None:
    """Life courses of single people, if the study recorded them."""
    words = story.words
    if story.study.matched is None:
        return None
    html = section(story.study.matched, words.language, words.texts)
    return Section("lives", words("section.lives"), [Html(Markup(html))])  # noqa: S704


SECTIONS: dict[str, Callable[[Story], Section | None]] = {
    "brief": brief.section,
    "hours": services.hours,
    "costs": services.costs,
    "two_ensembles": two_ensembles.section,
    "limits": certainty.limits,
    "key": effects.key_figures,
    "who": effects.who,
    "curves": effects.curves,
    "count": count_first.section,
    "hangs": drivers.section,
    "path": services.path,
    "obstacles": obstacles.section,
    "lives": lives,
    "measures": opening.measures,
    "setting": setting.section,
    "sure": certainty.sure,
    "sources": certainty.repeated,
}
OPEN = ("hours", "costs", "two_ensembles", "limits")  # besides the brief; the others are folded
