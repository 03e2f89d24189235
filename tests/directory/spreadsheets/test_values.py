"""What single cells become: hours, numbers, coordinates, addresses, names."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.importing.spreadsheets.addresses import AddressParts, AddressReader, says_confidential
from directory.importing.spreadsheets.capitals import usual_capitals
from directory.importing.spreadsheets.coordinates import Point, from_web_mercator, pair_in, read_point
from directory.importing.spreadsheets.hours_text import read_hours
from directory.importing.spreadsheets.mapping import Coordinates
from directory.importing.spreadsheets.names import without_last_names
from directory.importing.spreadsheets.reach import day_in, email_in, language_code, telephones, web_address_in
from directory.importing.spreadsheets.repairs import Repair
from directory.places import Gazetteer

WEEKDAYS, EVERY_DAY = "MO,TU,WE,TH,FR", "MO,TU,WE,TH,FR,SA,SU"


def openings(text: str) -> list[str] | None:
    found = read_hours(text)
    if found is None:
        return None
    return [f"{','.join(o.byday)} {o.opens_at:%H:%M}-{o.closes_at:%H:%M}" for o in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Monday to Friday, 8 a.m. to 5 p.m.", [f"{WEEKDAYS} 08:00-17:00"]),
        ("9:00 am - 5:00 pm, Monday - Friday", [f"{WEEKDAYS} 09:00-17:00"]),
        ("M - F: 8:30a-4:30", [f"{WEEKDAYS} 08:30-16:30"]),
        ("Mon-Thu 9-5; Fri 9-12", ["MO,TU,WE,TH 09:00-17:00", "FR 09:00-12:00"]),
        ("Sat 10-2", ["SA 10:00-14:00"]),
        ("Tuesday and Thursday, 6 to 7:30 p.m.", ["TU,TH 18:00-19:30"]),
        ("Tues 11 - 1 pm", ["TU 11:00-13:00"]),
        ("2nd and 4th Monday 3pm-8pm, 3rd Friday 9am-noon", ["2MO,4MO 15:00-20:00", "3FR 09:00-12:00"]),
        ("Last Saturday of every month, 10 a.m. to noon", ["-1SA 10:00-12:00"]),
        ("Monday 08:00 12:00\nMonday 14:00 4:00 PM", ["MO 08:00-12:00", "MO 14:00-16:00"]),
        ("Saturday: 8:30:00-10:30:00, 8:30:00-10:30:00", ["SA 08:30-10:30"]),
        ("Monday: Closed Tuesday: 12:00 PM - 02:00 PM", ["TU 12:00-14:00"]),
        ("Mon-Thu 8am-5pm, closed Friday", ["MO,TU,WE,TH 08:00-17:00"]),
        ("Friday to Monday 10pm - 2am", ["MO,FR,SA,SU 22:00-02:00"]),
        ("24/7", [f"{EVERY_DAY} 00:00-23:59"]),
        ("All hours, every day", [f"{EVERY_DAY} 00:00-23:59"]),
        ("Open 24 hours", [f"{EVERY_DAY} 00:00-23:59"]),
        ("Sunday 6 pm - midnight", ["SU 18:00-23:59"]),
        ("Monday 9 to 9", ["MO 09:00-21:00"]),
        ("Sunday: closed", []),
    ],
)
def test_opening_hours_are_read(text: str, expected: list[str]) -> None:
    assert openings(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Call for hours",
        "8:30 am - 5:00 pm",
        "Monday to Friday",
        "Tuesday 7 p.m.",
        "Mon-Fri 9-5, except holidays",
        "Mon-Fri 9-5 (closed Thursday 12 to 1)",
        "Mon-Fri 9-5; intake 9-11",
        "Monday 9am to 03:00",
        "Monday 25:00-26:00",
        "Every other Monday 9-10",
        "3rd Monday, Tuesday to Friday 9-5",
        "(860) 555-0101",
        "",
    ],
)
def test_hours_of_which_any_part_is_not_understood_are_not_read_at_all(text: str) -> None:
    assert openings(text) is None


@given(st.text(alphabet="MTWmonday 0123456789:-amp,;.()fri to", max_size=40))
def test_no_text_breaks_the_reading_of_hours(text: str) -> None:
    for opening in read_hours(text) or ():
        assert opening.byday
        assert opening.opens_at != opening.closes_at


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("(860) 555-0101", [("(860) 555-0101", "")]),
        ("1‑800‑555‑0199 / 860-555-0102", [("(800) 555-0199", ""), ("(860) 555-0102", "")]),
        ("(860) 555-0103 x4", [("(860) 555-0103", "4")]),
        ("8605550104", [("(860) 555-0104", "")]),
        ("911", [("911", "")]),
        ("--", []),
        ("call the office", []),
    ],
)
def test_telephone_numbers_are_found_in_what_people_write(text: str, expected: list[tuple[str, str]]) -> None:
    assert [(one.number, one.extension) for one in telephones(text)] == expected


def test_the_kind_of_a_number_is_told_in_the_words_of_the_standard() -> None:
    assert [
        telephones("860-555-0101", kind)[0].kind for kind in ("Fax", "TTY/TDD Number", "sms", "Main")
    ] == [
        "fax",
        "textphone",
        "text",
        "voice",
    ]


@pytest.mark.parametrize(
    ("raw", "expected"),
    [("2026-11-10T08:00", "2026-11-10"), ("12/6/11 0:00", "2011-12-06"), ("6/21/99", "1999-06-21"),
     ("03-10-2025", "2025-03-10"), ("13/40/2020", None), ("soon", None)],
)  # fmt: skip
def test_days_are_read_in_the_american_order(raw: str, expected: str | None) -> None:
    found = day_in(raw)
    assert (found.isoformat() if found else None) == expected


def test_addresses_of_mail_and_web_are_found_or_nothing() -> None:
    assert email_in(" for help: info@hope.example.") == "info@hope.example"
    assert email_in("for needle exchange") == ""
    assert web_address_in("www.hope.example/x, and more") == "https://www.hope.example/x"
    assert web_address_in("javascript:alert(1)") == ""
    assert web_address_in("none") == ""


def test_languages_have_codes() -> None:
    names = ("Spanish", "es", "some French", "Mandarin", "American Sign Language", "Others")
    assert [language_code(name) for name in names] == ["es", "es", "fr", "cmn", "ase", ""]


def test_web_mercator_becomes_degrees() -> None:
    point, repairs = read_point("5110363.180057467", "-8101776.880189054", Coordinates())
    assert repairs == [Repair.WEB_MERCATOR]
    assert point is not None
    assert math.isclose(point.latitude, 41.6612, abs_tol=0.001)
    assert math.isclose(point.longitude, -72.7795, abs_tol=0.001)


@given(st.floats(-80, 80), st.floats(-179, 179))
def test_web_mercator_goes_back_to_where_it_came_from(latitude: float, longitude: float) -> None:
    radius = 6_378_137.0
    x = math.radians(longitude) * radius
    y = math.log(math.tan(math.pi / 4 + math.radians(latitude) / 2)) * radius
    point = from_web_mercator(x, y)
    assert math.isclose(point.latitude, latitude, abs_tol=1e-6)
    assert math.isclose(point.longitude, longitude, abs_tol=1e-6)


@pytest.mark.parametrize(
    ("latitude", "longitude", "expected", "repair"),
    [
        ("41.66", "-72.78", Point(41.66, -72.78), None),
        ("41.66", "72.78", Point(41.66, -72.78), Repair.POINT_TURNED),
        ("-72.78", "41.66", Point(41.66, -72.78), Repair.POINT_TURNED),
        ("0", "0.0", None, Repair.POINT_LEFT_OUT),
        ("41.66", "", None, Repair.POINT_LEFT_OUT),
        ("48.85", "2.35", None, Repair.POINT_LEFT_OUT),
        ("13.44", "144.79", Point(13.44, 144.79), None),
        ("north", "west", None, Repair.POINT_LEFT_OUT),
        ("nan", "1", None, Repair.POINT_LEFT_OUT),
        ("40.71", "-74.0", None, Repair.POINT_LEFT_OUT),
        ("5111222", "-72.78", None, Repair.POINT_LEFT_OUT),
        ("", "", None, None),
    ],
)
def test_coordinates_are_put_right_or_left_out(
    latitude: str, longitude: str, expected: Point | None, repair: Repair | None
) -> None:
    point, repairs = read_point(latitude, longitude, Coordinates(placeholders=((40.71, -74.0),)))
    assert point == expected
    assert repairs == ([repair] if repair else [])


def test_a_pair_of_coordinates_is_found_in_one_cell() -> None:
    assert pair_in("1 Main St\nDOVER, DE\n(39.081, -75.541)") == ("39.081", "-75.541")
    assert pair_in("1 Main St") == ("", "")


READER = AddressReader(Gazetteer.load())


@pytest.mark.parametrize(
    ("parts", "expected", "repair"),
    [
        (AddressParts(street="1 Pier Rd", city="New Britain", state="CT", postal_code="6051"),
         "1 Pier Rd, New Britain, CT 06051", Repair.ZIP_ZEROS),
        (AddressParts(street="1 Pier Rd", city="New Britain", state="CT", postal_code="6051.0"),
         "1 Pier Rd, New Britain, CT 06051", Repair.ZIP_ZEROS),
        (AddressParts(street="1 Pier Rd", city="New Britain", state="CT", postal_code="06051-1234"),
         "1 Pier Rd, New Britain, CT 06051", None),
        (AddressParts(street="9 Elm St", city="Portland", state="Maine", postal_code="41011234"),
         "9 Elm St, Portland, ME 04101", Repair.ZIP_ZEROS),
        (AddressParts(street="18800 Highway", city="Citronelle", state="AL", postal_code="18800"),
         "18800 Highway, Citronelle, AL 36522", Repair.ZIP_LEFT_OUT),
        (AddressParts(street="5 Oak St", postal_code="06051"), "5 Oak St, New Britain, CT 06051",
         Repair.TOWN_LOOKED_UP),
        (AddressParts(whole="St Mary’s Church, 62 Elm St, Eugene, 97401", state="OR"),
         "62 Elm St, Eugene, OR 97401", Repair.ADDRESS_SPLIT),
        (AddressParts(whole="19 Lark Avenue Trenton, NJ 08618"), "19 Lark Avenue, Trenton, NJ 08618",
         Repair.ADDRESS_SPLIT),
        (AddressParts(whole="3 Larch Ave S, St Louis Park, MN 55416, USA"),
         "3 Larch Ave S, St Louis Park, MN 55416", Repair.ADDRESS_SPLIT),
        (AddressParts(whole="8 Rice St, Hilo, HI 96720 (Downtown)"), "8 Rice St, Hilo, HI 96720",
         Repair.ADDRESS_SPLIT),
        (AddressParts(street="12 Broadway, Suite 17, Oakland", postal_code="94612"),
         "12 Broadway, Suite 17, Oakland, CA 94612", Repair.TOWN_LOOKED_UP),
    ],
)  # fmt: skip
def test_addresses_are_put_together(parts: AddressParts, expected: str, repair: Repair | None) -> None:
    address, repairs = READER.read(parts)
    assert address is not None
    assert address.words == expected
    assert repair is None or repair in repairs


def test_what_only_says_that_there_is_nothing_is_no_address() -> None:
    assert READER.read(AddressParts(street="N/A", city="Unknown", state="-1", postal_code="0")) == (None, [])


def test_a_building_before_the_street_names_the_place() -> None:
    address, _ = READER.read(AddressParts(whole="Grace Hall, 62 Elm St, Eugene, OR 97401"))
    assert address is not None
    assert (address.place_name, address.street) == ("Grace Hall", "62 Elm St")


@pytest.mark.parametrize("text", ["Confidential", "CONFIDENTIAL LOCATION", "address undisclosed", "Withheld"])
def test_cells_that_say_so_make_a_place_confidential(text: str) -> None:
    assert says_confidential(text)
    assert not says_confidential("12 Confidence Way")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("KIDS AT HEART, LLC", "Kids at Heart, LLC"),
        ("O'BRIEN CENTER OF THE YMCA", "O'Brien Center of the YMCA"),
        ("MCDONALD HOUSE", "McDonald House"),
        ("Kids at HEART", "Kids at HEART"),
        ("AA", "AA"),
    ],
)
def test_capitals_are_written_as_usual(text: str, expected: str) -> None:
    assert usual_capitals(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Contact Bob Quill 612-555-0100.", "Contact Bob."),
        ("Bob Q. leads", "Bob leads"),
        ("Ask for Zdenka Novotna", "Ask for Zdenka"),
        ("Call Jane Marsh at 612-555-0111 or jane.marsh@mail.example. Use the back door.",
         "Call Jane. Use the back door."),
        ("Text Bob 612-555-0100", "Text Bob"),
        ("Secretary: Ann Marie Fenn", "Secretary: Ann"),
        ("Paul H Group", "Paul Group"),
        ("Joe Tarn Memorial", "Joe Memorial"),
        ("For info: info@hope.example", "For info: info@hope.example"),
        ("Call 612-555-0100 if the door is locked", "Call 612-555-0100 if the door is locked"),
        ("As Bill Sees It", "As Bill Sees It"),
        ("Joe & Ann BB Study", "Joe & Ann BB Study"),
        ("John Knox Church", "John Knox Church"),
        ("Last Call Evening Hope", "Last Call Evening Hope"),
    ],
)  # fmt: skip
def test_last_names_and_personal_contacts_go(text: str, expected: str) -> None:
    assert without_last_names(text) == expected
