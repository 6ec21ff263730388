"""What a question may have been meant to be: its misspelt words as the index spells them.

A word is misspelt where it has no documents by its lemma, its form or its translations, though a near spelling has; or
where no lexicon knows it and that has far more. What finds it by a coarse key or a like spelling is no answer of its
own. A word that a lexicon knows was typed as it was meant but for Kazakh letters. Of near spellings the best has the
greatest log(documents) - SLIP * slips: a noisy channel (Kernighan, Church and Gale 1990). A word that has no documents,
though the same keys have on another layout of the keyboard, is taken for that.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import product
from math import log
from typing import NamedTuple

import regex
from kzsearch_analyzers import kazakh, russian
from kzsearch_analyzers.analysis import form_term
from kzsearch_analyzers.kazakh.folded import KAZAKH_LETTERS
from kzsearch_analyzers.kazakh.latin import is_foreign, is_latin, spellings
from kzsearch_analyzers.kazakh.stems import GUESS
from kzsearch_analyzers.language import RUSSIAN, is_cyrillic
from kzsearch_analyzers.normalizer import normalize
from kzsearch_analyzers.tokenizer import WORD, is_plain, spans

from .codec.dictionary import Dictionary
from .edits import FIRST, LETTER, SOUND, TOO_FAR, UNTYPED, near, untyped
from .expansion import Alternative, QueryWord, as_texts_have, groups, query_words
from .fields import FIELDS
from .layouts import retyped
from .postings import Words
from .query import LONGEST_QUERY
from .snapshot import Snapshot

FEW = 5  # documents; a word that more have is never taken for another
FAR_RARER = 100  # times as many documents has what is suggested for a word that has some itself
SLIP = 5.0  # what a wrong letter takes from the logarithm of the documents
OTHER_FORM = 0.03  # what a document with another form of the same lemma counts
SHORTEST = 3  # letters
ONE_SLIP = LETTER + FIRST  # what is further off is looked at where nothing is as near
MOST_SLIPS = {3: 5, 4: 10, 5: 12, 6: 14}  # letters -> tenths of a letter, see edits.py
MOST_SLIPS_OF_LONG = 20
SHORTEST_SPELT = 5  # letters of what a word in Latin letters spells
MOST_SLIPS_IN_LATIN = {3: 0, 4: 0, 5: SOUND, 6: SOUND}  # LETTER beyond: words of other languages spell something too
MOST_WORDS = 32  # of a question; a longer one is a text
MOST_NEAR = 100  # near spellings whose documents are counted

_SYNTAX = regex.compile(
    rf"""(?<!\S)(?:AND|OR|NOT)(?!\S) | (?<![^\s(+\-\u2212])(?:{"|".join(FIELDS)}):(?=\S) | (?<=["“”])~\d{{1,3}}
    | (?<![^\s(])[+\-\u2212](?=[\p{{L}}\p{{Nd}}"“„(]) """,
    regex.VERBOSE,
)
_STAR = regex.compile(r"\*(?=[\s)]|$)")
_PIECE = regex.compile(r"([^\s\p{L}\p{Nd}]*+)((?:\S*[\p{L}\p{Nd}])?)(\S*)")
_MOST_SIGNS = 3  # at either end of a word, that may be letters on another layout
_WORDS = regex.compile(r"[\p{L}\p{M}\p{Nd}]+(?:-[\p{L}\p{M}\p{Nd}]+)*")
_ROMAN = regex.compile("[ivxlcdm]+")
_ABBREVIATION = 4  # letters; capitals up to so many are seldom typed on the wrong layout


class _Typed(NamedTuple):
    """A word of a question, where it stands and its form; what is asked for it; do words only begin with it?"""

    start: int
    end: int
    form: str
    word: QueryWord
    is_prefix: bool


def suggestion(snapshot: Snapshot, question: str, *, cross_lingual: bool = True) -> str | None:
    """A question with its misspelt words replaced, None where it has none. The rest stays as it was typed.

    >>> import kzsearch
    >>> index = kzsearch.open()
    >>> report = index.add({"id": "1", "text": "Министр мектеп бюджеті туралы айтты"})
    >>> index.search("+Министрр vtrntg").suggestion
    '+Министр мектеп'
    """
    if len(question) > LONGEST_QUERY:
        return None
    text = _SYNTAX.sub(lambda found: " " * len(found[0]), question)
    typed = list(_typed(text))
    if len(typed) > MOST_WORDS:
        return None
    with snapshot.turn:
        found = _Speller(snapshot, typed, cross_lingual).replaced(question, text)
    for (start, end), word in sorted(found.items(), reverse=True):
        question = question[:start] + word + question[end:]
    return question if found else None


def _typed(text: str) -> Iterator[_Typed]:
    for (start, end, _, form), word in zip(spans(text), query_words(text), strict=True):
        yield _Typed(start, end, form_term(form), word, _STAR.match(text, end) is not None)


class _Meant(NamedTuple):
    """What a word may be a misspelling of, and what the slips cost; where it is, and its lemmas; their documents."""

    form: str
    cost: int
    words: Words
    by_lemma: Words
    documents: int

    def likelihood(self, documents: float) -> float:
        """A logarithm, if so many documents have it."""
        return log(documents) - SLIP * self.cost / LETTER


class _Speller:
    """The words of one question in one snapshot."""

    def __init__(self, snapshot: Snapshot, typed: Sequence[_Typed], cross_lingual: bool) -> None:
        words = as_texts_have([of.word for of in typed], snapshot.has_form)
        self._snapshot = snapshot
        self._typed = [of._replace(word=word) for of, word in zip(typed, words, strict=True)]
        self._forms = [leaf.segment.forms for leaf in snapshot.generation.leaves]
        self._lemmas = [leaf.segment.lemmas for leaf in snapshot.generation.leaves]
        of_words = groups(words, cross_lingual=True, learnt=snapshot.learnt_translations)
        self._translations_of = {group.word: group.translations for group in of_words}
        self._cross_lingual = cross_lingual
        self._answers = [self._documents(of) for of in typed]

    def replaced(self, question: str, text: str) -> Mapping[tuple[int, int], str]:
        """What stands for the misspelt words, by where they stand. text: the question, its syntax blank."""
        if is_plain(question) and all(map(self._is_frequent, self._answers)):
            return {}
        found = self._on_other_layouts(question, text)
        for of, answers in zip(self._typed, self._answers, strict=True):
            if any(start < of.end and of.start < end for start, end in found):
                continue
            if better := self._respelt(of, answers):
                stem = _stem(of)
                found[of.start, of.start + len(stem)] = _cased(better, stem)
        return found

    def _is_frequent(self, answers: int) -> bool:
        return answers > FEW or answers * FAR_RARER > self._snapshot.live

    # -- documents

    def _documents(self, of: _Typed) -> int:
        """How many documents have a word by itself, its translations where it has none; of a stop word all."""
        if of.word.is_stop_word:
            return self._snapshot.live
        if of.is_prefix:
            forms = self._snapshot.forms_from(of.form, FIELDS, 1)
            return max((self._df(words) for _, words in forms), default=0)
        own = max(map(self._df, self._own_words(of)))
        return own if own or not self._cross_lingual else max(map(self._of_all, self._translations(of)), default=0)

    def _own_words(self, of: _Typed) -> list[Words]:
        forms = dict.fromkeys(filter(None, (*of.word.forms, of.word.namesake)), "form")
        return [
            self._snapshot.words(key, term) for term, key in (*forms.items(), *((x, "lemma") for x in of.word.lemmas))
        ]

    def _df(self, words: Words) -> int:
        return self._snapshot.df_by_field(words, FIELDS)

    def _translations(self, of: _Typed) -> tuple[Alternative, ...]:
        return self._translations_of.get(of.word, ())

    def _of_all(self, alternative: Alternative) -> int:
        return min(self._df(self._snapshot.words("lemma", term)) for term in alternative.terms)

    # -- other spellings

    def _respelt(self, of: _Typed, answers: int) -> str | None:
        """The form or lemma of the index that was meant by a word with so many documents of its own."""
        size = len(of.form)
        is_word = of.word.kind == WORD and size >= SHORTEST and of.form.isalpha() and not _ROMAN.fullmatch(of.form)
        if not is_word or self._is_frequent(answers):
            return None
        is_known = self._is_known(of)
        if is_known and (answers or of.word.lang == RUSSIAN):
            return None
        most = MOST_SLIPS.get(size, MOST_SLIPS_OF_LONG)
        if is_known:
            found = {form: cost for form, cost in self._alike(of.form).items() if _keeps_letters(of.form, form)}
        else:
            found = self._near(of.form, min(most, LETTER) if answers else most)
        if not answers and is_latin(of.form) and not is_foreign(of.form):
            found |= self._spelt_in_cyrillic(of.form, 0 if found else MOST_SLIPS_IN_LATIN.get(size, LETTER))
        own = {(i, list) for words in self._own_words(of) for i, of_leaf in enumerate(words) for list, _ in of_leaf}
        return self._best(found, max(answers * FAR_RARER, 1), own)

    def _is_known(self, of: _Typed) -> bool:
        """Does a lexicon have it?"""
        known = bool(self._translations(of)) or russian.is_known(of.form)
        return known or any(kazakh.best(form).source != GUESS for form in {of.form, of.word.form})

    def _near(self, form: str, most: int) -> dict[str, int]:
        """The forms near one, and the lemmas that are nearer than they, with what the slips cost."""
        found = next(
            filter(None, (_words_near(self._forms, form, cost) for cost in sorted({min(most, ONE_SLIP), most}))), {}
        )
        nearest = min(found.values(), default=most + 1)
        return {**found, **_words_near(self._lemmas, form, nearest - 1)}

    def _spelt_in_cyrillic(self, form: str, most: int) -> dict[str, int]:
        """What a word in Latin letters spells, and forms and lemmas near that, with what the slips cost."""
        spelt = [spelling for spelling in spellings(form) if len(spelling) >= SHORTEST_SPELT]
        near = [self._near(spelling, most) for spelling in spelt]
        found = {word: min(each.get(word, TOO_FAR) for each in near) for word in set().union(*near)}
        return found | {spelling: UNTYPED for spelling in spelt if self._snapshot.has_form(spelling)}

    def _alike(self, form: str) -> dict[str, int]:
        """The forms and lemmas that differ from one in Kazakh letters only, with what the slips cost."""
        return untyped((*self._forms, *self._lemmas), form)

    def _best(self, found: Mapping[str, int], least: int, own: Collection[tuple[int, int]] = ()) -> str | None:
        """The likeliest of some forms that have so many documents and none of some lists, given by segment."""
        cheapest = sorted(found.items(), key=lambda item: (item[1], item[0]))[:MOST_NEAR]
        meant = [of for form, cost in cheapest if (of := self._meant(form, cost)).documents >= least]
        best, likeliest = None, float("-inf")
        for of in sorted(meant, key=lambda of: -of.likelihood(of.documents)):
            if of.likelihood(of.documents) <= likeliest:
                break
            if any((i, list) in own for i, of_leaf in enumerate(of.by_lemma) for list, _ in of_leaf):
                continue
            as_typed = self._snapshot.df(of.words, FIELDS)
            likelihood = of.likelihood((1 - OTHER_FORM) * as_typed + OTHER_FORM * of.documents)
            if likelihood > likeliest:
                best, likeliest = of.form, likelihood
        return best

    def _meant(self, form: str, cost: int) -> _Meant:
        words = self._snapshot.words("form", form)
        by_lemma: Words = tuple(tuple({(list, None): None for list, _ in of_leaf}) for of_leaf in words)
        if not any(by_lemma):
            by_lemma = self._snapshot.words("lemma", form)
        return _Meant(form, cost, words, by_lemma, self._df(by_lemma))

    # -- other layouts

    def _on_other_layouts(self, question: str, text: str) -> dict[tuple[int, int], str]:
        """What was typed on the wrong layout, by where it stands."""
        pieces = [piece for piece in _PIECE.finditer(text) if piece[2]]
        found = {piece: self._retyped(question, piece) for piece in pieces if len(piece[0]) >= SHORTEST}
        if any(found.values()):
            rest = [piece for piece in pieces if not found.get(piece)]
            found |= {piece: self._retyped(question, piece, is_beside=True) for piece in rest}
        return dict(where for where in found.values() if where)

    def _retyped(
        self, question: str, piece: regex.Match[str], *, is_beside: bool = False
    ) -> tuple[tuple[int, int], str] | None:
        """The longest part of a piece, with signs that may be letters or not, that another layout makes a word of.

        is_beside: beside others, so that it may be short, or a stop word.
        """
        (start, end), (first, last) = piece.span(), piece.span(2)
        if start and question[start - 1] in "+-":
            start -= 1  # an operator, or ө or һ
        starts = range(max(start, first - _MOST_SIGNS), first + 1)
        ends = range(min(end, last + _MOST_SIGNS), last - 1, -1)
        answers = self._answers_of(first, last)
        if self._is_frequent(answers):
            return None
        for begin, stop in sorted(product(starts, ends), key=lambda part: part[0] - part[1]):
            star = "*" if _STAR.match(question, stop) else ""
            word = self._of_keys(question[begin:stop], star, answers, is_beside=is_beside)
            if word and (is_beside or max(map(len, word.split("-"))) >= SHORTEST):
                return (begin, stop), word
        return None

    def _answers_of(self, start: int, end: int) -> int:
        """How many documents have what stands there; of more than one word none: the signs between may be letters."""
        inside = [n for of, n in zip(self._typed, self._answers, strict=True) if start <= of.start < end]
        return inside[0] if len(inside) == 1 else 0

    def _of_keys(self, typed: str, star: str, answers: int, *, is_beside: bool) -> str | None:
        """The word of the index that the same keys are on another layout. star: where words only have to begin so."""
        if not any(map(str.isalpha, typed)) or (typed.isupper() and 1 < len(typed) <= _ABBREVIATION):
            return None
        meant = [(text, [*_typed(text + star)]) for text in retyped(typed) if _WORDS.fullmatch(text)]
        least = max(answers * FAR_RARER, 1)
        there = [(text, words) for text, words in meant if words and min(map(self._documents, words)) >= least]
        for text, words in there:
            if all(map(self._is_written, words)):
                return text
        for text, words in () if star else meant:
            if len(words) == 1 and (better := self._best(self._alike(words[0].form), least)):
                return _cased(better, text)
        for text, words in there:
            if all(self._is_meant(of) and (is_beside or not of.word.is_stop_word) for of in words):
                return text
        return None

    def _is_meant(self, of: _Typed) -> bool:
        """May it be meant though no text has it? Not in Latin letters, where other keys spell something too."""
        return is_cyrillic(of.form) and self._is_known(of)

    def _is_written(self, of: _Typed) -> bool:
        """Does it stand so in a text?"""
        return of.is_prefix or self._snapshot.has_form(of.form)


def _keeps_letters(typed: str, form: str) -> bool:
    """Has a form of the same length the letters of Kazakh that were typed?

    >>> _keeps_letters("казак", "қазақ"), _keeps_letters("қоры", "кори")
    (True, False)
    """
    return all(was == letter or was not in KAZAKH_LETTERS for was, letter in zip(typed, form, strict=True))


def _words_near(dictionaries: Iterable[Dictionary], form: str, most: int) -> dict[str, int]:
    found = near(dictionaries, form, most)
    return {other: cost for other, cost in found.items() if len(other) >= SHORTEST and other.isalpha()}


def _stem(of: _Typed) -> str:
    """A word as typed, without an ending set off by a hyphen or an apostrophe."""
    text = of.word.text
    sizes = range(len(text), 0, -1)
    return next((text[:size] for size in sizes if form_term(normalize(text[:size])) == of.form), text)


def _cased(word: str, like: str) -> str:
    """A word in the case of another.

    >>> _cased("министр", "МИНИСТРР"), _cased("министр", "Минстр")
    ('МИНИСТР', 'Министр')
    """
    if like.isupper() and len(like) > 1:
        return word.upper()
    return word[:1].upper() + word[1:] if like[:1].isupper() else word
