"""Search for Kazakh and Russian texts: a question in either language finds the answer in both."""

from importlib import import_module
from typing import TYPE_CHECKING, Final

from .errors import (
    DocumentError,
    EncodingError,
    IndexClosedError,
    IndexFolderError,
    IndexLockedError,
    KzSearchError,
    OptionError,
)

if TYPE_CHECKING:
    from .conditions import Range
    from .documents import Document, Skipped, read
    from .explanation import Explanation
    from .index import AddReport, Index, open
    from .learning import LearnReport
    from .matches import Match
    from .options import Recency
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
    "LearnReport",
    "Match",
    "OptionError",
    "Range",
    "Recency",
    "Results",
    "Skipped",
    "open",
    "read",
]

# Imported when first asked for: the command's help and its errors need no engine.
_HOMES: Final = {
    "documents": ("Document", "Skipped", "read"),
    "index": ("AddReport", "Index", "open"),
    "explanation": ("Explanation",),
    "conditions": ("Range",),
    "learning": ("LearnReport",),
    "matches": ("Match",),
    "options": ("Recency",),
    "results": ("Hit", "Results"),
}


if not TYPE_CHECKING:  # a type checker would take any name for one of ours

    def __getattr__(name: str) -> object:
        home = next((home for home, names in _HOMES.items() if name in names), None)
        if home is None:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        found = globals()[name] = getattr(import_module(f"{__name__}.{home}"), name)
        return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
