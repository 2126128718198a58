"""The first view: choose a municipality and measures; what they change is there at once, and gets finer."""

from __future__ import annotations

import asyncio
import functools

import solara

from bygd.scenarios.catalogue import parts_of
from experiments.app.address import MOST_PEOPLE, RUNS, SHOWN, Address, is_file, is_own, own_ensembles
from experiments.app.choosing import Go, either, measure, select, where
from experiments.app.download import Download
from experiments.app.elements import Faults, element, markup
from experiments.app.faults import sentences_of
from experiments.app.measures import policies, settled_before, titles
from experiments.app.simulations import STAGES, Desk, Job
from experiments.display.words import Words
from sim.engine_room import is_compiled_before

BLINK = 0.15  # seconds between two looks at the job
SLIDER = 60  # persons a year that the slider reaches


@solara.component
def Compare(words: Words, address: Address, go: Go, desk: Desk) -> None:  # noqa: N802
    """Choices on one side, answers on the other."""
    with element("div", "two"):
        with element("section", "choices", aria_label=words("choose.title")):
            Choices(words, address, go, desk)
        with element("section", "results", id="results", aria_label=words("result.title"), tabindex="-1"):
            if measures := address.choice.measures:
                chosen = words.listing(titles(words, policies(desk.folder)[0], measures))
                element("p", "chosen", words("choose.chosen", names=chosen))
                Results(words, address, go, desk)
            else:
                element("p", "lead", words("choose.none_chosen"))


# --- choosing ------------------------------------------------------------------------------------------------------


@solara.component
def Choices(words: Words, address: Address, go: Go, desk: Desk) -> None:  # noqa: N802
    """Municipality, horizon, people and measures."""
    choice = address.choice
    where(words, address, go, desk.folder)
    if ensembles := own_ensembles(desk.folder):
        names = {"": words("choose.usual_ensemble")} | {name: words("choose.own", name=name) for name in ensembles}
        select(words("choose.ensemble"), names, choice.ensemble, lambda name: go(lambda now: now.but(ensemble=name)))
    own = choice.municipality if is_own(choice.municipality) else ""
    state = functools.partial(go, lambda now: now.but(view="own").with_rest(begin=own))
    element("button", "plain", words("form.change" if own else "form.open"), state)
    People(words, address, go, desk)
    element("h2", "", words("choose.measures"))
    with element("div", "quick"):
        all_ten = tuple(parts_of("all_ten"))
        element("button", "plain", words("choose.all"), lambda: go(lambda now: now.but(measures=all_ten)))
        element("button", "plain", words("choose.clear"), lambda: go(lambda now: now.but(measures=())))
    kinds = {how: words(f"choose.as_{how}") for how in ("one", "each")}
    how = "one" if choice.together else "each"
    either(words("choose.as"), kinds, how, lambda how: go(lambda now: now.but(together=how == "one")))
    under = ""
    known, faults = policies(desk.folder)
    for name, policy in known.items():
        heading = "own_measures" if is_file(name) else "" if policy.recommendation else "beside"
        if heading != under:
            under = heading
            element("h3", "", words(f"choose.{heading}"))
        measure(words, address, go, known, name)
    for fault in faults:
        Faults(words, words("faults.in_measure"), sentences_of(fault, choice.municipality, desk.folder))


@solara.component
def People(words: Words, address: Address, go: Go, desk: Desk) -> None:  # noqa: N802
    """How many are settled each year; what is being dragged is shown at once and simulated when it rests."""
    people = address.choice.people
    shown, show = solara.use_state(people)
    solara.use_effect(lambda: show(people), [people])
    before = solara.use_memo(
        lambda: settled_before(address.choice.municipality, desk.folder, address.choice.setting),
        [desk.own(address.choice), address.choice.setting],
    )

    async def rest() -> None:
        await asyncio.sleep(0.4)
        if shown != people:
            go(lambda now: now.but(people=shown))

    solara.lab.use_task(rest, dependencies=[shown])
    text = words("choose.people", n=words.number(shown) if shown else words("choose.people_as", n=words.number(before)))
    with element("div", "slider"):
        element("div", "label", text)
        solara.v.Slider(
            v_model=shown,
            on_v_model=show,
            min=0,
            max=max(SLIDER, min(people, MOST_PEOPLE)),
            hint=words("choose.people_hint"),
            persistent_hint=True,
            attributes={"aria-label": text},
        )


# --- answers -------------------------------------------------------------------------------------------------------


