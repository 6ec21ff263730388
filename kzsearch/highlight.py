"""The passage of a text that shows best why it was found, and the marks in it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from kzsearch_analyzers.analysis import coarse_key, form_term, lemma_of
from kzsearch_analyzers.language import word_languages
from kzsearch_analyzers.tokenizer import spans

ELLIPSIS = "…"
_SPACE = re.compile(r"\s")
_SENTENCE_START = re.compile(r"\n|[.!?]\s")
_COARSE_SHARE = 0.3  # what a word counts that only shares a coarse key
_REPEATED = 0.1  # what a word counts that the passage has already


@dataclass(frozen=True)
class Wanted:
    """What to mark: lemmas side by side with their weights, coarse keys, forms, forms that are spelt alike."""

    phrases: Mapping[tuple[str, ...], float]
    coarse: frozenset[str] = frozenset()
    forms: frozenset[str] = frozenset()
    alike: frozenset[str] = frozenset()

    def __hash__(self) -> int:
        return hash((tuple(self.phrases.items()), self.coarse, self.forms, self.alike))


@dataclass(frozen=True, slots=True)
class Mark:
    """A word to be marked: text[start:end], what it counts, what it matched, and whether only by its coarse key or
    spelling."""

    start: int
    end: int
    weight: float
    lemma: str
    coarse: bool


@lru_cache(maxsize=256)
def marks(text: str, wanted: Wanted) -> tuple[Mark, ...]:
    """The words of a text that match, in order. Words that share only a coarse key, or are spelt alike, are marked
    where nothing else is."""
    tokens = list(spans(text))
    languages = word_languages([form for *_, form in tokens])
    found = tuple(_marks(tokens, languages, wanted))
    exact = tuple(m for m in found if not m.coarse)
    return exact or found


def _marks(tokens: list[tuple[int, int, str, str]], languages: list[str], wanted: Wanted) -> Iterator[Mark]:
    lemmas = [lemma_of(form, kind, lang) for (_, _, kind, form), lang in zip(tokens, languages, strict=True)]
    exact = [float(form_term(form) in wanted.forms) for *_, form in tokens]
    for size in {len(phrase) for phrase in wanted.phrases}:
        for i in range(len(lemmas) - size + 1):
            weight = wanted.phrases.get(tuple(lemmas[i : i + size]), 0.0) / size  # a phrase counts as one word
            exact[i : i + size] = [max(weight, w) for w in exact[i : i + size]]
    for (start, end, _, form), lemma, weight in zip(tokens, lemmas, exact, strict=True):
        if weight:
            yield Mark(start, end, weight, lemma, coarse=False)
        elif coarse_key(lemma) in wanted.coarse or form_term(form) in wanted.alike:
            yield Mark(start, end, _COARSE_SHARE, lemma, coarse=True)


def passage(text: str, wanted: Wanted, size: int) -> tuple[int, int]:
    """Begin and end of the best passage of at most `size` characters; the head of the text if nothing matches."""
    found = marks(text, wanted)
    if len(text) <= size or not found:
        return 0, _word_end(text, min(size, len(text)))
    best = max(range(len(found)), key=lambda i: (_value(found, i, size), -i))
    begin = _word_start(text, found[best].start, _last(found, best, size), size)
    return begin, _word_end(text, min(len(text), begin + size))


def _value(found: tuple[Mark, ...], first: int, size: int) -> float:
    total, seen = 0.0, set()
    for mark in found[first:]:
        if mark.end > found[first].start + size:
            break
        total += mark.weight * (_REPEATED if mark.lemma in seen else 1.0)
        seen.add(mark.lemma)
    return total


def _last(found: tuple[Mark, ...], first: int, size: int) -> int:
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


def snippet(text: str, wanted: Wanted, *, size: int = 200, before: str = "**", after: str = "**") -> str:
    """The best passage with the matched words between `before` and `after`, white space folded.

    >>> snippet("Бүгін мектептер ашылды.", Wanted({("мектеп",): 1.0}))
    'Бүгін **мектептер** ашылды.'
    """
    begin, end = passage(text, wanted, size)
    parts, at = [], begin
    for mark in marks(text, wanted):
        if begin <= mark.start and mark.end <= end:
            parts += [text[at : mark.start], before, text[mark.start : mark.end], after]
            at = mark.end
    parts.append(text[at:end])
    folded = " ".join("".join(parts).split())
    return f"{ELLIPSIS if text[:begin].strip() else ''}{folded}{ELLIPSIS if text[end:].strip() else ''}"
