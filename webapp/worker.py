"""The loop that does what is due: texts, replies, mail, asking providers, looking for duplicates."""

import logging
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from weakref import WeakKeyDictionary
from zoneinfo import ZoneInfo

from casework import inbound, listing_news, mail, sending
from directory import mailing
from directory.duplicates import searches
from directory.importing import feeds
from directory.tables import UpkeepMail
from directory.verification import letters
from webapp.feed_fetching import FeedFetcher
from webapp.mailer import SmtpMailer
from webapp.state import Linkage
from webapp.verification_mail import address_by_settings

_log = logging.getLogger("linkage.worker")

# Finding the listings that are due means a look at the whole directory.
_ASK_EVERY = timedelta(minutes=1)
_ASKED: WeakKeyDictionary[Linkage, datetime] = WeakKeyDictionary()


def run(state: Linkage, *, stop: threading.Event, poll_seconds: float) -> None:
    """Looks for what is due every `poll_seconds` until `stop` is set; what is under way is finished first.

    Any number of these may run at once. A piece of work that fails is recorded and tried again next time.
    """
    while not stop.is_set():
        busy = step(state)
        if not busy:
            stop.wait(poll_seconds)


def step(state: Linkage) -> bool:
    """One look at everything; whether there was something to do."""
    busy = False
    for name, work in _WORK:
        try:
            busy = bool(work(state)) or busy
        except Exception:
            # The next look may go better, and the other kinds of work must not wait for it.
            _log.exception("work failed", extra={"work": name})
    return busy


def _replies(state: Linkage) -> int:
    return inbound.catch_up(state.make_session, now=state.clock())


def _texts(state: Linkage) -> int:
    return sending.send_due(state.make_session, state.sender, now=state.clock()).sent


def _mail(state: Linkage) -> int:
    if not state.settings.smtp_host:
        # Mail stays on the outbox page.
        return 0
    mailer = SmtpMailer(state.settings)
    sent = mail.deliver_due(state.make_session, mailer, now=state.clock())
    return sent + mailing.deliver_due(state.make_session, UpkeepMail, mailer, now=state.clock())


def _requests(state: Linkage) -> int:
    now, settings = state.clock(), state.settings
    asked = _ASKED.get(state)
    if asked is not None and now - asked < _ASK_EVERY:
        return 0
    _ASKED[state] = now
    with state.make_session() as session:
        made = letters.send_due(
            session,
            now=now,
            today=now.astimezone(ZoneInfo(settings.time_zone)).date(),
            address_of=lambda token: address_by_settings(settings, token),
            language=settings.language,
            to_all=settings.verification_mail == "all",
        )
        session.commit()
    return made


def _listing_news(state: Linkage) -> int:
    return listing_news.tell_reporters(state.make_session, now=state.clock())


def _feeds(state: Linkage) -> int:
    return feeds.read_due(state.make_session, FeedFetcher(state.settings.feeds_folder), now=state.clock())


def _duplicates(state: Linkage) -> int:
    """Starts the search for duplicates that is due, beside the other work: texts must not wait for it."""
    with state.make_session() as session:
        due = searches.claim(session, now=state.clock())
        session.commit()
    if due is None:
        return 0
    threading.Thread(target=look_for_duplicates, args=(state, due.id), name="duplicates", daemon=True).start()
    return 1


def look_for_duplicates(state: Linkage, search_id: str) -> None:
    """Looks through the directory for listings that are likely the same; a failure stands on their page."""
    try:
        searches.run(state.make_session, search_id, state.search.meanings, clock=state.clock)
    except Exception:
        # On its own thread nobody else would hear of it.
        _log.exception("the search for duplicates failed")


_WORK: tuple[tuple[str, Callable[[Linkage], int]], ...] = (
    ("replies", _replies),
    ("texts", _texts),
    ("requests to providers", _requests),
    ("news of listings", _listing_news),
    ("mail", _mail),
    ("feeds", _feeds),
    ("duplicates", _duplicates),
)
