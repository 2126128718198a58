"""The whole report: sections in order, one HTML file without anything from outside."""

from __future__ import annotations

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from omegaconf import OmegaConf
from omegaconf.errors import OmegaConfBaseException
from yaml import YAMLError

from experiments.report import certainty, charts, effects, hanging, opening, rank, rank_data, services, setting
from experiments.report.blocks import Html, Page, Section
from experiments.report.data import Comparison, load
from experiments.report.lives import section
from experiments.report.story import Story
from experiments.report.words import Words

HERE = Path(__file__).parent


def write(folder: Path, language: str, out: Path | None = None) -> Path:
    """Write the report of a study folder; returns its file (by default ``report_<language>.html`` in the folder)."""
    words = Words(language)
    with charts.styled():
        if _program(folder) == "rank":
            html = render(rank.page(rank_data.load(folder, words)), words)
        else:
            html = page(Story(load(folder), words))
    file = out or folder / f"report_{language}.html"
    file.parent.mkdir(parents=True, exist_ok=True)
    temporary = file.with_name(file.name + ".tmp")
    temporary.write_text(html, encoding="utf-8")
    temporary.replace(file)
    return file


def _program(folder: Path) -> str:
    """Name of the program that made a folder; empty if nobody can tell (then it is read as a comparison)."""
    try:
        return str(OmegaConf.select(OmegaConf.load(folder / "config.yaml"), "program"))
    except (OSError, ValueError, OmegaConfBaseException, YAMLError):
        return ""


def page(story: Story) -> str:
    """The report of a comparison as HTML."""
    title = story.words("title", place=story.study.place)
    first = [*opening.question(story), opening.in_short(story)]
    return render(Page(title, story.study.provenance, first, sections(story)), story.words)


def render(made: Page, words: Words) -> str:
    """A page as HTML."""
    around = Environment(loader=FileSystemLoader(HERE), autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    return around.get_template("page.html").render(
        language=words.language,
        title=made.title,
        dated=words("dated", date=words.date(made.paper["made"]), version=made.paper["bygd"]),
        contents=words("contents"),
        opening=made.opening,
        sections=made.sections,
    )


def sections(story: Story) -> list[Section]:
    """All sections of a comparison, in the order in which they are read."""
    found = [
        opening.measures(story),
        effects.key_figures(story),
        effects.curves(story),
        effects.who(story),
        services.path(story),
        services.costs(story),
        services.hours(story),
        lives(story.study, story.words),
        setting.section(story),
        hanging.section(story),
        certainty.sure(story),
        certainty.limits(story),
    ]
    return [one for one in found if one]


def lives(study: Comparison, words: Words) -> Section | None:
    """Life courses of single people, if the study recorded them."""
    html = section(study.folder, words.language, words.texts)
    return Section("lives", words("lives.title"), [Html(Markup(html))], headed=False) if html else None  # noqa: S704
