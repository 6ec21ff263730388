"""Opening the place of an index: a folder, made if need be, or memory."""

from pathlib import Path

from .codec.manifest import Manifest
from .codec.storage import MANIFEST, SUFFIXES, Folder, Memory, Storage
from .errors import IndexFolderError

_CREATION = "creation.lock"
# what may lie in a folder that is to become an index: left by a creation cut short, or by the system
_NOBODYS = frozenset({_CREATION, "kzsearch.tmp", ".DS_Store", "Thumbs.db", "desktop.ini"})


def open_storage(path: Path | None, *, create: bool) -> Storage:
    """The storage of the index in a folder; an empty index is made if need be. In memory where the path is None.

    Raises IndexFolderError: the path is a file, a folder of something else, or cannot be written.
    """
    if path is None:
        memory = Memory()
        memory.write_manifest(Manifest(0).dumps())
        return memory
    try:
        return _open_folder(path, create)
    except IndexFolderError:
        raise
    except (OSError, ValueError) as error:  # ValueError: NUL in a path
        why = getattr(error, "strerror", None) or error
        raise IndexFolderError(f"cannot open an index in {str(path)!r}: {why}") from error


def _open_folder(path: Path, create: bool) -> Storage:
    if path.exists() and not path.is_dir():
        raise IndexFolderError(f"{str(path)!r} is a file: an index is a folder")
    if not (path / MANIFEST).exists():
        others = [file for file in path.iterdir() if file.name not in _NOBODYS] if path.exists() else []
        if any(file.suffix in SUFFIXES for file in others) and not (path / MANIFEST).exists():
            raise IndexFolderError(f"the index in {str(path)!r} is damaged: its {MANIFEST} is gone")
        if others and not (path / MANIFEST).exists():  # another process may have made it since
            raise IndexFolderError(f"{str(path)!r} holds files but no kzsearch index: give a new or an empty folder")
        if not create:
            raise IndexFolderError(f"no index in {str(path)!r}")
        _create(path)
    return Folder(path)


def _create(path: Path) -> None:
    """Make an empty index, one process at a time."""
    from filelock import FileLock

    path.mkdir(parents=True, exist_ok=True)
    with FileLock(path / _CREATION):
        if not (path / MANIFEST).exists():
            Folder(path).write_manifest(Manifest(0).dumps())
    (path / _CREATION).unlink(missing_ok=True)
