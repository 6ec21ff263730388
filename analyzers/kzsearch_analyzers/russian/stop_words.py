"""Words too common to tell documents apart; stop_words.tsv says of what class each is."""

from kzsearch_analyzers.russian.closed_classes import rows

STOP_WORDS: frozenset[str] = frozenset(word for word, _ in rows("stop_words.tsv"))
