"""Kinds of service are heard in the words of the field, in listings and in needs."""

import pytest

from matcher.facts import Facts
from matcher.kinds import kind_book
from matcher.query import groups_of
from matcher.words import forms, ranking_table


def in_need(text: str) -> set[str]:
    return {kind_book().kinds[number].name for number in kind_book().in_need(forms(text))}


def in_listing(text: str) -> set[str]:
    return {kind_book().kinds[number].name for number in kind_book().in_listing(forms(text))}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("MAT program near the bus line", "medication_treatment"),
        ("needs medication assisted treatment", "medication_treatment"),
        ("IOP three mornings a week", "outpatient_treatment"),
        ("SLE that takes men", "sober_living"),
        ("a sober house", "sober_living"),
        ("Section 8 waiting list", "affordable_housing"),
        ("HUSKY application", "health_coverage"),
        ("DV classes for the court", "batterers_program"),
        ("behind on the rent", "rent_help"),
        ("Al-Anon on Mondays", "family_of_drinkers"),
        ("GED in the evening", "ged"),
    ],
)
def test_short_and_long_names_of_a_kind_are_heard_in_a_need(text: str, kind: str) -> None:
    assert kind in in_need(text)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Credit counseling for families", "counseling"),
        ("Adult day care for people with dementia", "child_care"),
        ("Animal shelter and adoption", "emergency_shelter"),
        ("Vocational rehab for injured workers", "residential_treatment"),
        ("Participants pick a game", "emergency_shelter"),
    ],
)
def test_words_that_only_look_like_a_kind_are_not_it(text: str, kind: str) -> None:
    assert kind not in in_listing(text)


def test_another_mention_keeps_a_kind_that_one_mention_loses() -> None:
    assert "counseling" in in_listing("Credit counseling, and family counseling for couples")


def test_how_a_client_pays_is_no_kind_of_service_asked_for() -> None:
    assert "health_coverage" not in in_need("detox, on Medicaid")
    assert "health_coverage" in in_listing("Enrolls families in Medicaid")


def test_every_kind_stands_in_known_categories_and_groups() -> None:
    categories, groups = ranking_table("categories"), ranking_table("groups")
    for kind in kind_book().kinds:
        assert kind.categories
        assert set(kind.categories) <= set(categories), kind.name
        assert {kind.who, *kind.suits} - {None} <= set(groups), kind.name


def test_every_category_has_a_kind() -> None:
    mains = {name for kind in kind_book().kinds for name in kind.categories}
    assert mains == set(ranking_table("categories"))


@pytest.mark.parametrize(
    ("facts", "group"),
    [
        (Facts(age=60), "older"),
        (Facts(age=17), "minor"),
        (Facts(children_ages=(3,)), "parent"),
        (Facts(veteran=True), "veteran"),
        (Facts(justice=("parole",)), "justice"),
        (Facts(transgender=True), "lgbtq"),
    ],
)
def test_facts_put_a_client_in_a_group(facts: Facts, group: str) -> None:
    assert group in groups_of(facts)


def test_unknown_and_denied_facts_put_a_client_in_no_group() -> None:
    assert groups_of(Facts()) == frozenset()
    assert groups_of(Facts(veteran=False, children_ages=(), justice=(), age=40)) == frozenset()
