"""Eligibility text to what it demands: sentences, their roles, their lists, and how sentences add up."""

import re
from collections.abc import Iterator
from dataclasses import replace

from matcher.eligibility.ages import age_atoms
from matcher.eligibility.atoms import Atom, Kind, settled
from matcher.eligibility.children import children_atoms
from matcher.eligibility.clauses import (
    Sentence,
    also_start,
    asks_for_documents,
    clean,
    is_lax,
    preference_start,
    role,
    sentences,
)
from matcher.eligibility.exclusions import exclusions
from matcher.eligibility.forms import forms
from matcher.eligibility.lists import list_meaning
from matcher.eligibility.meaning import Meaning, Span, all_of
from matcher.eligibility.money import income_atoms
from matcher.eligibility.openness import open_statement
from matcher.eligibility.phrases import phrase_atoms
from matcher.eligibility.places import place_atoms
from matcher.eligibility.sobriety import sobriety_atoms

# A longer one is no aside any more; blanking it out would leave a blank that slows every pattern down.
_PARENTHESIS = re.compile(r"\([^()]{0,300}\)")
_INCLUDING = re.compile(
    r"^\(?\s*(?:including|incl\b|e\.g|such\s+as|especially|i\.e\.?\s+not)|,?\s*\bincluding\b(?!\s+(?:[A-Z][a-z]+\s+and\s+[A-Z]))"
)
_LETS_IN = re.compile(
    r"accepted|case.by.case|\bok\b|\bwith\s+(?:parent|written|consent)|\bschool\s+care\b|until|allowed|\benough\b|\btoo\b|who\s+are\s+over"
)
_PERMITTED = re.compile(r"\bmay\s+(?!not\b|be\s+eligible)(?:have|possess|be|include)\b[^;]*")
_MAY_BRING = re.compile(
    r"^\s*(?:(?:wo)?men|mothers|fathers|parents|clients|residents|guests)\s+may\s+bring\b.*$"
)
_ANY_AGE_FIRST = re.compile(r"^\s*all\s+ages\s*[,;]\s*(?=\w)", re.I)
_NO_UPPER_AGE = re.compile(
    r"\b(?:no\s+(?:upper|maximum)\s+age\s+limit|(?:upper|maximum)\s+age(?:\s+limit)?\s+(?:does\s+not\s+apply|is\s+waived))"
)
_CONDITIONAL = re.compile(
    r"^\s*(?:all\s+)?(?:clients?|individuals?|persons?|applicants?|those|participants?|women|men|residents)\s+(?:in\s+recovery|who\s+(?:have|has|are|had)|with|under|without)\b(?P<condition>.*?)\b(?P<must>must|should|need\s+to|are\s+required)\b"
)
_PART_AGE = re.compile(
    r"\s*(?:\)\s*)?(?:for|to\s+(?:attend|join))\s+(?:the\s+)?(?!at\s+least|people|persons|individuals?|all|residents|one|more|those|admission|whom|a\s+minimum)[a-z]"
)
_ROLE_OF_ANOTHER = re.compile(
    r"(?:\b(?:by|from|about|their|thier|his|her|your|between|to\s+their|a\s+member\s+of|approved|live-in|through\s+an?|whose|care\s+for)\s+(?:an?\s+|the\s+|any\s+|other\s+)?|'s\s+|\bliving\s+without\s+\w+\s+)$"
)
_POSSESSIVE = re.compile(r"'s?\b|'\s")
_SERVICE_LEAD = re.compile(
    r"^.{0,200}?\b(?:provid\w*|offer\w*|services?|programs?|assist\w*|counsel\w*|hotline|shelter(?:\s+and\s+food)?|meals?|groups?|support|advoca\w*|subsid\w*|ongoing|referrals|specialize)\b.{0,160}?\b(?:for|to|targeted\s+to|serving|of|aimed\s+at\s+helping)\s+(?=\S)"
)
_SERVICE_VERB = re.compile(
    r"^\s*(?:also\s+)?(?:provides?|offers?|assists?|helps?|services?\s+(?:provided|include|restricted)|national\s+program|free\s+(?:meals?|service|classes)|outpatient|housing\s+assistance|assistance\s+with|assisting|day\s+shelter|transitional\s+housing|support\s+group|information|the\s+\w+\s+(?:program|club|center)|(?:(?!must|be\b|to\b|who|clients?|participants?|applicants?|all\b|individuals?)\w+\s+){1,4}(?:program|project|club)\b|referrals\s+and|peer\s+|advocacy|reintegration)"
)
_FAMILY = re.compile(r"famil|(?:with|have|of)\s+(?:\w+\s+)?child|mother|father")
_SAYS_WHO = re.compile(
    r"\bmust\b|\bonly\b|\brequired\b|\bnot\b|\bages\b|\bopen\s+to\b|\bneed\b|\bbring\b|\baimed\b"
)
_COMPANIONS = re.compile(
    r"\s*(?:older\s+|young\s+|teen\s+|parent\s+or\s+guardian|their\s+)?(?:children|kids|sons?|daughters|boys|girls|siblings|parents?|guardians?)\b(?!.*\bonly\b)"
)
_OTHERS = re.compile(r"\b(?:others?|anyone|everyone|individuals|everybody)\b")


