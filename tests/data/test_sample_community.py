"""The sample community is fictional, complete, safe to show and the same in every build."""

import csv
import json
import re
import tomllib
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import pytest

from data.sample_community.build import PACKAGE, build, main
from data.sample_community.entries import (
    FICTIONAL_PHONE,
    TERMS,
    TOWNS,
    ListingErrors,
    Organization,
    read_listings,
)
from data.sample_community.hours import Opening, read_opening
from data.sample_community.package import ADDRESS_CONFIDENTIAL, identifier, place_near

LISTINGS = PACKAGE.parent / "listings"
AREAS = {
    "Bridgeport", "Hartford", "Manchester", "Meriden", "Middletown",
    "New Britain", "Norwalk", "Norwich", "Willimantic",
}  # fmt: skip
EVERYWHERE = {
    "housing", "sober_living", "substance_use_treatment", "recovery_support", "mental_health", "childcare",
    "transportation", "food", "basic_needs", "medical", "employment", "benefits",
}  # fmt: skip
REAL_NUMBERS = {"988", "211", "911", "1-800-662-4357", "1-800-799-7233", "88788"}

Table = list[dict[str, str]]


@pytest.fixture(scope="module")
def organizations() -> list[Organization]:
    return read_listings(LISTINGS)


@pytest.fixture(scope="module")
def resources() -> dict[str, dict[str, Any]]:
    description = json.loads((PACKAGE / "datapackage.json").read_text("utf-8"))
    return {resource["name"]: resource for resource in description["resources"]}


@pytest.fixture(scope="module")
def tables(resources: dict[str, dict[str, Any]]) -> dict[str, Table]:
    def rows(name: str) -> Table:
        with (PACKAGE / resources[name]["path"]).open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    return {name: rows(name) for name in resources}


def test_two_builds_give_the_same_bytes_and_equal_the_committed_package(tmp_path: Path) -> None:
    for name in ("first", "second"):
        build(target=tmp_path / name)
    committed = {path.name: path.read_bytes() for path in PACKAGE.iterdir()}
    for name in ("first", "second"):
        assert {path.name: path.read_bytes() for path in (tmp_path / name).iterdir()} == committed


def test_the_package_calls_itself_fictional() -> None:
    description = json.loads((PACKAGE / "datapackage.json").read_text("utf-8"))
    assert "fictional" in description["title"]
    assert date.fromisoformat(description["reference_date"]) == date(2026, 11, 1)
    assert "Fictional" in (PACKAGE.parent / "README.md").read_text("utf-8")


def test_there_are_about_120_organizations_and_300_services(tables: dict[str, Table]) -> None:
    assert 110 <= len(tables["organization"]) <= 150
    assert 270 <= len(tables["service"]) <= 380


def test_every_need_category_is_covered(tables: dict[str, Table]) -> None:
    codes = {row["id"]: row["code"] for row in tables["taxonomy_term"]}
    covered = {
        codes[row["taxonomy_term_id"]] for row in tables["attribute"] if row["link_entity"] == "service"
    }
    assert covered == set(TERMS["categories"])


def test_every_service_has_a_main_category_first(
    organizations: list[Organization], tables: dict[str, Table]
) -> None:
    codes = {row["id"]: row["code"] for row in tables["taxonomy_term"]}
    written: dict[str, list[str]] = {}
    for row in tables["attribute"]:
        written.setdefault(row["link_id"], []).append(codes[row["taxonomy_term_id"]])
    for organization in organizations:
        for service in organization.services:
            service_id = identifier("service", organization.slug, service.slug)
            assert written[service_id] == service.category


@pytest.mark.parametrize("area", sorted(AREAS))
def test_every_area_answers_the_common_needs(area: str, organizations: list[Organization]) -> None:
    text = (LISTINGS / f"{area.lower().replace(' ', '-')}.toml").read_text("utf-8")
    slugs = {table["slug"] for table in tomllib.loads(text)["organization"]}
    services = [service for each in organizations if each.slug in slugs for service in each.services]
    assert {category for service in services for category in service.category} >= EVERYWHERE


def test_numbers_are_fictional_but_for_the_national_lines(
    organizations: list[Organization], tables: dict[str, Table]
) -> None:
    real = {
        phone.number
        for organization in organizations
        if organization.real
        for part in (organization, *organization.services)
        for phone in part.phones
    } | {organization.phone for organization in organizations if organization.real and organization.phone}
    assert real <= REAL_NUMBERS
    for row in tables["phone"]:
        assert FICTIONAL_PHONE.fullmatch(row["number"]) or row["number"] in real
    texts = [value for rows in tables.values() for row in rows for value in row.values()]
    for number in re.findall(r"\b\d{3}[-. ]\d{3}[-. ]\d{4}\b", "\n".join(texts)):
        assert "555-01" in number or f"1-{number}" in real


