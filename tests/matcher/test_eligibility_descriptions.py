"""Descriptions say whom a service is for only where they plainly speak of the whole of it."""

import pytest

from matcher.eligibility.reader import ListingText, read_listing


def criteria(description: str, eligibility: str = "") -> set[str]:
    listing = ListingText(description=description, eligibility_description=eligibility)
    return {str(reading.criterion) for reading in read_listing(listing)}


@pytest.mark.parametrize(
    ("description", "expected"),
    [
        ("The Kite Program helps people ages 14-22 who hear voices.", {"age:min:14", "age:max:22"}),
        ("Rides and parcels for youth (15-23) who live on the street.", {"age:min:15", "age:max:23"}),
        ("Delivers parcels to seniors over 65. Call by noon.", {"age:min:66"}),
        ("Provides legal advice for seniors.", {"age:min:60"}),
        ("Offers evening talks for women over 40, who bring their own tea.", {"gender:in:woman", "age:min:41"}),
        ("Provides sober living for Portuguese-speaking men in recovery.", {"gender:in:man", "substance_use:is:true"}),
        ("Night shelter for homeless men.", {"gender:in:man", "housing:in:homeless"}),
        ("A clinic by the river. Ages 14-22; younger with consent.", {"age:min:14", "age:max:22"}),
        ("Helpline for families with children or runaways ages 16 and under.", {"one_of:in:age:max:16|children:is:true"}),
    ],
)  # fmt: skip
def test_the_people_of_the_first_sentence_are_those_of_the_service(
    description: str, expected: set[str]
) -> None:
    assert criteria(description) == expected


@pytest.mark.parametrize(
    "description",
    [
        "Dedicated to equality for women in the valley.",
        "Advises the council on homes for children under 12.",
        "Trains volunteers to visit seniors 70 and older.",
        "Emergency shelter of Lantern House for Women, Millbrook.",
        "Provides parcels to seniors over 65. Also operates a thrift store.",
        "Provides parcels for seniors; classes; and a clinic.",
        "Provides visits for pregnant women and their families.",
        "Provides dental care for children.",
        "Provides nursing for adults and pediatrics.",
        "Awards for graduating seniors.",
        "Shelter for homeless and lost animals.",
        "Rides for people 60 and older. A second bus is for anyone ages 10 and up.",
    ],
)
def test_a_part_a_cause_or_a_name_is_not_whom_the_service_is_for(description: str) -> None:
    found = criteria(description)
    assert not {text for text in found if text.startswith(("gender", "housing", "children"))}
    assert found <= {"age:min:10"}


def test_all_ages_in_the_eligibility_text_is_not_narrowed_by_the_description() -> None:
    assert criteria("Provides parcels to seniors over 65.", "Age groups: All ages") == set()
