"""Every way to read a Kazakh word as stem and suffixes, with a cost, and the choice among them.

The suffix table is walked backwards from the end of the word. Costs are negative log-probabilities in nats, set by
hand: a suffix costs what suffixes.tsv says, a stem what the constants below say, and the cheapest reading wins.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

from .lexicon import INFLECTED, VERB, Entry, closed_classes, words
from .sounds import BACK, CONSONANTS, VOWELS, final_class, harmony
from .suffixes import Suffix, endings, longest

LONGEST_WORD = 64  # letters; longer ones are no words and are left as they are

VOICELESS = {"б": "п", "г": "к", "ғ": "қ"}  # кітабы -> кітап, күрегі -> күрек, аяғы -> аяқ

KNOWN = 1.0  # a stem of the lexicon
GUESSED_NOUN = 6.0  # and more a letter
GUESSED_VERB = 7.5
A_LETTER = 1.6
TOO_SHORT = 4.0  # a guessed stem of two letters or fewer, or without a vowel
BARE_VERB = 2.0  # an imperative without suffix
DERIVED = 2.0  # a gerund, participle or case form that the lexicon lists, where its own stem is known
RARELY_INFLECTED = 1.0  # adjectives and adverbs with nominal suffixes
UNMARKED_DROP = 2.0  # a letter put back that the entry is not marked for
UNVOICED = 2.0  # банкі, паркі: к and қ stay before a vowel in loans alone
OUT_OF_HARMONY = 5.0
WRONG_VARIANT = 4.0  # түсінмеді for түсінбеді
VOICED_END = 3.0  # a guessed native stem does not end in б, г, ғ
BUILT = 4.5  # a word of the lexicon with such an ending: қайғысыз, рақымсыздық
WORD_BUILT = 3.0  # what a guessed stem gains by ending as Kazakh builds nouns and adjectives
WORD_BUILDING = tuple("шы ші лық лік дық дік тық тік сыз сіз хана стан кер гер паз".split())
CLOSE = 2.5  # nats above the best reading: still plausible


@dataclass(frozen=True, slots=True)
class Analysis:
    """One reading of a word.

    lemma: verbs as stems; suffixes: their names in suffixes.tsv, from the stem outwards; cost in nats;
    source: 'closed class', 'lexicon', 'built' (on a word of the lexicon) or 'guess'.
    """

    lemma: str
    pos: str
    suffixes: tuple[str, ...]
    cost: float
    source: str


@dataclass(frozen=True, slots=True)
class _Rest:
    """What is left of a word after suffixes were taken off its end."""

    stem: str
    wanted: frozenset[str]  # the slots that may stand before; empty at the end of the word
    suffixes: tuple[str, ...]
    cost: float
    before: Suffix | None  # the suffix taken off last
    misspelt: bool = False  # against the table of variants: only a stem of the lexicon explains it

    def accepts(self, slot: str) -> bool:
        return not self.wanted or slot in self.wanted or (slot == "pcp" and "n" in self.wanted)


def analyses(form: str) -> tuple[Analysis, ...]:
    """Every reading of a lower-case word, best first; a lemma and part of speech once.

    >>> [(a.lemma, a.pos, a.suffixes) for a in analyses("кітаптарымызды")][:1]
    [('кітап', 'noun', ('plural', 'poss.1pl', 'acc'))]
    >>> analyses("оған")[0].lemma
    'ол'
    """
    closed = [Analysis(e.lemma, e.pos, (), 0.0, "closed class") for e in closed_classes().get(form, ())]
    best = {(a.lemma, a.pos): a for a in closed}
    for reading in _read(form):
        if reading.source == "lexicon" and _is_derived(reading.lemma, reading.pos):
            reading = replace(reading, cost=reading.cost + DERIVED)
        key = reading.lemma, reading.pos
        if key not in best or reading.cost < best[key].cost:
            best[key] = reading
    return tuple(sorted(best.values(), key=lambda a: (a.cost, -len(a.lemma), a.lemma, a.pos)))


def _read(form: str) -> Iterator[Analysis]:
    if len(form) > LONGEST_WORD:
        yield Analysis(form, "noun", (), GUESSED_NOUN, "guess")
        return
    todo = [_Rest(form, frozenset(), (), 0.0, None)]
    while todo:
        rest = todo.pop()
        yield from _stems(rest)
        todo.extend(_strip(rest))


def _strip(rest: _Rest) -> Iterator[_Rest]:
    """The word without its last suffix, each way it can be read."""
    stem = rest.stem
    for size in range(1, min(longest(), len(stem) - 1) + 1):
        for suffix in endings().get(stem[-size:], ()):
            if rest.accepts(suffix.slot) and (suffix.ends_word or rest.wanted):
                yield from _without(rest, suffix, stem[:-size])


def _without(rest: _Rest, suffix: Suffix, shorter: str) -> Iterator[_Rest]:
    tone = harmony(shorter)
    restored = shorter + suffix.restore.replace("I", "ы" if tone == BACK else "і")
    cost, misspelt = rest.cost + suffix.cost, rest.misspelt
    if tone and suffix.tone and tone != suffix.tone:
        if not _breaks_harmony(shorter):
            return
        cost += OUT_OF_HARMONY
    if not suffix.restore and final_class(restored) not in suffix.finals:
        if rest.misspelt or not final_class(restored) or "V" in (final_class(restored), suffix.finals):
            return
        misspelt = True
        cost += WRONG_VARIANT
    if misspelt and len(suffix.letters) < 2:
        return
    chain = (suffix.name, *rest.suffixes)
    unvoiced = UNVOICED if suffix.opens_with_vowel and restored[-1] in "кқ" and not suffix.restore else 0.0
    yield _Rest(restored, suffix.after, chain, cost + unvoiced, suffix, misspelt)
    if suffix.opens_with_vowel and not suffix.restore:
        for other in _underlying(restored, suffix):
            yield _Rest(other, suffix.after, chain, cost, suffix, misspelt)


def _underlying(stem: str, suffix: Suffix) -> Iterator[str]:
    """The stem before its last consonant was voiced by the suffix's vowel."""
    last = stem[-1]
    if last in VOICELESS:
        yield stem[:-1] + VOICELESS[last]
    if last == "у" and suffix.name.startswith("conv") and stem[-2:-1] in VOWELS:  # тауып -> тап
        yield stem[:-1] + "п"


