"""Plain Whoosh, set up as its documentation does: the peer of bench_index.py and bench_search.py."""

import warnings
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from uuid import uuid4

with warnings.catch_warnings():  # Whoosh's sources have invalid escapes
    warnings.simplefilter("ignore")
    import whoosh.codec.whoosh3  # noqa: F401 - Whoosh would import it later, out of this block
    from whoosh import fields, index
    from whoosh.analysis import RegexTokenizer, StemmingAnalyzer
    from whoosh.filedb.filestore import RamStorage
    from whoosh.qparser import MultifieldParser, OrGroup

__all__ = ["RegexTokenizer", "add_to_whoosh", "new_whoosh", "whoosh_parser"]


def new_whoosh(folder: Path | None) -> Any:
    """An empty Whoosh index of id, title, text, all stored; in memory without a folder."""
    text = {name: fields.TEXT(analyzer=StemmingAnalyzer(), stored=True) for name in ("title", "text")}
    schema = fields.Schema(id=fields.ID(stored=True, unique=True), **text)
    if folder:
        return index.create_in(str(folder), schema)
    # the name also names a folder of temporary files in /tmp, which Whoosh's default shares between processes
    return RamStorage().create_index(schema, indexname=uuid4().hex)


def add_to_whoosh(whoosh: Any, documents: Iterable[dict[str, str]]) -> int:
    """Add documents in one commit; how many the index then holds."""
    writer = whoosh.writer(limitmb=128)
    for document in documents:
        writer.add_document(**document)
    writer.commit()
    return int(whoosh.doc_count())


def whoosh_parser(whoosh: Any) -> Any:
    """A parser that looks in both fields for any of the words."""
    return MultifieldParser(["title", "text"], whoosh.schema, group=OrGroup)
