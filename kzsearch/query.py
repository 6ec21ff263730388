"""What people type -> a query tree. Nothing raises: what is no syntax is searched as words, with a warning.

слово слово          any of the words
"точная фраза"       the words side by side, "..."~3 with up to three words between them
+слово  -слово       must, must not
A AND B, A OR B, NOT A, ( )   in capitals
title:слово  text:слово       in one field
слов*                words that begin so
"""

from dataclasses import dataclass, field

import regex
from kzsearch_analyzers.tokenizer import is_plain

from .fields import FIELDS

DEEPEST = 50  # brackets within brackets; more are no question
LONGEST_QUERY = 10_000  # characters; the rest is cut off with a warning


@dataclass(frozen=True, slots=True)
class Word:
    """Words as typed between two pieces of syntax: one or more tokens, any of which may match."""

    text: str
    field: str | None = None


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words side by side, with up to `slop` others between them."""

    text: str
    slop: int = 0
    field: str | None = None


@dataclass(frozen=True, slots=True)
class Prefix:
    """Words that begin with these letters."""

    text: str
    field: str | None = None


@dataclass(frozen=True, slots=True)
class Bool:
    """Documents with all of `must`, none of `must_not`, ranked by `must` and `should`."""

    should: tuple["Node", ...] = ()
    must: tuple["Node", ...] = ()
    must_not: tuple["Node", ...] = ()


Node = Word | Phrase | Prefix | Bool


@dataclass(frozen=True, slots=True)
class Query:
    """A parsed query: its tree, None where there is nothing to search for, and what was odd about it."""

    text: str
    tree: Node | None
    warnings: tuple[str, ...] = ()


_OPERATORS = frozenset({"AND", "OR", "NOT"})
_LEXER = regex.compile(
    rf"""
    (?P<phrase> (?:(?P<phrase_field>{"|".join(FIELDS)}):)? ["“”„](?P<quoted>[^"“”„]*)["“”]  (?:~(?P<slop>\d{{1,3}}))? )
  | (?P<open> \( ) | (?P<close> \) )
  | (?P<and> (?<!\S)AND(?!\S) ) | (?P<or> (?<!\S)OR(?!\S) ) | (?P<not> (?<!\S)NOT(?!\S) )
  | (?P<plus>  (?<![^\s(])\+(?=[\p{{L}}\p{{Nd}}"“„(]) )
  | (?P<minus> (?<![^\s(])[-\u2212](?=[\p{{L}}"“„(]) )
  | (?P<prefix> (?:(?P<prefix_field>{"|".join(FIELDS)}):)? (?P<stem>[\p{{L}}\p{{M}}\p{{Nd}}]+)\*(?=[\s)]|$) )
  | (?P<word>  (?:(?P<word_field>{"|".join(FIELDS)}):)? (?P<chars>[^\s()"“”„]+) )
    """,
    regex.VERBOSE,
)


@dataclass(slots=True)
class _Tokens:
    """The lexer's matches and a place among them."""

    matches: list[regex.Match[str]]
    at: int = 0
    warnings: list[str] = field(default_factory=list)

    def kind(self) -> str:
        return str(self.matches[self.at].lastgroup) if self.at < len(self.matches) else "end"

    def take(self) -> regex.Match[str]:
        self.at += 1
        return self.matches[self.at - 1]


def parse(text: str) -> Query:
    """The tree of a query. Never raises.

    >>> parse("что делать?").tree
    Word(text='что делать?', field=None)
    >>> parse('+министр -посол').tree
    Bool(should=(), must=(Word(text='министр', field=None),), must_not=(Word(text='посол', field=None),))
    >>> parse("(((").tree is None
    True
    """
    if len(text) <= LONGEST_QUERY and is_plain(text) and _OPERATORS.isdisjoint(text.split()):
        return Query(text, Word(text))
    warnings = []
    if len(text) > LONGEST_QUERY:
        warnings.append(f"the query has {len(text)} characters: only the first {LONGEST_QUERY} are searched")
    matches = list(_LEXER.finditer(text[:LONGEST_QUERY]))
    if not _balanced(matches):
        matches = [m for m in matches if m.lastgroup not in ("open", "close")]
        warnings.append("the brackets do not match or nest too deep: left out")
    if sum(c in '"“”„' for c in text) != sum(c in '"“”„' for m in matches if m.lastgroup == "phrase" for c in m[0]):
        warnings.append("a quotation mark has no partner: left out")
    tokens = _Tokens(matches)
    tree = _alternatives(tokens)
    if tree is None and text.strip():
        warnings.append("no word to search for in the query")
    elif not text.strip():
        warnings.append("the query is empty")
    return Query(text, tree, tuple(warnings))


def _balanced(matches: list[regex.Match[str]]) -> bool:
    depth = 0
    for m in matches:
        depth += (m.lastgroup == "open") - (m.lastgroup == "close")
        if not 0 <= depth <= DEEPEST:
            return False
    return depth == 0


def _alternatives(tokens: _Tokens) -> Node | None:
    """`a OR b OR c`, down to the end or the closing bracket."""
    found = [_sequence(tokens)]
    while tokens.kind() == "or":
        tokens.take()
        found.append(_sequence(tokens))
    nodes = tuple(node for node in found if node is not None)
    return nodes[0] if len(nodes) == 1 else Bool(should=nodes) if nodes else None


def _sequence(tokens: _Tokens) -> Node | None:
    """Clauses side by side; AND binds its two neighbours."""
    clauses: list[tuple[str, Node]] = []
    joined = False
    while tokens.kind() not in ("end", "close", "or"):
        if tokens.kind() == "and":
            tokens.take()
            joined = True
            continue
        clause = _clause(tokens)
        if clause is None:
            continue
        if joined and clauses:
            clauses[-1] = ("must" if clauses[-1][0] == "should" else clauses[-1][0], clauses[-1][1])
            clause = ("must" if clause[0] == "should" else clause[0], clause[1])
        joined = False
        clauses.append(clause)
    return _joined(clauses)


def _clause(tokens: _Tokens) -> tuple[str, Node] | None:
    occur = "should"
    while tokens.kind() in ("plus", "minus", "not"):
        occur = "must" if tokens.take().lastgroup == "plus" else "must_not"
    kind = tokens.kind()
    if kind in ("end", "close", "or", "and"):
        return None
    match = tokens.take()
    if kind == "open":
        node = _alternatives(tokens)
        if tokens.kind() == "close":
            tokens.take()
    else:
        node = _leaf(kind, match)
    return None if node is None else (occur, node)


def _leaf(kind: str, match: regex.Match[str]) -> Node | None:
    if kind == "phrase":
        if not any(c.isalnum() for c in match["quoted"]):
            return None
        return Phrase(match["quoted"], int(match["slop"] or 0), match["phrase_field"])
    if kind == "prefix":
        return Prefix(match["stem"], match["prefix_field"])
    if any(c.isalnum() for c in match["chars"]):
        return Word(match["chars"], match["word_field"])
    return None


def _joined(clauses: list[tuple[str, Node]]) -> Node | None:
    """Neighbouring plain words become one Word, so that their analysis sees its surroundings."""
    merged: list[tuple[str, Node]] = []
    for occur, node in clauses:
        last = merged[-1] if merged else None
        together = _together(last[1], node) if last and last[0] == occur == "should" else None
        if together:
            merged[-1] = (occur, together)
        else:
            merged.append((occur, node))
    if len(merged) == 1 and merged[0][0] == "should":
        return merged[0][1]
    groups = {kind: tuple(n for occur, n in merged if occur == kind) for kind in ("should", "must", "must_not")}
    return Bool(**groups) if merged else None


def _together(left: Node, right: Node) -> Word | None:
    if isinstance(left, Word) and isinstance(right, Word) and left.field == right.field:
        return Word(f"{left.text} {right.text}", left.field)
    return None
