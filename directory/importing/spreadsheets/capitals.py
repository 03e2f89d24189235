"""Writes texts that are all in capitals as people write them."""

import re

_SMALL = frozenset(("a", "an", "and", "at", "by", "for", "in", "of", "on", "or", "the", "to", "with"))
_LETTERS = frozenset((
    "ABC", "AIDS", "CDC", "DBA", "GED", "HIV", "II", "III", "IV", "LGBTQ", "LLC", "NAACP", "NE",
    "NW", "PO", "SE", "SW", "TLC", "UAW", "USA", "VA", "VFW", "YMCA", "YWCA", "YMHA", "AA", "NA",
    "DC", "US",
))  # fmt: skip
_WORD = re.compile(r"[A-Za-z][A-Za-z'’]*")


def usual_capitals(text: str) -> str:
    """ "KIDS AT HEART, LLC" as "Kids at Heart, LLC"; a text that has small letters stays as it is."""
    if any(letter.islower() for letter in text) or sum(letter.isalpha() for letter in text) < 4:
        return text
    place = [0]

    def write(match: re.Match[str]) -> str:
        word = match[0]
        place[0] += 1
        lonely = match.end() < len(text) and text[match.end()] == "." and len(word) == 1
        if word in _LETTERS or lonely or len(word) == 1:
            return word
        if word.lower() in _SMALL and place[0] > 1 and match.end() < len(text):
            return word.lower()
        return re.sub(r"^(MC|O['’])?([a-zA-Z])", lambda m: (m[1] or "").title() + m[2].upper(),
                      word[:0] + _lowered(word))  # fmt: skip

    return _WORD.sub(write, text)


def _lowered(word: str) -> str:
    for start in ("MC", "O'", "O’"):
        if word.startswith(start) and len(word) > len(start) + 2:
            return start + word[len(start) :].lower()
    return word.lower()
