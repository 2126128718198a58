"""Outcomes under the act of 2021, each with the denominator and the calendar of its source.

Tables have them only where somebody under collective protection is settled (``Results.displaced``). People count
wherever in Norway they live; a job beyond the modelled employers counts in the wished trade.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.tallies import Total

if TYPE_CHECKING:
    import numpy as np

GROUP = "act of 2021"
SHARES = {  # outcome: label, counts (n, of); several columns are summed
    "displaced_work_direct": (
        "displaced, ended the programme in 2023: directly to work",
        "DISPLACED_WORK0_2023",
        "DISPLACED_LEFT_2023",
    ),
    "displaced_education_direct": ("… directly to education", "DISPLACED_STUDY0_2023", "DISPLACED_LEFT_2023"),
    "others_work_direct": (
        "others, ended the programme in 2023: directly to work",
        "OTHERS_WORK0_2023",
        "OTHERS_LEFT_2023",
    ),
    "others_education_direct": ("… directly to education", "OTHERS_STUDY0_2023", "OTHERS_LEFT_2023"),
    "displaced_employed_r1": (
        "displaced, employed in June 2024, settled 12 to 23 months before",
        "DISPLACED_R1_MEN DISPLACED_R1_WOMEN",
        "DISPLACED_R1_MEN_OF DISPLACED_R1_WOMEN_OF",
    ),
    "displaced_employed_r1_men": ("… men", "DISPLACED_R1_MEN", "DISPLACED_R1_MEN_OF"),
    "displaced_employed_r2": (
        "displaced, employed in June 2024, settled 24 to 35 months before",
        "DISPLACED_R2_MEN DISPLACED_R2_WOMEN",
        "DISPLACED_R2_MEN_OF DISPLACED_R2_WOMEN_OF",
    ),
    "displaced_employed_r2_men": ("… men", "DISPLACED_R2_MEN", "DISPLACED_R2_MEN_OF"),
    "displaced_stock_2023_04": (
        "displaced of 20 to 66 years, employed in April 2023",
        "DISPLACED_2023_04",
        "DISPLACED_2023_04_OF",
    ),
    "displaced_stock_2023_10": ("… in October 2023", "DISPLACED_2023_10", "DISPLACED_2023_10_OF"),
    "displaced_stock_2024_04": ("… in April 2024", "DISPLACED_2024_04", "DISPLACED_2024_04_OF"),
    "displaced_stock_2024_06": ("… in June 2024", "DISPLACED_2024_06", "DISPLACED_2024_06_OF"),
    "displaced_employed_after": (
        "displaced up to 55 years who had ended the programme, employed in December 2023",
        "DISPLACED_AFTER",
        "DISPLACED_AFTER_OF",
    ),
    "displaced_took_part": (
        "displaced of 18 to 66 years, took part in the programme by March 2024",
        "DISPLACED_TOOK_PART",
        "DISPLACED_2024_03_OF",
    ),
    "displaced_in_programme_2024_03": (
        "… in the programme in March 2024",
        "DISPLACED_IN_PROGRAMME",
        "DISPLACED_2024_03_OF",
    ),
    "displaced_by_office": (
        "displaced, employed in March 2024: registered as jobseekers before",
        "DISPLACED_BY_OFFICE",
        "DISPLACED_WORK_2024_03",
    ),
    "displaced_temporary_2024_06": (
        "displaced, employed in June 2024: in a temporary job",
        "DISPLACED_TEMPORARY",
        "DISPLACED_2024_06",
    ),
    "displaced_hotel_2024_04": (
        "displaced, employed in April 2024: in hotels and food",
        "DISPLACED_HOTEL",
        "DISPLACED_2024_04",
    ),
    "displaced_emigrated_after": (
        "displaced who had ended the programme by December 2023: emigrated by February 2024",
        "DISPLACED_GONE",
        "DISPLACED_GONE_OF",
    ),
    "displaced_men_2022": (
        "displaced settled in 2022, up to 55 years, children included: men",
        "DISPLACED_MALE_2022",
        "DISPLACED_PERSONS_2022",
    ),
    "displaced_men_2023": ("… settled in 2023", "DISPLACED_MALE_2023", "DISPLACED_PERSONS_2023"),
    "displaced_above_55_2022": (
        "displaced settled in 2022: above 55 years",
        "DISPLACED_ABOVE_55_2022",
        "DISPLACED_ABOVE_55_2022 DISPLACED_PERSONS_2022",
    ),
    "displaced_above_55_2023": (
        "… settled in 2023",
        "DISPLACED_ABOVE_55_2023",
        "DISPLACED_ABOVE_55_2023 DISPLACED_PERSONS_2023",
    ),
}
MONTHS = ("displaced_benefit_months", "displaced who ended the programme by March 2024: months in it")


def act_counts(totals: np.ndarray) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Counts of these outcomes from the totals of runs: name -> (n, of), each of shape (runs,)."""

    def column(names: str) -> np.ndarray:
        return totals[:, [Total[name] for name in names.split()]].sum(axis=1)

    found = {name: (column(n), column(of)) for name, (_, n, of) in SHARES.items()}
    return found | {MONTHS[0]: (column("DISPLACED_MONTHS"), column("DISPLACED_ENDED"))}