def _breaks_harmony(stem: str) -> bool:
    """Words that may take suffixes out of harmony: marked entries, loans with letters that native words lack, -лог."""
    if stem.endswith(("лог", "гог")):
        return True
    return any(e.marks & {"back", "front"} for e in words().get(stem, ())) or not frozenset("вфцчщьэ").isdisjoint(stem)


def _stems(rest: _Rest) -> Iterator[Analysis]:
    """What is left, read as a stem."""
    known = False
    for stem in (rest.stem, *_full_vowel(rest), *_citation_forms(rest)):
        for entry in words().get(stem, ()):
            cost = _known_cost(rest, entry)
            if cost is not None:
                known = True
                cost += UNMARKED_DROP if len(stem) > len(rest.stem) and "drop" not in entry.marks else 0.0
                yield Analysis(stem, entry.pos, rest.suffixes, rest.cost + cost, "lexicon")
    if not known and not rest.misspelt:
        yield from _guesses(rest)


def _known_cost(rest: _Rest, entry: Entry) -> float | None:
    """What the entry costs as the stem of the rest; None where it cannot be."""
    if not rest.wanted:
        return KNOWN + (BARE_VERB if entry.pos == VERB else 0.0)
    if _slots(entry).isdisjoint(rest.wanted):
        return None
    rare = entry.pos in {"adj", "adv", "post"} and "n" in rest.wanted
    return KNOWN + (RARELY_INFLECTED if rare else 0.0)


def _slots(entry: Entry) -> set[str]:
    """The slots of suffixes.tsv that an entry fills as a stem."""
    if entry.pos == VERB:
        return {"v"}
    if entry.pos not in INFLECTED:
        return set()
    own = {"num": {"num"}, "adj": {"adj"}, "adv": {"adj"}}.get(entry.pos, set())
    return {"n"} | own | (entry.marks & {"time"})


def _full_vowel(rest: _Rest) -> Iterator[str]:
    """Stems whose last vowel drops before a vowel: орны -> орын, халқы -> халық, ерні -> ерін."""
    stem = rest.stem
    if rest.before is None or not rest.before.opens_with_vowel or len(stem) < 3:
        return
    if stem[-1] in CONSONANTS and (stem[-2] in CONSONANTS or stem[-2] == "у"):
        for vowel in "ыі":
            yield stem[:-1] + vowel + stem[-1]


def _citation_forms(rest: _Rest) -> Iterator[str]:
    """Loans as dictionaries list them: автомобилі -> автомобиль, процестер -> процесс, журналистер -> журналист,
    фактісі -> факт."""
    stem = rest.stem
    if not rest.suffixes or len(stem) < 3:
        return
    if stem[-1] in CONSONANTS:
        yield from (stem + "ь", stem + stem[-1])
    if stem[-1] == "с":
        yield stem + "т"
    if stem.endswith(("кі", "ті", "гі")):
        yield stem[:-1]


def _guesses(rest: _Rest) -> Iterator[Analysis]:
    stem = rest.stem
    cost = rest.cost + A_LETTER * len(stem)
    if len(stem) < 3 or VOWELS.isdisjoint(stem):
        cost += TOO_SHORT
    if stem[-1:] in VOICELESS and rest.suffixes:
        cost += VOICED_END
    if stem.endswith(WORD_BUILDING):
        cost -= WORD_BUILT
    if not rest.wanted or "n" in rest.wanted:
        if _is_built_on_a_known_word(stem):
            yield Analysis(stem, "noun", rest.suffixes, rest.cost + KNOWN + BUILT, "built")
        yield Analysis(stem, "noun", rest.suffixes, cost + GUESSED_NOUN, "guess")
    if "v" in rest.wanted:
        yield Analysis(stem, VERB, rest.suffixes, cost + GUESSED_VERB, "guess")


def _is_built_on_a_known_word(stem: str) -> bool:
    for ending in WORD_BUILDING:
        if stem.endswith(ending):
            base = stem[: -len(ending)]
            known = any(e.pos in INFLECTED for e in words().get(base, ()))
            return known and harmony(base) in (None, harmony(ending))
    return False


# part of speech of an entry -> the last suffixes that show that it is a form of another entry
_DERIVED_BY = {
    "noun": {"ger"},
    "num": {"num.ord"},
    "adj": {"ger", "pcp.past", "pcp.hab", "pcp.fut"},
    "post": {"loc", "abl", "dat"},
}


@cache
def _is_derived(lemma: str, pos: str) -> bool:
    """сайлау is a form of сайла, дамыған of дамы, кезінде of кез: readers of texts mean the stem."""
    by = _DERIVED_BY.get(pos, set())
    return bool(by) and any(
        a.source == "lexicon" and a.suffixes and a.suffixes[-1] in by and a.lemma != lemma for a in _read(lemma)
    )
