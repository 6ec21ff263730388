"""Learns analyzers/kzsearch_analyzers/kazakh/weights.tsv from the word counts of raw Kazakh text.

    python scripts/train_kazakh.py COUNTS    (form <TAB> count, one a line; may be .xz)

Before and after it makes compiled.npy, as python -m kzsearch_analyzers.kazakh.compile does: readings come from there.

Expectation maximisation (Dempster, Laird and Rubin 1977) over the readings that the grammar gives each form: how
likely each reading is by the costs so far, then new costs by how often each lemma, suffix and end of word was part of
one.
Lemmas, forms of the closed classes and guesses by slot are one multinomial; what follows a slot, suffixes and the end,
is one multinomial a slot.
"""

import argparse
import lzma
import subprocess
import sys
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping
from math import exp, log
from pathlib import Path
from typing import NamedTuple

import numpy as np
from kzsearch_analyzers.kazakh import compile, tables
from kzsearch_analyzers.kazakh.compile import abbreviations
from kzsearch_analyzers.kazakh.lexicon import entries, words
from kzsearch_analyzers.kazakh.morphology import Reading, derivations, readings
from kzsearch_analyzers.kazakh.stems import BUILT, CLOSED, LEXICON
from kzsearch_analyzers.kazakh.suffixes import POSSESSED, suffixes
from kzsearch_analyzers.kazakh.weights import CENTINATS, TABLE, fingerprint, lemma_cost, weights
from numpy.typing import NDArray

ROUNDS = 3  # more of them sharpen what is already decided
DAMPING = 0.5  # a form seen n times counts n ** DAMPING
PRIOR = 100.0  # occurrences that the prior costs of a slot are worth
ALPHA = 3.0  # occurrences that each lemma is given
PATRONYMIC = 3.0  # nats: what ends in -ұлы or -қызы is nearly always a name
STRANGE = 2.0  # nats that a guessed stem costs more than training says: names make guesses of raw text look easy
DERIVED = 2.0  # nats: a gerund or participle that the lexicon lists costs that much more than as a form of its stem
FIRST_STOPS = {"v": 2.0, "N": 3.0, "wish": 8.0}  # to begin with, nats: an imperative without suffix is rare
GUESSED = {"v": 3.5}  # to begin with, nats
GUESSED_OTHERWISE = 2.0

TIME = "attr.time"  # кешкі, жазғы: a word of its own where the lexicon lists it
PRIORS = {suffix.name: suffix.prior for suffix in suffixes()}

Param = tuple[str, str, str]  # a row of weights.tsv without its cost


class Data(NamedTuple):
    """Readings as arrays: the form of each, what it costs whatever the weights, and its parameters."""

    weight: NDArray[np.float64]  # by form
    form: NDArray[np.int64]  # by reading
    fixed: NDArray[np.float64]  # by reading, nats
    reading: NDArray[np.int64]  # by use of a parameter
    param: NDArray[np.int64]  # by use of a parameter
    params: list[Param]


def read_counts(path: Path) -> Iterator[tuple[str, int]]:
    """(form, occurrences)"""
    with lzma.open(path, "rt", encoding="utf-8") if path.suffix == ".xz" else path.open(encoding="utf-8") as lines:
        for line in lines:
            form, count = line.rstrip("\n").split("\t")
            yield form, int(count)


def params_of(reading: Reading) -> list[Param]:
    """What a reading is made of."""
    stem = reading.stem
    if stem.source == CLOSED:
        return [("lemma", stem.closed_key, stem.pos)]
    guess = BUILT if stem.source == BUILT else stem.shape.slot
    first = ("lemma", stem.lemma, stem.pos) if stem.source == LEXICON else ("guess", guess, "")
    return [first, *(("suffix", step.suffix.name, step.to.slot) for step in reading.steps), ("stop", reading.stop, "")]


def collect(counts: Iterable[tuple[str, int]], skipped: Mapping[tuple[str, str], object]) -> Data:
    """All readings of all forms but those by skipped entries."""
    weight: list[float] = []
    form_of: list[int] = []
    fixed: list[float] = []
    reading_of: list[int] = []
    used: list[int] = []
    ids: dict[Param, int] = {}
    for form, count in counts:
        found = sensible(form, skipped)
        for reading in found:
            own = params_of(reading)
            used.extend(ids.setdefault(param, len(ids)) for param in own)
            reading_of.extend([len(fixed)] * len(own))
            form_of.append(len(weight))
            fixed.append(fixed_cost(reading, own))
        weight.append(count**DAMPING if found else 0.0)
    arrays = (np.array(weight), np.array(form_of), np.array(fixed), np.array(reading_of), np.array(used))
    return Data(*arrays, list(ids))


def sensible(form: str, skipped: Container[tuple[str, str]]) -> list[Reading]:
    """The readings that may be learnt from."""
    found = [r for r in readings(form) if r.stem.source != LEXICON or (r.stem.lemma, r.stem.pos) not in skipped]
    listed = {r.cut for r in found if r.stem.source == LEXICON}
    return [r for r in found if not (r.steps and r.steps[0].suffix.name == TIME and _end(r) in listed)]


def _end(reading: Reading) -> int:
    """Letters of the form up to the end of the first suffix."""
    return reading.cut + len(reading.steps[0].letters)


def fixed_cost(reading: Reading, params: list[Param]) -> float:
    """What no parameter accounts for: sounds out of place, the letters of a guessed stem."""
    return (reading.cost - sum(map(_present_cost, params))) / CENTINATS


