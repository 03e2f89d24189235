"""The agency, its programs and the people who work there."""

from datetime import date, datetime, time

from sqlalchemy import Text
from sqlmodel import Field, SQLModel

from casework.personal import Personal
from casework.scope import AgencyRow
from directory.instants import UtcDateTime
from directory.tables.keys import new_id

ROLES = ("lead", "specialist", "case_manager", "supervisor", "coordinator", "admin")


class Agency(SQLModel, table=True):
    """An organization whose workers use Linkage; it owns every row of casework made by them.

    `sms_number` is the number that clients text with, in E.164. `opens_at` and `closes_at` are its
    business hours, on the weekdays in `open_days` ("MO,TU,…"), in `time_zone` (IANA name).
    """

    __tablename__ = "agency"

    id: str = Field(default_factory=new_id, primary_key=True)
    name: str = Field(sa_type=Text)
    short_name: str = Field(sa_type=Text)
    phone: str = Field(sa_type=Text)
    sms_number: str = Field(sa_type=Text, unique=True)
    time_zone: str = "America/New_York"
    state: str = Field(default="", sa_type=Text)
    opens_at: time = time(9, 0)
    closes_at: time = time(17, 0)
    open_days: str = "MO,TU,WE,TH,FR"


class Program(AgencyRow, table=True):
    """A program of an agency, with the name it gives its plans ("recovery plan", "service plan")."""

    # `program` itself is a table of the listing standard.
    __tablename__ = "casework_program"

    name: str = Field(sa_type=Text)
    plan_name: str = Field(default="plan", sa_type=Text)


class Staff(AgencyRow, table=True):
    """A person who signs in. `role` is one of ROLES; `password_hash` is Argon2id; inactive ones cannot."""

    __tablename__ = "staff"

    username: str = Field(sa_type=Text, unique=True)
    name: str = Field(sa_type=Personal)
    role: str
    password_hash: str = Field(sa_type=Text)
    active: bool = True
    language: str = "en"
    last_signed_in_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Holiday(AgencyRow, table=True):
    """A day on which the agency is closed and sends no check-ins."""

    __tablename__ = "holiday"

    day: date
    name: str = Field(sa_type=Text)
