"""What a search gives back: hits in a list that shows itself in the REPL and in notebooks, and outlives the index."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, overload

import numpy as np

from .errors import OptionError
from .explanation import Explanation
from .highlight import Places, Wanted, marks, snippet
from .matches import Match, matches
from .plan import Clause, wanted
from .snapshot import Snapshot

if TYPE_CHECKING:
    import pandas

_TITLE_SHOWN = 90  # characters
_SNIPPET_SHOWN = 160
HTML_MARKS = ("<mark>", "</mark>")


class Origin:
    """What a hit is asked for, read when it first is, of the index as it was when it was searched.

    Pickled, it keeps all but where words stand.
    """

    def __init__(
        self, clause: Clause, snapshot: Snapshot, doc: int, explain: Callable[[], Explanation] | None = None
    ) -> None:
        """explain: where the score is more than the clause's."""
        self._clause, self._snapshot, self._doc, self._explain = clause, snapshot, doc, explain

    @cached_property
    def id(self) -> str:
        return self._snapshot.id(self._doc)

    @cached_property
    def lang(self) -> str:
        return self._snapshot.language(self._doc)

    @cached_property
    def stored(self) -> Mapping[str, Any]:
        """What is stored of the document: Snapshot.stored."""
        return self._snapshot.stored(self._doc)

    @cached_property
    def explanation(self) -> Explanation:
        """How the document came by its score."""
        return self._clause.explain(self._snapshot, self._doc) if self._explain is None else self._explain()

    @cached_property
    def matches(self) -> tuple[Match, ...]:
        """What the document was found by."""
        return matches(self._clause, self._snapshot, self._doc)

    @cached_property
    def wanted(self) -> Wanted:
        """What snippets mark."""
        return wanted(self._clause)

    def places(self, name: str, lemmas: Iterable[str]) -> Places | None:
        """Where lemmas stand in a field of the document; None if the hit was pickled since."""
        if "_snapshot" not in vars(self):
            return None
        return frozenset((at, lemma) for lemma in lemmas for at in _positions(self._snapshot, name, lemma, self._doc))

    def __getstate__(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in ("id", "lang", "stored", "explanation", "matches", "wanted")}


def _positions(snapshot: Snapshot, name: str, lemma: str, doc: int) -> list[int]:
    found = snapshot.occurrences(name, lemma)
    first, last = np.searchsorted(found.docs, (doc, doc + 1))
    return [int(position) for position in found.positions[first:last]]


class Hit:
    """A document that was found; read-only.

    id, title, text and lang ('kk', 'ru' or '') are the document's, `fields` its other keys (also as hit["key"]); score
    is above 0 unless the question only excludes; `original` is the whole page where `text` is only its main part. What
    is stored of the document is read when it is first asked for, from the index as it was when it was searched.
    """

    __slots__ = ("_origin", "_score")

    def __init__(self, score: float, origin: Origin) -> None:
        self._score, self._origin = score, origin

    @property
    def id(self) -> str:
        """The document's id."""
        return self._origin.id

    @property
    def score(self) -> float:
        """How well the document answers."""
        return self._score

    @property
    def title(self) -> str:
        """The document's title, '' where it has none."""
        return str(self._origin.stored["title"])

    @property
    def text(self) -> str:
        """The document's text."""
        return str(self._origin.stored["text"])

    @property
    def lang(self) -> str:
        """The language of most of its words: 'kk', 'ru' or ''."""
        return self._origin.lang

    @property
    def fields(self) -> Mapping[str, Any]:
        """Its other keys."""
        fields: Mapping[str, Any] = self._origin.stored["fields"]
        return fields

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Hit):
            return NotImplemented
        return (self._score, self._origin.stored) == (other._score, other._origin.stored)

    __hash__ = None  # type: ignore[assignment]  # as of what holds values that may change

    def __repr__(self) -> str:
        shown = ", ".join(f"{name}={getattr(self, name)!r}" for name in (*_OWN_KEYS, "fields"))
        return f"Hit({shown})"

    @property
    def date(self) -> str | None:
        """The document's date as it was given, None if it has none."""
        return self.fields.get("date")

    @property
    def original(self) -> str:
        """The text as it was before a reader took its main part."""
        return str(self.fields.get("original") or self.text)

    @property
    def matches(self) -> "tuple[Match, ...]":
        """Which words of the question the document has, and through what.

        >>> import kzsearch
        >>> with kzsearch.open() as index:
        ...     report = index.add({"id": "1", "text": "В городе открылась новая школа"})
        ...     [str(match) for match in index.search("жаңа мектеп")[0].matches]
        ['жаңа -> новый 0.85', 'мектеп -> школа 0.85']
        """
        return self._origin.matches

    @property
    def snippet(self) -> str:
        """The passage that matches best, up to 200 characters, matched words between ** and **."""
        return self.highlight()

    def highlight(self, *, size: int = 200, before: str = "**", after: str = "**") -> str:
        """The passage that matches best, of the title where only that matches, with marks of one's own.

        size: its most characters, marks not counted.
        """
        in_text = marks(self.text, self._origin.wanted, self._places("text"))
        in_title = () if in_text else marks(self.title, self._origin.wanted, self._places("title"))
        shown, found = (self.title, in_title) if in_title or not self.text else (self.text, in_text)
        return snippet(shown, found, size=size, before=before, after=after)

    def _places(self, name: str) -> Places | None:
        lemmas = {lemma for phrase in self._origin.wanted.phrases for lemma in phrase}
        found = self._origin.places(name, lemmas)
        if found is not None and name == "text" and self.text.startswith(self.title.rstrip("…")):
            found |= (
                self._origin.places("title", lemmas) or frozenset()
            )  # a title repeated by the text is indexed as title only
        return found

    def explain(self) -> Explanation:
        """The score as a tree: each value follows from its children; the root is the score."""
        return self._origin.explanation

    def __getitem__(self, key: str) -> Any:
        if key in self.fields:
            return self.fields[key]
        if key in _OWN_KEYS:
            return getattr(self, key)
        raise KeyError(key)

    def to_dict(self) -> dict[str, Any]:
        """The hit as plain values; a key of the document named like one of the hit's own stays in `fields`."""
        own = {key: getattr(self, key) for key in (*_OWN_KEYS, "snippet")}
        others = {key: value for key, value in self.fields.items() if key not in own and key != "original"}
        return {**own, **others}


