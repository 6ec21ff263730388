"""A digest of all that decides the terms of a text, kept with an index: terms of another analysis would not meet."""

from functools import cache
from hashlib import sha256
from importlib.resources import files

# Rules and tables; the array modules are left out, since tests hold them to these, and lexicons that are compiled
_SOURCES = {
    "": ("tokenizer.py", "normalizer.py", "language.py", "analysis.py"),
    "kazakh": ("compiled.npy", "grammar.py", "sounds.py", "morphology.py", "closed_classes.tsv", "stop_words.tsv"),
    "russian": (
        *("compiled.npz", "choice.py", "unknown.py", "endings.py", "predictions.py", "hyphens.py", "spelling.py"),
        *("closed_classes.tsv", "declined.tsv", "unknown_endings.tsv", "stop_words.tsv"),
    ),
}


@cache
def fingerprint() -> str:
    """16 hexadecimal digits.

    >>> len(fingerprint())
    16
    """
    digest = sha256()
    for folder, names in _SOURCES.items():
        for name in names:
            digest.update(files(__package__).joinpath(folder, name).read_bytes())
    return digest.hexdigest()[:16]
