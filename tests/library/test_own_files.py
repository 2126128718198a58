"""Files from outside: YAML 1.2 word for word, each name once, within bounds; what is accepted can be laid out."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from bygd.errors import InputError
from bygd.evidence import targets
from bygd.front_door.lists import measure
from bygd.scenarios import ensembles
from bygd.scenarios.line_sources import described
from bygd.scenarios.measures import read_measure
from bygd.scenarios.municipality import read_municipality
from bygd.scenarios.options import RunOptions, SweepOptions
from bygd.scenarios.own_files import load_yaml
from bygd.scenarios.parse import stated_in
from bygd.scenarios.yaml_text import YamlFault, dump, parse
from bygd.studies.folder import differing, fingerprint_of, options_of
from bygd.studies.programs import run_study
from experiments.command.read import read
from tests.support.files import own

MEASURE = Path("configs/policy/follow_up.yaml").read_text(encoding="utf-8")


# --- YAML 1.2 -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a: 0517", 517),
        ("a: 012", 12),
        ("a: 08", 8),
        ("a: 0o17", "0o17"),
        ("a: 0x1f", "0x1f"),
        ("a: 1_000", "1_000"),
        ("a: 1e3", 1000.0),
        ("a: .5", 0.5),
        ("a: -.inf", -np.inf),
        ("a: 1:30", "1:30"),
        ("a: 2024-01-01", "2024-01-01"),
        ("a: no", "no"),
        ("a: on", "on"),
        ("a: true", True),
        ("a: 'true'", "true"),
        ("a: ~", None),
        ("a: =", "="),
        ("a: ${oc.env:HOME}", "${oc.env:HOME}"),
        ("a: &x [1]\nb: *x", [1]),
    ],
)
def test_values_are_those_of_the_core_schema(text: str, value: Any) -> None:
    found = parse(text)["a"]
    assert (found, type(found)) == (value, type(value))


def test_names_and_titles_stay_as_they_are_written() -> None:
    assert parse("title: No\nname: 0517\nno: 1\n0517: 2\n1.10: 3\nen: true") == {
        "title": "No", "name": "0517", "no": 1, 517: 2, "1.10": 3, "en": "true"
    }  # fmt: skip


LAUGHS = "a0: &a0 [1,1,1,1,1,1,1,1,1,1]\n" + "".join(
    f"a{i}: &a{i} [{','.join([f'*a{i - 1}'] * 10)}]\n" for i in range(1, 9)
)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2016: 37\n2016: 3", "line 2 holds 2016 a second time, the first is in line 1"),
        ("2016: 37\nx: 1\n'2016': 3", "line 3 holds 2016 a second time, the first is in line 1"),
        ("02016: 37\n2016: 3", "line 2 holds 2016 a second time"),
        ("a:\n  true: 1\n  true: 2", "line 3 holds true a second time, the first is in line 2"),
        ("a: {b: 1, b: 2}", "line 1 holds b a second time"),
        ("a: !!python/object/apply:os.system [ls]", "line 1 holds a tag"),
        ("a: 1\n---\nb: 2", "line 2 begins a second document"),
        ("a: 1\n...\nb: 2", "line 3 begins a second document"),
        ("a: 1\nb: \x00", "line 2 holds a character that no text has"),
        ('a: "\\0"', "line 1 holds a character that no text has"),
        ('a: "\\ud800"', "line 1 holds a character that no text has"),
        ("? [1]\n: 2", "line 1 has a list, a group or a tag where a name belongs"),
        ("a: &x [*x]", "more than 30 groups lie in each other"),
        ("[" * 5000, "more than 30 groups lie in each other"),
        ("- " * 5000, "more than 30 groups lie in each other"),
        ("a: " + "9" * 5000, "line 1 holds a number of 5000 digits"),
        ("a: *x", "line 1 repeats with * what has no name"),
        (LAUGHS, "more than 50000 values"),
    ],
)
def test_what_is_no_such_text_is_told_with_its_line(text: str, words: str) -> None:
    with pytest.raises(YamlFault) as told:
        parse(text)
    assert words in str(told.value)
    assert "\n" not in str(told.value)


ODD = [
    "no",
    "1:30",
    "0517",
    "1e3",
    "09",
    "+5",
    ".5",
    "~",
    "",
    "a: b",
    "${x}",
    "x\ny",
    "TRUE",
    "0x1f",
    "<<",
    "*a",
    "# x",
]


@pytest.mark.parametrize("text", ODD)
def test_what_is_written_is_read_again(text: str) -> None:
    tree = {text: text, "list": [text, 1, 1.5, True, None, 1e-5], "np": np.float64(0.1), "title": text}
    assert parse(dump(tree)) == tree


# --- what is no file ------------------------------------------------------------------------------------------


def test_what_is_no_text_is_told(tmp_path) -> None:
    os.mkfifo(tmp_path / "pipe.yaml")
    (tmp_path / "folder.yaml").mkdir()
    (tmp_path / "latin.yaml").write_bytes("title: Vågå".encode("cp1252"))
    (tmp_path / "wide.yaml").write_text("title: Vågå", encoding="utf-16")
    (tmp_path / "large.yaml").write_text("# " + "x" * 1_000_000, encoding="utf-8")
    for name, words in {
        "pipe": "is a pipe or a device",
        "folder": "is a folder",
        "gone": "There is no x file",
        "latin": "is not in UTF-8",
        "wide": "is not in UTF-8",
        "large": "is larger than 1,000,000 bytes",
    }.items():
        with pytest.raises(InputError, match=words):
            load_yaml(tmp_path / f"{name}.yaml", "x", "keys")
    for reader in (
        read_municipality,
        read_measure,
        targets.load,
        lambda file: read(SweepOptions, [f"experiment={file}"]),
    ):
        with pytest.raises(InputError, match="is a pipe or a device"):
            reader(str(tmp_path / "pipe.yaml"))


def test_a_file_that_is_put_together_from_itself_is_told(tmp_path) -> None:
    file = tmp_path / "own.yaml"
    for defaults, words in ((f"[{file}]", "from itself"), ("sel", "must be a list"), ("[sel, sel]", "each once")):
        file.write_text(f"defaults: {defaults}\ntitle: A\n", encoding="utf-8")
        with pytest.raises(InputError, match=words):
            read_municipality(str(file))


def test_own_files_may_build_on_ours(tmp_path) -> None:
    file = own(tmp_path, text="defaults: [vaga]\ntitle: Mine\nmunicipalities: {vaga: {enterprises: 99}}\n")
    mine = read(RunOptions, [f"municipality={file}"]).municipality
    assert mine == read_municipality(file)
    assert (mine.title, mine.municipalities["vaga"].enterprises) == ("Mine", 99)


# --- nothing refers to anything -------------------------------------------------------------------------------


def test_texts_stay_texts_from_the_file_to_the_study_folder(tmp_path) -> None:
    names = ["${oc.env:HOME} costs ${", r"C:\${x}", "No"]
    file = own(
        tmp_path,
        ("title: Sel  #", f"{dump({'title': names[0]}).strip()} #"),
        ("    name: Sel  #", f"    {dump({'name': names[1]}).strip()} #"),
        ("        name: NAV Sel  #", "        name: No #"),
    )
    made = read(RunOptions, [f"municipality={file}", f"out={tmp_path / 'study'}", "replicates=2"])
    municipality = made.municipality.municipalities["sel"]
    assert [made.municipality.title, municipality.name, municipality.offices["after"].name] == names
    assert made.municipality == read_municipality(file)
    assert stated_in(file).title == names[0]
    study = run_study(made)
    with study.opened():
        pass
    assert options_of(study.folder, "run").municipality == made.municipality
    assert differing(fingerprint_of("run", made, {}, {}).config, study.fingerprint.config) == []


def test_an_experiment_and_a_measure_refer_to_nothing(tmp_path) -> None:
    file = own(tmp_path, text="vary: [language.talk]\nout: 'C:\\${oc.env:HOME} it''s'\n")
    assert read(SweepOptions, [f"experiment={file}"]).out == "C:\\${oc.env:HOME} it's"
    head = MEASURE[MEASURE.index("title:") : MEASURE.index("description:")]
    changed = own(tmp_path, (head, "title: {en: 'No ${x}', nb: No}\n"), text=MEASURE, name="m.yaml")
    assert (read_measure(changed).title.en, read_measure(changed).title.nb) == ("No ${x}", "No")


@pytest.mark.parametrize("key", ["hydra.run.dir", "hydra.callbacks.x._target_", "+x", "~seed", "a b", "a=b"])
def test_an_experiment_sets_options_and_nothing_else(key: str, tmp_path) -> None:
    with pytest.raises(InputError, match="which is no option"):
        read(SweepOptions, [f"experiment={own(tmp_path, text=dump({key: 1}))}"])


def test_a_strangers_folder_refers_to_nothing(tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("SECRET", "hunter2")
    study = run_study(read(RunOptions, [f"out={tmp_path / 'study'}", "replicates=2"]))
    with study.opened():
        pass
    about, file = study.folder / "provenance.json", study.folder / "config.yaml"
    stated = json.loads(about.read_text(encoding="utf-8"))
    del stated["asked"]  # a digest of the configuration, which a stranger would have made fit
    about.write_text(json.dumps(stated), encoding="utf-8")
    file.write_text(file.read_text(encoding="utf-8").replace("title: Sel", "title: ${oc.env:SECRET}"), encoding="utf-8")
    assert options_of(study.folder).municipality.title == "${oc.env:SECRET}"
    file.write_text(LAUGHS, encoding="utf-8")
    with pytest.raises(InputError, match="cannot be read"):
        options_of(study.folder)


def test_lines_of_any_file_are_looked_for_and_none_is_a_fault(tmp_path) -> None:
    for text in ("- 1", "municipalities: 3", "a: [", "municipalities: {a: 1}", LAUGHS):
        assert set(described(Path(own(tmp_path, text=text)))) <= {"a"}


def test_a_measure_with_numbers_of_numpy_has_a_fingerprint() -> None:
    made = read(RunOptions, [])
    made.policies = {"x": measure({"practice.prepared": {"add": np.float64(0.1)}}, title="x")}
    assert "add: 0.1" in fingerprint_of("run", made, {}, {}).config


# --- tables ---------------------------------------------------------------------------------------------------

TABLE = "member,search.applications,language.talk\n0,0.1,0.2\n1,0.2,0.1\n"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (TABLE.replace(",", ";").replace("0.", "0,"), "semicolons stand between its columns"),
        (TABLE.replace(",", "\t"), "tabs stand between its columns"),
        (TABLE.replace("0.1,0.2", "0,1,0,2"), "line 2 has 5 values for 3 columns; a decimal comma"),
        (TABLE.replace("0.1\n", '"0,1"\n'), "has 0,1 for language.talk in member 1"),
        (TABLE + "2,0.1\n", "line 4 has 2 values for 3 columns"),
        (
            TABLE.replace("language.talk", "search.applications"),
            "the column search.applications is there a second time",
        ),
        (TABLE.replace("0.1\n", "inf\n"), "has inf for language.talk in member 1"),
        (TABLE.replace("0.1\n", "1e400\n"), "has inf for language.talk"),
        (TABLE.replace("0.1,", "True,").replace("0.2,", "True,"), "has True for search.applications in member 0"),
        (TABLE.replace("\n1,", "\nx,"), "name its members by whole numbers"),
        (TABLE.replace("0.1\n", '"0.1\n'), "unexpected end of data"),
        ("", "holds no columns"),
    ],
)
def test_a_table_that_is_not_what_it_seems_is_told(text: str, words: str, tmp_path) -> None:
    with pytest.raises(InputError) as told:
        ensembles.load(own(tmp_path, text=text, name="own.csv"))
    assert words in str(told.value)
    assert "\n" not in str(told.value)


def test_what_lies_beside_a_table_may_say_nothing_but_not_anything(tmp_path) -> None:
    file = own(tmp_path, text=TABLE, name="own.csv")
    for about, made in (("{}", None), ('{"made": 3}', None), ('{"made": "2026-01-01T00:00:00+00:00"}', "2026-01-01")):
        own(tmp_path, text=about, name="own.json")
        assert (made or "T") in ensembles.load(file).about["made"]
    for about in ("[]", "{", "[" * 100_000):
        own(tmp_path, text=about, name="own.json")
        with pytest.raises(InputError, match=r"own\.json beside it"):
            ensembles.load(file)


def test_a_frame_has_each_column_once() -> None:
    with pytest.raises(InputError, match="twice"):
        ensembles.of_frame(pd.DataFrame([[0.1, 0.2]], columns=["search.applications"] * 2))
