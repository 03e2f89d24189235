"""The need categories, and how listings of other directories come by theirs."""

import csv
import gzip
import io
import os
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

from directory.categories import categories, categorize

SHARED = Path(os.environ.get("LINKAGE_SHARED", Path(__file__).parents[3] / "shared"))


def test_there_are_the_26_categories_of_the_vocabulary_each_with_a_name() -> None:
    assert len(categories()) == 26
    assert all(category.name and category.covers for category in categories().values())
    assert next(iter(categories())) == "housing"


SERVICES = [
    ("Harbor Pantry", "Groceries every Tuesday.", [], ("food",)),
    ("Elm House", "A sober house for men in recovery.", ["Sober Living"], ("sober_living",)),
    (
        "Withdrawal unit",
        "Medically supervised detox from alcohol and opioids.",
        [],
        ("substance_use_treatment",),
    ),
    ("Tuesday group", "A meeting of Narcotics Anonymous.", [], ("recovery_support",)),
    ("Night program", "", ["Emergency Shelter", "Volunteer Opportunities"], ("housing",)),
    ("Riverside Day Care", "Infants and toddlers.", [], ("childcare",)),
    ("Bus passes", "", ["Transportation"], ("transportation",)),
    ("Harbor Legal Aid", "Attorneys for people who cannot pay.", [], ("legal",)),
    ("Safe Path", "Advocacy for survivors of domestic violence.", [], ("domestic_violence",)),
    ("Document desk", "Help with a birth certificate or state ID.", [], ("identification",)),
]


@pytest.mark.parametrize(("name", "description", "terms", "expected"), SERVICES)
def test_a_service_is_filed_by_its_own_words(
    name: str, description: str, terms: list[str], expected: tuple[str, ...]
) -> None:
    assert categorize(name, description, terms)[0] == expected[0]


MISLEADING = [
    ("Paws", "An animal shelter.", "housing"),
    ("Tax clinic", "Free tax preparation.", "medical"),
    ("Harbor Credit", "Credit counseling for debtors.", "mental_health"),
    ("Store", "A drug store.", "substance_use_treatment"),
    ("Salvation Army store", "Used furniture.", "veterans"),
    ("Jobs", "The center aids people in finding work through job placement.", "medical"),
    ("School", "A senior high school.", "senior"),
]


@pytest.mark.parametrize(("name", "description", "wrong"), MISLEADING)
def test_words_that_mean_something_else_do_not_mislead(name: str, description: str, wrong: str) -> None:
    assert wrong not in categorize(name, description)


def test_what_says_nothing_has_no_category() -> None:
    assert categorize("Mayor's office", "Neighborhood relations.") == ()
    assert categorize("", "") == ()


def test_the_name_weighs_more_than_what_is_said_in_passing() -> None:
    text = "Our pantry guests may also ask about rent assistance and a bus pass at the desk."
    assert categorize("Food pantry", text)[0] == "food"
    assert len(categorize("Center", text * 3, ["Housing", "Legal", "Youth", "Food", "Jobs", "Rides"])) <= 5


@pytest.mark.parametrize(
    "region", ["eugene-or", "san-francisco-ca", "washington-dc", "legal-il-fl", "us-federal"]
)
def test_nearly_every_published_listing_finds_a_category(region: str) -> None:
    folder = SHARED / "data" / "hsds" / region
    if not folder.is_dir():
        pytest.skip("the published packages are not on this machine (LINKAGE_SHARED)")
    names = {row["id"]: row["name"] for row in _rows(folder, "taxonomy_terms")}
    terms = defaultdict(list)
    for row in _rows(folder, "attributes"):
        if row["link_type"] != "eligibility":
            terms[row["link_id"]].append(names[row["taxonomy_term_id"]])
    services = list(_rows(folder, "services"))[:2_000]
    filed = sum(bool(categorize(s["name"], s["description"], terms[s["id"]])) for s in services)
    assert filed / len(services) > 0.95


def _rows(folder: Path, table: str) -> Iterator[dict[str, str]]:
    packed = folder / f"{table}.csv.gz"
    binary = (
        gzip.decompress(packed.read_bytes()) if packed.exists() else (folder / f"{table}.csv").read_bytes()
    )
    yield from csv.DictReader(io.StringIO(binary.decode("utf-8"), newline=""))
