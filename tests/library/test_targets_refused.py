"""Files of figures with a fault are told in one sentence."""

from __future__ import annotations

import pytest

from bygd.errors import InputError
from bygd.evidence.mappings import mapping_of
from bygd.evidence.targets import load
from bygd.scenarios.catalogue import folder_of

BAD = {
    ("value: 55", "value: many"): "figure emp1_2016_m: value is 'many', but must be a number.",
    ("use: calibration", "use: fit"): "use is 'fit'; choose from calibration, check.",
    ('unit: "%"', "unit: kroner"): "choose from %, points, ratio, months.",
    (
        "outcome: employed_1y_men",
        "outcome: employed_1y_man",
    ): "There is no outcome 'employed_1y_man'; is employed_1y_men",
    ("outcome: employed_1y_men", "outcome: less(stay_12m, stay_24m)"): "There is no mapping 'less'; choose from",
    ("outcome: employed_1y_men", "outcome: difference(stay_12m)"): "difference takes 2 outcomes, not 1",
    ("others: [w", "others: [v, w"): "there is no evidence 'v'",
    ("id: emp1_2016_w", "id: emp1_2016_m"): "figure emp1_2016_m is there twice",
    ("population: men who", "popullation: men who"): "popullation is no line of a figure; is population meant?",
    ("    grade: A\n", ""): "the line grade is missing.",
    ("sampling: {size: 1.0", "sampling: {size: -1.0"): "the size of sampling is -1, but must not be negative.",
    ('sampling: {size: 1.0, because: "2,706 men"}', "sampling: 1.0"): "must look like {size: 1.0, because: a reason}",
    ("year_to_year:", "luck:"): "a part of the tolerance is 'luck'; choose from",
    ("municipality: sel", "municipality: oslo"): "municipality is 'oslo'; choose from",
    ("trial: gothenburg", "trial: oslo"): "trial is 'oslo'; choose from denmark, gothenburg.",
    ("figures:", "figures: ["): "is not valid YAML: a bracket is opened in line",
    ("figures:", "numbers:"): "must hold title and figures",
}


@pytest.mark.parametrize(("change", "sentence"), BAD.items(), ids=str)
def test_a_bad_file_is_told_in_one_sentence(change: tuple[str, str], sentence: str, tmp_path) -> None:
    text = (folder_of("targets") / "norway_2003_act.yaml").read_text(encoding="utf-8")
    assert change[0] in text
    file = tmp_path / "mine.yaml"
    file.write_text(text.replace(*change, 1), encoding="utf-8")
    with pytest.raises(InputError) as told:
        load(str(file))
    said = str(told.value)
    assert sentence in said
    assert "\n" not in said
    assert str(file) in said


def test_an_unknown_name_lists_what_there_is() -> None:
    with pytest.raises(InputError, match="choose from norway_2003_act, norway_2021_act, ukraine_2022"):
        load("published")


def test_a_mapping_lists_what_it_takes() -> None:
    assert mapping_of("difference(stay_12m,  stay_24m)").outcomes == ("stay_12m", "stay_24m")
