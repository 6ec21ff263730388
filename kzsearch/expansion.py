"""Words of a question -> weighted groups of terms: candidates of the lemma, translations, abbreviations, coarse keys.

A group scores as one term (ranking.py), so a word and its translation never count twice.
"""

from collections.abc import Callable, Iterable, Sequence
from itertools import chain
from typing import NamedTuple

from kzsearch_analyzers.analysis import coarse_keys, form_term, is_stop_word, query_languages
from kzsearch_analyzers.bilingual import LONGEST, Terms, Translation, dictionary
from kzsearch_analyzers.language import RUSSIAN
from kzsearch_analyzers.russian.namesakes import is_namesake
from kzsearch_analyzers.tokenizer import WORD, spans
from kzsearch_analyzers.typed import are_folded, in_russian, meant

from .postings import Words

TRANSLATION = 0.85  # weight of the best one: among near equals the language of the question comes first
LEAST_WEIGHT = 0.001  # of translations; below, they are not asked for
PART_OF_PHRASE = 0.5  # of the weight of its translations a word keeps in a phrase that has some of its own
OTHER_CANDIDATE = 0.5  # weight of the second and further lemmas that a form may have

Learnt = Callable[[str, str], Iterable[tuple[str, float]]]  # lemma, its language or '' -> lemmas and their weights


class QueryWord(NamedTuple):
    """A word of a question: text: as it stands there; typed: the same normalised; form: as documents spell that; its
    kind, its language ('' where open), its plausible lemmas; lemma_as_typed: that of `typed` where the first
    is of it read otherwise, else ''; namesake: the first lemma where the form spelt like it is of another, else '';
    russian: what it may be in Russian, typed in Latin letters (see `as_texts_have`)."""

    text: str
    typed: str
    form: str
    kind: str
    lang: str
    lemmas: tuple[str, ...]
    lemma_as_typed: str
    namesake: str
    is_stop_word: bool
    russian: tuple[str, ...] = ()

    @property
    def forms(self) -> tuple[str, ...]:
        """Its terms as a form: as documents spell it, and as typed."""
        return tuple(dict.fromkeys((form_term(self.form), form_term(self.typed))))

    def weight(self, lemma: str) -> float:
        """What one of the lemmas weighs: the likeliest as much as that of the word as it stands."""
        return 1.0 if lemma in (self.lemmas[0], self.lemma_as_typed) else OTHER_CANDIDATE


class Alternative(NamedTuple):
    """One of the things that a group finds: a term, or lemmas side by side; what an occurrence weighs; how it came.

    words: where each segment of a snapshot has the one term, as Snapshot.words tells; None for several.
    """

    terms: Terms
    weight: float
    # 'typed', 'lemma' (another that the word may have), 'written' (the form under other lemmas), 'translation',
    # 'coarse', 'kindred', 'form' or 'prefix'
    via: str
    words: Words | None = None


class WordGroup(NamedTuple):
    """A word of a question, and what its translations add; see `by_lemma` and `by_coarse_key`."""

    word: QueryWord
    translations: tuple[Alternative, ...]

    def by_form(self) -> dict[str, float]:
        """The forms that stand for the word under whatever lemma a text gave them, with weights: as documents spell
        it, as typed, and the first forms of nouns that are read as of other words."""
        others = {t.terms[0]: t.weight for t in self.translations if len(t.terms) == 1 and is_namesake(t.terms[0])}
        return others | dict.fromkeys(filter(None, (*self.word.forms, self.word.namesake)), 1.0)

    def by_lemma(self) -> tuple[Alternative, ...]:
        """All that stands for the word."""
        weights = ((lemma, self.word.weight(lemma)) for lemma in self.word.lemmas)
        typed = [Alternative((lemma,), weight, "typed" if weight == 1 else "lemma") for lemma, weight in weights]
        found: dict[Terms, Alternative] = {}
        for alternative in (*typed, *self.translations):
            known = found.get(alternative.terms)
            if known is None or known.weight < alternative.weight:
                found[alternative.terms] = alternative
        return tuple(found.values())

    def by_coarse_key(self, lemmas: Iterable[Alternative]) -> tuple[Alternative, ...]:
        """The coarse keys of that; a translation's too, or texts in its language would have one key less."""
        found: dict[str, float] = {}
        for alternative in lemmas:
            if len(alternative.terms) == 1:
                weight = alternative.weight if alternative.via == "translation" else 1.0
                for key in sorted(coarse_keys(alternative.terms[0], self.word.kind)):
                    found[key] = max(weight, found.get(key, 0.0))
        return tuple(Alternative((key,), weight, "coarse") for key, weight in found.items())


