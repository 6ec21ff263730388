"""The one analysis: text -> tokens with language and lemma. What people call, and what indexing and queries call.

text -> tokens (tokenizer) -> language of each word (language) -> lemma in that language (kazakh, russian)
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from . import kazakh, russian
from .kazakh import latin
from .kazakh import stop_words as kazakh_stop_words
from .kazakh.cheapest import Choice, as_typed
from .kazakh.latin_many import lemmas_many as lemmas_in_latin
from .kazakh.stems import RESTORED
from .language import KAZAKH, RUSSIAN, certain, word_languages
from .normalizer import fold
from .tokenizer import COMPOUND, EMAIL, HASHTAG, MENTION, NUMBER, URL, Token, spans

COARSE_LETTERS = 5  # of the folded lemma: the coarse key


@dataclass(frozen=True, slots=True)
class AnalyzedToken(Token):
    """A token with its language ('kk', 'ru' or ''), its lemma and where the lemma is from."""

    lang: str
    lemma: str
    source: str


def analyze(text: str) -> list[AnalyzedToken]:
    """Tokens of a text with language, lemma and the lemma's source.

    >>> [(t.text, t.lang, t.lemma) for t in analyze("Мектептер туралы жаңа заң")]
    [('Мектептер', 'kk', 'мектеп'), ('туралы', 'kk', 'туралы'), ('жаңа', 'kk', 'жаңа'), ('заң', 'kk', 'заң')]
    """
    found = list(spans(text))
    languages = word_languages([form for *_, form in found])
    return [
        AnalyzedToken(
            text[start:end], start, end, i, kind, form, lang, lemma_of(form, kind, lang), source(form, kind, lang)
        )
        for i, ((start, end, kind, form), lang) in enumerate(zip(found, languages, strict=True))
    ]


def form_term(form: str) -> str:
    """The term of a form as it was typed: ё is written е.

    >>> form_term("ёлка")
    'елка'
    """
    return form.replace("ё", "е")


@lru_cache(maxsize=1 << 18)
def lemma_of(form: str, kind: str, lang: str) -> str:
    """The term of a form of that kind in that language; ё is written е.

    >>> lemma_of("министрлігінің", "word", "kk"), lemma_of("#астана", "hashtag", "kk")
    ('министрлік', 'астана')
    """
    if kind == HASHTAG:
        return lemma_of(form[1:], "word", lang)
    return form_term(_lemmatizer(kind, lang)(form))


def lemmas_of(words: Sequence[tuple[str, str, str]]) -> list[str]:
    """`lemma_of` for the (form, kind, language) of each word; the forms not met lately are lemmatised together.

    >>> lemmas_of([("мектептер", "word", "kk"), ("школах", "word", "ru"), ("2024", "number", "")])
    ['мектеп', 'школа', '2024']
    """
    found = {word: lemma for word in words if (lemma := _met.get(word)) is not None}
    new = set(words) - found.keys()
    for lang, lemmatize_many in _MANY.items():
        forms = [word for word in new if word[2] == lang and word[1] not in _AS_THEY_ARE]
        lemmas = lemmatize_many([form[1:] if kind == HASHTAG else form for form, kind, _ in forms])
        found.update(zip(forms, map(form_term, lemmas), strict=True))
    found.update((word, lemma_of(*word)) for word in new - found.keys())
    if len(_met) > _MOST_MET:
        _met.clear()  # `found` is this call's own: another thread may clear at any time
    _met.update(found)
    return [found[word] for word in words]


def kazakh_lemmas(forms: Sequence[str]) -> list[str]:
    """The lemmas of Kazakh words in any letters.

    >>> kazakh_lemmas(["мектептер", "mektepter", "катер"])
    ['мектеп', 'мектеп', 'катер']
    """
    is_latin = list(map(latin.is_latin, forms))
    found = kazakh.readings_many([form for form, other in zip(forms, is_latin, strict=True) if not other])
    in_latin = iter(lemmas_in_latin([form for form, other in zip(forms, is_latin, strict=True) if other]))
    others = zip(found.lemmas, found.restored.tolist(), strict=True)
    lemmas = []
    for form, other in zip(forms, is_latin, strict=True):
        lemma, is_restored = (next(in_latin), False) if other else next(others)
        lemmas.append(_of_kazakh(form) if is_restored else lemma)
    return lemmas


def _of_kazakh(form: str) -> str:
    return _reading(form).lemma


def _reading(form: str) -> Choice:
    """Of a Kazakh word in any letters; who writes a word of the Russian dictionary means it, not one with other
    letters."""
    if latin.is_latin(form):
        return latin.best(form)
    found = kazakh.best(form)
    return as_typed(form.lower())[0] if found.source == RESTORED and russian.is_known(form) else found


_met: dict[tuple[str, str, str], str] = {}
_MOST_MET = 1 << 20
_MANY = {KAZAKH: kazakh_lemmas, RUSSIAN: russian.lemmatize_many}


def _lemmatizer(kind: str, lang: str) -> Callable[[str], str]:
    if kind in _AS_THEY_ARE or lang not in _LEMMATIZERS:
        return str
    return _LEMMATIZERS[lang]


_AS_THEY_ARE = frozenset({NUMBER, COMPOUND, EMAIL, URL, MENTION})
_LEMMATIZERS = {KAZAKH: _of_kazakh, RUSSIAN: russian.lemmatize}


def source(form: str, kind: str, lang: str) -> str:
    """Where the lemma comes from: a source of kazakh.analyses or russian.analyses, or the kind of the token."""
    if kind in _AS_THEY_ARE or not lang:
        return kind
    word = form.removeprefix("#")
    return _reading(word).source if lang == KAZAKH else russian.analyses(word)[0].source


def candidates(form: str, kind: str, lang: str) -> tuple[str, ...]:
    """The plausible lemmas of a word as it is spelt, best first; in both languages where `lang` is ''. typed.meant asks
    what else was meant.

    >>> "бас" in candidates("басы", "word", "kk")
    True
    """
    if kind in _AS_THEY_ARE:
        return (form,)
    word = form.removeprefix("#")
    # сары, ауру: Kazakh lemmas, in Russian no more than forms, of Сара and аура
    found: tuple[str, ...] = (word,) if not lang and kazakh.is_lemma(word) and not russian.is_base(word) else ()
    found += () if lang == KAZAKH else russian.candidates(word)
    found += () if lang == RUSSIAN else kazakh.candidates(word)
    return tuple(dict.fromkeys(map(form_term, found)))


def query_languages(forms: Sequence[str]) -> list[str]:
    """As word_languages, but '' also for words that a short text leaves open."""
    return [lang if sure else "" for lang, sure in zip(word_languages(forms), certain(forms), strict=True)]


def is_stop_word(form: str, lemma: str, lang: str) -> bool:
    """Is this a word of grammar in its language? Where `lang` is '', in either, unless it is another word in Kazakh.

    >>> is_stop_word("және", "және", "kk"), is_stop_word("школа", "школа", "ru")
    (True, False)
    >>> is_stop_word("той", "тот", "ru"), is_stop_word("той", "тот", "")  # a feast
    (True, False)
    """
    if lang != RUSSIAN and kazakh_stop_words.is_stop_word(form, lemma):
        return True
    in_russian = lang != KAZAKH and (form in russian.STOP_WORDS or lemma in russian.STOP_WORDS)
    return in_russian and (lang == RUSSIAN or not kazakh.is_lemma(form))


@lru_cache(maxsize=1 << 18)
def coarse_key(lemma: str) -> str:
    """The first letters of the folded lemma, under which kindred words and spellings meet.

    >>> coarse_key("маңғыстау") == coarse_key("мангистау")
    True
    """
    return fold(lemma)[:COARSE_LETTERS]


MADE_OF_PARTS = frozenset({COMPOUND, EMAIL, URL})


def coarse_keys(lemma: str, kind: str) -> set[str]:
    """The coarse keys of a token; a compound, an address or a host name has one for each of its parts.

    >>> sorted(coarse_keys("covid-19", "compound"))
    ['19', 'covid']
    """
    parts = "".join(c if c.isalnum() else " " for c in lemma).split() if kind in MADE_OF_PARTS else [lemma]
    return {coarse_key(part) for part in parts}
