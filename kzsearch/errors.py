"""The errors that kzsearch raises on purpose. Each message names the value and the rule it breaks."""


class KzSearchError(Exception):
    """Base of every error of kzsearch."""


class DocumentError(KzSearchError, ValueError):
    """A document cannot be indexed as it is: no id, no text, too large, not text at all."""


class EncodingError(DocumentError):
    """Bytes that are text in none of the encodings tried, or not in the one named."""


class OptionError(KzSearchError, ValueError):
    """An option of a call lies outside its range."""


class IndexFolderError(KzSearchError, OSError):
    """A folder is no index of ours, cannot be written, or its files are damaged."""


class IndexLockedError(IndexFolderError):
    """Another writer has the index open."""


class IndexClosedError(KzSearchError):
    """The index was closed before this call."""
