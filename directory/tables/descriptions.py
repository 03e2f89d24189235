"""What is said about entries: taxonomies, attributes, and the history of the data (HSDS 3.2.3)."""

from datetime import date

from sqlalchemy import Text
from sqlmodel import Field

from directory.tables.keys import HsdsTable


class Taxonomy(HsdsTable, table=True):
    """A vocabulary of terms."""

    name: str = Field(sa_type=Text)
    description: str = Field(sa_type=Text)
    uri: str | None = Field(default=None, sa_type=Text)
    version: str | None = Field(default=None, sa_type=Text)


class TaxonomyTerm(HsdsTable, table=True):
    """A term of a taxonomy.

    The standard names no foreign key for `parent_id`. It asks for a unique `code`, which holds inside one
    taxonomy only in published data, so the database does not insist.
    """

    code: str | None = Field(default=None, index=True)
    name: str = Field(sa_type=Text)
    description: str = Field(sa_type=Text)
    parent_id: str | None = Field(default=None, index=True)
    taxonomy: str | None = Field(default=None, sa_type=Text)
    language: str | None = Field(default=None, sa_type=Text)
    taxonomy_id: str | None = Field(default=None, foreign_key="taxonomy.id", index=True)
    term_uri: str | None = Field(default=None, sa_type=Text)


class Attribute(HsdsTable, table=True):
    """A term said of the row `link_id` of the table `link_entity`."""

    link_id: str = Field(index=True)
    taxonomy_term_id: str = Field(foreign_key="taxonomy_term.id", index=True)
    link_type: str | None = Field(default=None, sa_type=Text)
    link_entity: str
    value: str | None = Field(default=None, sa_type=Text)
    label: str | None = Field(default=None, sa_type=Text)


class Metadata(HsdsTable, table=True):
    """One change of one field of the row `resource_id` of the table `resource_type`."""

    resource_id: str = Field(index=True)
    resource_type: str
    last_action_date: date
    last_action_type: str
    field_name: str
    previous_value: str = Field(sa_type=Text)
    replacement_value: str = Field(sa_type=Text)
    updated_by: str = Field(sa_type=Text)


class MetaTableDescription(HsdsTable, table=True):
    """In which language and character set a table is written."""

    name: str | None = Field(default=None, sa_type=Text)
    language: str | None = Field(default=None, sa_type=Text)
    character_set: str | None = Field(default=None, sa_type=Text)
