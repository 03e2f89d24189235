"""The listings as every alternative gets them: the texts, sites and vectors that our own index is made of."""

from collections.abc import Iterator
from dataclasses import dataclass

from matcher.embedding import Vectors
from matcher.index.index import Index
from matcher.index.places import spots_of
from matcher.index.texts import ServiceTexts, read_services
from webapp.state import Linkage


@dataclass(frozen=True)
class Listing:
    """One service; `points` are its places in degrees, none where it has no place to go to.

    `vector` is the meaning of its text, float32 [384].
    """

    id: str
    name: str
    terms: str
    text: str
    vector: Vectors
    points: tuple[tuple[float, float], ...]


def listings(state: Linkage) -> Iterator[Listing]:
    """All services of a directory that is indexed."""
    index = Index.open(state.settings.index_folder)
    with state.make_session() as session:
        for service in read_services(session):
            found = index.find(service.id)
            assert found is not None, f"{service.id} is not in the index"
            segment, row = found
            spots = spots_of(service, state.gazetteer)
            yield Listing(
                service.id,
                _joined(service.name, service.alternate_name, service.program),
                _joined(*service.terms),
                _text(service),
                segment.vector(row),
                tuple((spot.latitude, spot.longitude) for spot in spots),
            )


def _text(service: ServiceTexts) -> str:
    return _joined(service.description, service.eligibility, service.interpretation, service.organization)


def _joined(*parts: str) -> str:
    return ". ".join(part for part in parts if part.strip())
