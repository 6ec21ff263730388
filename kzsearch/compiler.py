"""Query tree + snapshot -> plan: analysis and expansion of the words, one clause for each of them."""

from collections.abc import Hashable, Iterable, Sequence
from itertools import islice, product
from typing import NamedTuple

import numpy as np
from kzsearch_analyzers import kazakh, russian
from kzsearch_analyzers.analysis import form_term
from kzsearch_analyzers.normalizer import normalize

from . import expansion
from .codec.distinct import distinct
from .expansion import Alternative, QueryWord, WordGroup
from .fields import FIELDS
from .plan import Clause, Conditions, Evaluated, Group, KeyedWord, Sum, evaluated, matches
from .postings import Words
from .query import Bool, Node, Phrase, Prefix
from .snapshot import BATCH, Snapshot

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
        return _phrase(node, words, snapshot, fields)
    groups = expansion.groups(_with_older_lemmas(words, snapshot), cross_lingual=cross_lingual)
    return Sum(tuple(_words(groups, snapshot, fields)))


def _with_older_lemmas(words: list[QueryWord], snapshot: Snapshot) -> list[QueryWord]:
    """The words, also with the lemmas that an older analysis gave them in the documents that it indexed."""
    if not snapshot.is_stale:
        return words
    older = [snapshot.older_lemmas(form_term(word.form)) for word in words]
    return [
        word._replace(lemmas=tuple(dict.fromkeys((*word.lemmas, *more)))) if more else word
        for word, more in zip(words, older, strict=True)
    ]


def _words(groups: Sequence[WordGroup], snapshot: Snapshot, fields: tuple[str, ...]) -> list[Clause]:
    """A clause for each word; what they come to is remembered for the next question."""
    keys = [(group.word.form, group.word.kind, group.word.lemmas, group.translations, fields) for group in groups]
    found: dict[Hashable, Clause | None] = {key: snapshot.memory.find(key) for key in keys}
    new = {key: group for key, group in zip(keys, groups, strict=True) if found[key] is None}
    for first in range(0, len(new), BATCH):
        some = list(new)[first : first + BATCH]
        words = [_of_form(new[key], snapshot, fields) for key in some]
        for key, word, scored in zip(some, words, evaluated(snapshot, words), strict=True):
            found[key] = snapshot.memory.put(key, Evaluated(word, scored))
    return [clause for key in keys if (clause := found[key])]


def _of_form(group: WordGroup, snapshot: Snapshot, fields: tuple[str, ...]) -> KeyedWord:
    form = form_term(group.word.form)
    as_typed = _resolved(Alternative((form,), 1.0, "form"), "form", snapshot)
    keys: _Keys = snapshot.memory.get(
        (group.word.lemmas, group.word.kind, group.translations, fields),
        lambda: _by_keys(group, snapshot, fields),
    )
    lemma, elsewhere = keys.lemma, _elsewhere(as_typed, keys.lemma.alternatives)
    if any(elsewhere):
        written = Alternative((form,), 1.0, "written", elsewhere)
        alternatives = (*lemma.alternatives, written)
        lemma = lemma._replace(alternatives=alternatives, df=_df(alternatives, snapshot, fields))
    typed = Group(form, "form", FORM_WEIGHT, (as_typed,), fields)
    return KeyedWord(repr(group.word.form), lemma, keys.coarse, keys.kindred, typed)


class _Keys(NamedTuple):
    """The groups that words of the same lemmas have in common."""

    lemma: Group
    coarse: Group
    kindred: Group

    @property
    def nbytes(self) -> int:
        """About."""
        return 5000


