"""What the plain-Python references of scoring have in common: documents, a word's keys, the bound of coarse matches."""

import math
import random
from collections.abc import Callable, Collection, Mapping

from kzsearch_analyzers.analysis import AnalyzedToken, coarse_key

from kzsearch.compiler import COARSE_WEIGHT, FORM_WEIGHT

WORDS = "министр мектептерде бюджет қаланың школы город ұлттық дәрігерлер врачами закон".split()


def documents(seed: int, most: int = 30) -> list[dict[str, str]]:
    """As many as `most`, each with a date."""
    rnd = random.Random(seed)
    return [
        {
            "id": f"{n:04}",
            "title": " ".join(rnd.choices(WORDS, k=rnd.randint(0, 4))),
            "text": "— " + " ".join(rnd.choices(WORDS, k=rnd.randint(1, 40))),
            "date": f"2024-{rnd.randint(1, 12):02}-{rnd.randint(1, 28):02}",
        }
        for n in range(rnd.randint(1, most))
    ]


def keys_of(token: AnalyzedToken) -> dict[str, tuple[float, Callable[[AnalyzedToken], bool]]]:
    """By key its weight, and which words of a document have it."""
    return {
        "lemma": (1.0, lambda t: token.lemma == t.lemma or token.form == t.form),  # also as written, read otherwise
        "form": (FORM_WEIGHT, lambda t: t.form == token.form),
        "coarse": (COARSE_WEIGHT, lambda t: coarse_key(t.lemma) == coarse_key(token.lemma)),
    }


def capped(scores: Mapping[str, float], own: Collection[str]) -> dict[str, float]:
    """The scores above 0; those of documents without the word itself stay below those of `own`, which have it."""
    limit = min((scores[id] for id in own), default=math.inf)
    return {id: score if id in own else min(score, limit) for id, score in scores.items() if score}
