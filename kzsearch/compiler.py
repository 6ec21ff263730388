"""Query tree + snapshot -> plan: analysis and expansion of the words, one clause for each of them."""

from itertools import islice, product

from kzsearch_analyzers.analysis import form_term
from kzsearch_analyzers.normalizer import normalize

from . import expansion
from .expansion import Alternative, QueryWord, WordGroup
from .fields import FIELDS
from .plan import Clause, Conditions, Evaluated, Group, KeyedWord, Sum, written_elsewhere
from .query import Bool, Node, Phrase, Prefix
from .snapshot import Snapshot

# What each key of a word adds, against its lemma; measured on question sets in both languages
FORM_WEIGHT = 0.07  # the word as typed comes before its other forms
COARSE_WEIGHT = 0.5  # kindred words and spellings
KINDRED_WEIGHT = 0.5  # lemmas spelt like a rare word's, each by its likeness
RARE = 0.02  # of the documents have the word
LEAST_LIKENESS = 0.3
MOST_KINDRED = 10  # of a word, and as many of each translation

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
    if not snapshot.is_stale:
        return words
    older = [snapshot.older_lemmas(form_term(word.form)) for word in words]
    return [
        word._replace(lemmas=tuple(dict.fromkeys((*word.lemmas, *more)))) if more else word
        for word, more in zip(words, older, strict=True)
    ]


def _word(group: WordGroup, snapshot: Snapshot, fields: tuple[str, ...]) -> Clause:
    """A word by its keys, and as it is typed; what they come to is remembered for the next question."""
    word, form = group.word, form_term(group.word.form)
    lemmas = [snapshot.words("lemma", lemma) for lemma in word.lemmas]
    written = form if any(written_elsewhere(snapshot, form, lemmas)) else ""
    keys = snapshot.memory.get(
        (word.lemmas, word.kind, group.translations, written, fields),
        lambda: Evaluated.of(_keyed(group, written, snapshot, fields), snapshot),
    )
    as_typed = snapshot.memory.get((form, fields), lambda: Evaluated.of(_as_typed(form, fields), snapshot))
    return Sum((keys, as_typed), f"{word.text!r}: sum of")


def _keyed(group: WordGroup, written: str, snapshot: Snapshot, fields: tuple[str, ...]) -> KeyedWord:
    label, by_lemma = "/".join(group.word.lemmas), group.by_lemma()
    if written:
        by_lemma = (*by_lemma, Alternative((written,), 1.0, "written"))
    return KeyedWord(
        label,
        Group(label, "lemma", 1.0, by_lemma, fields),
        Group(label, "coarse", COARSE_WEIGHT, group.by_coarse_key(), fields),
        Group(
            f"{label}, spelt alike,", "lemma", KINDRED_WEIGHT, _kindred(group, snapshot, fields), fields, adds_dfs=False
        ),
    )


def _as_typed(form: str, fields: tuple[str, ...]) -> Group:
    return Group(form, "form", FORM_WEIGHT, (Alternative((form,), 1.0, "form"),), fields, adds_dfs=False)


def _kindred(group: WordGroup, snapshot: Snapshot, fields: tuple[str, ...]) -> tuple[Alternative, ...]:
    """Lemmas spelt like a rare word's or its translations': misspellings, compounds, words that no lexicon knows."""
    if snapshot.most_documents("lemma", group.word.lemmas, fields) > RARE * snapshot.live:
        return ()
    likeness: dict[str, float] = {}
    for alternative in group.by_lemma():
        if len(alternative.terms) == 1 and alternative.via != "lemma":
            for lemma, alike in snapshot.lemmas_like(alternative.terms[0], LEAST_LIKENESS, MOST_KINDRED):
                likeness[lemma] = max(likeness.get(lemma, 0.0), alike * alternative.weight)
    return tuple(Alternative((lemma,), alike, "kindred") for lemma, alike in likeness.items())


def _phrase(node: Phrase, words: list[QueryWord], fields: tuple[str, ...]) -> Clause:
    if not words:
        return Sum(())
    readings = islice(product(*(word.lemmas[:2] for word in words)), MOST_READINGS)
    alternatives = tuple(Alternative(terms, 1.0, "typed") for terms in readings)
    return Group(repr(node.text), "lemma", float(len(words)), alternatives, fields, node.slop)


def _prefix(node: Prefix, snapshot: Snapshot, fields: tuple[str, ...]) -> Clause:
    forms = snapshot.forms_from(prefix_form(node), fields, MOST_EXPANSIONS)
    return Group(
        f"{node.text}*", "form", 1.0, tuple(Alternative((f,), 1.0, "prefix") for f in forms), fields, adds_dfs=False
    )


def prefix_form(node: Prefix) -> str:
    """The letters that forms have to begin with, spelt as forms are.

    >>> prefix_form(Prefix("Ёл"))
    'ел'
    """
    return form_term(normalize(node.text))
