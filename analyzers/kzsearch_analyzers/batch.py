"""The one analysis for many texts at once: texts -> tokens -> words, a word being a form in a language; each word's lemma.

What `analysis.analyze` says of a text word by word, on arrays: the same forms, languages and lemmas.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from . import kazakh, russian
from .analysis import form_term
from .language import judge_many, languages_of
from .tokenizer import HASHTAG, WORD
from .vocabulary import KINDS, Ids, Tokens, Vocabulary

_INFLECTED = [KINDS.index(kind) for kind in (WORD, HASHTAG)]  # the others are their own lemmas


@dataclass(frozen=True, slots=True)
class Words:
    """Forms with their languages.

    forms: ids of a Vocabulary, int32; kazakh: bool; both of shape (words,).
    """

    forms: Ids
    kazakh: NDArray[np.bool_]


class BatchAnalyzer:
    """Analysis with a memory: what was once said of a form is not asked again.

    >>> analyzer = BatchAnalyzer()
    >>> tokens = analyzer.vocabulary.tokenize(["Мектептер туралы заң", "О школах"])
    >>> analyzer.lemmas(Words(tokens.forms, analyzer.kazakh(tokens)))
    ['мектеп', 'туралы', 'заң', 'о', 'школа']
    """

    def __init__(self) -> None:
        self.vocabulary = Vocabulary()
        self._evidence = np.zeros(1, np.int16)
        self._is_cyrillic = np.zeros(1, bool)
        self._judged = np.zeros(1, bool)

    def kazakh(self, tokens: Tokens) -> NDArray[np.bool_]:
        """Which tokens are Kazakh words, shape (tokens,); the others are Russian or have no Cyrillic letters."""
        self._judge(tokens.forms)
        found = languages_of(self._evidence.take(tokens.forms), tokens.starts)
        is_kazakh: NDArray[np.bool_] = (found != 0) & self._is_cyrillic.take(tokens.forms)
        return is_kazakh

    def is_cyrillic(self, forms: Ids) -> NDArray[np.bool_]:
        """Which forms have Cyrillic letters, same shape; of forms that `kazakh` has seen."""
        return self._is_cyrillic.take(forms)

    def evidence(self, forms: Ids) -> NDArray[np.int16]:
        """How much each form speaks for Kazakh, in tenths of a nat, same shape; of forms that `kazakh` has seen."""
        return self._evidence.take(forms)

    def remember(self, forms: Ids, evidence: NDArray[np.integer]) -> None:
        """Take over the evidence of forms from an index; shapes (forms,)."""
        self._make_room()
        self._evidence[forms] = evidence

    def _make_room(self) -> None:
        missing = max(len(self.vocabulary) - len(self._judged), 0)
        self._evidence, self._is_cyrillic, self._judged = (
            np.concatenate((kept, np.zeros(missing, kept.dtype)))
            for kept in (self._evidence, self._is_cyrillic, self._judged)
        )

    def _judge(self, forms: Ids) -> None:
        """Evidence of the forms that are new."""
        self._make_room()
        met = np.zeros(len(self._judged), bool)
        met[forms] = True
        new = np.flatnonzero(met & ~self._judged)
        if len(new):
            self._evidence[new], self._is_cyrillic[new] = judge_many(self.vocabulary.forms(new))
            self._judged[new] = True

    def lemmas(self, words: Words) -> list[str]:
        """The lemma of each word, as `analysis.lemma_of` gives it."""
        forms = self.vocabulary.forms(words.forms)
        kinds = self.vocabulary.kinds(words.forms)
        for i in np.flatnonzero(kinds == KINDS.index(HASHTAG)).tolist():
            forms[i] = forms[i][1:]
        inflected = np.isin(kinds, _INFLECTED) & self._is_cyrillic.take(words.forms)
        lemmas = np.array(forms, object)
        for lemmatize_many, rows in ((kazakh.lemmatize_many, words.kazakh), (russian.lemmatize_many, ~words.kazakh)):
            places = np.flatnonzero(inflected & rows)
            lemmas[places] = lemmatize_many(lemmas[places].tolist())
        return list(map(form_term, lemmas.tolist()))
