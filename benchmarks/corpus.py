"""Documents, words and queries for the benchmarks, made with a fixed seed from seeds/ and the lexicon.

Words are drawn by Zipf's law, those of seeds/ as the most frequent. Kazakh words are inflected by the tables of
sounds.py, Russian ones by pymorphy3, so nearly all forms are regular and known: real texts have more unknown names.
"""

import re
from dataclasses import dataclass
from functools import cache
from itertools import accumulate, islice
from pathlib import Path
from random import Random

from kzsearch_analyzers.kazakh.lexicon import entries
from kzsearch_analyzers.kazakh.sounds import BACK, final_class, harmony, spell_out
from pymorphy3 import MorphAnalyzer

SEED = 20
SEEDS = Path(__file__).parent.parent / "seeds"
STEMS = 1500  # of either language
FORMS = 6000  # most inflected forms of either language
TEXT_WORDS = 100
TITLE_WORDS = 6
SPECIAL = ("COVID-19", "ДДҰ-ның", "3,5")  # each a token of ours, and two runs of \w
SPECIAL_SHARE = 0.02

_RARE = frozenset({"ADJS", "COMP", "Supr", "V-be", "V-ey", "V-oy", "V-ej"})  # краток, удачнейший, развитью
_KAZAKH_LETTERS = frozenset("әғқңөұүһі")
_CHAINS = (("NIң",), ("GA",), ("DA",), ("LAр",), ("LAр", "NIң"), ("LAр", "DA"), ("LAр", "EAн"), ("LAр", "Mен"))


@dataclass(frozen=True)
class Vocabulary:
    """running: words as texts have them, most frequent first; lemma_of: inflected form -> the lemma it is made from."""

    running: tuple[str, ...]
    lemma_of: dict[str, str]


@dataclass(frozen=True)
class Corpus:
    """documents: id, title, text; tokens: how many of ours their texts hold; word_runs: how many runs of \\w."""

    documents: list[dict[str, str]]
    tokens: int
    word_runs: int

    @property
    def texts(self) -> list[str]:
        return [document["text"] for document in self.documents]


@dataclass(frozen=True)
class Question:
    """A query, in a syntax that kzsearch and Whoosh share, and the document that it is taken from."""

    text: str
    source: str


@cache
def kazakh() -> Vocabulary:
    """Kazakh words of seeds/ and inflected nouns of the lexicon."""
    stems = [entry.lemma for entry in entries() if entry.pos == "noun" and entry.lemma.isalpha()]
    chosen = Random(SEED).sample(stems, STEMS)
    forms = {_inflected(stem, chain): stem for chain in _CHAINS for stem in chosen}
    return _vocabulary("kk", forms)


@cache
def russian() -> Vocabulary:
    """Russian words of seeds/ and inflected translations of the lexicon."""
    morph = MorphAnalyzer(lang="ru")
    words = sorted({word for entry in entries() for word in entry.russian if word.isalpha() and word.islower()})
    parsed = [morph.parse(word)[0] for word in Random(SEED).sample(words, STEMS)]
    nominal = [word for word in parsed if word.tag.POS in ("NOUN", "ADJF") and word.word == word.normal_form]
    forms = {
        form.word.replace("ё", "е"): word.normal_form.replace("ё", "е")
        for word in nominal
        for form in word.lexeme
        if _RARE.isdisjoint(form.tag.grammemes)
    }
    return _vocabulary("ru", forms)


def _vocabulary(lang: str, forms: dict[str, str]) -> Vocabulary:
    shuffled = Random(SEED).sample(sorted(forms), min(FORMS, len(forms)))
    return Vocabulary((*_seed_words()[lang], *shuffled), {form: forms[form] for form in shuffled})


def _inflected(stem: str, chain: tuple[str, ...]) -> str:
    """
    >>> _inflected("мектеп", ("LAр", "NIң")), _inflected("бала", ("GA",))
    ('мектептердің', 'балаға')
    """
    for template in chain:
        kind, tone = final_class(stem), harmony(stem) or BACK
        stem += next(letters for letters, kinds, t in spell_out(template) if kind in kinds and t in (None, tone))
    return stem