@solara.component
def Results(words: Words, address: Address, go: Go, desk: Desk) -> None:  # noqa: N802
    """How far it is, the findings in short, one section of the report, and what can be taken along."""
    choice, visitor = address.choice, solara.get_kernel_id()
    state, see = solara.use_state(("", *Job(choice, desk.folder).state))
    tries, try_again = solara.use_state(0)
    job = solara.use_memo(lambda: desk.want(visitor, choice), [choice, tries])
    solara.use_effect(lambda: lambda: desk.leave(visitor), [])

    async def follow() -> None:
        while True:
            see((choice.key, *job.state))
            if job.finished:
                return
            await asyncio.sleep(BLINK)

    solara.lab.use_task(follow, dependencies=[choice.key, tries])
    runs, done, whole, faults = state[1:] if state[0] == choice.key else job.state
    if faults:
        lead = "faults.in_file" if is_own(choice.municipality) else "faults.lead"
        Faults(words, words(lead, name=choice.municipality), faults)
        element("button", "plain", words("app.again"), lambda: try_again(tries + 1))
        return
    Progress(words, runs, done, whole)
    Drawn(words, job, runs, "first")
    Sections(words, address, go)
    Drawn(words, job, runs, address.section)
    Take(words, address, desk, job, job.settled)


@solara.component
def Progress(words: Words, runs: int, done: int, whole: int) -> None:  # noqa: N802
    """A line and a bar of fixed height: how many runs there are, and that it goes on."""
    if runs >= RUNS:
        text, share = words("result.settled", all=words.number(RUNS)), 100.0
    elif runs:
        goal = next(item for item in STAGES if item > runs)
        numbers = {"runs": runs, "all": RUNS, "goal": goal}
        text = words("result.next", **{name: words.number(value) for name, value in numbers.items()})
        share = 100 * (runs + (goal - runs) * done / max(whole, 1)) / RUNS
    else:
        text = words("result.waiting" if is_compiled_before() else "result.compiling")
        share = 100 * STAGES[0] * done / max(whole, 1) / RUNS
    with element("div", "state provisional" if runs < RUNS else "state", role="status"):
        element("p", "", text)
        solara.v.ProgressLinear(
            value=share,
            indeterminate=not runs,
            height=6,
            rounded=True,
            attributes={"aria-label": words("result.progress")},
        )


@solara.component
def Sections(words: Words, address: Address, go: Go) -> None:  # noqa: N802
    """Which section of the report stands below."""
    names = {name: words(f"section.{name}") for name in SHOWN}

    def show(name: str) -> None:
        go(lambda now: now.but(section=name))

    with element("nav", "sections", aria_label=words("result.sections")):  # all in sight
        for name, title in names.items():
            chosen = {"aria_current": "true"} if name == address.section else {}
            element("button", "", title, functools.partial(show, name), **chosen)
    with element("div", "sections_narrow"):  # where there is no room for that, in its place
        select(words("result.sections"), names, address.section, show)


@solara.component
def Drawn(words: Words, job: Job, runs: int, section: str) -> None:  # noqa: N802
    """A section of the report; what stood there before stays, paler, until the new one is ready."""
    language, wanted = words.language, f"{job.choice.key} {section} {words.language}"

    kept = solara.use_ref(("", "", ""))  # of which choice, its HTML, of how many runs

    def draw() -> tuple[str, str, str]:
        return (wanted, job.blocks(language, section), str(runs)) if runs else ("", "", "")

    drawn = solara.lab.use_task(draw, dependencies=[wanted, runs], raise_error=False)
    if drawn.error and drawn.exception:
        Faults(words, words("faults.lead"), sentences_of(drawn.exception, job.choice.municipality, job.home))
        element("button", "plain", words("app.again"), drawn.retry)
        return
    if drawn.finished and drawn.value and drawn.value[0]:
        kept.current = drawn.value
    shown, html, of = kept.current
    if not shown:
        element("div", "skeleton", words("result.preparing"))
    elif not html:
        element("p", "", words("result.empty"))
    else:
        look = "report" if of == str(RUNS) else "report provisional"
        markup(html, look if shown == wanted else f"{look} stale", data_section=section, data_runs=of)


@solara.component
def Take(words: Words, address: Address, desk: Desk, job: Job, settled: bool) -> None:  # noqa: N802
    """Report, table, figures, and the command that finds the same."""
    language, name = words.language, f"bygd_{job.choice.key}"
    element("h2", "", words("result.take"))
    with element("div", "take"):
        for kind, options, file in (
            ("report", lambda: job.report(language), f"{name}_{language}.html"),
            ("table", job.table, f"{name}.csv"),
            ("figures", job.figures, f"{name}_figures.zip"),
        ):
            if settled:
                Download(words, words(f"result.{kind}"), options, file)
            else:
                solara.Button(words(f"result.{kind}"), disabled=True, outlined=True)
        if not settled:
            element("span", "", words("result.take_later"))
    element("h3", "", words("result.command"))
    with element("pre", ""):
        element("code", "command", address.choice.command(desk.folder))
    element("p", "small", words("result.command_note"))
