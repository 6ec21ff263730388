"""What the words that a dictionary cites are called as terms: the lemmas that their forms have in texts.

Taken alone a cited word may look like a form of another: түсін, to understand, like a case of түс, colour, and горе,
grief, like one of гора, mountain; but түсінді and горем have lemmas of their own. Only where no form of a word has one
(сайлау, election, is read as the gerund of сайла, to elect), or where what it looks like is the same thing, is it
called that.
"""

from collections.abc import Iterable, Sequence
from functools import cache

from . import kazakh, russian
from .analysis import form_term, lemma_of
from .kazakh.lexicon import VERB, Entry, entries
from .kazakh.sounds import final_class, harmony, spell_out
from .language import KAZAKH, RUSSIAN
from .russian.dictionary import load_dictionary, readings
from .tokenizer import spans

Terms = tuple[str, ...]

_OF_VERBS = ("DI", "GAn", "sA")
_OF_OTHERS = ("LAr", "DA", "GA")
# Of the cited form: gerunds, participles and ordinal numbers mean what the word they are of means; and so does what
# ends in -лы, which is spelt as an accusative
_SAME_THING = frozenset({"ger", "pcp.past", "pcp.fut", "num.ord"})
_ADJECTIVE_OF_NOUN = "acc"
_INFLECTED = (
    "noun",
    "adj",
    "adv",
)  # and verbs: those of which texts have more than the cited form, or one of that kind
_INFINITIVES = ("ть", "ти", "чь", "ться", "тись", "чься")
_DECLINED = frozenset({"NOUN", "INFN", "ADJF"})  # of pymorphy3
_PARTICIPLES = ("щий", "нный", "тый", "емый", "имый", "вший")
_NAMES = frozenset({"Name", "Surn", "Patr", "Geox", "Orgn"})
_MOSTLY = 0.5  # of the forms of a participle


def terms_of(text: str, lang: str) -> Terms:
    """The lemmas of a name or phrase that is wholly in one language.

    >>> terms_of("денсаулық сақтау", "kk")
    ('денсаулық', 'сақта')
    """
    return tuple(lemma_of(form, kind, lang) for *_, kind, form in spans(text))


def kazakh_terms(entry: Entry) -> tuple[Terms, ...]:
    """How texts have a word or a phrase of lexicon.tsv, its own lemma first.

    >>> [kazakh_terms(Entry(*cited)) for cited in (("түсін", "verb"), ("сайлау", "noun"), ("орынды", "adj"))]
    [(('түсін',),), (('сайла',),), (('орынды',), ('орын',))]
    """
    alone, own = terms_of(entry.lemma, KAZAKH), form_term(entry.lemma)
    if " " in own:
        return (_verbal_phrase(entry, alone),)
    if alone == (own,) or len(alone) != 1 or entry.pos not in (VERB, *_INFLECTED):
        return (alone,)
    reading = kazakh.analyses(own)[0]
    of_closed_class = not reading.suffixes and reading.pos in ("pron", "adv")
    if of_closed_class or (entry.lemma, entry.pos) not in _own_lemmas():
        return (alone,)
    last = reading.suffixes[-1] if reading.suffixes else ""
    is_same = last in _SAME_THING or (entry.pos == "adj" and last == _ADJECTIVE_OF_NOUN)
    return ((own,), alone) if is_same and entry.pos != VERB else ((own,),)


def _verbal_phrase(entry: Entry, alone: Terms) -> Terms:
    """A phrase whose last word is a verb: жұмыс істе."""
    last = entry.lemma.split()[-1]
    is_verbal = bool(entry.russian) and all(word.split()[0].endswith(_INFINITIVES) for word in entry.russian)
    return (*alone[:-1], last) if is_verbal and (last, VERB) in _own_lemmas() else alone


@cache
def _own_lemmas() -> frozenset[tuple[str, str]]:
    """The words of lexicon.tsv, with their parts of speech, of which some form has the word as its lemma."""
    forms = [
        (entry.lemma, entry.pos, f"{entry.lemma}{ending}")
        for entry in entries()
        if " " not in entry.lemma
        for ending in _endings(entry.lemma, _OF_VERBS if entry.pos == VERB else _OF_OTHERS)
    ]
    found = kazakh.lemmatize_many([form for *_, form in forms])
    return frozenset((own, pos) for (own, pos, _), lemma in zip(forms, found, strict=True) if own == lemma)


def _endings(stem: str, templates: Iterable[str]) -> list[str]:
    sounds, heard = final_class(stem), harmony(stem)
    return [
        letters
        for template in templates
        for letters, classes, tone in spell_out(template)
        if sounds in classes and heard in (tone, None)
    ]


def russian_terms(words: Iterable[str]) -> dict[str, Terms]:
    """How texts have each of some words, names and phrases.

    >>> russian_terms(["горе", "Семей", "устав", "связанный"])
    {'горе': ('горе',), 'Семей': ('семей',), 'устав': ('устав',), 'связанный': ('связать',)}
    """
    found = {word: terms_of(word, RUSSIAN) for word in words}
    doubtful = [word for word, terms in found.items() if len(terms) == 1 and terms != (_term(word),)]
    shares = _own_shares([_term(word) for word in doubtful if word.islower()])
    for word in doubtful:
        own, [alone] = _term(word), found[word]
        if word.islower():
            share = shares.get(own, 0.0)
            is_own = share >= (_MOSTLY if word.endswith(_PARTICIPLES) else 0) and share > 0
        else:  # Семей, of семья; but Иванова, of Иванов
            is_own = russian.is_known(own) and not _is_name(alone)
        if is_own and "-" not in own:
            found[word] = (own,)
    return found


def _is_name(lemma: str) -> bool:
    """Is it nothing else?"""
    cited = [reading.grammemes for reading in readings(lemma) if reading.lemma == lemma]
    return bool(cited) and not any(map(_NAMES.isdisjoint, cited))


def _term(word: str) -> str:
    return form_term(word.lower())


def _own_shares(words: Sequence[str]) -> dict[str, float]:
    """Of words that the Russian dictionary cites: the share of their forms that have the word as their lemma."""
    forms = [
        (word, form)
        for word in words
        for reading in readings(word)
        if reading.lemma == word and reading.pos in _DECLINED
        for form in {form_term(cell[0]) for cell in load_dictionary().get_lexeme(reading.raw)} - {word}
    ]
    found = russian.lemmatize_many([form for _, form in forms])
    own: dict[str, list[bool]] = {}
    for (word, _), lemma in zip(forms, found, strict=True):
        own.setdefault(word, []).append(form_term(lemma) == word)
    return {word: sum(of_forms) / len(of_forms) for word, of_forms in own.items()}
