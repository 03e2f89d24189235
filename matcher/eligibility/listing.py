"""Reads a whole listing: its eligibility text, then its fields, then what its other words say outright."""

import re
from dataclasses import dataclass, field

from matcher.eligibility.criteria import Criterion, Reading
from matcher.eligibility.reader import read

# A sentence of a description is read only where it says outright whom the service is for.
_OUTRIGHT = re.compile(
    r"^\W*(?:eligib\w*\b|must (?:be|have|live)|(?:clients|applicants|residents|participants) must"
    r"|(?:only )?for (?:adult |single |young |homeless |pregnant )*"
    r"(?:men|women|males|females|veterans|families|mothers|fathers)\b(?! and)"
    r"|(?:only )?(?:serves|accepts|open to)\b(?!.*\b(?:also|mainly|primarily)\b))",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"[^.;\n]+")
# A name is a promise: "Women's shelter" is for women. "Men and women" names nobody.
_NAMED = (
    (re.compile(r"\bwom[ae]n['’]?s?\b", re.IGNORECASE), Criterion("gender", "in", "woman")),
    (re.compile(r"\bm[ae]n['’]?s?\b", re.IGNORECASE), Criterion("gender", "in", "man")),
    (re.compile(r"\bveterans?['’]?s?\b", re.IGNORECASE), Criterion("veteran", "is", "true")),
)
_BOTH = re.compile(r"\bm[ae]n\b.*\bwom[ae]n\b|\bwom[ae]n\b.*\bm[ae]n\b|\bfamil|\bchildren\b", re.IGNORECASE)
_DWELLING = re.compile(
    r"\b(?:shelter|house|housing|home|residence|residential|dorm|program for)\b", re.IGNORECASE
)
_PAPERS = (
    (
        "photo_id",
        r"\b(?:photo|picture|state|government|valid) ?(?:issued )?i\.?d|driver'?s licen|\bidentification\b",
    ),
    ("ssn_card", r"\bsocial security (?:card|number)|\bssn\b"),
    ("birth_certificate", r"\bbirth certificate"),
    ("proof_of_income", r"\b(?:proof|verification) of income|\bpay ?stubs?|\bincome (?:proof|verification)"),
    ("proof_of_residence", r"\b(?:proof|verification) of (?:address|residen)|\butility bill"),
    ("insurance_card", r"\b(?:insurance|medicaid|medicare) card"),
    ("dd214", r"\bdd[- ]?214"),
    ("custody_papers", r"\bcustody"),
    ("referral_letter", r"\breferral (?:letter|form)|\bletter of referral"),
    ("tb_test", r"\btb (?:test|clearance)|\btuberculosis"),
)


@dataclass(frozen=True)
class ListingText:
    """The parts of a listing that say who is served; ages in years as the listing's own fields give them."""

    eligibility_description: str = ""
    description: str = ""
    name: str = ""
    minimum_age: float | None = None
    maximum_age: float | None = None
    required_documents: tuple[str, ...] = field(default=())


def read_listing(listing: ListingText) -> tuple[Reading, ...]:
    """All criteria of a listing, each once, with the words and the field that each was read from.

    The eligibility text has the first word: where it speaks of a fact, the fields and the other texts are
    not asked about that fact. `open:is:true` stands only where nothing else does.
    """
    found = list(read(listing.eligibility_description)) if listing.eligibility_description.strip() else []
    spoken = {reading.criterion.fact for reading in found}
    for more in (_ages(listing), _outright(listing.description), _named(listing.name)):
        found += [reading for reading in more if reading.criterion.fact not in spoken]
        spoken |= {reading.criterion.fact for reading in more}
    found += _documents(listing, {reading.criterion for reading in found})
    others = [reading for reading in found if reading.criterion.fact not in ("open", "documents")]
    return tuple(reading for reading in found if reading.criterion.fact != "open" or not others)


def _ages(listing: ListingText) -> list[Reading]:
    made = []
    for source, op, value in (
        ("minimum_age", "min", listing.minimum_age),
        ("maximum_age", "max", listing.maximum_age),
    ):
        # Zero and a hundred are how forms write "no limit".
        if value is not None and not (op == "min" and value <= 0) and not (op == "max" and value >= 99):
            made.append(Reading(Criterion("age", op, str(int(value))), source, 0, 0, f"{value:g}"))
    return made


def _outright(description: str) -> list[Reading]:
    found = []
    for sentence in _SENTENCE.finditer(description):
        if _OUTRIGHT.match(sentence.group()):
            for reading in read(sentence.group(), "description"):
                if reading.criterion.fact not in ("open", "documents", "referral"):
                    start = sentence.start()
                    found.append(
                        Reading(
                            reading.criterion,
                            "description",
                            start + reading.start,
                            start + reading.end,
                            reading.words,
                        )
                    )
    return found


def _named(name: str) -> list[Reading]:
    if _BOTH.search(name) or not _DWELLING.search(name):
        return []
    hits = [(pattern.search(name), criterion) for pattern, criterion in _NAMED]
    return [
        Reading(criterion, "name", hit.start(), hit.end(), hit.group())
        for hit, criterion in hits
        if hit is not None
    ]


def _documents(listing: ListingText, known: set[Criterion]) -> list[Reading]:
    made = []
    for words in listing.required_documents:
        for paper, pattern in _PAPERS:
            criterion = Criterion("documents", "has", paper)
            if criterion not in known and re.search(pattern, words, re.IGNORECASE):
                known.add(criterion)
                made.append(Reading(criterion, "required_documents", 0, len(words), words))
    return made