class _Text:
    """One text while it is read: its characters cleaned, and everything that was recognised in it."""

    def __init__(self, text: str) -> None:
        self.text = clean(text)
        self.lower = self.text.lower()
        if len(self.lower) != len(self.text):
            # A few letters grow when lowered (İ): then places in the text would shift.
            self.lower = self.text = self.text.encode("ascii", "replace").decode("ascii").lower()


def meaning_of(text: str) -> tuple[Meaning, Span | None]:
    """What a text demands of everyone who is served, and where it says that anyone may come.

    The second part is None where it does not say so, or demands something after all.
    """
    source = _Text(text)
    found_forms = list(
        forms(source.lower, lambda piece, offset: _sentence_meaning(source, Sentence(piece, offset)))
    )
    rest = source.text
    for form in found_forms:
        rest = rest[: form.at[0]] + " " * (form.at[1] - form.at[0]) + rest[form.at[1] :]
    whole = all_of(form.meaning for form in found_forms)
    opened: Span | None = None
    prose = False
    for number, sentence in enumerate(sentences(rest)):
        lower = source.lower[sentence.start : sentence.start + len(sentence.text)]
        lower = _PARENTHESIS.sub(lambda found: " " * len(found.group()), lower)
        if role(lower) == "aside" and not lower.strip().startswith("children are"):
            continue
        if number and whole and _COMPANIONS.match(lower):
            continue
        prose = prose or (number == 0 and _SERVICE_VERB.match(lower) is not None)
        if prose and number and len(lower.split()) > 6 and not _SAYS_WHO.search(lower):
            continue
        if span := open_statement(lower):
            opened = opened or (sentence.start + span[0], sentence.start + span[1])
        whole = _added(whole, source, sentence, lower)
    if re.search(r"\ball\s+ages?\b(?!\s+with)", source.lower):
        whole = whole.without({"age"})
    if whole.ages and _NO_UPPER_AGE.search(source.lower):
        low = replace(whole.ages, high=None)
        whole = replace(whole, ages=low if low.low is not None else None)
    ages = whole.ages
    if (
        ages
        and not ages.implied
        and ages.high is not None
        and ages.high < 18
        and not _FAMILY.search(source.lower)
    ):
        # The parent of a young person who is served is not the person served.
        whole = whole.without({"children"})
    if opened:
        # Alternatives beside "anyone may come" are examples.
        whole = replace(whole, choices=())
    if opened and re.search(r"\bhowever\b|age\s+groups?:\s*all\b", source.lower):
        opened = None
    return whole, None if whole else opened


def _added(whole: Meaning, source: _Text, sentence: Sentence, lower: str) -> Meaning:
    """The meaning so far, and this sentence."""
    if role(lower) == "also":
        base, exception = _split_also(sentence, lower)
        if base:
            whole = whole.both(_sentence_meaning(source, base))
        meaning = _sentence_meaning(source, exception).without({"residence"})
        if meaning:
            return whole.widened(meaning)
        if _OTHERS.search(lower) and "family" not in lower:
            return whole.only({"residence"})
        # Alternatives who "also" may come leave the criteria as they are and only open the choices.
        return whole.widened(meaning)
    meaning = _sentence_meaning(source, sentence)
    if re.match(r"\s*(?:all\s+)?others\b|\s*pregnant\s+\w+\s*$", lower) and whole:
        return whole.either(meaning)
    if sentence.run_on and meaning:
        # Two records run together: each serves its own people.
        return whole.either(meaning)
    return whole.both(meaning)


