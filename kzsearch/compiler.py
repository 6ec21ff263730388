"""Query tree + snapshot -> plan: analysis and expansion of the words, one clause for each of them."""

from collections.abc import Callable, Hashable, Iterable, Sequence
from functools import partial
from itertools import islice, product
from typing import Any, NamedTuple

import numpy as np
from kzsearch_analyzers import kazakh, russian
from kzsearch_analyzers.analysis import form_term
from kzsearch_analyzers.normalizer import normalize

from . import expansion
from .codec.distinct import distinct
from .expansion import Alternative, QueryWord, WordGroup
from .fields import FIELDS
from .groups import ByField, Group, KeyedWord, Word, evaluated, matches
from .plan import Clause, Conditions, Evaluated, Sum
from .postings import Words
from .query import Bool, Node, Phrase, Prefix
from .scoring import BM25F, Scorer
from .snapshot import BATCH, Snapshot

# What each key of a word adds, against its lemma; measured on question sets in both languages
FORM_WEIGHT = 0.07  # the word as typed comes before its other forms
COARSE_WEIGHT = 0.5  # kindred words and spellings
KINDRED_WEIGHT = 0.5  # lemmas spelt like a rare word's, each by its likeness
RARE = 0.02  # of the documents have the word
FREQUENT = 0.1  # of the documents have the word, and FREQUENT_FROM of them: only its lemma counts
FREQUENT_FROM = 1000
LONG = 64  # words of a question, from which on only the lemmas of those count that documents have
LEAST_LIKENESS = 0.3
MOST_KINDRED = 10  # of a word, and as many of each translation

MOST_EXPANSIONS = 2000  # forms that a prefix stands for
MOST_READINGS = 16  # of a phrase with ambiguous words


class Asked(NamedTuple):
    """Where and how the words of a question are searched."""

    snapshot: Snapshot
    cross_lingual: bool | float
    scorer: Scorer
    fields: tuple[str, ...] = FIELDS
    is_long: bool = False  # has the question LONG words?
    is_barred: bool = False  # is it what documents must not have?


def compile_query(node: Node, asked: Asked) -> Clause:
    """The plan of a tree."""
    if isinstance(node, Bool):
        parts = {name: tuple(compile_query(n, asked) for n in getattr(node, name)) for name in ("should", "must")}
        # what is excluded is excluded as typed: a translation would bar too much
        barred = tuple(compile_query(n, asked._replace(cross_lingual=False, is_barred=True)) for n in node.must_not)
        return Conditions(parts["should"], parts["must"], barred)
    asked = asked._replace(fields=(node.field,)) if node.field else asked
    if isinstance(node, Prefix):
        return _prefix(node, asked)
    words = expansion.query_words(node.text)
    if not asked.is_barred:
        words = expansion.as_texts_have(words, asked.snapshot.has_form)
    if isinstance(node, Phrase):
        return _phrase(node, words, asked)
    words = _with_older_lemmas(words, asked.snapshot)
    groups = expansion.groups(words, cross_lingual=asked.cross_lingual, learnt=asked.snapshot.learnt_translations)
    return Sum(tuple(_words(groups, asked)))


def _with_older_lemmas(words: list[QueryWord], snapshot: Snapshot) -> list[QueryWord]:
    """The words, also with the lemmas that an older analysis gave them in the documents that it indexed."""
    if not snapshot.is_stale:
        return words
    older = [[lemma for form in word.forms for lemma in snapshot.older_lemmas(form)] for word in words]
    return [
        word._replace(lemmas=tuple(dict.fromkeys((*word.lemmas, *more)))) if more else word
        for word, more in zip(words, older, strict=True)
    ]


def _words(groups: Sequence[WordGroup], asked: Asked) -> list[Clause]:
    """A clause for each word; what they come to is remembered for the next question."""
    keys = [(group.word.form, group.word.typed, group.word.namesake, *_key(group, asked)) for group in groups]
    found: dict[Hashable, Clause | None] = {key: asked.snapshot.memory.find(key) for key in keys}
    new = {
        key: _by_field(partial(_of_form, group), asked)
        for key, group in zip(keys, groups, strict=True)
        if found[key] is None
    }
    for first in range(0, len(new), BATCH):
        some = list(new)[first : first + BATCH]
        for key, scored in zip(some, evaluated(asked.snapshot, [new[key] for key in some]), strict=True):
            found[key] = asked.snapshot.memory.put(key, Evaluated(new[key], scored))
    return [clause for key in keys if (clause := found[key])]


def _by_field(make: Callable[[Asked], KeyedWord | Group], asked: Asked) -> Word:
    """A clause for all fields, or one for each where the scorer scores them apart."""
    if isinstance(asked.scorer, BM25F):
        return make(asked)
    return ByField(tuple(make(asked._replace(fields=(field,))) for field in asked.fields))


def _of_form(group: WordGroup, asked: Asked) -> KeyedWord:
    word, weights = group.word, group.by_form()
    found = {form: _resolved(Alternative((form,), 1.0, "form"), "form", asked.snapshot) for form in weights}
    keys: _Keys = asked.snapshot.memory.get(_key(group, asked), lambda: _by_keys(group, asked))
    lemma, written = keys.lemma, {form: _elsewhere(of, keys.lemma.alternatives) for form, of in found.items()}
    if any(map(any, written.values())) and not (keys.is_plain and asked.is_long):
        more = (Alternative((form,), weights[form], "written", words) for form, words in written.items() if any(words))
        alternatives = (*lemma.alternatives, *more)
        lemma = lemma._replace(alternatives=alternatives, df=_df(alternatives, asked))
    as_typed = () if keys.is_plain else tuple(found[form] for form in word.forms)
    typed = _group(word.forms[0], "form", FORM_WEIGHT, as_typed, asked)
    return KeyedWord(word.typed, lemma, keys.coarse, keys.kindred, typed)


