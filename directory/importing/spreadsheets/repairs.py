"""What was put right in a row on its way in: each kind has a name, and every repair is counted."""

from collections.abc import Mapping
from enum import StrEnum

from directory.wording import N_


class Repair(StrEnum):
    """One kind of repair; the value is what files and the database call it."""

    ENCODING = "encoding"
    GARBLED = "garbled_letters"
    HTML = "html"
    SHORT_ROW = "short_row"
    MOVED = "moved_columns"
    CAPITALS = "capitals"
    CUT_OFF = "cut_off"
    ZIP_ZEROS = "zip_zeros"
    ZIP_LEFT_OUT = "zip_left_out"
    ZIP_LOOKED_UP = "zip_looked_up"
    TOWN_LOOKED_UP = "town_looked_up"
    ADDRESS_SPLIT = "address_split"
    ADDRESS_IN_WORDS = "address_in_words"
    CONFIDENTIAL = "confidential"
    WEB_MERCATOR = "web_mercator"
    POINT_TURNED = "point_turned"
    POINT_LEFT_OUT = "point_left_out"
    POINT_FAR = "point_far"
    HOURS_IN_WORDS = "hours_in_words"
    PHONE_LEFT_OUT = "phone_left_out"
    EMAIL_LEFT_OUT = "email_left_out"
    WEB_LEFT_OUT = "web_left_out"
    VALUE_LEFT_OUT = "value_left_out"
    NAMES = "names_left_out"
    JOINED = "joined"


TITLES: Mapping[Repair, str] = {
    Repair.ENCODING: N_("letters in another encoding (Windows-1252) read"),
    Repair.GARBLED: N_("garbled letters put right"),
    Repair.HTML: N_("web page code taken out of text"),
    Repair.SHORT_ROW: N_("cells missing at the end of the row taken as empty"),
    Repair.MOVED: N_("shifted columns put back"),
    Repair.CAPITALS: N_("names all in capitals written as usual"),
    Repair.CUT_OFF: N_("text cut off by the source marked with “…”"),
    Repair.ZIP_ZEROS: N_("lost zeros put before the ZIP code"),
    Repair.ZIP_LEFT_OUT: N_("ZIP code that is none, or lies in another state, left out"),
    Repair.ZIP_LOOKED_UP: N_("ZIP code filled in: the town has one only"),
    Repair.TOWN_LOOKED_UP: N_("town or state filled in from the ZIP code"),
    Repair.ADDRESS_SPLIT: N_("address in one cell split into its parts"),
    Repair.ADDRESS_IN_WORDS: N_("address that lacks a part kept as the name of the place"),
    Repair.CONFIDENTIAL: N_("confidential place: address and coordinates not stored"),
    Repair.WEB_MERCATOR: N_("Web-Mercator coordinates changed into degrees"),
    Repair.POINT_TURNED: N_("latitude and longitude exchanged, or a lost minus put back"),
    Repair.POINT_LEFT_OUT: N_("coordinates that are 0/0, a default, abroad or unreadable left out"),
    Repair.POINT_FAR: N_("coordinates far from the ZIP code or town left out"),
    Repair.HOURS_IN_WORDS: N_("opening hours kept in words: not all of them could be read"),
    Repair.PHONE_LEFT_OUT: N_("what is no telephone number left out"),
    Repair.EMAIL_LEFT_OUT: N_("what is no e-mail address left out"),
    Repair.WEB_LEFT_OUT: N_("what is no web address left out"),
    Repair.VALUE_LEFT_OUT: N_("value that its field cannot take left out"),
    Repair.NAMES: N_("last names and personal contacts taken out"),
    Repair.JOINED: N_("row joined to an earlier one of the same service"),
}

# What is worth saying of a row, without anything in it having been wrong.
NOTED = frozenset((Repair.JOINED, Repair.ADDRESS_SPLIT, Repair.HOURS_IN_WORDS, Repair.CONFIDENTIAL))
