"""Which words of a hit to mark: those that the query's words, translations and prefixes stand for."""

from collections.abc import Iterator

from . import expansion
from .compiler import prefix_form
from .highlight import Wanted
from .query import Bool, Node, Phrase, Prefix, Word


def wanted(tree: Node, *, cross_lingual: bool) -> Wanted:
    """What the snippets of a query mark; excluded words are not marked.

    >>> from .query import parse
    >>> sorted(wanted(parse("министр").tree, cross_lingual=False).phrases)
    [('министр',)]
    """
    phrases: dict[tuple[str, ...], float] = {}
    coarse: set[str] = set()
    prefixes = []
    for leaf in _leaves(tree):
        if isinstance(leaf, Prefix):
            prefixes.append(prefix_form(leaf))
            continue
        words = expansion.query_words(leaf.text)
        translate = cross_lingual and not isinstance(leaf, Phrase)
        for group in expansion.groups(words, cross_lingual=translate):
            for alternative in group.lemma:
                phrases[alternative.terms] = max(phrases.get(alternative.terms, 0.0), alternative.weight)
            if not isinstance(leaf, Phrase):
                coarse.update(key for a in group.coarse for key in a.terms)
    return Wanted(phrases, frozenset(coarse), tuple(prefixes))


def _leaves(node: Node) -> Iterator[Word | Phrase | Prefix]:
    if not isinstance(node, Bool):
        yield node
        return
    for child in (*node.must, *node.should):
        yield from _leaves(child)
