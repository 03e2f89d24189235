"""What one process of the program holds: settings, database, search, sender and clock."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property

from flask import current_app
from sqlalchemy import Engine
from sqlmodel import Session

from chat.sms.sender import Sender
from directory.database import make_engine
from directory.geocoding import Geocoder, NominatimGeocoder
from directory.places import Gazetteer
from webapp.outcomes import OutcomeBook
from webapp.search import SearchDesk
from webapp.search_book import SearchBook
from webapp.senders import make_sender
from webapp.settings import Settings


def now_utc() -> datetime:
    """The moment it is."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class SampleLogin:
    """A login of the sample community, shown on the sign-in page of the demo only."""

    username: str
    password: str
    name: str
    role: str


class Linkage:
    """Everything that pages, commands and the worker share within one process."""

    def __init__(
        self,
        settings: Settings,
        *,
        engine: Engine | None = None,
        sender: Sender | None = None,
        clock: Callable[[], datetime] = now_utc,
        sample_logins: Sequence[SampleLogin] = (),
    ) -> None:
        self.settings = settings.with_keys()
        self.engine = engine or make_engine(self.settings.database_address)
        self.clock = clock
        self.sample_logins = tuple(sample_logins)
        self.sender = sender or make_sender(self.settings, self.make_session, clock)

    def make_session(self) -> Session:
        """A fresh database session; whoever takes it closes it."""
        return Session(self.engine, expire_on_commit=False)

    @cached_property
    def gazetteer(self) -> Gazetteer:
        """Places of the United States."""
        return Gazetteer.load()

    @cached_property
    def geocoder(self) -> Geocoder | None:
        """What finds street addresses; None where no server is set up for it."""
        server = self.settings.geocoder_url
        return NominatimGeocoder(server, user_agent="linkage") if server else None

    @cached_property
    def outcomes(self) -> OutcomeBook:
        """How referrals ended, for the ranking."""
        return OutcomeBook()

    @cached_property
    def search_book(self) -> SearchBook:
        """What this process counted of searches."""
        return SearchBook(self.make_session)

    @cached_property
    def search(self) -> SearchDesk:
        """The search index of this process."""
        return SearchDesk(self.settings.index_folder, self.make_session, clock=self.clock)


def linkage() -> Linkage:
    """The running program's state, inside a request or an application context."""
    state: Linkage = current_app.extensions["linkage"]
    return state
