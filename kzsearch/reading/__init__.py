"""Reading files: encodings, formats, pages cut out of the web, dates. `kzsearch.documents` puts them together."""