def test_addresses_on_the_web_end_in_example() -> None:
    for path in PACKAGE.glob("*.csv"):
        text = path.read_text("utf-8")
        for found in re.findall(r"https?://[^\s,\"]+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+|\bwww\.\S+", text):
            host = found.split("//")[-1].split("@")[-1].split("/")[0].rstrip(".")
            assert host.endswith(".example"), f"{path.name}: {found}"


def test_a_confidential_site_has_no_address_and_no_coordinates(
    organizations: list[Organization], tables: dict[str, Table]
) -> None:
    confidential = {
        identifier("location", organization.slug, site.slug): site
        for organization in organizations
        for site in organization.sites
        if site.confidential
    }
    assert len(confidential) >= 2
    term = next(row["id"] for row in tables["taxonomy_term"] if row["code"] == ADDRESS_CONFIDENTIAL)
    assert {row["link_id"] for row in tables["attribute"] if row["taxonomy_term_id"] == term} == set(
        confidential
    )
    assert not [row for row in tables["address"] if row["location_id"] in confidential]
    areas = {row["service_id"] for row in tables["service_area"]}
    for row in tables["location"]:
        if row["id"] in confidential:
            assert (row["latitude"], row["longitude"], row["transportation"]) == ("", "", "")
            assert not re.search(r"\d", row["name"] + row["description"])
    for row in tables["service_at_location"]:
        if row["location_id"] in confidential:
            assert row["service_id"] in areas


def test_physical_locations_lie_near_their_zip_code(tables: dict[str, Table]) -> None:
    places = {row["id"]: row for row in tables["location"]}
    for address in tables["address"]:
        town, place = TOWNS[address["postal_code"]], places[address["location_id"]]
        assert abs(float(place["latitude"]) - town["latitude"]) < 0.03
        assert abs(float(place["longitude"]) - town["longitude"]) < 0.03
        assert address["city"] in town["towns"]


def test_the_same_street_address_is_the_same_point() -> None:
    assert place_near("10 Example Street", "06051") == place_near("10 example street", "06051")
    assert place_near("10 Example Street", "06051") != place_near("12 Example Street", "06051")


def test_every_hour_document_and_language_can_be_read(
    organizations: list[Organization], tables: dict[str, Table]
) -> None:
    openings = [
        read_opening(text)
        for organization in organizations
        for service in organization.services
        for text in service.hours
    ]
    timed = [row for row in tables["schedule"] if row["freq"]]
    assert [(",".join(o.byday), o.opens_at, o.closes_at) for o in openings] == [
        (row["byday"], time.fromisoformat(row["opens_at"]), time.fromisoformat(row["closes_at"]))
        for row in timed
    ]
    assert all(row["description"] for row in tables["schedule"] if not row["freq"])
    assert {row["code"] for row in tables["language"]} <= set(TERMS["languages"])
    assert all(2 <= len(row["document"]) <= 120 for row in tables["required_document"])


def test_values_keep_to_the_schema_and_references_resolve(
    resources: dict[str, dict[str, Any]], tables: dict[str, Table]
) -> None:
    ids = {name: {row["id"] for row in rows} for name, rows in tables.items()}
    readers = {
        "number": float,
        "date": date.fromisoformat,
        "datetime": datetime.fromisoformat,
        "time": time.fromisoformat,
        "string": str,
    }
    for name, resource in resources.items():
        assert len(ids[name]) == len(tables[name])
        references = {
            key["fields"]: key["reference"]["resource"] for key in resource["schema"].get("foreignKeys", [])
        }
        for field in resource["schema"]["fields"]:
            constraints = field["constraints"]
            for row in tables[name]:
                value = row[field["name"]]
                assert value or not constraints["required"], f"{name} {row['id']}: {field['name']} is empty"
                if value:
                    readers[field["type"]](value)
                    assert value in constraints.get("enum", [value])
                    assert value in ids[references[field["name"]]] if field["name"] in references else True
    linked = {"service": ids["service"], "location": ids["location"]}
    assert all(row["link_id"] in linked[row["link_entity"]] for row in tables["attribute"])


def test_every_service_can_be_found_somewhere(tables: dict[str, Table]) -> None:
    placed = {row["service_id"] for row in tables["service_at_location"]}
    placed |= {row["service_id"] for row in tables["service_area"]}
    assert {row["id"] for row in tables["service"]} == placed


