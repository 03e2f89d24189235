"""Puts an address together from the cells that have it, whole or in parts, with its ZIP code in order."""

import re
from dataclasses import dataclass

from directory import place_names
from directory.importing.spreadsheets.repairs import Repair
from directory.places import Gazetteer, Place, PlaceAmbiguous, PlaceNotFound

_COUNTRY = re.compile(r"[,\s]+(?:USA|U\.S\.A\.|United States(?: of America)?|US)\.?$", re.IGNORECASE)
_ZIP = re.compile(r"(?<!\d)(\d{5})(?:-?\d{4})?(?!\d)")
_ZIP_AT_END = re.compile(r"[,\s]*(?<!\d)(\d{5})(?:-\d{4})?\s*(?:\([^)]*\))?$")
_STATE_AT_END = re.compile(r"[,\s]+([A-Za-z]{2}|[A-Z][a-z]+(?: [A-Z][a-z]+)?)\.?$")
_NUMBERED = re.compile(r"\d")
_NOTHING = re.compile(r"(?:-1|0|n/?a|none|null|unknown|not available|same|tbd|\?|-)$", re.IGNORECASE)
CONFIDENTIAL = re.compile(
    r"\b(?:confidential|undisclosed|not disclosed|private location|location (?:is )?private|address withheld"
    r"|withheld|protected address|unpublished)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class AddressParts:
    """What a row says of an address; each part may be empty."""

    whole: str = ""
    street: str = ""
    street_2: str = ""
    city: str = ""
    county: str = ""
    state: str = ""
    postal_code: str = ""


@dataclass(frozen=True)
class Address:
    """An address in its parts. `place_name` is a building's name that stood before the street."""

    street: str
    street_2: str
    city: str
    county: str
    state: str
    postal_code: str
    place_name: str = ""

    @property
    def complete(self) -> bool:
        """Whether nothing is missing that the standard asks for."""
        return bool(self.street and self.city and self.state and self.postal_code)

    @property
    def words(self) -> str:
        """All that is known of it on one line."""
        town = " ".join(filter(None, (self.state, self.postal_code)))
        return ", ".join(filter(None, (self.street, self.street_2, self.city, town)))


class AddressReader:
    """Reads addresses; the gazetteer knows which ZIP codes and towns there are."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer

    def read(self, parts: AddressParts) -> tuple[Address | None, list[Repair]]:
        """The address and what was repaired; None where the row says nothing of one."""
        parts = AddressParts(*(_told(part) for part in vars(parts).values()))
        repairs: list[Repair] = []
        street, city, state, code = parts.street, parts.city, parts.state, parts.postal_code
        place_name = ""
        if parts.whole:
            street, city, state, code, place_name = self._split(parts)
            if (street, city) != (parts.whole, parts.city):
                repairs.append(Repair.ADDRESS_SPLIT)
        if not any((street, city, code)):
            return None, repairs
        state = place_names.state_code(state) or ""
        code, zip_repairs = self._zip(code, state, city)
        repairs += zip_repairs
        found = self._gazetteer.postal_code(code) if code else None
        if found is not None and (not city or not state):
            city, state = city or found.city, state or found.state
            repairs.append(Repair.TOWN_LOOKED_UP)
        if not code and city and state and (only := self._only_zip(city, state)):
            code = only
            repairs.append(Repair.ZIP_LOOKED_UP)
        street = _without_town(street, city)
        return Address(street, parts.street_2, city, parts.county, state, code, place_name), repairs

    def middle(self, address: Address) -> Place | None:
        """The middle of the ZIP code, or else of the town; None where neither is known."""
        found = self._gazetteer.postal_code(address.postal_code) if address.postal_code else None
        return found or self._town(address.city, address.state)

    def _zip(self, raw: str, state: str, city: str) -> tuple[str, list[Repair]]:
        """A ZIP code of five digits that exists and lies in the state, or nothing."""
        if not raw:
            return "", []
        digits = re.sub(r"\.0$", "", raw.strip())
        match = re.fullmatch(r"(\d{3,9})(?:-(\d{4}))?", digits)
        if match is None:
            inside = _ZIP.search(raw)
            match = re.fullmatch(r"(\d{5})", inside[1]) if inside else None
        if match is None:
            return "", [Repair.ZIP_LEFT_OUT]
        number = match[1]
        lost = 9 - len(number) if len(number) > 5 else 5 - len(number)
        code = ("0" * max(lost, 0) + number)[:5]
        found = self._gazetteer.postal_code(code)
        if found is None or (state and found.state != state and not self._near_border(found, city, state)):
            return "", [Repair.ZIP_LEFT_OUT]
        return code, [Repair.ZIP_ZEROS] if lost > 0 else []

    def _near_border(self, found: Place, city: str, state: str) -> bool:
        # A few post offices serve a town across the border, under the same name.
        return bool(city) and found.city.lower() == city.lower() and len(state) == 2

    def _town(self, city: str, state: str) -> Place | None:
        if not city or not state:
            return None
        try:
            return self._gazetteer.look_up(f"{city}, {state}")
        except (PlaceNotFound, PlaceAmbiguous):
            return None

    def _only_zip(self, city: str, state: str) -> str:
        codes = self._gazetteer.postal_codes(city, state)
        return codes[0] if len(codes) == 1 else ""

    def _split(self, parts: AddressParts) -> tuple[str, str, str, str, str]:
        """Street, town, state, ZIP code and the name of a building from one text."""
        text = _COUNTRY.sub("", " ".join(parts.whole.split())).strip(" ,")
        city, state, code = parts.city, parts.state, parts.postal_code
        if match := _ZIP_AT_END.search(text):
            code, text = code or match[1], text[: match.start()].strip(" ,")
        if (match := _STATE_AT_END.search(text)) and (found := place_names.state_code(match[1])):
            state, text = found, text[: match.start()].strip(" ,")
        pieces = [piece.strip() for piece in text.split(",") if piece.strip()]
        place = self._gazetteer.postal_code(code) if code else None
        if not city and len(pieces) > 1 and not _NUMBERED.search(pieces[-1]):
            city = pieces.pop()
        elif not city and place is not None and text.lower().endswith(f" {place.city.lower()}"):
            city = place.city
            pieces = [text[: -len(place.city)].strip(" ,")]
        elif city and len(pieces) > 1 and pieces[-1].lower() == city.lower():
            pieces.pop()
        name = ""
        if len(pieces) > 1 and not _NUMBERED.search(pieces[0]) and re.match(r"\d", pieces[1]):
            name = pieces.pop(0)
        return _without_town(", ".join(pieces), city), city, state, code, name


def says_confidential(*texts: str) -> bool:
    """Whether the cells of an address say that the place is told to nobody."""
    return any(CONFIDENTIAL.search(text) for text in texts)


def _told(text: str) -> str:
    """The text, empty where it only says that there is nothing."""
    text = " ".join(text.split()).strip(" ,")
    return "" if _NOTHING.match(text) else text


def _without_town(street: str, city: str) -> str:
    if city and street.lower().endswith(city.lower()) and len(street) > len(city) + 3:
        shorter = street[: -len(city)]
        if shorter[-1] in ", ":
            return shorter.strip(" ,")
    return street
