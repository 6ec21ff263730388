"""Reading files: encodings, formats, pages cut out of the web, dates. `sources` puts them together."""
