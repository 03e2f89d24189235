"""Which fields would tell where a confidential place is, and which places ever were confidential."""

from collections.abc import Iterable, Mapping

from sqlmodel import Session, col, select

from directory.listings import ADDRESS_CONFIDENTIAL, confidential_locations
from directory.tables import ChangeEntry, TaxonomyTerm
from directory.withheld import TELLING

# Of an address the town and the state may be told, as everywhere.
SECRET_FIELDS: Mapping[str, frozenset[str]] = {
    table: frozenset(TELLING[table]) for table in ("location", "address", "service_at_location")
}
_AT_A_TIME = 5_000


def ever_confidential(session: Session, location_ids: Iterable[str]) -> set[str]:
    """Those of the locations whose address is told to nobody, or was not at some time that the log knows.

    What the log keeps of them must not tell it either, also once the place is gone from the directory.
    """
    ids = sorted(set(location_ids))
    found: set[str] = set()
    terms = set(session.exec(select(TaxonomyTerm.id).where(TaxonomyTerm.code == ADDRESS_CONFIDENTIAL)))
    for start in range(0, len(ids), _AT_A_TIME):
        some = ids[start : start + _AT_A_TIME]
        found |= confidential_locations(session, some)
        entries = select(ChangeEntry).where(
            ChangeEntry.table_name == "attribute", col(ChangeEntry.location_id).in_(some)
        )
        for entry in session.exec(entries):
            said = entry.before or entry.after or {}
            if entry.location_id is not None and said.get("taxonomy_term_id") in terms:
                found.add(entry.location_id)
    return found