def test_some_listings_are_stale_on_purpose(tables: dict[str, Table]) -> None:
    services = tables["service"]
    assured = [date.fromisoformat(row["assured_date"]) for row in services if row["assured_date"]]
    overdue = sum((date(2026, 11, 1) - day).days > 365 for day in assured) / len(services)
    never = 1 - len(assured) / len(services)
    assert 0.08 < overdue < 0.25
    assert 0.02 < never < 0.15
    statuses = {row["status"] for row in services}
    assert statuses >= {"active", "temporarily closed", "defunct"}
    assert any(row["available"] == "0" for row in tables["service_capacity"])


def test_descriptions_are_written_one_by_one(tables: dict[str, Table]) -> None:
    for table in ("organization", "service"):
        texts = [row["description"] for row in tables[table]]
        assert len(set(texts)) == len(texts)


@pytest.mark.parametrize(
    ("text", "opening"),
    [
        ("Mo,We 09:00-17:00", Opening("WEEKLY", ("MO", "WE"), time(9), time(17))),
        ("Tu-Fr 08:30-12:00", Opening("WEEKLY", ("TU", "WE", "TH", "FR"), time(8, 30), time(12))),
        ("1Sa,-1Sa 10:00-12:00", Opening("MONTHLY", ("1SA", "-1SA"), time(10), time(12))),
        ("Fr 20:00-07:00", Opening("WEEKLY", ("FR",), time(20), time(7))),
        ("Sa 18:00-24:00", Opening("WEEKLY", ("SA",), time(18), time(23, 59))),
        ("24/7", Opening("WEEKLY", ("MO", "TU", "WE", "TH", "FR", "SA", "SU"), time(0), time(23, 59))),
    ],
)
def test_hours_are_read(text: str, opening: Opening) -> None:
    assert read_opening(text) == opening


@pytest.mark.parametrize(
    "text", ["Mo", "Xx 09:00-17:00", "Mo 9-5", "Mo 25:00-26:00", "Fr-Mo 09:00-17:00", "Mo,1Tu 09:00-10:00",
             "Mo,Mo 09:00-10:00", "Mo 09:00-09:00"],
)  # fmt: skip
def test_hours_that_cannot_be_read_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="hours"):
        read_opening(text)


LISTING = """
[[organization]]
slug = "quay-house"
name = "Quay House"
description = "A house."
  [[organization.site]]
  slug = "main"
  name = "Main"
  address = "1 Quay Street"
  town = "Norwich"
  postal_code = "06360"
  [[organization.service]]
  slug = "beds"
  name = "Beds"
  category = ["housing"]
  description = "Beds."
"""


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ('["housing"]', '["houses"]', "quay-house, service beds: category.0: 'houses' is no need category"),
        ('"06360"', '"99999"', "quay-house, site main: postal_code 99999 is not in towns.toml"),
        ('"Norwich"', '"Bridgeport"', "quay-house, site main: 06360 is Norwich, not Bridgeport"),
        ('name = "Beds"', 'nmae = "Beds"', "quay-house, service beds: nmae: Extra inputs are not permitted"),
        ('name = "Main"', 'name = "Main"\nconfidential = true', "must not give address"),
        (
            '"Beds."',
            '"Beds."\nphone = "860-234-0100"',
            "860-234-0100 is not a fictional number",
        ),
        ('"Beds."', '"Beds."\nsites = ["annex"]', "service beds: no site 'annex' in this organization"),
        ('"Beds."', '"Beds."\nsites = []', "service beds: without a site it needs an area or telehealth"),
        ('"Beds."', '"Beds."\nminimum_age = 30\nmaximum_age = 20', "minimum_age 30 is above maximum_age 20"),
        ('"A house."', '"A house."\nwebsite = "https://quay.com"', "quay-house: website: website"),
        ('"A house."', '"A house."\nreal = true', "only national.toml may hold a real organization"),
        ("[[organization]]", "[[organization", "one.toml: "),
    ],
)
def test_a_bad_listing_is_refused_with_its_place(tmp_path: Path, old: str, new: str, problem: str) -> None:
    (tmp_path / "one.toml").write_text(LISTING.replace(old, new, 1), "utf-8")
    with pytest.raises(ListingErrors, match=re.escape(problem)):
        build(listings=tmp_path, target=tmp_path / "hsds")
    assert not (tmp_path / "hsds").exists()


def test_the_command_reports_counts_or_problems(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = tmp_path / "one.toml"
    source.write_text(LISTING, "utf-8")
    arguments = ["--listings", str(tmp_path), "--target", str(tmp_path / "hsds"), "--reference", "2026-01-31"]
    assert main(arguments) == 0
    assert "1  service\n" in capsys.readouterr().out
    source.write_text(LISTING + LISTING, "utf-8")
    assert main(arguments) == 1
    assert "slug already used in one.toml" in capsys.readouterr().err
