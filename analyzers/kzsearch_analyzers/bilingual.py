"""Translations between Kazakh and Russian as terms.

Written in lexicon.tsv and abbreviations.tsv as people write them; kept as lemmas in translations.tsv, which
`python -m kzsearch_analyzers.bilingual` makes anew from them. A key or translation is a tuple of lemmas, of one word
or of the words of a phrase in their order.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain
from pathlib import Path

from .abbreviations import Group, groups
from .kazakh.lexicon import entries
from .language import KAZAKH, RUSSIAN

MOST = 6  # translations of one word
DECAY = -0.25  # place ** DECAY is the weight of a translation; measured on FLORES, where -0.2 to -0.5 are as good
# What stands in most Russian texts, so that as a translation (үстінде: на, костёр: от) it would find all of them
_EVERYWHERE = frozenset(
    """
    а без бы в во вот да для до ж же за и из или как ли к ко на над не ни но ну о об он от по под при про с со то так
    там тот у что чтобы
    """.split()
)
LONGEST = 9  # words of a key
SAME = "same"
TABLE = "translations.tsv"
_FOLDER = Path(__file__).parent
_HEADER = (
    "# made by python -m kzsearch_analyzers.bilingual: language of the question (or 'same'), lemmas, their translations"
)

Terms = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Translation:
    """Lemmas that may stand for others, with the weight of one of their occurrences, in (0, 1]."""

    terms: Terms
    weight: float


@dataclass(frozen=True, slots=True)
class Dictionary:
    """lines: of translations.tsv, sorted. They are looked up as they are, for a question needs a few of them, and to
    take all apart takes longer than the question."""

    lines: Sequence[str]

    def translations(self, terms: Terms, lang: str) -> tuple[Translation, ...]:
        """What may stand for these lemmas; lang '' asks in both languages.

        >>> ("воз",) in [t.terms for t in dictionary().translations(("ддұ",), "kk")]
        True
        """
        asked = (SAME, lang) if lang else (SAME, KAZAKH, RUSSIAN)
        return tuple(chain.from_iterable(self.listed(name, terms) for name in asked))

    def begins(self, terms: Terms) -> bool:
        """Does a longer key begin with these lemmas?

        >>> dictionary().begins(("денсаулық",)), dictionary().begins(("сақта", "денсаулық"))
        (True, False)
        """
        return any(self._line(f"{table}\t{' '.join(terms)} ") for table in (SAME, KAZAKH, RUSSIAN))

    def listed(self, table: str, terms: Terms) -> tuple[Translation, ...]:
        """What one table has: 'kk' or 'ru', by the language of the question, or 'same', abbreviations and their names
        in any.

        >>> dictionary().listed("ru", ("школа",))[0].terms
        ('мектеп',)
        """
        key = f"{table}\t{' '.join(terms)}\t"
        found = self._line(key).removeprefix(key)
        return tuple(
            Translation(tuple(target.split(" ")), 1.0 if table == SAME else place**DECAY)
            for place, target in enumerate(found.split("; ") if found else (), 1)
        )

    def _line(self, start: str) -> str:
        """The first that starts so, '' where none does."""
        at = bisect_left(self.lines, start)
        return self.lines[at] if at < len(self.lines) and self.lines[at].startswith(start) else ""


@cache
def dictionary() -> Dictionary:
    """All translations; read once a process."""
    return Dictionary((_FOLDER / TABLE).read_text(encoding="utf-8").splitlines())


def compiled() -> str:
    """The content of translations.tsv, from lexicon.tsv and abbreviations.tsv; its lines are sorted."""
    from .citations import kazakh_terms, russian_terms

    to_russian: dict[Terms, list[_Ranked]] = {}
    to_kazakh: dict[Terms, list[_Ranked]] = {}
    cited = russian_terms(russian for entry in entries() for russian in entry.russian)
    for entry in entries():
        for is_other, source in enumerate(kazakh_terms(entry)):
            for place, russian in enumerate(entry.russian):
                target = cited[russian]
                if source and target and source != target and not _EVERYWHERE.issuperset(target):
                    to_russian.setdefault(source, []).append((is_other, place, target))
                    if not _EVERYWHERE.issuperset(source):
                        to_kazakh.setdefault(target, []).append((is_other, place, source))
    tables = ((KAZAKH, _ranked(to_russian), MOST), (RUSSIAN, _ranked(to_kazakh), MOST), (SAME, _same_things(), None))
    return "\n".join([_HEADER, *chain.from_iterable(_lines(*table) for table in tables)]) + "\n"


_Ranked = tuple[int, int, Terms]  # whether under another lemma than its own, the place in its entry, the lemmas


def _ranked(table: Mapping[Terms, list[_Ranked]]) -> dict[Terms, list[Terms]]:
    """Entries of one key take turns: the first translation of each, then the second."""
    return {key: [terms for *_, terms in sorted(found, key=lambda x: x[:2])] for key, found in table.items()}


def _lines(name: str, table: Mapping[Terms, Iterable[Terms]], most: int | None) -> Iterator[str]:
    for key, targets in sorted(table.items()):
        kept = list(dict.fromkeys(targets))[:most]
        yield f"{name}\t{' '.join(key)}\t{'; '.join(map(' '.join, kept))}"


def _same_things() -> dict[Terms, list[Terms]]:
    """abbreviations.tsv: every name of a row stands for every other."""
    found: dict[Terms, list[Terms]] = {}
    for group in groups():
        names = list(dict.fromkeys(terms for terms in _terms_of(group) if terms))
        for name in names:
            found.setdefault(name, []).extend(other for other in names if other != name)
    return {key: others for key, others in found.items() if others}


def _terms_of(group: Group) -> Iterator[Terms]:
    """Its names as lemmas; abbreviations are called what they look like."""
    from .citations import russian_terms, terms_of

    yield from (terms_of(name, KAZAKH) for name in (*group.kazakh_abbreviations, *group.kazakh_names))
    yield from (terms_of(name, RUSSIAN) for name in group.russian_abbreviations)
    yield from russian_terms(group.russian_names).values()
    yield from (terms_of(name, "") for name in group.others)


if __name__ == "__main__":
    (_FOLDER / TABLE).write_text(compiled(), encoding="utf-8")
