"""Arrays one after another in a file, each as numpy.save writes it, and a checksum: how compiled tables are shipped.

The file is not packed: each process would unpack it anew, and wheels and git pack it anyway.
"""

import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

_SUM = 4  # bytes: CRC-32, little-endian


class TablesError(OSError):
    """A file of compiled tables is missing, damaged, or not as this version writes it."""


def write_arrays(path: Path, arrays: Iterable[NDArray[Any]]) -> None:
    """Write arrays, the same bytes for the same arrays."""
    file = BytesIO()
    for array in arrays:
        np.save(file, array)
    whole = file.getvalue()
    path.write_bytes(whole + _checksum(whole))


@contextmanager
def reading(path: Path, command: str) -> Iterator[None]:
    """Whatever goes wrong within as a TablesError. command: what makes the file anew."""
    try:
        yield
    except Exception as error:  # numpy has many
        raise TablesError(f"{path} cannot be read ({error!r}): install kzsearch anew, or run {command}") from error


def read_arrays(path: Path, count: int) -> list[NDArray[Any]]:
    """Read so many arrays that `write_arrays` wrote, and no more; within `reading`."""
    whole = path.read_bytes()
    if _checksum(memoryview(whole)[:-_SUM]) != whole[-_SUM:]:
        raise ValueError("its checksum does not fit")
    file = BytesIO(whole)
    arrays = [np.load(file, allow_pickle=False) for _ in range(count)]
    if file.read() != whole[-_SUM:]:
        raise ValueError("more than the tables")
    return arrays


def _checksum(whole: bytes | memoryview) -> bytes:
    return zlib.crc32(whole).to_bytes(_SUM, "little")
