"""A checksum of all that decides the terms of a text, kept with an index: terms of another analysis would not meet."""

from functools import cache
from pathlib import Path
from zlib import crc32

# Rules and tables; the array modules are left out, since tests hold them to these, and lexicons that are compiled
_SOURCES = {
    "": ("tokenizer.py", "normalizer.py", "arabic.py", "language.py", "analysis.py"),
    "kazakh": (
        *("compiled.npy", "grammar.py", "sounds.py", "morphology.py", "folded.py", "latin.py"),
        *("closed_classes.tsv", "stop_words.tsv"),
    ),
    "russian": (
        *("compiled.npy", "choice.py", "unknown.py", "endings.py", "predictions.py", "hyphens.py", "spelling.py"),
        *("names.npy", "closed_classes.tsv", "declined.tsv", "unknown_endings.tsv", "prefixes.tsv", "stop_words.tsv"),
    ),
}


@cache
def fingerprint() -> str:
    """8 hexadecimal digits: a checksum, since nobody is kept from anything, and a digest's library takes long to load.

    >>> len(fingerprint())
    8
    """
    checksum = 0
    for folder, names in _SOURCES.items():
        for name in names:
            checksum = crc32((Path(__file__).parent / folder / name).read_bytes(), checksum)
    return f"{checksum:08x}"