def _split_also(sentence: Sentence, lower: str) -> tuple[Sentence | None, Sentence]:
    """The rule and those who "also" may come; "... are welcome" says it at its end, of all before it."""
    start = also_start(lower)
    if not start or not re.search(r"\w", lower[:start]):
        return None, sentence
    return Sentence(sentence.text[:start], sentence.start), Sentence(
        sentence.text[start:], sentence.start + start
    )


def _sentence_meaning(source: _Text, sentence: Sentence, *, exception: bool = False) -> Meaning:
    """What one sentence demands: its list, its parentheses, its exclusions.

    In an `exception`, "case by case" takes nothing back: it is about those whom the exception lets in.
    """
    start, end = sentence.start, sentence.start + len(sentence.text)
    text, lower = source.text[start:end], source.lower[start:end]
    if first := _ANY_AGE_FIRST.match(text):
        start += first.end()
        text, lower = text[first.end() :], lower[first.end() :]
    if re.match(r"\s*(?:residents|none)\s*$", lower):
        return Meaning()
    lead = _SERVICE_LEAD.match(lower) if _SERVICE_VERB.match(lower) else None
    if _SERVICE_VERB.match(lower) and not lead:
        return Meaning()
    shift = lead.end() if lead else 0
    plain_text, asides = _without_parentheses(text[shift:])
    offset = start + shift
    atoms = list(_atoms(plain_text, offset))
    low = plain_text.lower()
    scopes, excluded = exclusions(
        low,
        [(a.start - offset, a.end - offset) for a in atoms if a.kind != "people" and _denies(a, low, offset)],
    )
    excluded = _moved(excluded, offset)
    muted = [*scopes, *_permitted(low), *_included(plain_text)]
    if brings := _MAY_BRING.match(low):
        # Leave to bring somebody along limits nobody to those who have it.
        muted.append(brings.span())
    if (preference := preference_start(low)) is not None:
        muted.append((preference, len(low)))
    if accepts := re.match(r"\s*(?:accepts?|welcomes?)\b.*?\bwith\b", low):
        # What is "accepted with" is put up with, not demanded.
        muted.append((accepts.end(), len(low)))
    kept = [
        a
        for a in atoms
        if low.startswith("free", a.start - offset) or not any(s <= a.start - offset < e for s, e in muted)
    ]
    kept, parts = _part_ages(kept, low, offset)
    if condition := _CONDITIONAL.match(low):
        kept = _conditional(kept, condition.start("must") + offset)
    if not exception and is_lax(low) and not _PARENTHESIS.search(text):
        kept = [a for a in kept if not _taken_back(a, low, offset)]
    kept, whole_sentence = _placed_parentheses(kept, asides, source, offset, muted)
    meaning = list_meaning(low, kept, offset).both(excluded)
    meaning = _with_part_ages(meaning, parts)
    for aside_start, aside in whole_sentence:
        muted_here = any(s <= aside_start < e for s, e in muted)
        meaning = _with_parenthesis(meaning, source, aside, offset + aside_start, muted=muted_here)
    return meaning


def _atoms(text: str, offset: int) -> Iterator[Atom]:
    """What is recognised in a sentence, rivals settled, at its place in the whole text."""
    lower = text.lower()
    candidates = [
        *phrase_atoms(lower), *age_atoms(lower), *income_atoms(lower), *sobriety_atoms(lower),
        *children_atoms(lower), *place_atoms(text),
    ]  # fmt: skip
    wants_papers = asks_for_documents(lower)
    for atom in settled(candidates):
        if atom.kind == "people" and (
            _ROLE_OF_ANOTHER.search(lower[: atom.start]) or _POSSESSIVE.match(lower, atom.end)
        ):
            continue
        alone = len(lower.split()) <= len(lower[atom.start : atom.end].split()) + 1
        if "documents" in atom.meaning.facts and not wants_papers and not alone:
            continue
        yield Atom(
            atom.start + offset,
            atom.end + offset,
            atom.kind,
            _moved(atom.meaning, offset),
            atom.plain,
            atom.plight,
            atom.widens,
        )


def _moved(meaning: Meaning, offset: int) -> Meaning:
    """The same with its places shifted from the sentence to the text."""

    def at(span: Span) -> Span:
        return (span[0] + offset, span[1] + offset)

    ages = meaning.ages
    if ages:
        ages = type(ages)(ages.low, ages.high, at(ages.low_at), at(ages.high_at), ages.implied)
    return Meaning(
        ages,
        {key: {value: at(span) for value, span in values.items()} for key, values in meaning.values.items()},
        tuple(tuple(_moved(one, offset) for one in choice) for choice in meaning.choices),
    )