def _present_cost(param: Param) -> int:
    kind, first, second = param
    table = weights()
    if kind == "lemma":
        return lemma_cost(first, second)
    if kind == "suffix":
        return table.suffixes.get((first, second), round(PRIORS[first] * CENTINATS))
    return table.stop(first) if kind == "stop" else table.guess(first)


def first_cost(param: Param) -> float:
    """What a parameter costs in the first round, nats: not what weights.tsv says, so that training can be repeated."""
    kind, first, _ = param
    if kind == "suffix":
        return PRIORS[first]
    if kind == "guess":
        return GUESSED.get(first, GUESSED_OTHERWISE)
    return FIRST_STOPS.get(first, 0.0) if kind == "stop" else 0.0


def group_of(param: Param) -> str:
    """The multinomial of a parameter."""
    kind, first, second = param
    return {"lemma": "", "guess": "", "suffix": second, "stop": first}[kind]


def maximise(data: Data, expected: NDArray[np.float64]) -> NDArray[np.float64]:
    """Costs in nats of the parameters by their expected occurrences."""
    groups = defaultdict(list)
    for i, param in enumerate(data.params):
        groups[group_of(param)].append(i)
    costs = np.empty(len(data.params))
    for name, members in groups.items():
        prior = np.array([ALPHA if not name else PRIOR * exp(-first_cost(data.params[i])) for i in members])
        found = expected[members] + prior
        costs[members] = -np.log(found / found.sum())
    return costs


def expect(data: Data, costs: NDArray[np.float64]) -> NDArray[np.float64]:
    """Expected occurrences of each parameter."""
    total = data.fixed + np.bincount(data.reading, costs[data.param], minlength=len(data.fixed))
    least = np.full(len(data.weight), np.inf)
    np.minimum.at(least, data.form, total)
    share = np.exp(least[data.form] - total)
    whole = np.bincount(data.form, share, minlength=len(data.weight))
    posterior = share / whole[data.form] * data.weight[data.form]
    return np.bincount(data.param, posterior[data.reading], minlength=len(data.params)).astype(np.float64)


def train(data: Data) -> NDArray[np.float64]:
    """Costs in nats of the parameters, from the priors."""
    costs = np.array([first_cost(param) for param in data.params])
    for _ in range(ROUNDS):
        costs = maximise(data, expect(data, costs))
    return costs


def table(counts: Iterable[tuple[str, int]]) -> str:
    """The content of weights.tsv."""
    made = {(entry.lemma, entry.pos): found for entry in entries() if (found := derivations(entry))}
    data = collect(counts, made)
    costs = dict(zip(data.params, train(data), strict=True))
    unseen = _unseen(data)
    costs.update({param: cost + STRANGE for param, cost in costs.items() if param[0] == "guess"})
    costs["guess", POSSESSED, ""] = PATRONYMIC
    told = {param: cost for param, cost in costs.items() if not _is_abbreviation(param)}  # compile.py has theirs
    listed = {param: cost for param, cost in told.items() if param[0] != "lemma" or cost < unseen - 0.005}
    for (lemma, pos), found in made.items():
        listed["lemma", lemma, pos] = DERIVED + min(_cost_as_a_form(reading, costs, unseen) for reading in found)
    rows = sorted((*param, str(round(cost * CENTINATS))) for param, cost in listed.items())
    head = f"# {fingerprint()} made by scripts/train_kazakh.py: hundredths of a nat"
    return "\n".join([head, *map("\t".join, [*rows, ("unseen", "", "", str(round(unseen * CENTINATS)))])]) + "\n"


def _is_abbreviation(param: Param) -> bool:
    kind, name, _ = param
    return kind == "lemma" and name in abbreviations() and name not in words()


def _unseen(data: Data) -> float:
    """What a lemma costs that was in no reading, the others being many."""
    lemmas = sum(1 for param in data.params if not group_of(param))
    return log((sum(data.weight) + ALPHA * lemmas) / ALPHA)


def _cost_as_a_form(reading: Reading, costs: Mapping[Param, float], unseen: float) -> float:
    own = params_of(reading)
    learnt = sum(costs.get(param, unseen if param[0] == "lemma" else first_cost(param)) for param in own[:-1])
    return learnt + fixed_cost(reading, own)


def _agree(one: str, other: str) -> bool:
    """Do two tables say the same, but for the last digit, which another processor may round otherwise?"""
    first, second = ([line.rsplit("\t", 1) for line in text.splitlines()[1:]] for text in (one, other))
    if [param for param, _ in first] != [param for param, _ in second]:
        return False
    return all(abs(int(a) - int(b)) <= 1 for (_, a), (_, b) in zip(first, second, strict=True))


def compile_tables() -> None:
    """Makes compiled.npy in a process of its own, for this one has read what it is made from, or will."""
    subprocess.run([sys.executable, "-m", compile.__name__], check=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("counts", type=Path, help="form <TAB> count, one a line; may be .xz")
    parser.add_argument("--check", action="store_true", help="write nothing; fail where weights.tsv says otherwise")
    arguments = parser.parse_args()
    if not arguments.check:
        compile_tables()
    elif tables.tables().fingerprint != compile.fingerprint():
        raise SystemExit(f"{tables.NAME} is stale: run {tables.COMMAND}")
    learnt = table(read_counts(arguments.counts))
    if not arguments.check:
        TABLE.write_text(learnt, encoding="utf-8")
        compile_tables()
    elif not _agree(learnt, TABLE.read_text(encoding="utf-8")):
        raise SystemExit(f"{TABLE.name} is stale: run python scripts/train_kazakh.py COUNTS")


if __name__ == "__main__":
    main()
