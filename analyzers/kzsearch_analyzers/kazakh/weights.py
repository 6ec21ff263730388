"""The costs of stems and suffixes: negative logarithms of probabilities, in hundredths of a nat.

weights.tsv holds them, learnt from raw text by scripts/train_kazakh.py; what it does not list costs its prior.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from .lexicon import rows
from .suffixes import Suffix

CENTINATS = 100  # in a nat
TABLE = Path(__file__).with_name("weights.tsv")
_LEARNT_FROM = ("suffixes.tsv", "closed_classes.tsv", "lexicon.tsv")
_LEMMA = "lemma\t"  # most rows begin so
_UNSEEN = 1200  # where the table does not even say what an unseen lemma costs


@dataclass(frozen=True, slots=True)
class Weights:
    """Costs in hundredths of a nat.

    stops: of ending a word, by slot; suffixes: by name and the slot it follows; guesses: of a stem that no lexicon has,
    by slot, letters apart; unseen: of a lemma that training did not see.
    """

    stops: Mapping[str, int]
    suffixes: Mapping[tuple[str, str], int]
    guesses: Mapping[str, int]
    unseen: int

    def suffix(self, suffix: Suffix, slot: str) -> int:
        """The cost of a suffix after a slot."""
        return self.suffixes.get((suffix.name, slot), round(suffix.prior * CENTINATS))

    def stop(self, slot: str) -> int:
        """The cost of ending a word at a slot."""
        return self.stops.get(slot, 0)

    def guess(self, slot: str) -> int:
        """The cost of a stem that the lexicon lacks, before its letters."""
        return self.guesses.get(slot, self.unseen)


@cache
def weights() -> Weights:
    """What weights.tsv says of all but lemmas.

    >>> weights().stop("noun") < weights().stop("v")
    True
    """
    found: dict[str, dict[tuple[str, str], int]] = defaultdict(dict)
    for kind, first, second, cost in rows(TABLE.name, lambda line: not line.startswith(_LEMMA)):
        found[kind][first, second] = int(cost)
    stops, guesses = ({slot: cost for (slot, _), cost in found[kind].items()} for kind in ("stop", "guess"))
    return Weights(stops, found["suffix"], guesses, found["unseen"].get(("", ""), _UNSEEN))


def lemma_cost(lemma: str, pos: str) -> int:
    """The cost of an entry of the lexicon; of a form of the closed classes, by `lemma form`.

    >>> lemma_cost("жыл", "noun") < lemma_cost("қолақпан", "noun")
    True
    """
    return lemma_costs().get((lemma, pos), weights().unseen)


@cache
def lemma_costs() -> Mapping[tuple[str, str], int]:
    """What weights.tsv says of lemmas, by part of speech; compiled.npy has them too."""
    return {(lemma, pos): int(cost) for _, lemma, pos, cost in rows(TABLE.name, lambda line: line.startswith(_LEMMA))}


def fingerprint() -> str:
    """Of the tables that the weights were learnt from; weights.tsv begins with it. Translations do not matter."""
    from hashlib import sha256  # for those who compile; it loads OpenSSL

    digest = sha256()
    for name in _LEARNT_FROM:
        for row in rows(name):
            kept = (row[0], row[1], row[3]) if name == "lexicon.tsv" else row[:-1]
            digest.update("\t".join(kept).encode() + b"\n")
    return digest.hexdigest()[:16]