def _denies(atom: Atom, low: str, offset: int) -> bool:
    """Whether an atom was read together with its own negation ("no insurance", "with no dependents")."""
    return bool(
        re.search(r"\b(?:no|not|without|never|cannot)\b", low[atom.start - offset : atom.end - offset])
    )


def _without_parentheses(text: str) -> tuple[str, list[tuple[int, str]]]:
    """The text with parentheses blanked out, and their contents with their places."""
    if re.match(r"\s*all\s+ages\s*\(", text, re.I):
        return _PARENTHESIS.sub(lambda found: " " * len(found.group()), text), []
    asides = [(found.start() + 1, found.group()[1:-1]) for found in _PARENTHESIS.finditer(text)]
    return _PARENTHESIS.sub(lambda found: " " * len(found.group()), text), asides


def _placed_parentheses(
    atoms: list[Atom], asides: list[tuple[int, str]], source: _Text, offset: int, muted: list[Span]
) -> tuple[list[Atom], list[tuple[int, str]]]:
    """A parenthesis qualifies the words before it; those that let people in are left for the sentence."""
    left: list[tuple[int, str]] = []
    for start, aside in asides:
        lower = aside.lower()
        if re.search(r"\bexceptions?\b", lower):
            before = [a for a in atoms if a.start < offset + start]
            atoms = [a for a in atoms if a not in before[-1:]]
            continue
        if any(s <= start < e for s, e in muted) or _LETS_IN.search(lower):
            left.append((start, aside))
            continue
        if _INCLUDING.match(lower) or re.search(r"\brequired\s+for\b", lower):
            continue
        inner = _sentence_meaning(source, Sentence(aside, offset + start))
        if inner and re.match(r"\s*or\b", lower):
            before = [a for a in atoms if a.start < offset + start][-1:]
            atoms = [replace(a, meaning=a.meaning.either(inner)) if a in before else a for a in atoms]
            continue
        if inner and not (inner.facts == {"age"} and re.search(r"\b(?:for|center|program)\b", lower)):
            kind: Kind = "age" if inner.facts == {"age"} else "condition"
            atoms = [*atoms, Atom(offset + start, offset + start + len(aside), kind, inner)]
    return sorted(atoms, key=lambda a: a.start), left


def _with_parenthesis(meaning: Meaning, source: _Text, aside: str, start: int, *, muted: bool) -> Meaning:
    """A parenthesis that lets more people in; after words that are only permitted, only sobriety is demanded."""
    inner = _sentence_meaning(source, Sentence(aside, start), exception=True)
    return meaning.both(inner.only({"days_sober"})) if muted else meaning.widened(inner)


def _permitted(low: str) -> list[Span]:
    return [found.span() for found in _PERMITTED.finditer(low)]


def _included(text: str) -> list[Span]:
    """Examples after "including"; named places go on with the list before."""
    return [
        (found.start(), len(text))
        for found in re.finditer(r"\b(?:including|incl\.?)\s+(?!(?:[A-Z][a-z]+\b))", text)
    ][:1]


def _part_ages(atoms: list[Atom], low: str, offset: int) -> tuple[list[Atom], list[Atom]]:
    """Ages that hold for one part of the service ("5-17 for after-school programs") apart from the others."""
    parts = [a for a in atoms if a.kind == "age" and _PART_AGE.match(low[a.end - offset :])]
    return [a for a in atoms if a not in parts], parts


def _with_part_ages(meaning: Meaning, parts: list[Atom]) -> Meaning:
    if not parts:
        return meaning
    if meaning.ages and not meaning.ages.implied:
        for part in parts:
            meaning = meaning.widened(part.meaning)
        return meaning
    return meaning.without({"age"})


def _conditional(atoms: list[Atom], predicate: int) -> list[Atom]:
    """ "Clients in recovery must ...": the condition holds for some, of the rest only sobriety counts for all."""
    return [a for a in atoms if a.start >= predicate and a.meaning.facts <= {"days_sober"}]


def _taken_back(atom: Atom, low: str, offset: int) -> bool:
    """Whether "unless" or an exception follows in the same part of the sentence."""
    rest = low[atom.end - offset :]
    found = re.search(r"unless|exceptions?|case[- ]by[- ]case|if\s+applicable|except\b", rest)
    if not found:
        return False
    return atom.kind == "age" or "," not in rest[: found.start()]
