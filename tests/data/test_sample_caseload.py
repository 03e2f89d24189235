"""The sample caseload holds together, stays within the vocabulary, and its texts give nobody away."""

import re
import tomllib
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from casework.referral_states import TRANSITIONS, allowed
from casework.tables import INTENSITIES, ROLES

FOLDER = Path(__file__).parents[2] / "data" / "sample_community"
CASELOAD: dict[str, Any] = tomllib.loads((FOLDER / "caseload.toml").read_text("utf-8"))
CATEGORIES: dict[str, Any] = tomllib.loads((FOLDER / "terms.toml").read_text("utf-8"))["categories"]
LISTINGS: dict[str, dict[str, Any]] = {
    organization["slug"]: organization
    for path in sorted((FOLDER / "listings").glob("*.toml"))
    for organization in tomllib.loads(path.read_text("utf-8"))["organization"]
}
CLIENTS: list[dict[str, Any]] = CASELOAD["client"]
USERNAMES = {person["username"] for person in CASELOAD["staff"]}

LABELS = {
    "got_service", "scheduled", "waitlisted", "not_yet", "no_contact", "full", "ineligible", "missed",
    "declined", "needs_help", "acknowledged", "opt_out", "opt_in", "help_keyword", "crisis", "wrong_person",
    "relapse", "problem", "unclear",
}  # fmt: skip
BARRIERS = {
    "transport", "childcare", "cost", "documents", "language", "phone", "hours", "distance", "health",
    "safety", "stigma", "paperwork", "eligibility", "capacity",
}  # fmt: skip
LISTING_PROBLEMS = {
    "phone_wrong", "address_wrong", "closed_permanently", "hours_wrong", "eligibility_wrong", "no_capacity",
    "bad_treatment",
}  # fmt: skip

FLAGS = {
    "transgender", "pregnant", "postpartum", "partner", "veteran", "substance_use", "medication_treatment",
    "mental_health", "domestic_violence", "sex_offense", "child_welfare", "hiv", "lgbtq",
}  # fmt: skip
COUNTS = {"age", "income_annual", "household_size", "days_sober"}
ONE_OF = {
    "gender": {"woman", "man", "nonbinary"},
    "housing": {"homeless", "at_risk", "institution", "housed"},
    "immigration": {"citizen", "permanent_resident", "refugee", "asylum", "undocumented", "other"},
    "employment": {"employed", "unemployed", "student", "retired"},
}
SOME_OF = {
    "insurance": {"medicaid", "medicare", "private", "va", "none"},
    "disability": {"physical", "developmental", "sensory", "psychiatric"},
    "justice": {"arrested", "probation", "parole", "reentry"},
    "documents": {
        "photo_id", "ssn_card", "birth_certificate", "proof_of_income", "proof_of_residence",
        "insurance_card", "dd214", "custody_papers", "referral_letter", "tb_test",
    },
}  # fmt: skip

# What a text on somebody else's table must not tell, in the three languages of the caseload. Stems match
# the beginning of a word; WHOLE_WORDS only the word itself.
STEMS = (
    "shelter|sober|recover|treatment|clinic|doctor|nurse|hospital|health|medic|methadone|subox|bupren|rehab|"
    "detox|counsel|therap|mental|psych|crisis|addict|drug|alcohol|pregnan|prenatal|baby|birth|violen|abus|"
    "surviv|court|probation|parole|prison|immigra|refugee|undocument|lawyer|attorney|legal|evict|veteran|"
    "pantry|transgender|refugi|albergue|clínic|clinica|médic|consult|abogad|inmigra|violencia|tribunal|corte|"
    "despensa|doktè|lopital|avoka|imigra|tribinal|refij|medikaman|vyolans|ansent"
)
WHOLE_WORDS = "hiv|jail|trans|lgbtq|aa|na|dcf|husky|mat|salud|cárcel|kay|swa|prizon|order"
DISCLOSING = re.compile(rf"\b(?:(?:{STEMS})\w*|(?:{WHOLE_WORDS}))\b", re.IGNORECASE)

DAY = re.compile(r"[+-]\d{1,3}d")
MOMENT = re.compile(r"([+-]\d{1,3})d ([01]\d|2[0-3]):([0-5]\d)")


def _rows(kind: str) -> list[tuple[str, dict[str, Any]]]:
    return [(client["slug"], row) for client in CLIENTS for row in client[kind]]


def _minutes(moment: str) -> int:
    """Minutes from the start of the day on which the caseload is loaded."""
    match = MOMENT.fullmatch(moment)
    assert match, f"{moment!r} is no moment"
    return (int(match[1]) * 24 + int(match[2])) * 60 + int(match[3])


def _days(day: str) -> int:
    assert DAY.fullmatch(day), f"{day!r} is no relative day"
    return int(day[:-1])


def _outbound() -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    for client in CLIENTS:
        for message in client["message"]:
            if message["direction"] == "out":
                yield client, message