def _by_keys(group: WordGroup, snapshot: Snapshot, fields: tuple[str, ...]) -> _Keys:
    label, alternatives = "/".join(group.word.lemmas), group.by_lemma()
    lemmas = tuple(_resolved(alternative, "lemma", snapshot) for alternative in alternatives)
    coarse = tuple(_resolved(key, "coarse", snapshot) for key in group.by_coarse_key(alternatives))
    kindred = _kindred(lemmas, snapshot, fields)
    df = _df(lemmas, snapshot, fields)
    of_coarse, of_kindred = (
        sum(a.weight * snapshot.df_by_field(a.words, fields) for a in alternatives if a.words is not None)
        for alternatives in (coarse, kindred)
    )
    return _Keys(
        Group(label, "lemma", 1.0, lemmas, fields, df=df),
        Group(label, "coarse", COARSE_WEIGHT, coarse, fields, df=of_coarse),
        Group(  # as rare as the lemma, if that is there
            f"{label}, spelt alike,", "lemma", KINDRED_WEIGHT, kindred, fields,
            df=df or of_kindred,
        ),
    )  # fmt: skip


def _df(alternatives: Iterable[Alternative], snapshot: Snapshot, fields: tuple[str, ...]) -> float:
    """That of a weighted group: the documents of each alternative by its weight."""
    return sum(
        alternative.weight
        * (
            len(distinct(np.concatenate([matches(snapshot, field, alternative.terms).docs for field in fields])))
            if alternative.words is None
            else snapshot.df(alternative.words, fields)
        )
        for alternative in alternatives
    )


def _resolved(alternative: Alternative, key: str, snapshot: Snapshot) -> Alternative:
    if len(alternative.terms) != 1:
        return alternative
    return alternative._replace(words=snapshot.words(key, alternative.terms[0]))


def _elsewhere(as_typed: Alternative, lemmas: Sequence[Alternative]) -> Words:
    """Where the segments have a form under none of some lemmas."""
    listed = [lemma.words for lemma in lemmas if lemma.words]
    return tuple(
        tuple(word for word in of_leaf if all(word[0] != list for words in listed for list, _ in words[i]))
        for i, of_leaf in enumerate(as_typed.words or ())
    )


def _kindred(lemmas: Sequence[Alternative], snapshot: Snapshot, fields: tuple[str, ...]) -> tuple[Alternative, ...]:
    """Lemmas spelt like a rare word's or its translations': misspellings, compounds, words that no lexicon knows."""
    own = (lemma.words for lemma in lemmas if lemma.via in ("typed", "lemma") and lemma.words)
    if sum(snapshot.df_by_field(words, fields) for words in own) > RARE * snapshot.live:
        return ()
    found: dict[str, Alternative] = {}
    for alternative in lemmas:
        if _has_kindred(alternative):
            for lemma, alike, words in snapshot.lemmas_like(alternative.terms[0], LEAST_LIKENESS, MOST_KINDRED):
                weight = alike * alternative.weight
                if lemma not in found or found[lemma].weight < weight:
                    found[lemma] = Alternative((lemma,), weight, "kindred", words)
    return tuple(found.values())


def _has_kindred(lemma: Alternative) -> bool:
    """Is it worth looking for? The Russian dictionary knows a word's forms and kin better than its spelling tells."""
    if len(lemma.terms) != 1 or lemma.via not in ("typed", "translation"):
        return False
    return lemma.via == "translation" or not russian.is_known(lemma.terms[0]) or kazakh.is_lemma(lemma.terms[0])


def _phrase(node: Phrase, words: list[QueryWord], snapshot: Snapshot, fields: tuple[str, ...]) -> Clause:
    if not words:
        return Sum(())
    readings = islice(product(*(word.lemmas[:2] for word in words)), MOST_READINGS)
    alternatives = tuple(_resolved(Alternative(terms, 1.0, "typed"), "lemma", snapshot) for terms in readings)
    return Group(repr(node.text), "lemma", float(len(words)), alternatives, fields, node.slop)


def _prefix(node: Prefix, snapshot: Snapshot, fields: tuple[str, ...]) -> Clause:
    forms = snapshot.forms_from(prefix_form(node), fields, MOST_EXPANSIONS)
    alternatives = tuple(_resolved(Alternative((form,), 1.0, "prefix"), "form", snapshot) for form in forms)
    return Group(f"{node.text}*", "form", 1.0, alternatives, fields)


def prefix_form(node: Prefix) -> str:
    """The letters that forms have to begin with, spelt as forms are.

    >>> prefix_form(Prefix("Ёл"))
    'ел'
    """
    return form_term(normalize(node.text))
