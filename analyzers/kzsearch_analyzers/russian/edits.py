"""What turns a form into its lemma: letters taken off both ends, letters put to the end."""

from typing import NamedTuple

FALLEN_PREFIXES = ("", "по", "наи")  # of comparatives and superlatives: покрасивее is of красивый


class Edit(NamedTuple):
    """Takes `cut` letters off a form's start and `strip` off its end, and puts `append` there."""

    cut: int
    strip: int
    append: str

    def of(self, form: str) -> str:
        """The lemma.

        >>> Edit(0, 2, "ый").of("красным")
        'красный'
        """
        return form[self.cut : max(self.cut, len(form) - self.strip)] + self.append


def edit(form: str, lemma: str) -> Edit:
    """The edit that puts the fewest letters.

    >>> edit("законами", "закон"), edit("покрасивее", "красивый")
    (Edit(cut=0, strip=3, append=''), Edit(cut=2, strip=2, append='ый'))
    """
    cuts = [len(prefix) for prefix in FALLEN_PREFIXES if form.startswith(prefix)]
    kept = {cut: _shared(form[cut:], lemma) for cut in cuts}
    cut = max(cuts, key=lambda cut: kept[cut])
    return Edit(cut, len(form) - cut - kept[cut], lemma[kept[cut] :])


def _shared(one: str, other: str) -> int:
    """How many letters two words share at their start."""
    return next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
