"""The tables of casework, by theme; import them from here."""

from casework.tables.agency import ROLES, Agency, Holiday, Program, Staff
from casework.tables.clients import AuditEntry, Client, ClientFact, Task
from casework.tables.mail import Mail
from casework.tables.messages import CheckIn, Message
from casework.tables.plans import INTENSITIES, ClientNeed, Goal, Objective, Plan
from casework.tables.referrals import Disclosure, ProviderLink, Referral, ReferralEvent, Release

__all__ = [
    "INTENSITIES",
    "ROLES",
    "Agency",
    "AuditEntry",
    "CheckIn",
    "Client",
    "ClientFact",
    "ClientNeed",
    "Disclosure",
    "Goal",
    "Holiday",
    "Mail",
    "Message",
    "Objective",
    "Plan",
    "Program",
    "ProviderLink",
    "Referral",
    "ReferralEvent",
    "Release",
    "Staff",
    "Task",
]
