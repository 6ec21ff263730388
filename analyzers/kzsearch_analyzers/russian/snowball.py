"""Snowball's Russian stemmer (https://snowballstem.org/algorithms/russian/stemmer.html), as it is.

The package snowballstemmer takes 30 ms to import, which is long for the one word in a thousand that gets here.
"""

from collections.abc import Mapping

_VOWELS = frozenset("аеиоуыэюя")
_Endings = Mapping[str, bool]  # ending -> whether it is one after а and я alone


def _endings(anywhere: str, after_a: str = "") -> _Endings:
    return {**dict.fromkeys(after_a.split(), True), **dict.fromkeys(anywhere.split(), False)}


_GERUND = _endings("ив ивши ившись ыв ывши ывшись", after_a="в вши вшись")
_ADJECTIVE = _endings("ее ие ые ое ими ыми ей ий ый ой ем им ым ом его ого ему ому их ых ую юю ая яя ою ею")
_PARTICIPLE = _endings("ивш ывш ующ", after_a="ем нн вш ющ щ")
_REFLEXIVE = _endings("ся сь")
_VERB = _endings(
    "ила ыла ена ейте уйте ите или ыли ей уй ил ыл им ым ен ило ыло ено ят ует уют ит ыт ены ить ыть ишь ую ю",
    after_a="ла на ете йте ли й л ем н ло но ет ют ны ть ешь нно",
)
_NOUN = _endings(
    "а ев ов ие ье е иями ями ами еи ии и ией ей ой ий й иям ям ием ем ам ом о у ах иях ях ы ь ию ью ю ия ья я"
)
_SUPERLATIVE = _endings("ейш ейше")
_LONGEST = 6  # letters of an ending


def stem(folded: str) -> str:
    """The stem of a form without ё.

    >>> stem("брегись"), stem("торжественнейшую"), stem("мрп")
    ('брег', 'торжествен', 'мрп')
    """
    begin = _after(folded, 0, vowel=True)
    second = _after(folded, _after(folded, _after(folded, begin, vowel=False), vowel=True), vowel=False)
    head, rest = folded[:begin], _uninflected(folded[begin:]).removesuffix("и")
    derived = next((end for end in ("ость", "ост") if rest.endswith(end)), "")
    if len(head) + len(rest) - len(derived) >= second:
        rest = rest.removesuffix(derived)
    return head + _tidied(rest)


def _after(word: str, start: int, *, vowel: bool) -> int:
    """The place after the first vowel from `start` on, or after the first other letter; the end where there is none."""
    return next((at + 1 for at in range(start, len(word)) if (word[at] in _VOWELS) == vowel), len(word))


def _uninflected(rest: str) -> str:
    gerund = _cut(rest, _GERUND)
    if gerund is not None:
        return gerund
    rest = _without(rest, _REFLEXIVE)
    adjective = _cut(rest, _ADJECTIVE)
    if adjective is not None:
        return _without(adjective, _PARTICIPLE)
    verb = _cut(rest, _VERB)
    return _without(rest, _NOUN) if verb is None else verb


def _tidied(rest: str) -> str:
    if rest.endswith("ь"):
        return rest[:-1]
    rest = _without(rest, _SUPERLATIVE)
    return rest[:-1] if rest.endswith("нн") else rest


def _without(rest: str, endings: _Endings) -> str:
    cut = _cut(rest, endings)
    return rest if cut is None else cut


def _cut(rest: str, endings: _Endings) -> str | None:
    """What is left without the longest ending, None where it has none or the longest may not stand there."""
    ending = next((rest[-size:] for size in range(min(_LONGEST, len(rest)), 0, -1) if rest[-size:] in endings), None)
    if ending is None:
        return None
    left = rest[: -len(ending)]
    return left if not endings[ending] or left.endswith(("а", "я")) else None
