"""How pages say things: moments, telephone numbers, states and facts in the reader's language."""

from datetime import date, datetime
from typing import Any

import phonenumbers
from flask import Flask
from flask_babel import (
    format_date,
    format_time,
    get_locale,
    gettext,
    ngettext,
    to_user_timezone,
)
from flask_babel import gettext as _

from casework.referral_states import TITLES
from directory.tables import Proposal
from directory.verification import labels
from directory.wording import Wording
from webapp import fact_form, navigation, vocabulary_words
from webapp.database import now
from webapp.listings import labels as listing_labels


def teach(app: Flask) -> None:
    """Gives templates the filters and functions below."""
    for name, shape in {
        "say": say,
        "moment": moment,
        "day": day,
        "days_from_now": days_from_now,
        "phone": phone,
        "phone_address": phone_address,
        "state_title": state_title,
        "category": vocabulary_words.category,
        "outcome_title": vocabulary_words.outcome,
        "barrier_title": vocabulary_words.barrier,
        "listing_problem_title": vocabulary_words.listing_problem,
        "fact_title": vocabulary_words.fact,
        "fact_words": vocabulary_words.fact_value,
        "language_name": vocabulary_words.language_name,
        "role": vocabulary_words.role,
        "miles": miles,
        "byday_words": byday_words,
        "field_label": field_label,
        "field_value": field_value,
        "listing_code": listing_labels.code_title,
        "listing_table": listing_labels.table_title,
        "listing_field": listing_labels.field_title,
    }.items():
        app.add_template_filter(shape, name)
    app.add_template_global(navigation.places, "nav_places")
    app.add_template_global(fact_form.groups, "fact_groups")
    app.add_template_global(lambda: str(get_locale() or "en").partition("_")[0], "page_language")


def say(wording: Wording | str) -> str:
    """A wording of a lower room in the reader's language."""
    return wording.text(gettext) if isinstance(wording, Wording) else gettext(wording)


def byday_words(days: str) -> str:
    """Days of a week as the standard writes them ("MO,TU") in words."""
    return say(labels.value_words("schedule", "byday", days))


def field_label(row: Proposal) -> str:
    """What the field of a proposal is called."""
    return gettext(labels.label(row.table_name, row.field))


def field_value(value: Any, row: Proposal) -> str:
    """A value of a proposal's field, as the change log keeps it, in words; empty for none."""
    words = labels.value_words(row.table_name, row.field, value)
    return say(words) if isinstance(words, Wording) else words


def moment(at: datetime | None) -> str:
    """A moment as people say it: "today 2:05 PM", "3 days ago", "Mar 3, 2026, 2:05 PM"; a dash for none."""
    if at is None:
        return "–"
    local = to_user_timezone(at)
    clock = format_time(local, "short", rebase=False)
    away = (local.date() - to_user_timezone(now()).date()).days
    if away == 0:
        return _("today %(time)s", time=clock)
    if away == -1:
        return _("yesterday %(time)s", time=clock)
    if away == 1:
        return _("tomorrow %(time)s", time=clock)
    if -7 < away < 0:
        return _("%(days)s days ago", days=-away)
    if away > 0:
        return _("%(day)s, %(time)s", day=day(local.date()), time=clock)
    return day(local.date())


def day(on: date | datetime | None) -> str:
    """A day: "Mar 3, 2026"; a dash for none."""
    if on is None:
        return "–"
    if isinstance(on, datetime):
        on = to_user_timezone(on).date()
    return format_date(on, "medium", rebase=False)


def days_from_now(on: date | datetime | None) -> str:
    """How far a day is: "today", "in 5 days", "12 days ago", and beyond a month in months or years."""
    if on is None:
        return "–"
    if isinstance(on, datetime):
        on = to_user_timezone(on).date()
    away = (on - to_user_timezone(now()).date()).days
    if away == 0:
        return _("today")
    if away > 0:
        return ngettext("tomorrow", "in %(num)d days", away) if away < 60 else day(on)
    if -away < 60:
        return ngettext("yesterday", "%(num)d days ago", -away)
    if -away < 700:
        return _("%(months)s months ago", months=round(-away / 30.4))
    return _("%(years)s years ago", years=round(-away / 365.25))


def _number(number: str) -> phonenumbers.PhoneNumber | None:
    try:
        return phonenumbers.parse(number, "US")
    except phonenumbers.NumberParseException:
        return None


def phone(number: str | None) -> str:
    """A telephone number in the national form, short codes and words as they are."""
    parsed = _number(number or "")
    if parsed is None or not phonenumbers.is_possible_number(parsed):
        return number or ""
    kind = phonenumbers.PhoneNumberFormat
    form = kind.NATIONAL if parsed.country_code == 1 else kind.INTERNATIONAL
    return str(phonenumbers.format_number(parsed, form))


def phone_address(number: str | None) -> str:
    """The `tel:` address of a number (RFC 3966)."""
    parsed = _number(number or "")
    if parsed is None or not phonenumbers.is_possible_number(parsed):
        return "tel:" + "".join(mark for mark in number or "" if mark.isdigit() or mark == "+")
    return "tel:" + str(phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164))


def state_title(state: str) -> str:
    """A referral's state."""
    return gettext(TITLES[state])


def miles(distance: float | None) -> str:
    """A distance in miles, as exact as it is known: "0.4 miles", "12 miles"."""
    if distance is None:
        return ""
    if distance < 0.1:
        return _("less than 0.1 miles")
    shown = f"{distance:.1f}" if distance < 10 else f"{distance:.0f}"
    return _("%(distance)s miles", distance=shown)
