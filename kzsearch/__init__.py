"""Search for Kazakh and Russian texts: a question in either language finds the answer in both."""

from .documents import Document, Skipped, read
from .errors import (
    DocumentError,
    EncodingError,
    IndexClosedError,
    IndexFolderError,
    IndexLockedError,
    KzSearchError,
    OptionError,
)
from .index import AddReport, Index, open
from .plan import Explanation
from .results import Hit, Results

__version__ = "0.1.0"

__all__ = [
    "AddReport",
    "Document",
    "DocumentError",
    "EncodingError",
    "Explanation",
    "Hit",
    "Index",
    "IndexClosedError",
    "IndexFolderError",
    "IndexLockedError",
    "KzSearchError",
    "OptionError",
    "Results",
    "Skipped",
    "open",
    "read",
]
