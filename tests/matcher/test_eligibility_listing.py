"""Who a whole listing is for: eligibility text, fields, and only what the description plainly says."""

import pytest

from matcher.eligibility.reader import ListingText, read_listing


def criteria(**parts: object) -> set[str]:
    return {str(reading.criterion) for reading in read_listing(ListingText(**parts))}  # type: ignore[arg-type]


def test_the_eligibility_text_speaks_before_fields_and_description() -> None:
    found = criteria(
        eligibility_description="Ages 21 and over",
        minimum_age=18,
        description="A shelter for men 25 and older.",
    )
    assert found == {"age:min:21", "gender:in:man"}


@pytest.mark.parametrize(
    ("description", "expected"),
    [
        ("Emergency shelter for women.", {"gender:in:woman"}),
        ("Free lunch for seniors 65 and over.", {"age:min:65"}),
        ("Sober housing for men and women.", set()),
        ("A shelter for men. A second program for women opens in spring.", set()),
        ("Offers classes, a clinic, and meals to the neighborhood; children play outside.", set()),
        ("Pantry. Must live in 60601 and bring photo ID.", {"residence:in:60601", "documents:has:photo_id"}),
        ("Women fleeing abuse founded this thrift store.", set()),
        ("Transitional housing for up to 18 months.", set()),
        ("If under 18, must be accompanied by an adult.", set()),
    ],
)
def test_a_description_says_only_what_holds_for_the_whole_service(
    description: str, expected: set[str]
) -> None:
    assert criteria(description=description) == expected


@pytest.mark.parametrize(
    ("name", "description", "expected"),
    [
        ("Harbor Men's Shelter", "", {"gender:in:man"}),
        ("Recovery Home for Women", "", {"gender:in:woman"}),
        ("Harbor Women's House", "Beds for men and women.", set()),
        ("Women's Law Clinic", "", set()),
    ],
)
def test_a_house_may_say_in_its_name_whom_it_takes(name: str, description: str, expected: set[str]) -> None:
    assert criteria(name=name, description=description) == expected


def test_structured_ages_and_documents_are_read() -> None:
    found = criteria(
        minimum_age=18.0,
        maximum_age=24.0,
        required_documents=("Photo ID", "TB test within 6 months", "A smile"),
    )
    assert found == {"age:min:18", "age:max:24", "documents:has:photo_id", "documents:has:tb_test"}


@pytest.mark.parametrize("empty", [0, 100, 999])
def test_ages_that_stand_for_an_empty_field_are_no_criteria(empty: float) -> None:
    assert criteria(maximum_age=empty) == set()


def test_a_service_open_to_anyone_is_not_narrowed_by_its_description() -> None:
    found = criteria(eligibility_description="Open to everyone", description="Shelter for women.")
    assert found == {"open:is:true"}


def test_a_bare_none_may_be_an_empty_field_so_the_description_is_heard() -> None:
    assert criteria(eligibility_description="None", description="Meals and clothing.") == {"open:is:true"}
    assert criteria(eligibility_description="None", description="Shelter for women.") == {"gender:in:woman"}


@pytest.mark.parametrize(
    ("areas", "expected"),
    [
        (("District of Columbia",), {"service_area:in:dc"}),
        (("Ward 7", "Ward 8"), {"service_area:in:ward 7", "service_area:in:ward 8"}),
        (("Lane County",), {"service_area:in:lane county"}),
        (("20009, 20010",), {"service_area:in:20009", "service_area:in:20010"}),
        (("District of Columbia, although primarily Ward 8",), set()),
        (("Nationwide",), set()),
        (
            ("Cook County, IL", "Lake County, IL"),
            {"service_area:in:cook county, il", "service_area:in:lake county, il"},
        ),
        (("Maryland, Virginia",), {"service_area:in:maryland", "service_area:in:virginia"}),
        (("Austin, Texas",), {"service_area:in:austin, tx"}),
        (("Ward 4", "call to ask"), set()),
        (("Green Valley Gardens Housing Community",), set()),
    ],
)
def test_plainly_named_service_areas_say_where_people_must_live(
    areas: tuple[str, ...], expected: set[str]
) -> None:
    assert criteria(service_areas=areas) == expected


def test_what_the_eligibility_text_says_of_places_counts_before_the_area() -> None:
    found = criteria(eligibility_description="Residents of Ward 5", service_areas=("District of Columbia",))
    assert found == {"residence:in:ward 5"}