def _key(group: WordGroup, asked: Asked) -> tuple[Any, ...]:
    """Hashable; the same for words whose keys are."""
    word = group.word
    return word.lemma_as_typed, word.lemmas, word.kind, group.translations, asked.fields, asked.scorer, asked.is_long


class _Keys(NamedTuple):
    """The groups that words of the same lemmas have in common."""

    lemma: Group
    coarse: Group
    kindred: Group
    is_plain: bool  # only the lemma counts

    @property
    def nbytes(self) -> int:
        """About."""
        return 5000


def _by_keys(group: WordGroup, asked: Asked) -> _Keys:
    label, alternatives = "/".join(group.word.lemmas), group.by_lemma()
    lemmas = tuple(_resolved(alternative, "lemma", asked.snapshot) for alternative in alternatives)
    own = (lemma.words for lemma in lemmas if lemma.via in ("typed", "lemma") and lemma.words)
    documents = sum(asked.snapshot.df_by_field(words, asked.fields) for words in own)
    is_plain = documents > (0 if asked.is_long else max(FREQUENT * asked.snapshot.live, FREQUENT_FROM))
    keys = () if is_plain else group.by_coarse_key(alternatives)
    coarse = tuple(_resolved(key, "coarse", asked.snapshot) for key in keys)
    kindred = _kindred(lemmas, asked) if not is_plain and documents <= RARE * asked.snapshot.live else ()
    # that of one term is counted when its documents are read
    df = None if len(lemmas) == 1 and lemmas[0].words is not None else _df(lemmas, asked)
    of_coarse, of_kindred = (
        sum(a.weight * asked.snapshot.df_by_field(a.words, asked.fields) for a in alternatives if a.words is not None)
        for alternatives in (coarse, kindred)
    )
    return _Keys(
        _group(label, "lemma", 1.0, lemmas, asked, df=df),
        _group(label, "coarse", COARSE_WEIGHT, coarse, asked, df=of_coarse),
        _group(f"{label}, spelt alike,", "lemma", KINDRED_WEIGHT, kindred, asked, df=of_kindred),
        is_plain,
    )


def _group(
    label: str,
    key: str,
    weight: float,
    alternatives: tuple[Alternative, ...],
    asked: Asked,
    *,
    df: float | None = None,
    slop: int = 0,
) -> Group:
    return Group(label, key, weight, alternatives, asked.fields, slop, asked.scorer, df)


def _df(alternatives: Iterable[Alternative], asked: Asked) -> float:
    """That of a weighted group: the documents of each alternative by its weight."""
    return sum(
        alternative.weight
        * (
            len(
                distinct(
                    np.concatenate([matches(asked.snapshot, field, alternative.terms).docs for field in asked.fields])
                )
            )
            if alternative.words is None
            else asked.snapshot.df(alternative.words, asked.fields)
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


def _kindred(lemmas: Sequence[Alternative], asked: Asked) -> tuple[Alternative, ...]:
    """Lemmas spelt like a rare word's or its translations': misspellings, compounds, words that no lexicon knows. No
    translations, or they would count for more than the word."""
    found: dict[str, Alternative] = {}
    named = {lemma.terms[0] for lemma in lemmas if lemma.via == "translation" and len(lemma.terms) == 1}
    for alternative in lemmas:
        if _has_kindred(alternative):
            for lemma, alike, words in asked.snapshot.lemmas_like(alternative.terms[0], LEAST_LIKENESS, MOST_KINDRED):
                weight = alike * alternative.weight
                if lemma not in named and (lemma not in found or found[lemma].weight < weight):
                    found[lemma] = Alternative((lemma,), weight, "kindred", words)
    return tuple(found.values())


def _has_kindred(lemma: Alternative) -> bool:
    """Is it worth looking for? The Russian dictionary knows a word's forms and kin better than its spelling tells."""
    if len(lemma.terms) != 1 or lemma.via not in ("typed", "translation"):
        return False
    return lemma.via == "translation" or not russian.is_known(lemma.terms[0]) or kazakh.is_lemma(lemma.terms[0])


def _phrase(node: Phrase, words: list[QueryWord], asked: Asked) -> Clause:
    if not words:
        return Sum(())
    readings = islice(product(*(word.lemmas[:2] for word in words)), MOST_READINGS)
    alternatives = tuple(_resolved(Alternative(terms, 1.0, "typed"), "lemma", asked.snapshot) for terms in readings)
    label, weight = repr(node.text), float(len(words))
    return _by_field(lambda asked: _group(label, "lemma", weight, alternatives, asked, slop=node.slop), asked)


def _prefix(node: Prefix, asked: Asked) -> Clause:
    forms = asked.snapshot.forms_from(prefix_form(node), asked.fields, MOST_EXPANSIONS)
    alternatives = tuple(Alternative((form,), 1.0, "prefix", words) for form, words in forms)
    return _by_field(partial(_group, f"{node.text}*", "form", 1.0, alternatives), asked)


def prefix_form(node: Prefix) -> str:
    """The letters that forms have to begin with, spelt as forms are.

    >>> prefix_form(Prefix("Ёл"))
    'ел'
    """
    return form_term(normalize(node.text))