def query_words(text: str) -> list[QueryWord]:
    """The words of a question, analysed as documents are, but with every plausible lemma.

    >>> [w.lemmas[0] for w in query_words("Маңғыстау медициналық орталығы")]
    ['маңғыстау', 'медициналық', 'орталық']
    """
    found = list(spans(text))
    forms = [form for *_, form in found]
    languages, is_folded = query_languages(forms), are_folded(forms)
    return [
        QueryWord(
            text[a:b], form, spelt, kind, lang, lemmas, typed, namesake, is_stop_word(spelt, lemmas[0], lang), russian
        )
        for (a, b, kind, form), lang, russian in zip(found, languages, in_russian(forms), strict=True)
        for spelt, lemmas, typed, namesake in [meant(form, kind, lang, is_folded=is_folded)]
    ]


def as_texts_have(words: Sequence[QueryWord], is_written: Callable[[str], bool]) -> list[QueryWord]:
    """The words, those read in Russian that no text has in the Latin letters in which they were typed.

    >>> [word.lemmas for word in as_texts_have(query_words("pogoda"), lambda form: False)]
    [('погода', 'pogoda')]
    """
    return [_in_russian(word) if word.russian and not is_written(word.typed) else word for word in words]


def _in_russian(word: QueryWord) -> QueryWord:
    readings = [meant(form, WORD, RUSSIAN) for form in word.russian]
    lemmas = dict.fromkeys((*chain.from_iterable(reading.lemmas for reading in readings), *word.lemmas))
    return word._replace(
        form=readings[0].form,
        lang=RUSSIAN,
        lemmas=tuple(lemmas),
        lemma_as_typed=readings[0].typed,
        namesake=readings[0].namesake,
        is_stop_word=is_stop_word(readings[0].form, readings[0].lemmas[0], RUSSIAN),
    )


def _nothing(lemma: str, lang: str) -> tuple[tuple[str, float], ...]:
    return ()


def groups(words: Sequence[QueryWord], *, cross_lingual: bool | float, learnt: Learnt = _nothing) -> list[WordGroup]:
    """A group for each word; stop words are left out while other words remain.

    cross_lingual: what the best translation weighs, True for TRANSLATION; learnt: translations beside the dictionary's.
    """
    best = TRANSLATION if cross_lingual is True else float(cross_lingual)
    translated = _translations(words, best, learnt) if best >= LEAST_WEIGHT else [()] * len(words)
    keep_all = all(word.is_stop_word for word in words)
    return [
        WordGroup(word, tuple(found))
        for word, found in zip(words, translated, strict=True)
        if keep_all or not word.is_stop_word
    ]


def _translations(words: Sequence[QueryWord], best: float, learnt: Learnt) -> list[list[Alternative]]:
    """What may stand for each word, or for the phrase that it is part of: every word of a phrase gets that. best: what
    the best of them weighs."""
    found: list[list[Alternative]] = [[] for _ in words]
    phrases = _phrases(words)
    for start, size, translations in phrases:
        for i in range(start, start + size):
            found[i] += [Alternative(t.terms, best * t.weight, "translation") for t in translations]
    covered = {i for start, size, _ in phrases for i in range(start, start + size)}
    for i, word in enumerate(words):
        found[i] += _of_word(word, best * PART_OF_PHRASE if i in covered else best, learnt)
    return found


def _phrases(words: Sequence[QueryWord]) -> list[tuple[int, int, tuple[Translation, ...]]]:
    """The longest runs of words that the dictionary knows as one thing, left to right: (start, words, translations)."""
    found, at = [], 0
    while at < len(words):
        size, known = _longest_phrase(words[at : at + LONGEST])
        if size:
            found.append((at, size, known))
        at += size or 1
    return found


def _longest_phrase(words: Sequence[QueryWord]) -> tuple[int, tuple[Translation, ...]]:
    """That of the most of some words, from the first on, by any of their lemmas, the likeliest before others: how many
    words, and its translations."""
    size = 0
    known: tuple[Translation, ...] = ()
    begun: list[Terms] = [()]
    for count, word in enumerate(words, 1):
        begun = [(*terms, lemma) for terms in begun for lemma in word.lemmas]
        if count > 1:
            lang = _language(words[:count])
            found = next(filter(None, (dictionary().translations(terms, lang) for terms in begun)), ())
            if found:
                size, known = count, found
        begun = [terms for terms in begun if dictionary().begins(terms)]
        if not begun:
            break
    return size, known


def _language(run: Sequence[QueryWord]) -> str:
    languages = {word.lang for word in run}
    return languages.pop() if len(languages) == 1 else ""


def _of_word(word: QueryWord, best: float, learnt: Learnt) -> list[Alternative]:
    found: list[Alternative] = []
    for lemma in word.lemmas:
        share = best * word.weight(lemma)
        known = dictionary().translations((lemma,), word.lang)
        found += [Alternative(t.terms, t.weight * share, "translation") for t in known]
        more = learnt(lemma, word.lang)
        found += [Alternative((target,), weight * share, "translation") for target, weight in more]
    return found
