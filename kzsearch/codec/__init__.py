"""The index on disk: columnar segments that Whoosh's queries run on too.

    kzsearch.json   the manifest: JSON that names the files of the newest generation (manifest.py)
    NAME.seg        a segment: a column file, written once (columnfile.py)
    NAME.del        the deleted documents of a segment: a column file with the array `docs`, uint32, ascending
    NAME.dic        translations learnt from sentences: a column file (translations.py)
    writer.lock, writer.json   the operating system's lock for the one writer, and who that is (storage.py)

A column file, numbers little-endian:

    8 bytes     KZSEARCH
    arrays      each at a multiple of 64 bytes
    checksums   uint32, the CRC-32 of each 64 kB block of each array, in the order of the directory
    directory   JSON in UTF-8: arrays {name: [offset, items, dtype]}, checksums (their CRC-32), about (what it holds)
    28 bytes    offset of the checksums, offset and size of the directory (uint64 each), its CRC-32 (uint32)

Strings are stored in a code page of one byte a character (kzsearch_analyzers.codepage) that sorts by code point: a
character of CHARACTERS is its code; any other is the code of the gap it falls into and its code point in base 255,
three digits from 1 up, the highest first. Numbers that are mostly small are stored in one or two bytes, with the large
ones beside them (narrow.py).

The arrays of a segment, each described in the module that writes it:

    store.*                          stored documents in compressed blocks (textstore.py)
    forms.*, words.*                 forms as typed -> words: a list and a tag for each language (tables.py)
    lemmas.*, coarse.*               lemmas and coarse keys -> lists (tables.py)
    text.*, title.*                  the postings of a field by list, and its lengths (fields.py)
    languages                        uint8, of each document: 0 neither, 1 Kazakh, 2 Russian
    ids.*                            the documents' ids (tables.py)
    column.*                         other keys, to filter and sort by (columns.py)

A list holds the postings of a lemma: documents in order, frequencies, and for each occurrence its position and its tag,
which says which of the lemma's words it is. So one inversion answers for all keys: a lemma is its list, a form the
occurrences with its tag, a coarse key the lists of its lemmas, a folded spelling the forms that are folded alike.
"""

from .manifest import FORMAT_VERSION

__all__ = ["FORMAT_VERSION"]
