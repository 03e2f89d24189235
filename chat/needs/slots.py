"""How far and when: the slots beside the place."""

from __future__ import annotations

import re

_RADIUS = (
    re.compile(
        r" (?:within|under|less than|max|up to|no more than|nothing more than|not more than|nothing over|inside|radius of|about|no farther than|no further than|a menos de|en|hasta) (?:about |like |a |an |of )?(\d+(?:\.\d+)?) ?(?:miles?|mi|mile radius|millas)(?= )"
    ),
    re.compile(
        r" (\d+(?:\.\d+)?) ?(?:miles?|mi|millas)(?: (?:radius|max|tops|or less|at most|away|of|from|at the most|ok|is ok|out|range))?(?= )"
    ),
)
_TONIGHT = re.compile(r" (?:tonight|esta noche|overnight tonight|aswe a|hoje a noite|before dark)(?= )")
_TODAY = re.compile(
    r" (?:today|same day|right now|right away|hoy|immediately|this afternoon|this morning|asap today|jodi a|hoje|by 5)(?= )"
)
_WEEKEND = re.compile(
    r" (?:weekends?|saturdays?|sundays?|sat|sabados?|domingos?|fin(?:es)? de semana|samdi|fins? de semana)(?= )"
)
_EVENING = re.compile(
    r" (?:evenings?|nights|after (?:work|[5-9](?:pm)?|1[01]pm|his shift|her shift)|second shift|2nd shift|after hours|at night|noches?|(?:en|por) la noche|despues de las [5-9]|late hours|nighttime|night time|weeknights?|after 6)(?= )"
)
_NOT_WHEN = re.compile(
    r" (?:(?:relapsed|used|happened|evicted|over|last|this past|arrested|since|put out|kicked out|discharged|called|left|got out|moved|out) (?:\w+ )?(?:the )?(?:weekend|saturday|sunday|today|last night|tonight)"
    r"|(?:works|working|work|shift|clean|cleans|job|offices|sleeps) (?:\w+ )?(?:at )?(?:nights?|evenings|weekends|saturdays|overnights?|second shift|2nd shift)|thru the weekend|through the weekend|until (?:sunday|saturday)|by (?:saturday|sunday)|this (?:saturday|sunday)? ?only|today s|last (?:saturday|sunday|weekend|night))(?= )"
)


def radius_miles(line: str) -> float | None:
    """Miles from ``near``: 1 for walking distance, 5 for "nothing far"; travel times say nothing."""
    for pattern in _RADIUS:
        found = pattern.search(line)
        if found and not re.search(
            r" (?:bikes?|walks?|drives?|lives|travels) (?:about )?$", line[: found.start() + 1]
        ):
            number = float(found.group(1))
            return int(number) if number == int(number) else number
    if re.search(
        r" (?:walking distance|walkable|walk to|can walk|within walking|on foot|caminando|a pie)(?= )", line
    ):
        return 1
    if re.search(
        r" (?:nothing (?:too )?far|not (?:too )?far|close by|nearby only|cant go far|can not (?:go|travel) far|as close as possible|no muy lejos)(?= )",
        line,
    ):
        return 5
    return None


def any_distance(line: str) -> bool:
    """Whether the text says that distance does not matter."""
    return bool(
        re.search(
            r" (?:(?:distance|far|how far|where) (?:does not|doesnt|do not|is not an|isnt an|is no|no) (?:matter|issue|problem|object)|does not matter (?:how far|where)|any distance|anywhere in (?:the )?(?:state|country)|(?:will|can|willing to) (?:go|travel) anywhere|no matter how far|statewide)(?= )",
            line,
        )
    )


def when(line: str) -> str | None:
    """``tonight``, ``today``, ``weekend``, ``evening`` or None: when the service must be open."""
    rest = _NOT_WHEN.sub(" -", line)
    for pattern, slot in (
        (_TONIGHT, "tonight"),
        (_TODAY, "today"),
        (_WEEKEND, "weekend"),
        (_EVENING, "evening"),
    ):
        if pattern.search(rest):
            return slot
    if re.search(r" (?:works|work|shift) .{0,16}(?:so|bc|because) (?:evenings|nights)", line):
        return "evening"
    return None
