"""Kazakh and Russian text analysis: tokens, languages, lemmas. Knows nothing of the index.

>>> from kzsearch_analyzers import kazakh, russian
>>> kazakh.lemmatize("балаларымыздың"), russian.lemmatize("министерствами")
('бала', 'министерство')
"""

from . import kazakh, russian
from .analysis import AnalyzedToken, analyze
from .language import detect
from .normalizer import fold, normalize
from .tokenizer import Token, tokenize

__all__ = ["AnalyzedToken", "Token", "analyze", "detect", "fold", "kazakh", "normalize", "russian", "tokenize"]
