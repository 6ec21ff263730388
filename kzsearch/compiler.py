"""Query tree + snapshot -> plan: analysis and expansion of the words, one clause for each of them."""

from dataclasses import replace
from itertools import islice, product

from kzsearch_analyzers.analysis import form_term
from kzsearch_analyzers.fingerprint import fingerprint
from kzsearch_analyzers.normalizer import normalize

from . import expansion
from .expansion import Alternative, QueryWord, WordGroup
from .fields import FIELDS
from .plan import Clause, Conditions, Group, KeyedWord, Sum
from .query import Bool, Node, Phrase, Prefix
from .snapshot import Snapshot

# What each key of a word adds, against its lemma; measured on question sets in both languages
FORM_WEIGHT = 0.1  # the word as typed comes before its other forms
COARSE_WEIGHT = 0.5  # kindred words and spellings
KINDRED_WEIGHT = 0.5  # forms spelt like a rare word, each by its likeness
RARE = 0.02  # of the documents have the word
LEAST_LIKENESS = 0.3
MOST_KINDRED = 10  # forms of a word, and as many of each translation

MOST_EXPANSIONS = 2000  # forms that a prefix stands for
MOST_READINGS = 16  # of a phrase with ambiguous words


def compile_query(node: Node, snapshot: Snapshot, *, cross_lingual: bool) -> Clause:
    """The plan of a tree."""
    if isinstance(node, Bool):
        parts = {
            name: tuple(compile_query(n, snapshot, cross_lingual=cross_lingual) for n in getattr(node, name))
            for name in ("should", "must")
        }
        # what is excluded is excluded as typed: a translation would bar too much
        barred = tuple(compile_query(n, snapshot, cross_lingual=False) for n in node.must_not)
        return Conditions(parts["should"], parts["must"], barred)
    fields = (node.field,) if node.field else FIELDS
    if isinstance(node, Prefix):
        return _prefix(node, snapshot, fields)
    words = expansion.query_words(node.text)
    if isinstance(node, Phrase):
        return _phrase(node, words, fields)
    groups = expansion.groups(_with_older_lemmas(words, snapshot), cross_lingual=cross_lingual)
    return Sum(tuple(_word(group, snapshot, fields) for group in groups))


def _with_older_lemmas(words: list[QueryWord], snapshot: Snapshot) -> list[QueryWord]:
    """The words, also with the lemmas that an older analysis gave them in the documents that it indexed."""
    older = [snapshot.lemmas_of(form_term(word.form), fingerprint()) for word in words]
    return [
        replace(word, lemmas=tuple(dict.fromkeys((*word.lemmas, *more)))) if more else word
        for word, more in zip(words, older, strict=True)
    ]


def _word(group: WordGroup, snapshot: Snapshot, fields: tuple[str, ...]) -> Clause:
    label, kindred = repr(group.word.text), _kindred(group, snapshot, fields)
    return KeyedWord(
        label,
        Group(label, "lemma", 1.0, group.lemma, fields),
        Group(label, "form", FORM_WEIGHT, group.form, fields, essential=False),
        Group(label, "coarse", COARSE_WEIGHT, group.coarse, fields, essential=False),
        Group(f"{label}, spelt alike,", "form", KINDRED_WEIGHT, kindred, fields, essential=False),
    )


def _kindred(group: WordGroup, snapshot: Snapshot, fields: tuple[str, ...]) -> tuple[Alternative, ...]:
    """Forms spelt like a rare word or its translations: misspellings, compounds, words that no lexicon knows."""
    own = {alternative.terms for alternative in group.lemma if alternative.via in ("typed", "lemma")}
    df = max(sum(len(snapshot.postings(field, "lemma", term).docs) for (term,) in own) for field in fields)
    if df > RARE * snapshot.live:
        return ()
    likeness: dict[str, float] = {}
    spellings = {form_term(group.word.form): 1.0}
    spellings |= {a.terms[0]: a.weight for a in group.lemma if a.via == "translation" and len(a.terms) == 1}
    for spelling, weight in spellings.items():
        for form, alike in snapshot.forms_like(spelling, LEAST_LIKENESS, MOST_KINDRED):
            likeness[form] = max(likeness.get(form, 0.0), alike * weight)
    return tuple(Alternative((form,), alike, "kindred") for form, alike in likeness.items())


def _phrase(node: Phrase, words: list[QueryWord], fields: tuple[str, ...]) -> Clause:
    if not words:
        return Sum(())
    readings = islice(product(*(word.lemmas[:2] for word in words)), MOST_READINGS)
    alternatives = tuple(Alternative(terms, 1.0, "typed") for terms in readings)
    return Group(repr(node.text), "lemma", float(len(words)), alternatives, fields, node.slop)


def _prefix(node: Prefix, snapshot: Snapshot, fields: tuple[str, ...]) -> Clause:
    forms = snapshot.forms_from(prefix_form(node), fields, MOST_EXPANSIONS)
    return Group(f"{node.text}*", "form", 1.0, tuple(Alternative((f,), 1.0, "prefix") for f in forms), fields)


def prefix_form(node: Prefix) -> str:
    """The letters that forms have to begin with, spelt as forms are.

    >>> prefix_form(Prefix("Ёл"))
    'ел'
    """
    return form_term(normalize(node.text))