def _problem_with_fact(fact: str, value: Any) -> str | None:
    if fact in FLAGS:
        ok = isinstance(value, bool)
    elif fact in COUNTS:
        ok = type(value) is int and value >= 0
    elif fact in ONE_OF:
        ok = value in ONE_OF[fact]
    elif fact in SOME_OF:
        ok = isinstance(value, list) and set(value) <= SOME_OF[fact]
    elif fact == "children_ages":
        ok = isinstance(value, list) and all(type(age) is int and 0 <= age < 18 for age in value)
    elif fact == "languages":
        ok = isinstance(value, list) and all(re.fullmatch("[a-z]{2}", code) for code in value)
    elif fact == "residence":
        ok = bool(value) and set(value) <= {"city", "county", "state", "postal_code"}
    else:
        return f"{fact} is no fact of the vocabulary"
    return None if ok else f"{fact} cannot be {value!r}"


@pytest.mark.parametrize(
    ("fact", "value"),
    [
        ("age", True), ("gender", "female"), ("insurance", ["husky"]), ("children_ages", [40]),
        ("residence", {"town": "Meriden"}), ("shoe_size", 9), ("veteran", "no"),
    ],
)  # fmt: skip
def test_a_fact_outside_the_vocabulary_is_noticed(fact: str, value: Any) -> None:
    assert _problem_with_fact(fact, value)


@pytest.mark.parametrize("client", CLIENTS, ids=lambda client: client["slug"])
def test_facts_are_in_the_words_of_the_vocabulary(client: dict[str, Any]) -> None:
    assert [p for fact, value in client["facts"].items() if (p := _problem_with_fact(fact, value))] == []


def test_there_are_eight_clients_and_the_four_kinds_of_staff_work() -> None:
    assert len({client["slug"] for client in CLIENTS}) == len(CLIENTS) == 8
    roles = [person["role"] for person in CASELOAD["staff"]]
    assert sorted(roles) == ["coordinator", "specialist", "specialist", "supervisor"]
    assert set(roles) <= set(ROLES)
    assert not any("password" in key for person in CASELOAD["staff"] for key in person)
    assert {client["worker"] for client in CLIENTS} <= USERNAMES


@pytest.mark.parametrize("kind", ["goal", "need", "objective", "release", "referral", "message"])
def test_every_table_of_a_kind_has_the_same_keys(kind: str) -> None:
    assert len({tuple(sorted(row)) for _, row in _rows(kind)}) == 1
    assert len({tuple(sorted(client)) for client in CLIENTS}) == 1
    for client in CLIENTS:
        slugs = [row["slug"] for row in client[kind] if "slug" in row]
        assert len(slugs) == len(set(slugs))


def test_every_referral_state_occurs() -> None:
    assert {row["state"] for _, row in _rows("referral")} == set(TRANSITIONS)


def test_referral_histories_take_only_allowed_steps_and_end_in_the_state() -> None:
    for slug, row in _rows("referral"):
        place = f"{slug}/{row['slug']}"
        steps = row["history"]
        states = [step["state"] for step in steps]
        assert states[0] in ("draft", "requested"), place
        assert states[-1] == row["state"], place
        for before, after in pairwise(states):
            assert after in allowed(before), f"{place}: {before} to {after}"
        times = [_minutes(step["at"]) for step in steps]
        assert times == sorted(times) and times[-1] < 0, place
        assert {step["by"] for step in steps} <= USERNAMES | {"client", "provider", "linkage"}, place


def test_referrals_and_releases_name_listings_that_exist() -> None:
    for slug, release in _rows("release"):
        assert release["organization"] in LISTINGS, f"{slug}/{release['slug']}"
    for slug, referral in _rows("referral"):
        organization = LISTINGS[referral["organization"]]
        assert referral["service"] in {service["slug"] for service in organization["service"]}, (
            f"{slug}/{referral['slug']}"
        )


def test_rows_of_a_client_point_at_each_other() -> None:
    for client in CLIENTS:
        slugs = {
            kind: {row["slug"] for row in client[kind]}
            for kind in ("goal", "need", "objective", "release", "referral")
        }
        assert {need["goal"] for need in client["need"]} <= slugs["goal"]
        assert {need["category"] for need in client["need"]} <= set(CATEGORIES)
        assert {objective["need"] for objective in client["objective"]} <= slugs["need"]
        assert {message["referral"] for message in client["message"]} <= slugs["referral"] | {""}
        needs = {row["slug"]: row["need"] for row in client["objective"]}
        for row in client["referral"]:
            assert needs[row["objective"]] == row["need"], f"{client['slug']}/{row['slug']}"
        for objective in client["objective"]:
            assert objective["assignee"] in USERNAMES | {"client"}
            assert objective["resource"] in ("internal", "external")
            assert _days(objective["due"]) > 0 or objective["status"] == "done", "an open step must lie ahead"


def test_plans_have_goals_and_every_intensity_occurs() -> None:
    assert {client["plan"]["intensity"] for client in CLIENTS} == set(INTENSITIES)
    assert all(client["goal"] and client["need"] and client["objective"] for client in CLIENTS)


