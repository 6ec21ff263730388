"""Which words of a question a document has, and through what: itself, a translation, a spelling."""

from collections.abc import Iterator
from dataclasses import dataclass

from .expansion import Alternative
from .groups import ByField, Group, KeyedWord
from .plan import Clause, words_of
from .snapshot import Snapshot

_NAMED = frozenset({"typed", "lemma", "translation", "prefix"})  # how what stands for a word comes to be there


@dataclass(frozen=True, slots=True)
class Match:
    """A word of a question, and what of the document stands for it.

    word: as typed, in lower case; found: a lemma, several side by side, a form or a coarse key; via: 'typed', 'lemma'
    (another that the word may be of), 'translation', 'kindred' (spelt alike), 'coarse' (the same first letters),
    'form', 'written' (the form, read otherwise there) or 'prefix'; weight: of one occurrence, in (0, 1].

    >>> str(Match("мектеп", "школа", "translation", 0.6))
    'мектеп -> школа 0.6'
    """

    word: str
    found: str
    via: str
    weight: float

    def __str__(self) -> str:
        """In a line."""
        arrow = "~" if self.via in ("coarse", "kindred") else "->"
        return f"{self.word} {arrow} {self.found} {self.weight:.2g}"


def matches(clause: Clause, snapshot: Snapshot, doc: int) -> tuple[Match, ...]:
    """What a document was found by, in the order of the words of the question."""
    found: dict[str, dict[str, Match]] = {}
    for word, group, alternative in _alternatives(clause):
        of_word = found.setdefault(word, {})
        terms, via = " ".join(alternative.terms), alternative.via
        weight = alternative.weight * (1.0 if via in _NAMED else group.weight)
        if (terms not in of_word or of_word[terms].weight < weight) and any(
            _has(snapshot, group, alternative, field, doc) for field in group.fields
        ):
            of_word[terms] = Match(word, terms, via, weight)
    return tuple(match for of_word in found.values() for match in _told([*of_word.values()]))


def _told(of_word: list[Match]) -> list[Match]:
    """What weighs most first; forms and coarse keys only where nothing else is."""
    named = [match for match in of_word if match.via in _NAMED]
    others = [match for match in of_word if match.via != "coarse"] or of_word
    return sorted(named or others, key=lambda match: -match.weight)


def _alternatives(clause: Clause) -> Iterator[tuple[str, Group, Alternative]]:
    for word in words_of(clause):
        for each in word.clauses if isinstance(word, ByField) else (word,):
            for group in each.groups:
                for alternative in group.alternatives:
                    yield (each.form if isinstance(each, KeyedWord) else group.label), group, alternative


def _has(snapshot: Snapshot, group: Group, alternative: Alternative, field: str, doc: int) -> bool:
    words = alternative.words
    docs = (group.matches(snapshot, field, alternative) if words is None else snapshot.postings_of(field, words)).docs
    at = int(docs.searchsorted(doc))
    return at < len(docs) and int(docs[at]) == doc
