"""The passage of a text that shows best why it was found, and the marks in it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from kzsearch_analyzers.analysis import coarse_key, form_term, lemma_of
from kzsearch_analyzers.language import KAZAKH, RUSSIAN, word_languages
from kzsearch_analyzers.tokenizer import spans

ELLIPSIS = "…"
_SPACE = re.compile(r"\s")
_SENTENCE_START = re.compile(r"\n|[.!?]\s")
_COARSE_SHARE = 0.3  # what a word counts that only shares a coarse key
_SHARED = 2  # letters at least that a form has in common with its lemma, were it not for люди, дня and their like
_REPEATED = 0.1  # what a word counts that the passage has already


@dataclass(frozen=True)
class Wanted:
    """What to mark: lemmas side by side with their weights, coarse keys, forms, lemmas that are spelt alike."""

    phrases: Mapping[tuple[str, ...], float]
    coarse: frozenset[str] = frozenset()
    forms: frozenset[str] = frozenset()
    alike: frozenset[str] = frozenset()

    def __hash__(self) -> int:
        return hash((tuple(self.phrases.items()), self.coarse, self.forms, self.alike))


@dataclass(frozen=True, slots=True)
class Mark:
    """A word to be marked: text[start:end], what it counts, what it matched."""

    start: int
    end: int
    weight: float
    lemma: str


Places = frozenset[tuple[int, str]]  # positions in a text, each with the lemma that stands there


@lru_cache(maxsize=256)
def marks(text: str, wanted: Wanted, places: Places | None = None) -> tuple[Mark, ...]:
    """The words of a text that match, in order. Words that share only a coarse key, or are spelt alike, are marked
    where nothing else is.

    places: where the index has the wanted lemmas in this text, which spares analysing it.
    """
    tokens = list(spans(text))
    at = None if places is None else dict(places)
    lemmas = _lemmas(tokens) if at is None else [at.get(i, "") for i in range(len(tokens))]
    return tuple(_exact(tokens, lemmas, wanted)) or tuple(_alike(tokens, wanted))


_Tokens = list[tuple[int, int, str, str]]  # as `spans` gives them


def _lemmas(tokens: _Tokens) -> list[str]:
    languages = word_languages([form for *_, form in tokens])
    return [lemma_of(form, kind, lang) for (_, _, kind, form), lang in zip(tokens, languages, strict=True)]


def _exact(tokens: _Tokens, lemmas: list[str], wanted: Wanted) -> Iterator[Mark]:
    weights = [float(form_term(form) in wanted.forms) for *_, form in tokens]
    for size in {len(phrase) for phrase in wanted.phrases}:
        for i in range(len(lemmas) - size + 1):
            weight = wanted.phrases.get(tuple(lemmas[i : i + size]), 0.0) / size  # a phrase counts as one word
            weights[i : i + size] = [max(weight, w) for w in weights[i : i + size]]
    for (start, end, _, form), lemma, weight in zip(tokens, lemmas, weights, strict=True):
        if weight:
            yield Mark(start, end, weight, lemma or form)


def _alike(tokens: _Tokens, wanted: Wanted) -> Iterator[Mark]:
    begins = {key[:_SHARED] for key in (*wanted.coarse, *map(coarse_key, wanted.alike))}
    for start, end, kind, form in tokens:
        if coarse_key(form.removeprefix("#"))[:_SHARED] in begins and _is_alike(form, kind, wanted):
            yield Mark(start, end, _COARSE_SHARE, form)


def _is_alike(form: str, kind: str, wanted: Wanted) -> bool:
    """Is it so in either language? Which of them it is in would take the words around it to tell."""
    lemmas = [lemma_of(form, kind, lang) for lang in (KAZAKH, RUSSIAN)]
    return any(lemma in wanted.alike or coarse_key(lemma) in wanted.coarse for lemma in lemmas)


def passage(text: str, found: Sequence[Mark], size: int) -> tuple[int, int]:
    """Begin and end of the best passage of at most `size` characters; the head of the text if nothing is marked."""
    if len(text) <= size or not found:
        return 0, _word_end(text, min(size, len(text)))
    best = max(range(len(found)), key=lambda i: (_value(found, i, size), -i))
    begin = _word_start(text, found[best].start, _last(found, best, size), size)
    return begin, _word_end(text, min(len(text), begin + size))


def _value(found: Sequence[Mark], first: int, size: int) -> float:
    total, seen = 0.0, set()
    for mark in found[first:]:
        if mark.end > found[first].start + size:
            break
        total += mark.weight * (_REPEATED if mark.lemma in seen else 1.0)
        seen.add(mark.lemma)
    return total


def _last(found: Sequence[Mark], first: int, size: int) -> int:
    return max(m.end for m in found[first:] if m.end <= found[first].start + size or m is found[first])


def _word_start(text: str, first: int, last: int, size: int) -> int:
    """A start before the first mark: the sentence or line it stands in, or a word within what space is left."""
    earliest = max(0, last - size, first - size // 2)
    sentences = [m.end() for m in _SENTENCE_START.finditer(text, earliest, first)]
    if sentences or earliest == 0:
        return sentences[-1] if sentences else 0
    word = _SPACE.search(text, earliest, first)
    return word.end() if word else first


def _word_end(text: str, end: int) -> int:
    if end >= len(text):
        return len(text)
    spaces = [m.start() for m in _SPACE.finditer(text, max(0, end - 40), end + 1)]
    return spaces[-1] if spaces and spaces[-1] > 0 else end


def snippet(text: str, found: Sequence[Mark], *, size: int = 200, before: str = "**", after: str = "**") -> str:
    """The best passage with the marked words between `before` and `after`, white space folded.

    >>> text = "Бүгін мектептер ашылды."
    >>> snippet(text, marks(text, Wanted({("мектеп",): 1.0})))
    'Бүгін **мектептер** ашылды.'
    """
    begin, end = passage(text, found, size)
    parts, at = [], begin
    for mark in found:
        if begin <= mark.start and mark.end <= end:
            parts += [text[at : mark.start], before, text[mark.start : mark.end], after]
            at = mark.end
    parts.append(text[at:end])
    folded = " ".join("".join(parts).split())
    return f"{ELLIPSIS if text[:begin].strip() else ''}{folded}{ELLIPSIS if text[end:].strip() else ''}"