def test_nothing_is_told_to_a_provider_without_a_release_that_was_live_that_day() -> None:
    told = 0
    for client in CLIENTS:
        releases = {row["slug"]: row for row in client["release"]}
        for row in client["referral"]:
            place = f"{client['slug']}/{row['slug']}"
            if row["channel"] == "client_contacts":
                assert row["release"] == "", place
                continue
            release = releases[row["release"]]
            assert release["organization"] == row["organization"], place
            sent = [int(step["at"].split("d")[0]) for step in row["history"] if step["state"] == "requested"]
            assert len(sent) == 1, place
            end = _days(release["withdrawn"] or release["expires"])
            assert _days(release["signed"]) <= sent[0] <= end, place
            told += 1
    assert told


def test_one_release_was_withdrawn_and_one_has_expired() -> None:
    releases = [row for _, row in _rows("release")]
    assert sum(bool(row["withdrawn"]) for row in releases) == 1
    assert sum(_days(row["expires"]) < 0 for row in releases) == 1
    assert all(bool(row["withdrawn"]) == bool(row["withdrawn_how"]) for row in releases)


def test_telephone_numbers_are_fictional_and_nobody_shares_one() -> None:
    numbers = [client["phone"] for client in CLIENTS]
    numbers += [CASELOAD["agency"]["phone"], CASELOAD["agency"]["sms_number"]]
    for number in numbers:
        assert re.fullmatch(r"\+1(203|475|860|959)55501\d\d", number), number
    listed = {
        "+1" + part["phone"].replace("-", "")
        for organization in LISTINGS.values()
        for part in [organization, *organization["service"]]
        if part.get("phone")
    }
    assert len(set(numbers)) == len(numbers)
    assert not set(numbers) & listed


def test_messages_speak_the_vocabulary() -> None:
    for slug, message in _rows("message"):
        place = f"{slug} {message['at']}"
        assert message["direction"] in ("in", "out"), place
        assert message["text"].strip(), place
        assert _minutes(message["at"]) < 0, place
        assert (message["label"] in LABELS) if message["direction"] == "in" else message["label"] == "", place
        assert set(message["barriers"]) <= BARRIERS, place
        assert set(message["listing_problems"]) <= LISTING_PROBLEMS, place
        if message["label"] == "full":
            assert "no_capacity" in message["listing_problems"], place
        if message["label"] in ("full", "waitlisted"):
            assert "capacity" in message["barriers"], place
    for slug, referral in _rows("referral"):
        place = f"{slug}/{referral['slug']}"
        assert referral["outcome"] in LABELS | {""}, place
        assert set(referral["barriers"]) <= BARRIERS, place
        if referral["outcome"] in ("full", "waitlisted"):
            assert "capacity" in referral["barriers"], place


def test_threads_are_in_order_and_show_what_the_demo_needs() -> None:
    for client in CLIENTS:
        times = [_minutes(message["at"]) for message in client["message"]]
        assert times == sorted(times), client["slug"]
    labels = [message["label"] for _, message in _rows("message")]
    assert labels.count("crisis") == 1
    assert {"full", "not_yet", "opt_out", "opt_in", "needs_help"} <= set(labels)
    assert {client["language"] for client in CLIENTS} == {"en", "es", "ht"}


def test_the_crisis_message_was_handled() -> None:
    crises = [message for _, message in _rows("message") if message["label"] == "crisis"]
    assert crises and all(message["handled"] for message in crises)


def test_texts_go_out_between_nine_and_eight_and_within_the_clients_own_hours() -> None:
    for client, message in _outbound():
        hour = int(message["at"].split()[1][:2])
        start, end = max(client["texts_from_hour"], 9), min(client["texts_until_hour"], 20)
        assert start <= hour < end, f"{client['slug']} {message['at']}"


def test_nothing_is_sent_after_a_stop_until_the_client_starts_again() -> None:
    for client in CLIENTS:
        stopped = False
        for message in client["message"]:
            stopped = message["label"] == "opt_out" or (stopped and message["label"] != "opt_in")
            assert not (stopped and message["direction"] == "out"), f"{client['slug']} {message['at']}"
        assert stopped == bool(client["sms_stopped"]), client["slug"]
        assert not (client["sms_stopped"] and client["safe_to_text"]), client["slug"]


@pytest.mark.parametrize(
    "text",
    [
        "How was the shelter?", "Did the clinic call?", "Ale nan lopital la", "¿Fue a la clínica?",
        "Your sober house", "See you at court", "HIV test", "Pregnancy visit",
    ],
)  # fmt: skip
def test_a_disclosing_text_is_noticed(text: str) -> None:
    assert DISCLOSING.search(text)


def test_texts_to_clients_name_no_health_matter_shelter_or_provider() -> None:
    # Emergency lines are told to everybody, so their names give nothing away.
    local = [organization for organization in LISTINGS.values() if not organization.get("real")]
    names = {part["name"].lower() for o in local for part in [o, *o["service"]]}
    for client, message in _outbound():
        found = DISCLOSING.search(message["text"])
        assert not found, f"{client['slug']} {message['at']}: {found and found[0]!r}"
        told = [name for name in names if re.search(rf"\b{re.escape(name)}\b", message["text"].lower())]
        assert told == [], f"{client['slug']} {message['at']}"
