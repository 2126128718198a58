"""The view in which a planner states the municipality's own numbers; what is typed is checked at once."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import solara

from bygd.commands import typed
from bygd.errors import InputError
from bygd.scenarios.settings import lacks
from bygd.scenarios.template import HOURS, LINES, untouched
from experiments.app import form
from experiments.app.address import TEXTS, Address, is_own, municipalities
from experiments.app.choosing import Go, name_of, select
from experiments.app.download import Download
from experiments.app.elements import Faults, element
from experiments.app.form import DISPLACED, POSTS, SETTLED, UNITS, Begun, Checked
from experiments.display.declared import translated
from experiments.display.words import Words, capital
from experiments.municipality import check
from experiments.municipality.template import WORDS
from sim.population import OFFICES

LATE = "norway_2021_act"  # the setting for files that state no years before


@dataclasses.dataclass(frozen=True)
class Draft:
    """What a visitor has typed. ``begin``: the file that it changes; ``file``: its name, empty for the usual one."""

    begin: str = ""
    texts: Mapping[str, str] = dataclasses.field(default_factory=dict)
    file: str = ""


OneField = Callable[..., None]  # of a line, with a label if it has none of its own
DRAFT: solara.Reactive[Draft] = solara.reactive(Draft())  # Solara keeps one for each browser tab


@solara.component
def Own(words: Words, address: Address, go: Go, folder: Path) -> None:  # noqa: N802
    """Choose what to begin from; fields on one side, what the check says on the other."""
    words = Words(words.language, TEXTS, WORDS)
    own = [name for name in municipalities(folder) if is_own(name)]
    wanted = dict(address.rest).get("begin", "")
    begin = wanted if wanted in own else ""
    element("h2", "", words("form.title"))
    element("p", "", words("form.lead"))
    names = {"": words("form.template")} | {name: name_of(words, name) for name in own}
    select(words("form.begin"), names, begin, lambda name: go(lambda now: now.with_rest(begin=name)))
    begun = solara.use_memo(lambda: _begun(folder, begin, words), [begin, words.language])
    if isinstance(begun, str):
        Faults(words, words("faults.in_file", name=begin), (begun,))
    else:
        Answers(words, go, folder, begun)


def _begun(folder: Path, begin: str, words: Words) -> Begun | str:
    """What the form begins from, or what is wrong with it."""
    try:
        return form.begin(folder, begin, words)
    except InputError as fault:
        return str(fault)


@solara.component
def Answers(words: Words, go: Go, folder: Path, begun: Begun) -> None:  # noqa: N802
    """The form and its check."""
    texts = {**form.first_texts(begun, words), **draft_of(begun).texts}
    file, text = written(words, begun)
    kept: Any = solara.use_ref(None)  # what the check said last, until it has looked again
    task = solara.lab.use_task(lambda: form.check(text, file), dependencies=[text], raise_error=False)
    if task.finished and task.value:
        kept.current = task.value
    checked: Checked | None = kept.current
    labels = labels_of(words, begun)
    faults = told(words, checked, labels) if checked else {}
    with element("div", "own"):
        with element("div", "answers"):
            Fields(words, begun, texts, faults, checked)
        with element("section", "saying", id="results", aria_label=words("form.check"), tabindex="-1"):
            Verdict(words, begun, checked, faults)
            Keep(words, go, folder, begun, file, text)
            if checked and checked.fields:
                Meaning(words, checked, labels)
            element("p", "small", words("form.on_terminal"))
            with element("pre", ""):
                more = [] if words.language == "en" else [f"language={words.language}"]
                element("code", "command", typed("municipality check", folder / file, *more))
            if checked and not faults:
                Download(words, words("form.download"), text.encode, file)


def draft_of(begun: Begun) -> Draft:
    """What was typed on top of what the form begins from."""
    return DRAFT.value if DRAFT.value.begin == begun.file else Draft(begun.file)


def written(words: Words, begun: Begun) -> tuple[str, str]:
    """Name and text of the file as it would be saved now."""
    draft = draft_of(begun)
    texts = {**form.first_texts(begun, words), **draft.texts}
    return draft.file or form.file_of(begun, texts["name"]), form.written(begun, texts, words)


def labels_of(words: Words, begun: Begun) -> dict[str, str]:
    """Names of lines in the words of the form."""
    labels = dict(words.part("form.lines"))
    for line in form.lines_of(begun):
        first, *rest = line.split(".")
        if first == "offices":
            label, office = words(f"form.labels.{rest[1]}"), words(f"form.groups.{rest[0]}")
            labels[line] = words("form.of_office", label=label, office=office[:1].lower() + office[1:])
        elif first == UNITS:
            labels[line] = words("form.own_workplaces", trade=words(f"watch.trades.{rest[0]}"))
        else:
            labels[line] = words(f"form.labels.{first}", **({"year": rest[0]} if rest else {}))
    return labels


def told(words: Words, checked: Checked, labels: Mapping[str, str]) -> dict[str, list[str]]:
    """Faults by the line that they are about (empty: none of the form's), in the words of the form."""
    found: dict[str, list[str]] = {}
    for fault in checked.stated.faults:
        text = (translated(fault, words.language) if words.language != "en" else fault) or fault
        found.setdefault(form.line_of(fault, labels), []).append(form.in_words(text, labels))
    return found


# --- the fields ----------------------------------------------------------------------------------------------------


@solara.component
def Fields(  # noqa: N802
    words: Words, begun: Begun, texts: Mapping[str, str], faults: Mapping[str, list[str]], checked: Checked | None
) -> None:
    """All fields in groups, in the order of the template; name and number first."""
    helps = {line: on_the_page(words, text) for line, text in form.helps(words).items()}

    def field(line: str, label: str = "") -> None:
        def say(text: str) -> None:
            draft = draft_of(begun)
            DRAFT.value = dataclasses.replace(draft, texts={**draft.texts, line: text})

        Field(
            ident=ident_of(line),
            label=label or words(f"form.labels.{line}"),
            value=texts[line],
            usual="" if line.startswith(SETTLED) else helps.get(line, ""),
            mark=words("form.mark") if form.as_in_template(line, texts[line]) else "",
            fault=" ".join(faults.get(line, [])),
            mode="text" if line in form.TEXTS else "decimal" if line in form.OFFICE_LINES else "numeric",
            event_say=say,
        )

    with element("div", "cells"):
        for line in form.NAME_LINES:
            field(line)
    _fetch(words, texts["code"])
    with Group(words("form.groups.hours")):
        _hours(words, field, helps)
        if checked and checked.fields:
            listed(words, "hours", check.hours(words, checked.key, checked.stated, checked.known))
    with Group(words("form.groups.firms")):
        field("enterprises")
        _units(words, begun, field, helps)
    with Group(words("form.groups.people")):
        _years(words, begun, field, helps)
    with Group(words("form.groups.place")), element("div", "cells"):
        for line in form.PLACE_LINES:
            field(line)
    element("p", "small", words("form.given"))


def _fetch(words: Words, code: str) -> None:
    """The command that takes most of it from public statistics."""
    element("p", "small", words("form.fetch"))
    with element("pre", ""):
        element("code", "command", typed("municipality fetch", code.strip() if code.strip().isdecimal() else "3437"))


def _hours(words: Words, field: OneField, helps: Mapping[str, str]) -> None:
    for side in OFFICES:
        with Group(words(f"form.groups.{side}")):
            element("p", "help", helps[f"offices.{side}"])
            with element("div", "cells"):
                for name in (HOURS, POSTS):
                    field(f"offices.{side}.{name}", words(f"form.labels.{name}"))


def _units(words: Words, begun: Begun, field: OneField, helps: Mapping[str, str]) -> None:
    with Group(words("form.groups.units")):
        element("p", "help", helps[UNITS])
        with element("div", "cells"):
            for line in form.lines_of(begun):
                group, _, name = line.partition(".")
                if group == UNITS:
                    field(line, capital(words(f"watch.trades.{name}")))


def _years(words: Words, begun: Begun, field: OneField, helps: Mapping[str, str]) -> None:
    for line in (SETTLED, DISPLACED, f"{SETTLED}.2022"):
        element("p", "help", helps[line])
    years, displaced = (form.years_of(begun, group) for group in (SETTLED, DISPLACED))

    def of_years(part: list[int]) -> None:
        with element("div", "years"):
            for year in part:
                for group in (SETTLED, DISPLACED):
                    if group == SETTLED or year in displaced:
                        field(f"{group}.{year}", words(f"form.labels.{group}", year=str(year)))
                    else:
                        element("span", "")

    of_years([year for year in years if year >= form.FIRST_YEAR])
    with element("details", ""):
        element("summary", "", words("form.groups.older", year=str(form.FIRST_YEAR)))
        of_years([year for year in years if year < form.FIRST_YEAR])


@solara.component_vue("field.vue")
def Field(  # noqa: N802
    ident: str, label: str, value: str, usual: str, mark: str, fault: str, mode: str, event_say: Callable[[str], None]
) -> None:
    """A text of the browser's own, with its label, what is usual, and what is wrong."""


def Group(title: str) -> Any:  # noqa: N802
    """Fields that belong together, under their title."""
    group = element("fieldset", "")
    with group:
        element("legend", "", title)
    return group


def ident_of(line: str) -> str:
    """Name of a field in the page."""
    return f"form-{line.replace('.', '-')}"


# --- the check -----------------------------------------------------------------------------------------------------


@solara.component
def Verdict(  # noqa: N802
    words: Words, begun: Begun, checked: Checked | None, faults: Mapping[str, list[str]]
) -> None:
    """Whether it can be used, and what has to be mended, each with a way to its field."""
    element("h2", "", words("form.check"))
    n = sum(map(len, faults.values()))
    count = words("form.unusable.one") if n == 1 else words("form.unusable.more", n=words.number(n))
    verdict = count if n else words("form.usable")
    element("p", "verdict", verdict if checked else words("form.checking"), role="status")
    if not faults:
        return
    lines = form.lines_of(begun)
    with element("ul", "faults"):
        for line, sentence in [(line, sentence) for line, several in faults.items() for sentence in several]:
            with element("li", ""):
                if line in lines:
                    element("a", "", sentence, href=f"#{ident_of(line)}")
                else:
                    element("span", "", sentence)


@solara.component
def Meaning(words: Words, checked: Checked, labels: Mapping[str, str]) -> None:  # noqa: N802
    """What is still the template's, what is odd, and what the rest comes to."""
    about = (words, checked.key, checked.stated, checked.known)
    parts = {"still": still(words, checked, labels), "odd": check.odd(*about), "follows": check.follows(*about)}
    for name, lines in parts.items():
        listed(words, name, lines)


def listed(words: Words, name: str, lines: list[str]) -> None:
    """Sentences of the check under their heading; nothing where there are none."""
    if lines:
        element("h3", "", words(f"form.heads.{name}"))
        with element("ul", "sentences"):
            for line in lines:
                element("li", "", on_the_page(words, line))


def on_the_page(words: Words, text: str) -> str:
    """A text for a terminal with what the page calls it."""
    return text.replace(f"setting={LATE}", f"«{words(f'choose.settings.{LATE}')}»")


def still(words: Words, checked: Checked, labels: Mapping[str, str]) -> list[str]:
    """Which lines of those that decide most are the template's still."""
    known = {f"{HOURS} ({side})": f"offices.{side}.{HOURS}" for side in OFFICES}
    lines = [labels[known.get(name, name)] for name in untouched(checked.fields)]
    names = words.listing([label[:1].lower() + label[1:] for label in lines])
    return [words("form.still", n=str(len(lines)), all=str(LINES), lines=names)] if lines else []


# --- saving --------------------------------------------------------------------------------------------------------


class Refusal(NamedTuple):
    """Why nothing was saved. ``of``: language, file, text; ``other``: what stands in the file, where it is another."""

    says: str = ""
    of: tuple[str, ...] = ()
    other: bytes | None = None


@solara.component
def Keep(words: Words, go: Go, folder: Path, begun: Begun, file: str, text: str) -> None:  # noqa: N802
    """Name the file, save it, and go where it is compared; a file of another is replaced only when told so."""
    refusal, refuse = solara.use_state(Refusal())

    def rename(name: str) -> None:
        DRAFT.value = dataclasses.replace(draft_of(begun), file=name.strip())

    def save(known: bytes | None) -> None:
        name, whole = written(words, begun)
        of = (words.language, name, whole)
        checked = form.check(whole, name)
        try:
            if not form.is_file_name(name):
                refuse(Refusal(words("form.bad_name"), of))
            elif checked.stated.faults:
                refuse(Refusal(words("form.refused"), of))
            elif not form.save(folder / name, whole, known):
                refuse(Refusal(words("form.exists", name=name), of, form.content_of(folder / name)))
            else:
                DRAFT.value = Draft(name)
                go(lambda now: _shown(now, name, checked))
        except OSError as error:
            refuse(Refusal(f"{name}: {error.strerror}", of))

    Field(
        ident="form-file",
        label=words("form.file"),
        value=file,
        usual=words("form.saved_as", folder=str(folder)),
        mark="",
        fault="",
        mode="text",
        event_say=rename,
    )
    own = begun.content if file == begun.file else None
    element("button", "plain save", words("form.save"), lambda: save(own))
    if refusal.of == (words.language, file, text):  # until something else is typed
        with element("div", "notice", role="alert"):
            element("p", "", refusal.says)
        if refusal.other is not None:
            element("button", "plain", words("form.replace", name=file), lambda: save(refusal.other))


def _shown(now: Address, file: str, checked: Checked) -> Address:
    """The address at which a saved file is compared, in the setting that its years are for."""
    setting = {"setting": LATE} if lacks(checked.fields["settled"]) else {}
    return now.but(view="compare", municipality=file, people=0, **setting).with_rest(begin=file)
