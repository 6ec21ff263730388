"""`scoring.Lucene` scores as the real Lucene does, on one text field: LuceneScores.java asks it, Maven brings it."""

import math
import random
import shutil
import subprocess
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from twins import WORDS

from kzsearch.scoring import LUCENE_LENGTHS, Lucene, lucene_length

# The last major version that runs on Java 17, and the plugin that copies its jar
LUCENE = "org.apache.lucene:lucene-core:9.12.3"
COPY = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy"
NEAR = 1e-5  # Lucene computes in 32 bits; seen: 8e-7

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Query:
    k1: float
    b: float
    words: Sequence[str]

    def __str__(self) -> str:
        return " ".join([str(self.k1), str(self.b), *self.words])


class Corpus:
    """Texts whose words stand between single spaces; an empty one lacks the field."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.texts = texts
        self.counts = [Counter(text.split()) for text in texts]
        self.lengths = [count.total() for count in self.counts]
        self.documents = sum(length > 0 for length in self.lengths)
        self.average = sum(self.lengths) / self.documents

    def scores(self, query: Query) -> Floats:
        """Ours, shape (texts,): of several words the sum."""
        model = Lucene(k1=query.k1, b=query.b)
        scores = np.zeros(len(self.texts))
        for word in query.words:
            found = [count[word] for count in self.counts]
            df = sum(frequency > 0 for frequency in found)
            scores += model.scores(found, self.lengths, df, self.documents, self.average)
        return scores


def _texts(seed: int) -> list[str]:
    """Around every step of the rounding up to 3000 words; some words in most texts, some in one or two."""
    rng = random.Random(seed)
    steps = LUCENE_LENGTHS[LUCENE_LENGTHS < 3000].tolist()
    lengths = sorted({0, 3000, *(step + n for step in steps for n in (-1, 0, 1) if step + n > 0)} | {*range(1, 70)})
    rng.shuffle(lengths)
    weights = [(n + 1) ** -2.5 for n in range(len(WORDS))]
    return [" ".join(rng.choices(WORDS, weights, k=length)) for length in lengths]


def _queries(seed: int) -> list[Query]:
    rng = random.Random(seed)
    parameters = [(1.2, 0.75), (0.0, 0.75), (2.0, 0.0), (1.2, 1.0), (7.0, 0.3), (0.01, 0.5), (0.0, 1.0)]
    one = [Query(k1, b, [word]) for k1, b in parameters for word in (*WORDS, "жоқ")]
    return one + [Query(*rng.choice(parameters), rng.sample(WORDS, rng.randint(2, 6))) for _ in range(100)]


RANDOM, QUERIES = Corpus(_texts(seed=5)), _queries(seed=6)

# What the real Lucene says of four texts, so that something holds where there is no Java; one is of 63 words, kept as 60
FEW = Corpus(["мектеп ашылды", "мектеп пен мектеп", "", " ".join(["қала"] * 40 + ["мектеп"] * 23)])
GOLDEN = [
    (Query(1.2, 0.75, ["мектеп"]), [0.09680314, 0.11039677, 0.0, 0.11958491]),
    (Query(0.0, 0.75, ["мектеп"]), [0.13353139, 0.13353139, 0.0, 0.13353139]),
    (Query(2.0, 0.0, ["пен"]), [0.0, 0.3269431, 0.0, 0.0]),
    (Query(0.7, 1.0, ["қала"]), [0.0, 0.0, 0.0, 0.9374053]),
    (Query(1.2, 0.75, ["мектеп", "қала", "пен", "жоқ"]), [0.09680314, 0.801551, 0.0, 1.0387744]),
]

# All lengths up to 100,000, then samples and all places where the rounding steps, to the longest that Lucene takes
LONGEST = 2**31 - 1
STEPS = [LUCENE_LENGTHS[1:] + n for n in (-1, 0, 1)]
LENGTHS = np.unique([*range(100_001), *np.geomspace(1, LONGEST, 10_000).astype(int), *np.concatenate(STEPS), LONGEST])


@dataclass(frozen=True)
class Said:
    """Lucene's answers: to LENGTHS, and to the queries of each corpus."""

    lengths: list[int]
    random: list[Floats]
    few: list[Floats]


