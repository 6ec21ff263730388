"""One corpus in two indexes: ours through Whoosh's interfaces, and plain Whoosh, given the same tokens at the same places.

The tokens come from `kzsearch_analyzers.analyze`, text by text, not from our index: its own are put to the test.
"""

import random
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from uuid import uuid4

import numpy as np
from kzsearch_analyzers import AnalyzedToken, analyze, fold
from kzsearch_analyzers.analysis import coarse_keys, form_term

import kzsearch
from kzsearch.codec.columnfile import ColumnFile
from kzsearch.codec.generation import Generation, Leaf
from kzsearch.codec.manifest import Manifest, SegmentEntry
from kzsearch.codec.merge import merge
from kzsearch.codec.segment import Segment
from kzsearch.codec.whoosh_index import WhooshIndex

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from whoosh import analysis, fields
    from whoosh.filedb.filestore import RamStorage

Document = dict[str, Any]

WORDS = (
    "мектеп мектептер мектепте мектебі қала қалада қаланың министр министрлер министрлік бюджет бюджеттің дәрігер "
    "дәрігерлер ұлт ұлттық су суды өңір өңірде жаңа заң заңы білім және "
    "школа школы школе школу город города городе врач врачи вода воды новый новая ёлка закон законы "
    "и в на не бюджета министра covid-19 2024 №5 info@mail.kz"
).split()
RUBRICS = ("қоғам", "спорт", "экономика", "Білім беру", "")


def corpus(size: int, seed: int) -> list[Document]:
    """Documents of a few words each: some words often, some titles empty, some keys missing."""
    rng = random.Random(seed)
    weights = [1 / (n + 2) for n in range(len(WORDS))]
    documents = []
    for number in range(size):
        words = rng.choices(WORDS, weights, k=rng.choice([1, 2, 5, 9, 20, 70]))
        words += [rng.choice(WORDS)] * rng.choice([0, 0, 3])
        document: Document = {"id": f"d{number * 7919 % 1009:04}", "text": " ".join(words)}
        if rng.random() < 0.6:
            document["title"] = " ".join(rng.choices(WORDS, k=rng.randrange(1, 4)))
            document["text"] = document["title"] * (rng.random() < 0.3) + "\n" + document["text"]
        if rng.random() < 0.8:
            document["rubric"] = rng.choice(RUBRICS)
        if rng.random() < 0.8:
            document["year"] = rng.randrange(-3, 12)
        if rng.random() < 0.5:
            document["price"] = rng.choice([-2.5, -1.0, 0.0, 0.5, 3.25, 1e9])
        documents.append(document)
    return documents


# -- tokens

TERMS: dict[str, Callable[[AnalyzedToken], list[str]]] = {
    "": lambda token: [token.lemma],
    "_form": lambda token: [form_term(token.form)],
    "_coarse": lambda token: sorted(coarse_keys(token.lemma, token.kind)),
    "_folded": lambda token: [fold(form_term(token.form))],
}
TEXT_FIELDS = [field + key for field in ("title", "text") for key in TERMS]


def places(document: Document, name: str) -> list[tuple[int, str]]:
    """The terms of a field with their positions; the words of a text that repeat its title are not the text's."""
    field, _, key = name.partition("_")
    terms = TERMS["_" + key if key else ""]
    title, text = document.get("title", "").rstrip("…"), document["text"]
    cut = len(title) if field == "text" and text.startswith(title) else 0
    return [
        (position, term)
        for position, token in enumerate(analyze(document.get(field, "")))
        if token.start >= cut
        for term in terms(token)
    ]


class GivenTokens(analysis.Tokenizer):  # type: ignore[misc]
    """Tokens as `_spelt` wrote them."""

    def __call__(self, value: str, positions: bool = False, mode: str = "", **options: Any) -> Iterator[Any]:
        token = analysis.Token(positions, False, mode=mode)
        for part in value.split("\x1e") if value else []:
            position, _, token.text = part.partition(":")
            token.pos, token.boost, token.stopped = int(position), 1.0, False
            yield token


def _spelt(document: Document, name: str) -> str:
    return "\x1e".join(f"{position}:{term}" for position, term in places(document, name))


# -- the two indexes