@cache
def _seed_words() -> dict[str, list[str]]:
    """The words of seeds/ by the language of the text, the most frequent first."""
    counts: dict[str, dict[str, int]] = {"kk": {}, "ru": {}}
    for path in sorted(SEEDS.glob("*.txt")):
        words = re.findall(r"\b[а-яёәғқңөұүһі]{2,}\b", path.read_text(encoding="utf-8").lower())
        share = sum(not _KAZAKH_LETTERS.isdisjoint(word) for word in words) / len(words)
        found = counts["kk" if share > 0.3 else "ru"]
        for word in words:
            found[word] = found.get(word, 0) + 1
    return {lang: sorted(found, key=lambda word: -found[word]) for lang, found in counts.items()}


def make_corpus(size: int) -> Corpus:
    """As many documents, Kazakh and Russian in turn."""
    random = Random(SEED)
    documents = []
    tokens = specials = 0
    for number in range(size):
        vocabulary = (kazakh, russian)[number % 2]()
        title = " ".join(_draw(random, vocabulary, TITLE_WORDS)).capitalize()
        words = _draw(random, vocabulary, random.randint(TEXT_WORDS // 2, TEXT_WORDS * 3 // 2))
        words = [random.choice(SPECIAL) if random.random() < SPECIAL_SHARE else word for word in words]
        documents.append({"id": str(number), "title": title, "text": _sentences(words)})
        tokens += len(words)
        specials += sum(word in SPECIAL for word in words)
    return Corpus(documents, tokens, tokens + specials)


def _draw(random: Random, vocabulary: Vocabulary, count: int) -> list[str]:
    return random.choices(vocabulary.running, cum_weights=_zipf(len(vocabulary.running)), k=count)


@cache
def _zipf(size: int) -> list[float]:
    """Weights 1 / (rank + 10), added up: ten ranks off, as texts have no word in every tenth place."""
    return list(accumulate(1 / (rank + 10) for rank in range(size)))


def _sentences(words: list[str]) -> str:
    """
    >>> _sentences(["бір", "екі"])
    'Бір екі.'
    """
    parts, rest = [], iter(words)
    while sentence := list(islice(rest, 12)):
        parts.append(sentence[0][0].upper() + " ".join(sentence)[1:] + ".")
    return " ".join(parts)


def questions(corpus: Corpus, kind: str, count: int) -> list[Question]:
    """Queries of a kind: '1 word' to '5 words', 'phrase', 'prefix' or 'boolean', each from another document.

    Words of one to three letters are left out: nobody asks for them alone.
    """
    random = Random(f"{SEED} {kind}")
    return [_question(random, kind, document) for document in random.sample(corpus.documents, count)]


def _question(random: Random, kind: str, document: dict[str, str]) -> Question:
    runs = re.findall(r"(?<![\w-])[^\W\d]{4,} [^\W\d]{4,}(?![\w-])", document["text"].lower())
    words = re.findall(r"(?<![\w-])[^\W\d]{4,}(?![\w-])", document["text"].lower())
    if kind == "phrase":
        text = f'"{random.choice(runs)}"'
    elif kind == "prefix":
        text = random.choice(words)[:4] + "*"
    elif kind == "boolean":
        first, second = random.sample(words, 2)
        text = f"{first} AND {second} NOT {_absent(words)}"
    else:
        text = " ".join(random.sample(words, int(kind[0])))
    return Question(text, document["id"])


def _absent(words: list[str]) -> str:
    """A frequent word that none of these begins like."""
    beginnings = {word[:4] for word in words}
    frequent = [word for pair in zip(kazakh().running[:60], russian().running[:60], strict=True) for word in pair]
    return next(word for word in frequent if len(word) > 4 and word[:4] not in beginnings)
