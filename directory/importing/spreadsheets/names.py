"""Takes people out of the notes of recovery meetings: last names, and the ways to reach a person.

Anonymity is the first rule of these groups, and their lists name members now and then. First names of
places ("Mary Queen of Peace Church") are not touched.
"""

import re

_FIRST = (
    "Aaron Adam Alan Albert Alex Alice Amanda Amy Andrea Andrew Andy Angela Ann Anna Anne Anthony Arthur Barb Barbara "
    "Ben Beth Betty Bill Bob Bobby Brad Brenda Brian Bruce Bryan Carl Carla Carol Caroline Catherine Cathy Charles "
    "Charlie Chris Christina Christine Cindy Craig Cynthia Dale Dan Dana Daniel Danny Darlene Dave David Dawn Deb "
    "Debbie Deborah Debra Denise Dennis Diana Diane Don Donald Donna Doris Dorothy Doug Douglas Earl Ed Eddie Edward "
    "Eileen Elaine Elizabeth Ellen Emily Eric Erica Erin Ernie Eugene Evelyn Frances Frank Fred Gail Gary George "
    "Gerald Gina Glen Gloria Greg Gwen Harold Harry Heather Heidi Helen Henry Holly Howard Jack Jackie James Jamie Jan "
    "Jane Janet Janice Jason Jean Jeff Jeffrey Jen Jennifer Jenny Jerry Jessica Jill Jim Jimmy Joan Joann Joanne Joe "
    "Joel John Johnny Jon Jonathan Jose Joseph Josh Joyce Juan Judith Judy Julia Julie Karen Karl Kate Kathleen Kathy "
    "Katie Keith Kelly Ken Kenneth Kerry Kevin Kim Kimberly Kristen Kurt Kyle Larry Laura Lauren Laurie Leo Leon "
    "Leonard Leslie Linda Lisa Liz Lois Lori Lou Louis Louise Luis Lynn Marcia Maria Marie Marilyn Mark Martha Marvin "
    "Mary Matt Matthew Maureen Megan Melissa Michael Michelle Mike Mildred Nancy Natalie Nathan Nick Nicole Norm "
    "Norman Pam Pamela Pat Patricia Patrick Patty Paul Paula Peg Peggy Pete Peter Phil Philip Phyllis Rachel Ralph Ray "
    "Raymond Rebecca Renee Rich Richard Rick Rita Rob Robert Robin Rod Roger Ron Ronald Rose Roy Russ Ruth Ryan Sally "
    "Sam Samantha Samuel Sandra Sandy Sara Sarah Scott Sean Sharon Sheila Sherry Shirley Stan Stephanie Stephen Steve "
    "Steven Stuart Sue Susan Suzanne Tammy Ted Teresa Terri Terry Theresa Thomas Tim Timothy Tina Todd Tom Tommy Tony "
    "Tracy Tricia Valerie Vicki Victor Victoria Vince Vincent Virginia Walt Walter Wanda Wayne Wendy Will William Yvonne"
).split()
# What follows a first name without being a last name: words of places, of meetings, and "As Bill Sees It".
_NO_LAST_NAME = (
    "Alano|Ave|Avenue|Blvd|Boulevard|Building|Catholic|Center|Centre|Chapel|Church|Clinic|Club|College|Community"
    "|Court|Dei|Drive|Group|Hall|High|Hospital|House|Hwy|Lake|Lane|Library|Lodge|Lutheran|Manor|Meeting|Methodist"
    "|Mission|Park|Parish|Place|Plaza|Presbyterian|Queen|Road|Room|School|Speaker|Square|Street|Step|Steps|Synagogue"
    "|Temple|Tower|University|Way|Women|Men|Of|The|And|In|At|Is|It|On|To|Big|Book|See|Sees|Said|Says|Story|Stories"
)
_LAST = r"(?:(?P<middle>[A-Z])\.?\s+)?(?P<last>[A-Z](?:[A-Zà-ÿa-z'’-]+|\.|\b))(?P<rest>\s+(?:%s)\b)?" % _NO_LAST_NAME
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
_LEFT_OVER = re.compile(r"\s*\(\s*\)|\s+(?=[.,;:)])|\s+(?:at|or|to|on)\s*(?=[.,;)]|$)")


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
            return f"{cue}{match['first']} {match['last']}{match['rest'] or ''}" if match["middle"] else match[0]
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
