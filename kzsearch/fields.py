"""The fields of a document that are searched, and the keys under which each answers."""

FIELDS = ("title", "text")
KEYS = ("lemma", "form", "coarse", "folded")