_OWN_KEYS = ("id", "score", "title", "text", "lang")


class Results(Sequence[Hit]):
    """The best hits, best first.

    total: documents that matched, of which these are the first, counted when it is asked for; suggestion: the question
    with its misspelt words as the index spells them, None where there are none, worked out when it is asked for;
    warnings: what was odd about the question; seconds: the time it took.
    """

    def __init__(
        self,
        hits: tuple[Hit, ...],
        count: Callable[[], int],
        suggest: Callable[[], str | None],
        query: str,
        warnings: tuple[str, ...],
        seconds: float,
    ) -> None:
        self.hits, self.query, self.warnings, self.seconds = hits, query, warnings, seconds
        self._count, self._suggest = count, suggest

    @cached_property
    def total(self) -> int:
        """How many documents matched."""
        return self._count()

    @cached_property
    def suggestion(self) -> str | None:
        """What the question may have been meant to be: see suggesting.py."""
        return self._suggest()

    def __getstate__(self) -> dict[str, Any]:
        kept = {name: value for name, value in vars(self).items() if name not in ("_count", "_suggest")}
        return {**kept, "total": self.total, "suggestion": self.suggestion}

    def __len__(self) -> int:
        return len(self.hits)

    @overload
    def __getitem__(self, index: int) -> Hit: ...
    @overload
    def __getitem__(self, index: slice) -> "Results": ...
    def __getitem__(self, index: int | slice) -> "Hit | Results":
        if isinstance(index, slice):
            counted, suggested = (lambda: self.total), (lambda: self.suggestion)
            return Results(self.hits[index], counted, suggested, self.query, self.warnings, self.seconds)
        return self.hits[index]

    def __iter__(self) -> Iterator[Hit]:
        return iter(self.hits)

    def to_dicts(self) -> list[dict[str, Any]]:
        """One dict a hit."""
        return [hit.to_dict() for hit in self.hits]

    def to_pandas(self) -> "pandas.DataFrame":
        """One row a hit. Needs pandas: pip install kzsearch[pandas]."""
        try:
            import pandas
        except ModuleNotFoundError as error:
            raise OptionError("to_pandas needs pandas: pip install 'kzsearch[pandas]'") from error
        return pandas.DataFrame(self.to_dicts(), columns=None if self.hits else [*_OWN_KEYS, "snippet"])

    def _headline(self) -> str:
        shown = "" if len(self) == self.total else f", {len(self)} shown"
        documents = "document" if self.total == 1 else "documents"
        return f"{self.query!r}: {self.total} {documents}{shown}"

    def __repr__(self) -> str:
        lines = [self._headline(), *(f"  ! {warning}" for warning in self.warnings)]
        if self.suggestion:
            lines.append(f"  did you mean {self.suggestion!r}?")
        for rank, hit in enumerate(self.hits, 1):
            lines.append(
                f"{rank:3d}. {hit.score:6.2f}  {hit.lang or '--'}  {hit.id}  {_shortened(hit.title, _TITLE_SHOWN)}"
            )
            lines.append(f"       {hit.highlight(size=_SNIPPET_SHOWN)}")
        return (
            "\n".join(lines).encode("utf-8", "replace").decode("utf-8")
        )  # halves of surrogate pairs cannot be printed

    def _repr_html_(self) -> str:
        from html import escape

        head = "".join(f"<th>{name}</th>" for name in ("", "score", "lang", "document", "snippet"))
        rows = "".join(_html_row(rank, hit) for rank, hit in enumerate(self.hits, 1))
        notes = "".join(f"<p>⚠ {escape(warning)}</p>" for warning in self.warnings)
        if self.suggestion:
            notes += f"<p>did you mean <b>{escape(self.suggestion)}</b>?</p>"
        table = f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
        return f"<p>{escape(self._headline())}</p>{notes}{table}"


def _shortened(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def _html_row(rank: int, hit: Hit) -> str:
    from html import escape

    opening, closing = "\ue000", "\ue001"  # private characters, so that the text can be escaped around the marks
    marked = escape(hit.highlight(before=opening, after=closing))
    marked = marked.replace(opening, HTML_MARKS[0]).replace(closing, HTML_MARKS[1])
    title = f"<b>{escape(hit.title)}</b><br>" if hit.title else ""
    cells = (str(rank), f"{hit.score:.2f}", escape(hit.lang), f"{title}<small>{escape(hit.id)}</small>", marked)
    return "<tr>" + "".join(f'<td style="text-align:left">{cell}</td>' for cell in cells) + "</tr>"
