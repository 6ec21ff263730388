"""The parts of Whoosh that the codec builds on, imported without the warnings that its sources give."""

import warnings

with warnings.catch_warnings():  # Whoosh's sources have invalid escapes, in modules that it imports late too
    warnings.simplefilter("ignore")
    import whoosh.codec.whoosh3
    import whoosh.lang.paicehusk
    import whoosh.lang.porter2  # noqa: F401
    from whoosh import analysis, columns, fields, formats, index, matching, query, reading
    from whoosh.codec import base
    from whoosh.filedb.filestore import ReadOnlyError
    from whoosh.query import spans

__all__ = [
    "ReadOnlyError",
    "analysis",
    "base",
    "columns",
    "fields",
    "formats",
    "index",
    "matching",
    "query",
    "reading",
    "spans",
]
