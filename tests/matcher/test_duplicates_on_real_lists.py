"""The search for duplicates on two hundred pairs of published listings, labelled by reading both.

`tests/data/duplicate_pairs.csv` has their ids; how they were drawn and labelled stands in docs/duplicates.md.
"""

import csv
import gzip
from collections.abc import Iterator, Sequence
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from sqlmodel import Session

from directory.database import make_engine
from directory.duplicates.finding import Pair, find_pairs
from directory.duplicates.traits import read_traits
from directory.importing import import_hsds
from matcher.embedding import OnnxEmbedder
from matcher.index.rows import describe
from matcher.index.texts import read_services
from tests.conftest import NOW, SHARED
from webapp.schema import upgrade

LABELS = Path(__file__).parent.parent / "data" / "duplicate_pairs.csv"
PACKAGES = SHARED / "data" / "hsds"
# Of the large lists so many are enough for words, numbers and kinds to be as rare as they are.
ONE_IN = 30

Rows = list[dict[str, str]]


def labels() -> Rows:
    with LABELS.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def half(row: dict[str, str]) -> str:
    """Weights were set while looking at the pairs of one half alone."""
    digest = sha256((row["first"] + row["second"]).encode()).hexdigest()
    return "tune" if int(digest, 16) % 2 == 0 else "test"


def table(region: str, name: str) -> Rows:
    plain, packed = PACKAGES / region / f"{name}.csv", PACKAGES / region / f"{name}.csv.gz"
    if plain.exists():
        with plain.open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))
    if not packed.exists():
        return []
    with gzip.open(packed, "rt", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write_sample(region: str, wanted: set[str], folder: Path) -> None:
    """Writes a package of the wanted services of a region, every thirtieth other, and what hangs on them."""
    services = [
        row
        for row in table(region, "services")
        if row["id"] in wanted or int(sha256(row["id"].encode()).hexdigest(), 16) % ONE_IN == 0
    ]
    ids, owners = {row["id"] for row in services}, {row["organization_id"] for row in services}
    offered = [row for row in table(region, "service_at_location") if row["service_id"] in ids]
    places, offers = {row["location_id"] for row in offered}, {row["id"] for row in offered}

    def linked(row: dict[str, str]) -> bool:
        return (
            row.get("service_id") in ids
            or row.get("location_id") in places
            or row.get("organization_id") in owners
            or row.get("service_at_location_id") in offers
        )

    kept = {
        "organizations": [row for row in table(region, "organizations") if row["id"] in owners],
        "services": [{**row, "program_id": ""} for row in services],
        "locations": [
            {**row, "organization_id": ""} for row in table(region, "locations") if row["id"] in places
        ],
        "service_at_location": offered,
        "addresses": [row for row in table(region, "addresses") if row["location_id"] in places],
        "phones": [row for row in table(region, "phones") if linked(row)],
        "schedules": [row for row in table(region, "schedules") if row["service_id"] in ids],
        "taxonomies": table(region, "taxonomies"),
        "taxonomy_terms": table(region, "taxonomy_terms"),
        "attributes": [row for row in table(region, "attributes") if row["link_id"] in ids],
    }
    folder.mkdir()
    for name, rows in kept.items():
        if rows:
            with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
                writer = csv.DictWriter(file, list(rows[0]))
                writer.writeheader()
                writer.writerows(rows)


class LabelledMeanings:
    """Cosines of the labelled services; of the others nothing is known."""

    def __init__(self, session: Session, wanted: Sequence[str]) -> None:
        texts = {service.id: describe(service).meaning for service in read_services(session, wanted)}
        vectors = OnnxEmbedder(threads=2).embed(list(texts.values()))
        self._vectors = dict(zip(texts, vectors, strict=True))

    def __call__(self, pairs: Sequence[tuple[str, str]]) -> NDArray[np.float32]:
        known = self._vectors
        return np.array(
            [float(known[a] @ known[b]) if a in known and b in known else np.nan for a, b in pairs],
            dtype=np.float32,
        )


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[tuple[str, str], Pair]]:
    """The pairs that are put before people, by their ids."""
    if not PACKAGES.is_dir():
        pytest.skip("the published packages are not on this machine (LINKAGE_SHARED)")
    folder = tmp_path_factory.mktemp("lists")
    engine = make_engine(f"sqlite:///{folder / 'lists.db'}")
    upgrade(engine)
    wanted = {row[side] for row in labels() for side in ("first", "second")}
    with Session(engine) as session:
        for region in sorted(path.name for path in PACKAGES.iterdir()):
            write_sample(region, wanted, folder / region)
            import_hsds(session, folder / region, now=NOW)
        session.commit()
        pairs = find_pairs(read_traits(session), LabelledMeanings(session, sorted(wanted)))
    yield {(pair.first, pair.second): pair for pair in pairs}
    engine.dispose()


def rates(found: dict[tuple[str, str], Pair], rows: Rows) -> tuple[float, float]:
    """Precision and recall of what is put before people; one facility in two lists is worth it, too."""
    right = {(row["first"], row["second"]) for row in rows if row["label"] != "different"}
    told = {(row["first"], row["second"]) for row in rows} & found.keys()
    return len(told & right) / len(told), len(told & right) / len(right)


def test_two_hundred_pairs_are_labelled_and_half_were_never_looked_at() -> None:
    rows = labels()
    assert len(rows) == 200
    assert len({(row["first"], row["second"]) for row in rows}) == 200
    assert all(row["first"] < row["second"] for row in rows)
    assert {row["label"] for row in rows} == {"same", "facility", "different"}
    assert 80 <= sum(half(row) == "test" for row in rows) <= 120


@pytest.mark.parametrize(("part", "precision", "recall"), [("test", 0.9, 0.65), ("tune", 0.85, 0.6)])
def test_what_is_put_before_people_is_mostly_right(
    found: dict[tuple[str, str], Pair], part: str, precision: float, recall: float
) -> None:
    reached = rates(found, [row for row in labels() if half(row) == part])
    assert reached[0] >= precision, reached
    assert reached[1] >= recall, reached


def test_one_listing_twice_and_one_facility_in_two_lists_are_told_apart(
    found: dict[tuple[str, str], Pair],
) -> None:
    told = [
        (row["label"], found[key].relation)
        for row in labels()
        if (key := (row["first"], row["second"])) in found
    ]
    right = sum(label == relation for label, relation in told if label != "different")
    assert right >= 0.9 * sum(label != "different" for label, _relation in told), told
