"""What is known of the person who needs a service, without saying who it is."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

Gender = Literal["woman", "man", "nonbinary"]
Housing = Literal["homeless", "at_risk", "institution", "housed"]
Insurance = Literal["medicaid", "medicare", "private", "va", "none"]
Disability = Literal["physical", "developmental", "sensory", "psychiatric"]
Justice = Literal["arrested", "probation", "parole", "reentry"]
Immigration = Literal["citizen", "permanent_resident", "refugee", "asylum", "undocumented", "other"]
Employment = Literal["employed", "unemployed", "student", "retired"]
Benefit = Literal["tanf", "snap", "ssi", "ssdi", "wic", "section8", "ga"]
Document = Literal[
    "photo_id",
    "ssn_card",
    "birth_certificate",
    "proof_of_income",
    "proof_of_residence",
    "insurance_card",
    "dd214",
    "custody_papers",
    "referral_letter",
    "tb_test",
]


class Residence(BaseModel):
    """Where the person lives, as far as it is known; `ward` is the number of a city's ward, where words told
    it."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    city: str | None = None
    county: str | None = None
    state: str | None = None
    postal_code: str | None = None
    ward: str | None = None


class Facts(BaseModel):
    """Every fact may be unknown (None), and unknown is never no; an empty tuple says that there is none.

    `age` and `children_ages` in whole years, `income_annual` in US dollars, `days_sober` in days. `children`
    counts the children at home where their ages are not all known. `help_wanted_in` is where the search is:
    no fact of the person, but where they live is not known, it says whether a service's area is the right
    one.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    age: int | None = Field(default=None, ge=0, le=130)
    gender: Gender | None = None
    transgender: bool | None = None
    pregnant: bool | None = None
    postpartum: bool | None = None
    children_ages: tuple[int, ...] | None = None
    children: int | None = Field(default=None, ge=0)
    partner: bool | None = None
    veteran: bool | None = None
    military: bool | None = None
    housing: Housing | None = None
    income_annual: float | None = Field(default=None, ge=0)
    household_size: int | None = Field(default=None, ge=1)
    benefits: tuple[Benefit, ...] | None = None
    insurance: tuple[Insurance, ...] | None = None
    substance_use: bool | None = None
    days_sober: int | None = Field(default=None, ge=0)
    medication_treatment: bool | None = None
    mental_health: bool | None = None
    disability: tuple[Disability, ...] | None = None
    domestic_violence: bool | None = None
    justice: tuple[Justice, ...] | None = None
    sex_offense: bool | None = None
    violence: bool | None = None
    arson: bool | None = None
    child_welfare: bool | None = None
    hiv: bool | None = None
    lgbtq: bool | None = None
    immigration: Immigration | None = None
    employment: Employment | None = None
    languages: tuple[str, ...] | None = None
    documents: tuple[Document, ...] | None = None
    documents_missing: tuple[Document, ...] | None = None
    residence: Residence | None = None
    help_wanted_in: Residence | None = None

    @property
    def has_children(self) -> bool | None:
        """Whether children live with the person, from their ages, their number, or a household of one."""
        if self.children_ages:
            return True
        if self.children is not None:
            return self.children > 0
        return False if self.children_ages == () or self.household_size == 1 else None


@cache
def _guidelines() -> dict[str, dict[str, int]]:
    table = tomllib.loads(files("data").joinpath("eligibility/poverty_guidelines.toml").read_text("utf-8"))
    return {place: row for place, row in table.items() if isinstance(row, dict)}


def fpl_percent(facts: Facts) -> float | None:
    """Income in percent of the federal poverty guideline, None unless income and household size are known.

    Alaska and Hawaii have guidelines of their own; a person of unknown state is held to that of the others.
    """
    if facts.income_annual is None or facts.household_size is None:
        return None
    state = ((facts.residence and facts.residence.state) or "").strip().lower()
    place = {"ak": "alaska", "alaska": "alaska", "hi": "hawaii", "hawaii": "hawaii"}.get(state, "other")
    row = _guidelines()[place]
    return 100 * facts.income_annual / (row["first"] + row["further"] * (facts.household_size - 1))
