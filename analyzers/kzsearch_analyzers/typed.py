"""What was meant by a word of a question, in whatever letters it was typed.

Kazakh is typed in Latin letters (kazakh/latin.py), and without those that a Russian keyboard lacks (kazakh/folded.py).
Documents are read so by `analysis` too, where their words leave no doubt; a question is short, so it is given all that
it may mean, Russian in Latin letters (russian/latin.py) as well.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from . import kazakh, russian
from .analysis import candidates, form_term
from .kazakh import latin
from .kazakh.cheapest import as_typed, choices_of_skeleton
from .kazakh.folded import KAZAKH_LETTERS, skeleton
from .kazakh.lexicon import NAMES
from .kazakh.morphology import restored
from .kazakh.stems import CLOSED, LEXICON, RESTORED, stems_of
from .language import KAZAKH, RUSSIAN, evidence, is_cyrillic
from .russian.latin import words as russian_in_latin
from .russian.namesakes import is_namesake
from .tokenizer import HASHTAG, WORD

_SHORTEST_RUSSIAN = 4  # letters of a word that is read in Russian by itself


class Meant(NamedTuple):
    """A form as documents spell it, and its plausible lemmas, best first.

    typed: the lemma of it as it stands, where the first is of it read otherwise; else ''. namesake: the first lemma,
    where texts that have it as it stands are taken to mean another word; else ''.
    """

    form: str
    lemmas: tuple[str, ...]
    typed: str = ""
    namesake: str = ""


def are_folded(forms: Sequence[str]) -> bool:
    """May a question be Kazakh typed without its letters? None has any, and all can be read so.

    >>> are_folded(["кала", "аким"]), are_folded(["кала", "әкім"]), are_folded(["школа", "аким"])
    (True, False, False)
    """
    words = [form for form in forms if is_cyrillic(form)]
    return all(KAZAKH_LETTERS.isdisjoint(form) for form in words) and all(map(_can_be_folded, words))


@lru_cache(maxsize=1 << 16)
def _can_be_folded(form: str) -> bool:
    return form not in russian.STOP_WORDS and bool(choices_of_skeleton(skeleton(form)))


@lru_cache(maxsize=1 << 18)
def meant(form: str, kind: str, lang: str, *, is_folded: bool = False) -> Meant:
    """What a word of a question may mean. lang: '' where that is open; is_folded: see `are_folded`.

    >>> meant("мектептеримизде", "word", "")[:3]
    ('мектептерімізде', ('мектеп', 'мектептеримизд'), 'мектептеримизд')
    >>> meant("qalada", "word", "kk").form, meant("sport", "word", "").lemmas
    ('қалада', ('спорт', 'sport'))
    """
    if kind not in (WORD, HASHTAG):
        return Meant(form, candidates(form, kind, lang))
    word = form.removeprefix("#")
    if latin.is_latin(word):
        return _in_latin(word, lang)
    is_plain = not russian.is_known(word) or (lang == KAZAKH and is_folded)
    if lang != RUSSIAN and is_plain and kazakh.best(word).source == RESTORED:
        spelt = next(iter(restored(skeleton(word)).values()))
        typed = form_term(russian.lemmatize(word) if lang != KAZAKH else as_typed(word)[0].lemma)
        return _merged(spelt, (*candidates(spelt, WORD, KAZAKH), *_folded_lemmas(word), typed), typed)
    lemmas = candidates(form, kind, lang)
    # бала, child, though in Russian it is a case of бал; устав, statute, though it may be of устать
    is_cited = (lang != RUSSIAN and kazakh.is_lemma(word)) or (lang != KAZAKH and russian.is_base(word))
    typed = form_term(word) if is_cited else ""
    found = _merged(form, (*lemmas, *_folded_lemmas(word)) if is_folded else lemmas, typed)
    return found._replace(namesake=_namesake(word, lemmas[0], lang))


def _namesake(word: str, lemma: str, lang: str) -> str:
    """The lemma of a word, where texts with it as it stands are taken to mean another. A Kazakh word is a name then:
    other words that Kazakh has too, граната, are not otherwise read in its texts."""
    if lemma == form_term(word) or not is_namesake(lemma):
        return ""
    is_kazakh = lang == KAZAKH or not russian.is_known(word)
    return lemma if not is_kazakh or NAMES.issuperset(stem.pos for stem in stems_of(lemma)) else ""


def in_russian(forms: Sequence[str]) -> list[tuple[str, ...]]:
    """The Russian words that those of a question in Latin letters may be, best first; none of a word that is rather
    Kazakh, or of English grammar, or stands beside words in Cyrillic. Where some are Russian alone and none is Kazakh
    alone, all are read.

    >>> in_russian(["pogoda"]), in_russian(["qala", "pogoda"]), in_russian(["bala"]), in_russian(["v", "pogode"])
    ([('погода',)], [(), ('погода',)], [()], [('в',), ('погоде',)])
    """
    if any(map(is_cyrillic, forms)):
        return [()] * len(forms)
    are_kazakh = [bool(latin.candidates(form)) for form in forms]
    found = [
        () if form in latin.FOREIGN_WORDS or (is_kazakh and latin.is_marked(form)) else russian_in_latin(form)
        for form, is_kazakh in zip(forms, are_kazakh, strict=True)
    ]
    are_long = [len(form) >= _SHORTEST_RUSSIAN for form in forms]
    kinds = {(bool(words), kk) for words, kk, is_long in zip(found, are_kazakh, are_long, strict=True) if is_long}
    may_all_be = (True, False) in kinds and (False, True) not in kinds
    return [
        words if may_all_be or (is_long and (not is_kazakh or evidence(form) < 0)) else ()
        for form, words, is_kazakh, is_long in zip(forms, found, are_kazakh, are_long, strict=True)
    ]


def _merged(form: str, lemmas: Sequence[str], typed: str = "") -> Meant:
    return Meant(form, tuple(dict.fromkeys(lemmas)), typed)


def _folded_lemmas(word: str) -> tuple[str, ...]:
    """What else it may be where no letter of Kazakh could be typed: what is likelier than the word as it stands."""
    typed = kazakh.best(word)
    found = choices_of_skeleton(skeleton(word))
    if typed.source in (LEXICON, CLOSED):
        found = [choice for choice in found if choice.cost <= typed.cost]
    return tuple(choice.lemma for choice in found)


def _in_latin(word: str, lang: str) -> Meant:
    lemmas = latin.candidates(word)
    if not lemmas:
        spelt = latin.cyrillic(word) if lang == KAZAKH else word
        return _merged(spelt, (*candidates(spelt, WORD, KAZAKH), word) if spelt != word else (word,), word)
    if lang != KAZAKH and (latin.is_short(word) or evidence(word) < 0):  # men, top: rather what it looks like
        return _merged(word, (word, *lemmas))
    spelt = latin.proper(word)
    return _merged(spelt, (*candidates(spelt, WORD, KAZAKH), *lemmas, word), word)
