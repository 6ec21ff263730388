"""Our analysis for people who use Whoosh itself: `TEXT(analyzer=KzAnalyzer())`.

    KzTokenizer | LemmaFilter | StopFilter | CoarseFilter      each but the first may be left out

Tokens carry, beside Whoosh's attributes, `kind` and `form` (see tokenizer.py) and, after LemmaFilter, `lang`. Whoosh's
query parser analyses each word alone, so one that may be of either language is read in the likelier one, where
kzsearch.Index asks for all its lemmas. A prefix or wildcard is compared as typed with the terms: these are lemmas
unless `lemmas=False`.
"""

import warnings
from collections.abc import Iterable, Iterator
from typing import Any

with warnings.catch_warnings():  # Whoosh's sources have invalid escapes
    warnings.simplefilter("ignore")
    from whoosh import analysis

from .analysis import coarse_key, is_stop_word, lemma_of
from .language import word_languages
from .normalizer import normalize
from .tokenizer import HASHTAG, WORD, spans

__all__ = ["CoarseFilter", "KzAnalyzer", "KzTokenizer", "LemmaFilter", "StopFilter"]

WHOLE = "whole"  # the kind of a text that was not to be tokenised: a prefix, a wildcard, the end of a range

Tokens = Iterable[Any]  # whoosh.analysis.Token, one object that changes, as Whoosh has it


def KzAnalyzer(*, lemmas: bool = True, stop: bool = False, minsize: int = 1) -> Any:  # noqa: N802 - as Whoosh names them
    """The analysis of kzsearch as a Whoosh analyser.

    lemmas: terms are lemmas, otherwise normalised forms; stop: leave out words of grammar; minsize: leave out terms of
    fewer letters.

    >>> [t.text for t in KzAnalyzer()("Мектептерде және в школах")]
    ['мектеп', 'және', 'в', 'школа']
    >>> [t.text for t in KzAnalyzer(stop=True)("Мектептерде және в школах")]
    ['мектеп', 'школа']
    """
    chain: Any = KzTokenizer()
    chain = chain | LemmaFilter() if lemmas else chain  # before words are left out: it looks at each one's neighbours
    chain = chain | analysis.StopFilter(stoplist=None, minsize=minsize) if minsize > 1 else chain
    return chain | StopFilter() if stop else chain  # knows words by form, lemma and language


class KzTokenizer(analysis.Tokenizer):  # type: ignore[misc]
    """Whoosh tokens of a text: `text` and `form` are the normalised form, offsets refer to the text as given.

    >>> [(t.text, t.pos, t.startchar, t.endchar) for t in KzTokenizer()("ДДҰ-ның есебі", positions=True, chars=True)]
    [('ддұ', 0, 0, 7), ('есебі', 1, 8, 13)]
    """

    def __call__(
        self,
        value: str,
        positions: bool = False,
        chars: bool = False,
        keeporiginal: bool = False,
        removestops: bool = True,
        start_pos: int = 0,
        start_char: int = 0,
        tokenize: bool = True,
        mode: str = "",
        **kwargs: Any,
    ) -> Iterator[Any]:
        token = analysis.Token(positions, chars, removestops=removestops, mode=mode, **kwargs)
        found = spans(value) if tokenize else [(0, len(value), WHOLE, normalize(value))]
        for position, (start, end, token.kind, token.form) in enumerate(found, start_pos):
            token.text, token.boost, token.stopped = token.form, 1.0, False
            if keeporiginal:
                token.original = value[start:end]
            if positions:
                token.pos = position
            if chars:
                token.startchar, token.endchar = start_char + start, start_char + end
            yield token


class LemmaFilter(analysis.Filter):  # type: ignore[misc]
    """The lemma of each word, in the language that it and the words around it speak for; sets `lang`.

    >>> [(t.text, t.lang) for t in (KzTokenizer() | LemmaFilter())("министр қала әкімімен кездесті")]
    [('министр', 'kk'), ('қала', 'kk'), ('әкім', 'kk'), ('кездес', 'kk')]
    """

    is_morph = True  # Whoosh leaves such filters out when it collects words for spelling

    def __call__(self, tokens: Tokens) -> Iterator[Any]:
        found = [token.copy() for token in tokens]  # a word's language also depends on the words after it
        for token, lang in zip(found, word_languages([token.text for token in found]), strict=True):
            kind = getattr(token, "kind", WORD)  # other tokenizers have no kinds
            token.lang = lang
            token.text = token.text.replace("ё", "е") if kind == WHOLE else lemma_of(token.text, kind, lang)
            yield token


class StopFilter(analysis.Filter):  # type: ignore[misc]
    """Leaves out words of grammar of both languages, or marks them `stopped` where `removestops` is false.

    renumber: positions count the words that are left, so that phrases match across the others; as Whoosh's own.
    """

    def __init__(self, *, renumber: bool = True) -> None:
        self.renumber = renumber

    def __call__(self, tokens: Tokens) -> Iterator[Any]:
        position = None
        for token in tokens:
            token.stopped = token.stopped or _is_stop_word(token)  # a filter before may have stopped it
            if not token.stopped and token.positions and self.renumber:
                position = token.pos if position is None else position + 1
                token.pos = position
            if not (token.stopped and token.removestops):
                yield token


def _is_stop_word(token: Any) -> bool:
    return is_stop_word(getattr(token, "form", token.text), token.text, getattr(token, "lang", ""))


class CoarseFilter(analysis.Filter):  # type: ignore[misc]
    """The coarse key of each word, under which kindred words and spellings meet; for a second field, to rank lower.

    Numbers, compounds and addresses stay whole: their first letters say little.

    >>> [t.text for t in (KzAnalyzer() | CoarseFilter())("Маңғыстау Мангистауская 100500")]
    ['манги', 'манги', '100500']
    """

    def __call__(self, tokens: Tokens) -> Iterator[Any]:
        for token in tokens:
            if getattr(token, "kind", WORD) in (WORD, HASHTAG):
                token.text = coarse_key(token.text)
            yield token
