"""The rulings of the vocabulary on reading eligibility, one table of sentences for each."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.eligibility.criteria import Criterion
from matcher.eligibility.reader import read

PIECES = (
    "men",
    "women",
    " or ",
    " and ",
    ", ",
    "; ",
    ". ",
    "(",
    ")",
    "/",
    "18",
    " 18+",
    "12-24 years old",
    "under ",
    "over ",
    "homeless",
    "disabled",
    "DC residents",
    "residents of ",
    "County",
    "no ",
    "not ",
    "without ",
    "sex offenders",
    "sober",
    " 30 days",
    "children",
    "with ",
    "including ",
    "also accepts ",
    "if ",
    "must be ",
    "low income",
    "200% FPL",
    "İ",
    "\n",
    "\u00ad",
    "K-5",
    "unless ",
    "welcome",
    "first",
    "all ages",
    "pregnant",
    "referred by ",
    "a court",
    "1) ",
)


def criteria(text: str) -> set[str]:
    return {str(reading.criterion) for reading in read(text)}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ages 9 through 15", {"age:min:9", "age:max:15"}),
        ("Anyone older than 64 years", {"age:min:65"}),
        ("Young people under 22", {"age:max:21"}),
        ("Toddlers 18 months to 4 years", {"age:min:1", "age:max:4"}),
        ("5 weeks - 3 years", {"age:min:0", "age:max:3"}),
        ("Birth to 12 years", {"age:max:12"}),
        ("Grades 3 - 7", {"age:min:8", "age:max:13"}),
        ("PK - 2nd grade", {"age:min:4", "age:max:8"}),
        ("Teens", {"age:min:13", "age:max:19"}),
        ("Elders", {"age:min:60"}),
        ("70+", {"age:min:70"}),
        ("Sixty-five or older", {"age:min:65"}),
        ("All ages", set()),
        ("Must read at a 5th grade level", set()),
        ("Open Mondays 9-12, call 10-2pm", set()),
        ("Stay up to 18 months", set()),
    ],
)
def test_ages_follow_the_rulings(text: str, expected: set[str]) -> None:
    assert criteria(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("70 or older, or blind", set()),
        ("Veterans, and mothers with babies", set()),
        ("Homeless adults and families", {"housing:in:homeless"}),
        ("Men, women and families living in Ohio", {"residence:in:ohio"}),
        ("Homeless or runaway boys", {"housing:in:homeless", "gender:in:man", "age:max:17"}),
        ("Must live in Dayton or attend our church", set()),
        ("Women, transgender people", set()),
        ("Women and transgender women", {"gender:in:woman"}),
        ("Parolees and probationers", {"justice:has:parole", "justice:has:probation"}),
        ("Homeless, needy, unemployed", set()),
        ("Families with a baby, or pregnant", set()),
        ("63 years of age, disabled", set()),
        ("8 to 15 years old, and seniors", {"age:min:8"}),
    ],
)
def test_alternatives_across_facts_are_left_out_and_what_they_share_stays(
    text: str, expected: set[str]
) -> None:
    assert criteria(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("19 and older, 17 with a parent's consent", {"age:min:17"}),
        ("Must be 21; also accepts adults 18 to 20", {"age:min:18"}),
        ("Men 30 and over, parolees fine", {"gender:in:man", "age:min:30"}),
        ("18 and up unless emancipated", set()),
        ("Adults 18+; pregnant women are admitted first", {"age:min:18"}),
        ("Uninsured (some exceptions will be made)", set()),
    ],
)
def test_an_exception_loosens(text: str, expected: set[str]) -> None:
    assert criteria(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ages 18-30, priority to veterans", {"age:min:18", "age:max:30"}),
        ("Primarily for refugees", set()),
        ("Women; focus on survivors of domestic violence", {"gender:in:woman"}),
        ("Adults. First-time parents preferred", {"age:min:18"}),
    ],
)
def test_a_preference_is_no_criterion(text: str, expected: set[str]) -> None:
    assert criteria(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("No arson or sex offenses", {"arson:not:true", "sex_offense:not:true"}),
        ("May not have a violent crime in the past 5 years", set()),
        ("No sex offenses against minors", set()),
        (
            "Does not take people on methadone; does not accept methadone or suboxone",
            {"medication_treatment:not:true"},
        ),
        ("Sex offenders are considered case by case", set()),
        ("With or without mental illness", set()),
    ],
)
def test_only_whole_exclusions_count(text: str, expected: set[str]) -> None:
    assert criteria(text) - {"violence:is:true"} == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Clean and sober for 2 months", {"days_sober:min:60"}),
        ("72 hours sober", {"days_sober:min:3"}),
        ("Must be clean and sober", {"days_sober:min:1"}),
        ("One year of sobriety", {"days_sober:min:365"}),
        ("A drug free environment", set()),
        ("You do not need to be sober", set()),
    ],
)
def test_time_sober_is_counted_in_days(text: str, expected: set[str]) -> None:
    assert criteria(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Income at or below 150% of the federal poverty level", {"income:max:fpl_150"}),
        ("Under 60% AMI", {"income:max:ami_60"}),
        ("Women 185% of poverty, seniors 130% of poverty", {"income:max:fpl_185"}),
        ("Means test", {"income:max:low"}),
        ("Income limit: 200% (standard not named in the source).", {"income:max:low"}),
    ],
)
def test_income_limits(text: str, expected: set[str]) -> None:
    assert criteria(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("SF residents", {"residence:in:san francisco"}),
        ("Residents of the District of Columbia", {"residence:in:dc"}),
        (
            "Lives in Marion, Polk or Yamhill counties",
            {"residence:in:marion county", "residence:in:polk county", "residence:in:yamhill county"},
        ),
        ("Washington, DC metro area residents", {"residence:in:dc metro area"}),
        ("Must live in zip codes 60601 or 60602", {"residence:in:60601", "residence:in:60602"}),
        ("Homeless New Haven residents", {"housing:in:homeless", "residence:in:new haven"}),
        ("Live in our service area", set()),
        ("No residency requirement", set()),
        ("The dispute must have taken place in DC", set()),
    ],
)
def test_places_keep_their_words(text: str, expected: set[str]) -> None:
    assert criteria(text) == expected


@pytest.mark.parametrize(
    "text", ["None", "none.", "Open to the public", "Everyone welcome", "No restrictions", "Open to all"]
)
def test_open_is_said_outright(text: str) -> None:
    assert criteria(text) == {"open:is:true"}


@pytest.mark.parametrize("text", ["Please inquire", "Varies", "Call for details", "", "   ", "n/a"])
def test_a_text_that_says_nothing_has_no_criteria(text: str) -> None:
    assert criteria(text) == set()


def test_open_never_stands_beside_another_criterion() -> None:
    assert criteria("Adults 18 and over. Open to the public.") == {"age:min:18"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Families with children under 6", {"children:is:true"}),
        ("Mothers with babies", {"children:is:true", "gender:in:woman"}),
        ("Unaccompanied men", {"children:is:false", "gender:in:man"}),
        ("Veterans and their dependents", {"veteran:is:true"}),
        ("5 - 16 years old and their families", {"age:min:5", "age:max:16"}),
        ("Boys 6-9; parents may visit", {"gender:in:man", "age:min:6", "age:max:9"}),
    ],
)
def test_the_ages_of_children_who_come_along_are_not_the_clients(text: str, expected: set[str]) -> None:
    assert criteria(text) == expected


def test_every_reading_points_at_its_words() -> None:
    text = "Homeless women, 21 or older; residents of Salem"
    for reading in read(text):
        assert text[reading.start : reading.end].strip() == reading.words
        assert reading.words


def test_places_in_the_text_hold_where_lowering_letters_changes_the_length() -> None:
    text = "İstanbul House: men 40 and over"
    assert criteria(text) == {"gender:in:man", "age:min:40"}


def test_a_long_blank_is_read_in_time() -> None:
    assert criteria("severe " + " " * 5000 + "mental illness") == {"mental_health:is:true"}


@pytest.mark.parametrize("text", ["age:min:18", "residence:in:lane county", "open:is:true"])
def test_a_criterion_reads_its_own_writing(text: str) -> None:
    assert str(Criterion.parse(text)) == text


@pytest.mark.parametrize("text", ["age", "age:min", "age:least:18", "age:min:"])
def test_a_criterion_that_is_none_names_its_text(text: str) -> None:
    with pytest.raises(ValueError, match="not a criterion"):
        Criterion.parse(text)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=25).map("".join))
def test_no_text_breaks_the_reader_and_no_criterion_is_malformed(text: str) -> None:
    for reading in read(text):
        assert Criterion.parse(str(reading.criterion)) == reading.criterion