@pytest.fixture(scope="module")
def lucene(tmp_path_factory: pytest.TempPathFactory) -> Said:
    java, maven = shutil.which("java"), shutil.which("mvn")
    if not java or not maven:
        pytest.skip("the real Lucene needs java and mvn")
    jars = tmp_path_factory.mktemp("jars")
    _run([maven, "-q", "-B", COPY, f"-Dartifact={LUCENE}", f"-DoutputDirectory={jars}"])
    (jar,) = jars.iterdir()
    few = [query for query, _ in GOLDEN]
    asked = [" ".join(map(str, LENGTHS.tolist())), *_lines(RANDOM, QUERIES), *_lines(FEW, few)]
    source = Path(__file__).with_name("LuceneScores.java")
    said = _run([java, "-XX:TieredStopAtLevel=1", "-cp", str(jar), str(source)], "".join(f"{line}\n" for line in asked))
    lengths, *scores = said.splitlines()
    assert len(scores) == len(QUERIES) + len(few)
    arrays = [np.array(line.split(), np.float64) for line in scores]
    return Said([int(length) for length in lengths.split()], arrays[: len(QUERIES)], arrays[len(QUERIES) :])


def _lines(corpus: Corpus, queries: Sequence[Query]) -> list[str]:
    return [str(len(corpus.texts)), *corpus.texts, str(len(queries)), *map(str, queries)]


def _run(command: Sequence[str], given: str = "") -> str:
    done = subprocess.run(command, input=given, capture_output=True, encoding="utf-8")
    assert done.returncode == 0, f"{command[0]}: {done.stdout[-2000:]}{done.stderr[-2000:]}"
    return done.stdout


def test_every_score_is_lucenes(lucene: Said) -> None:
    for query, theirs in zip(QUERIES, lucene.random, strict=True):
        ours = RANDOM.scores(query)
        assert ((ours > 0) == (theirs > 0)).all(), query
        assert np.abs(ours - theirs).max() < NEAR, query
    assert sum((theirs > 0).sum() for theirs in lucene.random) > 10_000


def test_lengths_are_rounded_as_lucene_does(lucene: Said) -> None:
    assert lucene_length(LENGTHS).tolist() == lucene.lengths
    assert len(set(lucene.lengths)) == 256


def test_the_golden_scores_are_lucenes(lucene: Said) -> None:
    for (query, golden), theirs in zip(GOLDEN, lucene.few, strict=True):
        assert golden == theirs.tolist(), query


# -- without Java


@pytest.mark.parametrize(("query", "golden"), GOLDEN, ids=[str(query) for query, _ in GOLDEN])
def test_golden_scores(query: Query, golden: list[float]) -> None:
    assert FEW.scores(query).tolist() == pytest.approx(golden, abs=1e-6)


@given(
    frequency=st.integers(1, 10_000), length=st.integers(1, 1 << 30), df=st.integers(0, 1000), more=st.integers(0, 10**6),
    k1=st.floats(0, 100), b=st.floats(0, 1), average=st.floats(0.01, 1e6),
)  # fmt: skip
def test_scores_are_finite_and_grow_with_frequency_and_rarity(
    frequency: int, length: int, df: int, more: int, k1: float, b: float, average: float
) -> None:
    model, documents = Lucene(k1=k1, b=b), df + more
    one, twice, rarer, longer = (
        float(model.scores([f], [n], d, documents, average)[0])
        for f, n, d in ((frequency, length, df), (2 * frequency, length, df), (frequency, length, df // 2), (frequency, 2 * length, df))
    )  # fmt: skip
    idf = math.log(1 + (documents - df + 0.5) / (df + 0.5))
    norm = k1 * (1 - b + b * int(lucene_length(np.array(length))) / average)
    assert one == pytest.approx(idf * (1 - 1 / (1 + frequency / norm)) if norm else idf, abs=1e-9)
    assert 0 <= one <= idf * (1 + 1e-12)
    assert twice >= one * (1 - 1e-12)
    assert rarer >= one
    assert longer <= one * (1 + 1e-12)


@pytest.mark.parametrize("k1", [0, 1.2])
def test_a_document_without_the_term_scores_nothing(k1: float) -> None:
    scores = Lucene(k1=k1, b=1).scores([0, 2, 0], [0, 3, 3], df=1, documents=2, average=3.0)
    assert (scores > 0).tolist() == [False, True, False]


@pytest.mark.parametrize("k1", [0, 1.2])
@pytest.mark.parametrize("df", [0, 5, 0.5])
def test_fields_without_words(k1: float, df: float) -> None:
    assert np.isfinite(Lucene(k1=k1, b=1).scores([0, 1, 1], [0, 0, 7], df, documents=0, average=0.0)).all()
    nothing = Lucene(k1=k1).scores([], [], df, documents=0, average=0.0)
    assert nothing.dtype == np.float64
    assert nothing.shape == (0,)
