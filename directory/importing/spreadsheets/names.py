"""Takes people out of the notes of recovery meetings: last names, and the ways to reach a person.

Anonymity is the first rule of these groups, and their lists name members now and then. First names of
places ("Mary Queen of Peace Church") are not touched.
"""

import re
import tomllib
from importlib.resources import files

_FIRST = tomllib.loads(
    (files("data") / "mappings" / "words" / "first_names.toml").read_text(encoding="utf-8")
)["names"].split()
# What follows a first name without being a last name: words of places, of meetings, and "As Bill Sees It".
_NO_LAST_NAME = (
    "Alano|Ave|Avenue|Blvd|Boulevard|Building|Catholic|Center|Centre|Chapel|Church|Clinic|Club|College|Community"
    "|Court|Dei|Drive|Group|Hall|High|Hospital|House|Hwy|Lake|Lane|Library|Lodge|Lutheran|Manor|Meeting|Methodist"
    "|Mission|Park|Parish|Place|Plaza|Presbyterian|Queen|Road|Room|School|Speaker|Square|Street|Step|Steps|Synagogue"
    "|Temple|Tower|University|Way|Women|Men|Of|The|And|In|At|Is|It|On|To|Big|Book|See|Sees|Said|Says|Story|Stories"
)
_LAST = (
    r"(?:(?P<middle>[A-Z])\.?\s+)?(?P<last>[A-Z](?:[A-Zà-ÿa-z'’-]+|\.|\b))"
    rf"(?P<rest>\s+(?:{_NO_LAST_NAME})\b)?"
)
_PERSON = re.compile(rf"\b(?P<first>{'|'.join(_FIRST)})\s+{_LAST}")
_CUE = (
    r"(?:[Cc]ontact(?:\s+[Pp]erson)?|[Cc]hair(?:ed\s+by|person)?|[Ss]ecretary|[Gg]\.?[Ss]\.?[Rr]\.?|[Ll]ed\s+by|[Ll]eader"
    r"|[Hh]ost(?:ed\s+by)?|[Aa]sk\s+for|[Cc]all|[Tt]ext|[Ee]-?mail|[Ss]peak\s+(?:to|with)|[Ss]ponsor)"
)
_CUED = rf"{_CUE}\s*(?:is\s+|:\s*|-\s*)?"
_AFTER_CUE = re.compile(rf"\b(?P<cue>{_CUED})(?P<first>[A-Z][a-zà-ÿ'’-]+)\s+{_LAST}")
_TO_BE_CALLED = re.compile(rf"\b{_CUED}(?:{'|'.join(_FIRST)})\b")
_IN_A_NAME = re.compile(r"[A-Z]\w*\s+$")
_NOT_A_LAST_NAME = re.compile(rf"(?:{_NO_LAST_NAME})(?:$|-)|[A-Z]{{2,3}}$")
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_OFFICE = re.compile(
    r"(?:aa|admin|answer|contact|district|group|hello|help|info|intergroup|meeting|office|web)", re.IGNORECASE
)
_PHONE = re.compile(r"\(?\b\d{3}\)?[\s.-]?\d{3}[\s.-]\d{4}\b")
_LEFT_OVER = re.compile(r"\s*\(\s*\)|\s+(?=[.,;:)])|[,:-](?=\s*[.;)])|\s+(?:at|or|to|on)\s*(?=[.,;)]|$)")


def without_last_names(text: str) -> str:
    """The text with persons reduced to their first names, and with their numbers and addresses gone.

    "Bob Smith" and "Bob S." become "Bob". A telephone number goes where a person is named or to be called
    in the same sentence; an e-mail address stays only if it is plainly that of an office.
    """
    return "".join(map(_anonymous, re.split(r"(?<=[.!?;])(?=\s+[A-Z])|(?<=\n)", text))).strip()


def _anonymous(sentence: str) -> str:
    named = False

    def first_only(match: re.Match[str]) -> str:
        nonlocal named
        cue = match.groupdict().get("cue") or ""
        if cue and _IN_A_NAME.search(sentence[: match.start()]):
            return match[0]
        if _NOT_A_LAST_NAME.match(match["last"]):
            # "Paul H Group" is a group of a Paul; "Paul Group" says no more than that.
            return (
                f"{cue}{match['first']} {match['last']}{match['rest'] or ''}" if match["middle"] else match[0]
            )
        if match["rest"] and not match["middle"]:
            return match[0]
        named = True
        return f"{cue}{match['first']}{match['rest'] or ''}"

    plain = _PERSON.sub(first_only, _AFTER_CUE.sub(first_only, sentence))
    plain = _EMAIL.sub(lambda email: email[0] if _OFFICE.match(email[0]) else "", plain)
    if named or _TO_BE_CALLED.search(plain):
        plain = _PHONE.sub("", plain)
    while plain != sentence and (shorter := _LEFT_OVER.sub("", plain)) != plain:
        plain = shorter
    return plain
