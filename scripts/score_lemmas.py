"""Scores the lemmatisers on annotated text: do forms of one lemma meet, and forms of different lemmas stay apart?

    python scripts/score_lemmas.py kazakh kk_ktb-ud-test.conllu     (Universal Dependencies; more files may follow)
    python scripts/score_lemmas.py kazakh FILE.tsv                  (form <TAB> lemma, one word a line)

B-cubed F1 (Bagga and Baldwin 1998) over word types, where a form may have several lemmas; lemma accuracy over running
words; forms a second, the tables being loaded.
"""

import argparse
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from importlib import import_module
from pathlib import Path
from typing import NamedTuple


class Score(NamedTuple):
    """B-cubed, each in [0, 1]."""

    precision: float
    recall: float
    f1: float


def words(path: Path) -> Iterator[tuple[str, str]]:
    """(form, lemma) of the words of a file, lower case; punctuation, numbers and multi-word tokens are left out."""
    for line in path.read_text(encoding="utf-8").splitlines():
        columns = line.split("\t")
        if len(columns) == 10 and columns[0].isdecimal():
            form, lemma = columns[1], columns[2]
        elif len(columns) == 2:
            form, lemma = columns
        else:
            continue
        if any(c.isalpha() for c in form) and lemma != "_":
            yield form.lower(), lemma.lower()


def bcubed(gold: Mapping[str, Iterable[str]], found: Mapping[str, str]) -> Score:
    """gold: form -> its lemmas; found: form -> ours.

    >>> bcubed({"балалар": {"бала"}, "баласы": {"бала"}}, {"балалар": "бала", "баласы": "бала"})
    Score(precision=1.0, recall=1.0, f1=1.0)
    """
    right: dict[str, set[str]] = defaultdict(set)
    ours: dict[str, set[str]] = defaultdict(set)
    for form, lemmas in gold.items():
        for lemma in lemmas:
            right[lemma].add(form)
        ours[found[form]].add(form)
    precision = recall = 0.0
    for form, lemmas in gold.items():
        kin, met = set[str]().union(*(right[lemma] for lemma in lemmas)), ours[found[form]]
        precision += len(kin & met) / len(met)
        recall += len(kin & met) / len(kin)
    precision, recall = precision / len(gold), recall / len(gold)
    return Score(precision, recall, 2 * precision * recall / (precision + recall))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("language", choices=("kazakh", "russian"))
    parser.add_argument("files", type=Path, nargs="+")
    arguments = parser.parse_args()
    lemmatize_many = import_module(f"kzsearch_analyzers.{arguments.language}").lemmatize_many
    read = [pair for path in arguments.files for pair in words(path)]
    if not read:
        raise SystemExit("no words in these files")
    gold: dict[str, set[str]] = defaultdict(set)
    for form, lemma in read:
        gold[form].add(lemma)
    lemmatize_many(["сөз", "слово"])
    start = time.perf_counter()
    found = dict(zip(gold, lemmatize_many(list(gold)), strict=True))
    seconds = time.perf_counter() - start
    score = bcubed(gold, found)
    accuracy = sum(found[form] == lemma for form, lemma in read) / len(read)
    print(f"{len(read):,} words, {len(gold):,} forms, {len(gold) / seconds:,.0f} forms a second")
    print(
        f"B-cubed: precision {score.precision:.3f}, recall {score.recall:.3f}, F1 {score.f1:.3f}; lemmas {accuracy:.3f}"
    )


if __name__ == "__main__":
    main()
