"""Splitting texts into words.

Measured: `spans` (what indexing calls) and `tokenize` (what people call), over Kazakh and Russian texts of words seen
before, beside `re.findall` of \\w and Whoosh's RegexTokenizer. Ours also normalise each word, tell its kind and keep
suffixes with abbreviations; the peers only find letters. Not measured: words never seen, languages, lemmas.
"""

import re

from kzsearch_analyzers.tokenizer import spans, tokenize

from benchmarks.conftest import Measure
from benchmarks.corpus import Corpus
from benchmarks.peers import RegexTokenizer

GROUP = "tokenize"


def test_spans(measure: Measure, corpus: Corpus) -> None:
    assert measure(GROUP, lambda: sum(1 for text in corpus.texts for _ in spans(text))) == corpus.tokens


def test_tokenize(measure: Measure, corpus: Corpus) -> None:
    found = measure(GROUP, lambda: [tokenize(text) for text in corpus.texts])
    assert sum(map(len, found)) == corpus.tokens
    assert all(
        text[t.start : t.end] == t.text for text, tokens in zip(corpus.texts, found, strict=True) for t in tokens
    )


def test_re_findall(measure: Measure, corpus: Corpus) -> None:
    assert sum(measure(GROUP, lambda: [len(re.findall(r"\w+", text)) for text in corpus.texts])) == corpus.word_runs


def test_whoosh_regex_tokenizer(measure: Measure, corpus: Corpus) -> None:
    tokenizer = RegexTokenizer()
    found = measure(GROUP, lambda: sum(1 for text in corpus.texts for _ in tokenizer(text, positions=True, chars=True)))
    assert found == corpus.word_runs
