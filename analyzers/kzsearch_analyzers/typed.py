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
from .russian.latin import lemmas as russian_in_latin
from .tokenizer import HASHTAG, WORD


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
    return found._replace(namesake=namesake(form_term(word), lemmas[0], lang))


def namesake(form: str, lemma: str, lang: str) -> str:
    """The lemma of a form, where it is spelt like a form of another Russian word whose lemma texts give it; else ''.

    >>> namesake("пескова", "песков", "ru"), namesake("песковтың", "песков", "kk"), namesake("школы", "школа", "ru")
    ('песков', 'песков', '')
    """
    if lemma == form or not russian.is_base(lemma):
        return ""
    if (lang == KAZAKH or not russian.is_known(form)) and not NAMES.issuperset(stem.pos for stem in stems_of(lemma)):
        return ""
    other = form_term(russian.lemmatize(lemma))
    return lemma if other != lemma and russian.STOP_WORDS.isdisjoint((lemma, other)) else ""


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
        guessed = candidates(spelt, WORD, KAZAKH) if spelt != word else ()
        return _merged(spelt, (*guessed, word, *russian_in_latin(word)), word)
    is_foreign = evidence(word) < 0
    if lang != KAZAKH and (is_foreign or latin.is_short(word)):  # men, top: rather what it looks like
        return _merged(word, (word, *lemmas, *(russian_in_latin(word) if is_foreign else ())))
    spelt = latin.proper(word)
    return _merged(spelt, (*candidates(spelt, WORD, KAZAKH), *lemmas, word), word)
