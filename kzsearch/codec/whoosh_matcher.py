"""The postings of a term as Whoosh walks them. Arrays inside, Python's numbers outside: 0 - np.uint32(5) is not -5."""

from math import inf
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .whoosh_imports import matching, spans
from .whoosh_terms import Ints, TermPostings

_PAST = (1 << 62,)  # the id of a matcher that is spent: Whoosh asks for it


class ArrayMatcher(matching.LeafMatcher):  # type: ignore[misc]
    """The live documents of one term.

    It claims no block quality, and no bound of its scores, so that Whoosh's collectors leave no document out.
    """

    def __init__(
        self,
        term: tuple[str, bytes],
        postings: TermPostings,
        alive: NDArray[np.bool_] | None,
        format: Any,
        scorer: Any = None,
    ) -> None:
        """alive: by document, None where none is deleted; format: of the field; scorer: None to score by weight."""
        self._term, self._postings, self.format, self.scorer = term, postings, format, scorer
        self._rows = None if alive is None else np.flatnonzero(alive[postings.docs])
        docs = postings.docs if self._rows is None else postings.docs[self._rows]
        self._docs, self._size, self._at = np.append(docs, _PAST), len(docs), 0
        self._positions: Ints | None = None
        self._starts: Ints | None = None

    # -- walking

    def is_active(self) -> bool:
        return self._at < self._size

    def id(self) -> int:
        return int(self._docs.item(self._at))

    def all_ids(self) -> Any:
        return iter(self._docs[self._at : self._size].tolist())

    def next(self) -> None:
        if self._at >= self._size:
            raise matching.ReadTooFar
        self._at += 1

    def skip_to(self, id: int) -> None:
        if self._at >= self._size:
            raise matching.ReadTooFar
        if id > self.id():
            self._at = min(int(np.searchsorted(self._docs, id)), self._size)

    def reset(self) -> None:
        self._at = 0

    def copy(self) -> "ArrayMatcher":
        made = ArrayMatcher.__new__(ArrayMatcher)
        made.__dict__.update(self.__dict__)
        return made

    # -- what stands at the current document

    def _row(self) -> int:
        return self._at if self._rows is None else int(self._rows.item(self._at))

    def weight(self) -> float:
        return float(self._postings.frequencies.item(self._row())) * float(self.format.field_boost)

    def score(self) -> float:
        return float(self.scorer.score(self)) if self.scorer is not None else self.weight()

    def positions(self) -> list[int]:
        """Where the term stands in the document."""
        if self._positions is None or self._starts is None:
            self._positions = self._postings.positions()
            self._starts = np.concatenate((np.zeros(1, np.int64), np.cumsum(self._postings.frequencies)))
        row = self._row()
        found: list[int] = self._positions[self._starts[row] : self._starts[row + 1]].tolist()
        return found

    def spans(self) -> list[Any]:
        if not self.supports("positions"):
            raise TypeError(f"the field {self._term[0]!r} has no positions")
        return [spans.Span(position) for position in self.positions()]

    def value(self) -> bytes:
        """The posting as the field's format decodes it."""
        encoded: bytes = self.format.encode(self.positions() if self.supports("positions") else [])
        return encoded

    def all_items(self) -> Any:
        while self.is_active():
            yield self.id(), self.value()
            self.next()

    # -- bounds, of which it has none

    def supports_block_quality(self) -> bool:
        return False

    def max_quality(self) -> float:
        return inf

    def block_quality(self) -> float:
        return inf

    def skip_to_quality(self, minquality: float) -> int:
        return 0