def new_plain() -> Any:
    """An empty index of plain Whoosh with the fields of ours."""
    words = {name: fields.TEXT(analyzer=GivenTokens()) for name in TEXT_FIELDS}
    schema = fields.Schema(
        id=fields.ID(stored=True, unique=True, sortable=True),
        lang=fields.ID(sortable=True),
        rubric=fields.ID(sortable=True),
        year=fields.NUMERIC(int, 64, sortable=True),
        price=fields.NUMERIC(float),  # plain Whoosh cannot sort floats
        **words,
    )
    return RamStorage().create_index(schema, indexname=uuid4().hex)


def add_plain(plain: Any, documents: Iterable[Document], languages: dict[str, str]) -> None:
    """Add documents as one segment."""
    writer = plain.writer()
    for document in documents:
        keys = {key: document[key] for key in ("id", "rubric", "year", "price") if key in document}
        keys |= {name: _spelt(document, name) for name in TEXT_FIELDS}
        if lang := languages[document["id"]]:
            keys["lang"] = lang
        writer.add_document(**keys)
    writer.commit(merge=False)


def delete_plain(plain: Any, ids: Iterable[str]) -> None:
    """Delete documents, and merge nothing."""
    writer = plain.writer()
    for id in ids:
        writer.delete_by_term("id", id)
    writer.commit(merge=False)


def generation(index: kzsearch.Index) -> Generation:
    """What the index holds now."""
    return index._open_snapshot().generation


def merged(before: Generation) -> Generation:
    """All segments as one, without the deleted documents."""
    out = BytesIO()
    about = merge(before.leaves, out)
    entry = SegmentEntry("merged.seg", about["bytes"], about["documents"], "")
    segment = Segment(ColumnFile(out.getvalue(), "merged.seg"))
    return Generation(
        Manifest(before.manifest.generation + 1, (entry,)), [Leaf(entry, segment, 0, np.zeros(0, np.int64))]
    )


@dataclass(frozen=True)
class Twins:
    """The same documents in both."""

    ours: WhooshIndex
    plain: Any
    documents: Sequence[Document]  # those that live


def states(parts: Sequence[Sequence[Document]], deleted: Iterable[str]) -> dict[str, Callable[[], Twins]]:
    """What an index may have been through, to be built."""
    whole = [[document for part in parts for document in part]]
    return {
        "one segment": lambda: build(whole),
        "several segments": lambda: build(parts),
        "one segment with deletions": lambda: build(whole, deleted),
        "several segments with deletions": lambda: build(parts, deleted),
        "several segments merged": lambda: build(parts, merge_ours=True),
        "several segments with deletions merged": lambda: build(parts, deleted, merge_ours=True),
    }


def build(parts: Sequence[Sequence[Document]], deleted: Iterable[str] = (), *, merge_ours: bool = False) -> Twins:
    """parts: what ours adds at once, a segment each; plain Whoosh has one segment.

    merge_ours: ours is merged, and plain Whoosh never had the deleted documents: its own merges change its scores.
    """
    index, plain, deleted = kzsearch.open(), new_plain(), set(deleted)
    for part in parts:
        index.add(part)
    languages = {doc["id"]: stored_language(index, doc["id"]) for part in parts for doc in part}
    all_documents = [document for part in parts for document in part]
    live = [document for document in all_documents if document["id"] not in deleted]
    add_plain(plain, live if merge_ours else all_documents, languages)
    if deleted:
        index.delete(*deleted)
    if deleted and not merge_ours:
        delete_plain(plain, deleted)
    found = generation(index)
    return Twins(WhooshIndex(merged(found) if merge_ours else found), plain, live)


def stored_language(index: kzsearch.Index, id: str) -> str:
    """The language that our index has for a document."""
    snapshot = index._open_snapshot()
    number = snapshot.number(id)
    return "" if number is None else str(snapshot.stored(number)["lang"])


# -- answers

Scores = dict[str, float]


class Asked:
    """An index with its searcher and the ids of its documents."""

    def __init__(self, index: Any, **options: Any) -> None:
        self.searcher = index.searcher(**options)
        self.ids = list(self.searcher.reader().column_reader("id")) if index.doc_count_all() else []

    def scores(self, query: Any, **options: Any) -> Scores:
        """Every document that answers, with its score."""
        found = self.searcher.search(query, **{"limit": None, **options})
        return {self.ids[doc]: score for score, doc in found.top_n}

    def order(self, query: Any, **options: Any) -> list[str]:
        """The documents that answer, in the order given."""
        return [self.ids[doc] for _, doc in self.searcher.search(query, **{"limit": None, **options}).top_n]
