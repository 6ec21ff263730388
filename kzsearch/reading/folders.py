"""The files of a folder, sorted, hidden ones left out; links that lead back are reported, not followed."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Found:
    """A file, its path relative to the folder with forward slashes, or the fault for which it is none."""

    path: Path
    name: str
    fault: str = ""


def files(folder: Path) -> Iterator[Found]:
    """The files below `folder` in the order of their names. Pipes, sockets and devices are never opened."""
    yield from _walk(folder, "", _Seen(folder.resolve(), set()))


@dataclass(frozen=True, slots=True)
class _Seen:
    root: Path
    folders: set[tuple[int, int]]  # device and inode of those read

    def leads_back(self, folder: Path, inode: tuple[int, int]) -> bool:
        """Whether a folder is read elsewhere: links into the root are, and links outside it are followed once."""
        return inode in self.folders or (folder.is_symlink() and folder.resolve().is_relative_to(self.root))


def _walk(folder: Path, prefix: str, seen: _Seen) -> Iterator[Found]:
    try:
        status = folder.stat()
        names = sorted(os.listdir(folder))  # noqa: PTH208 - names are wanted, not paths
    except OSError as error:
        yield Found(folder, prefix or _printable(folder.name), f"cannot be read: {error.strerror}")
        return
    inode = (status.st_dev, status.st_ino)
    if prefix and seen.leads_back(folder, inode):
        yield Found(folder, prefix.rstrip("/"), "a link to a folder that is read under another name")
        return
    seen.folders.add(inode)
    for name in names:
        if not name.startswith("."):
            yield from _entry(folder / name, prefix + _printable(name), seen)


def _entry(path: Path, name: str, seen: _Seen) -> Iterator[Found]:
    try:
        is_folder, is_file, exists = path.is_dir(), path.is_file(), path.exists()
    except OSError as error:  # in a folder that may be listed and not entered
        yield Found(path, name, f"cannot be read: {error.strerror}")
        return
    if is_folder:
        yield from _walk(path, name + "/", seen)
    elif is_file:
        yield Found(path, name)
    else:
        yield Found(path, name, "not a regular file" if exists else "a link to nothing")


def _printable(name: str) -> str:
    """A name of bytes that are no UTF-8 with U+FFFD in their place: an id must be proper text."""
    return os.fsencode(name).decode("utf-8", "replace")
