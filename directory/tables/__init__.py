"""All tables of the directory: the 24 of HSDS 3.2.3 under their own names, and those of our own."""

from directory.tables.change_log import ChangeEntry, ChangeSet
from directory.tables.changes import DirectoryChange
from directory.tables.corrections import EligibilityCorrection
from directory.tables.descriptions import Attribute, Metadata, MetaTableDescription, Taxonomy, TaxonomyTerm
from directory.tables.duplicates import DuplicatePair, DuplicateSearch, MergedListing
from directory.tables.imports import ImportBatch, ImportFeed, ImportMapping, ImportUpload
from directory.tables.keys import HsdsTable, new_id
from directory.tables.locations import Accessibility, Address, Location, Schedule, ServiceAtLocation
from directory.tables.mappings import TermMapping
from directory.tables.organizations import Funding, Organization, OrganizationIdentifier, Program, Url
from directory.tables.people import Contact, Language, Phone
from directory.tables.problems import ListingProblem, ListingReport
from directory.tables.proposals import Proposal
from directory.tables.searches import SearchCount
from directory.tables.services import (
    CostOption,
    RequiredDocument,
    Service,
    ServiceArea,
    ServiceCapacity,
    Unit,
)
from directory.tables.sources import HsdsSource
from directory.tables.upkeep import (
    Availability,
    ProviderContact,
    UpkeepMail,
    Verification,
    VerificationLink,
    VerificationRequest,
)

# Parents before children, so that foreign keys hold when tables are filled in this order.
HSDS_TABLES: tuple[type[HsdsTable], ...] = (
    Organization,
    Program,
    Taxonomy,
    TaxonomyTerm,
    Unit,
    Service,
    Location,
    ServiceAtLocation,
    Contact,
    Phone,
    Address,
    Schedule,
    ServiceArea,
    ServiceCapacity,
    CostOption,
    RequiredDocument,
    Language,
    Accessibility,
    Funding,
    OrganizationIdentifier,
    Url,
    Attribute,
    Metadata,
    MetaTableDescription,
)

__all__ = [
    "HSDS_TABLES",
    "Accessibility",
    "Address",
    "Attribute",
    "Availability",
    "ChangeEntry",
    "ChangeSet",
    "Contact",
    "CostOption",
    "DirectoryChange",
    "DuplicatePair",
    "DuplicateSearch",
    "EligibilityCorrection",
    "Funding",
    "HsdsSource",
    "HsdsTable",
    "ImportBatch",
    "ImportFeed",
    "ImportMapping",
    "ImportUpload",
    "Language",
    "ListingProblem",
    "ListingReport",
    "Location",
    "MergedListing",
    "MetaTableDescription",
    "Metadata",
    "Organization",
    "OrganizationIdentifier",
    "Phone",
    "Program",
    "Proposal",
    "ProviderContact",
    "RequiredDocument",
    "Schedule",
    "SearchCount",
    "Service",
    "ServiceArea",
    "ServiceAtLocation",
    "ServiceCapacity",
    "Taxonomy",
    "TaxonomyTerm",
    "TermMapping",
    "Unit",
    "UpkeepMail",
    "Url",
    "Verification",
    "VerificationLink",
    "VerificationRequest",
    "new_id",
]
