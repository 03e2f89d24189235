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
_PLACE_WORDS = (
    r"(?:Alano|Ave(?:nue)?|Blvd|Boulevard|Building|Catholic|Center|Centre|Chapel|Church|Clinic|Club|College|Community"
    r"|Court|Dr(?:ive)?|Group|Hall|High|Hospital|House|Hwy|Lake|Lane|Library|Lodge|Lutheran|Manor|Meeting|Memorial"
    r"|Methodist|Mission|Park|Parish|Place|Plaza|Presbyterian|Rd|Road|Room|School|Speaker|Square|St(?:reet)?|Step"
    r"|Steps|Synagogue|Temple|Tower|University|Way|Women|Men|Of|The|And|Big|Book|Story|Stories)"
)
_PERSON = re.compile(
    rf"\b(?P<first>{'|'.join(_FIRST)})\s+(?P<last>(?:[A-Z]\.?\s+)?[A-Z](?:[a-zà-ÿ]?[A-Zà-ÿa-z'’-]+|\.|\b))(?P<rest>\s+{_PLACE_WORDS}\b)?"
)
_CUE = (
    r"(?:[Cc]ontact(?:\s+[Pp]erson)?|[Cc]hair(?:ed\s+by|person)?|[Ss]ecretary|[Gg]\.?[Ss]\.?[Rr]\.?|[Ll]ed\s+by|[Ll]eader"
    r"|[Hh]ost(?:ed\s+by)?|[Aa]sk\s+for|[Cc]all|[Tt]ext|[Ee]-?mail|[Ss]peak\s+(?:to|with)|[Ss]ponsor)"
)
_AFTER_CUE = re.compile(rf"\b(?P<cue>{_CUE}\s*(?:is\s+|:\s*|-\s*)?)(?P<first>[A-Z][a-zà-ÿ'’-]+)\s+(?P<last>[A-Z](?:[A-Zà-ÿa-z'’-]+|\.|\b))(?P<rest>\s+{_PLACE_WORDS}\b)?")  # fmt: skip
_NOT_A_LAST_NAME = re.compile(rf"{_PLACE_WORDS}$|.*['’]s$")
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_OFFICE = re.compile(r"^(?:aa|admin|answer|contact|district|group|hello|help|info|intergroup|meeting|office|web)", re.IGNORECASE)  # fmt: skip
_PHONE = re.compile(r"\(?\b\d{3}\)?[\s.-]?\d{3}[\s.-]\d{4}\b")
_LEFT_OVER = re.compile(r"\s*\(\s*\)|\s+(?=[.,;:)])|(?:\bat|\bor|\bto|\bon)\s*(?=[.;)]|$)")


def without_last_names(text: str) -> str:
    """The text with persons reduced to their first names, and with their numbers and addresses gone.

    "Bob Smith" and "Bob S." become "Bob". A telephone number goes where a person is named or to be called
    in the same sentence; an e-mail address stays only if it is plainly that of an office.
    """
    found = [False]

    def first_only(match: re.Match[str]) -> str:
        if match["rest"] or _NOT_A_LAST_NAME.match(match["last"].strip()):
            return match[0]
        found[0] = True
        return match.groupdict().get("cue", "") + match["first"]

    sentences = []
    for sentence in re.split(r"(?<=[.!?;])(?=\s)|(?<=\n)", text):
        found[0] = False
        plain = _PERSON.sub(first_only, _AFTER_CUE.sub(first_only, sentence))
        plain = _EMAIL.sub(lambda email: email[0] if _OFFICE.match(email[0]) else "", plain)
        if found[0] or re.search(rf"\b{_CUE}\s*(?:is\s+|:\s*|-\s*)?(?:{'|'.join(_FIRST)})\b", plain):
            plain = _PHONE.sub("", plain)
        sentences.append(plain if plain == sentence else _LEFT_OVER.sub("", plain))
    return "".join(sentences).strip()
