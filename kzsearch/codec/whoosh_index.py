"""A commit of an index as a whoosh.index.Index, for all that people do with Whoosh: its queries, facets, highlights."""

from typing import Any

from .generation import Generation
from .whoosh_imports import index, reading
from .whoosh_reader import LeafReader, LeafSegment, ReadOnlyIndexError
from .whoosh_schema import kinds, schema_of

__all__ = ["ReadOnlyIndexError", "WhooshIndex"]


class WhooshIndex(index.Index):  # type: ignore[misc]
    """The documents of one commit, read-only; after a change ask `kzsearch.Index.whoosh` again.

    See whoosh_schema.py for the fields.
    """

    def __init__(self, generation: Generation) -> None:
        self.schema = schema_of(generation)
        self._generation = generation
        kinds_of = kinds(generation)
        self.segments = [LeafSegment(leaf, self.schema, kinds_of) for leaf in generation.leaves]

    def reader(self, reuse: Any = None) -> Any:
        """A reader; closing it closes nothing that others use."""
        number = self._generation.manifest.generation
        if not self.segments:
            return EmptyReader(self.schema, number)
        readers = [LeafReader(None, self.schema, segment, number) for segment in self.segments]
        return readers[0] if len(readers) == 1 else reading.MultiReader(readers, number)

    def latest_generation(self) -> int:
        return self._generation.manifest.generation

    def is_empty(self) -> bool:
        return not self.segments

    def doc_count(self) -> int:
        return self._generation.live

    def doc_count_all(self) -> int:
        return self._generation.size

    def writer(self, **options: Any) -> Any:
        """Raises ReadOnlyIndexError."""
        raise ReadOnlyIndexError("Whoosh only reads this index: use kzsearch.Index.add and kzsearch.Index.delete")

    def __repr__(self) -> str:
        return f"<WhooshIndex: generation {self.latest_generation()}, {self.doc_count()} documents>"


class EmptyReader(reading.EmptyReader):  # type: ignore[misc]
    """The reader of an index without documents."""

    def __init__(self, schema: Any, generation: int) -> None:
        super().__init__(schema)
        self._number = generation

    def generation(self) -> int:
        return self._number
